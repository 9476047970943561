"""What is asked for: stages, quantities, single entries; algebra where names stand for numbers."""

import itertools
import json

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hwsolve.derivation.readings import Readings
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import (
    as_sympy,
    entries,
    scalars,
    shape_of,
    values_agree,
    working_precision,
)
from hwsolve.problem_files import find
from tests.mlp.nets import problems
from tests.mlp.oracle import Oracle
from tests.mlp.solved import answers_of, as_floats, derivation_of, texts, to_float

P1A = find("p1a.yaml").text
GIVEN = ["x", "W[1]", "W[2]", "b[2]", "W[3]", "b[3]"]
FORWARD = [*GIVEN, "z[1]", "a[1]", "z[2]", "a[2]", "z[3]", "y_hat", "a[3]"]


def asked(*wanted):
    """The ids of what P1(a) becomes when only some of it is asked for."""
    return answers_of(f"{P1A}derive: {json.dumps(list(wanted))}\n")


def test_forward():
    assert list(asked("forward")) == FORWARD


def test_loss():
    assert set(asked("loss")) == {*FORWARD, "y", "L"}


def test_gradients():
    everything = answers_of(P1A)
    updates = {"alpha", "W_new[1]", "W_new[2]", "b_new[2]", "W_new[3]", "b_new[3]"}
    assert asked("gradients").keys() == everything.keys() - updates


def test_update_is_everything():
    assert asked("update").keys() == answers_of(P1A).keys()


def test_one_quantity_with_all_that_leads_to_it():
    answers = asked("dW[2]")
    assert {"z[3]", "dz[3]", "da[2]", "dz[2]", "dW[2]", "L"} <= answers.keys()
    assert not {"dW[3]", "db[2]", "da[1]", "dW[1]", "W_new[2]", "alpha"} & answers.keys()


def test_one_entry_by_its_own_path():
    """dW[1].2.1 = dz[1].2·x.1; what unit 2 needs, and no entry that it doesn't."""
    answers = asked("dW[1].2.1")
    backward = [id for id in answers if id.startswith("d")]
    assert [id for id in backward if id.startswith(("da[1]", "dz[1]", "dW"))] == [
        "da[1].2",
        "dz[1].2",
        "dW[1].2.1",
    ]
    assert all(shape_of(value) == () for value in answers.values())
    assert texts(answers["dW[1].2.1"]) == "0"


def entry_ids(answers):
    """Every quantity, and every entry of those that have entries."""
    for id, value in answers.items():
        for index, _ in entries(value):
            yield ".".join([id, *(str(i + 1) for i in index)]), id, index


@pytest.mark.parametrize(
    ("entry", "id", "index"),
    [found for found in entry_ids(answers_of(P1A)) if found[1][0] in "dW"],
)
def test_every_entry_of_p1a(entry, id, index):
    whole = answers_of(P1A)[id]
    expected = whole[index] if index else whole
    assert texts(asked(entry)[entry]) == str(expected)


@settings(max_examples=40)
@given(problems(steps=1), st.randoms(use_true_random=False))
def test_entries_are_those_of_the_whole(problem, random):
    whole = answers_of(problem)
    ids = [found for found in entry_ids(whole) if found[1].startswith(("d", "W_", "b_", "y_hat"))]
    chosen = random.sample(ids, min(3, len(ids)))
    alone = answers_of(problem | {"derive": [entry for entry, _, _ in chosen]})
    for entry, id, index in chosen:
        expected = whole[id][index] if index else whole[id]
        assert values_agree(alone[entry], expected), entry


# ---- algebra ------------------------------------------------------------------------------------


def test_names_stand_for_numbers():
    answers = answers_of(
        "kind: mlp\ninput: [x1, x2]\nlayers: [{weights: [[w1, w2]], bias: b}]\n"
        "target: y\nloss: squared_error\noptimizer: {name: sgd, learning_rate: 0.5}\n"
    )
    x1, x2, w1, w2, b, y = (sympy.Symbol(name, real=True) for name in "x1 x2 w1 w2 b y".split())
    error = w1 * x1 + w2 * x2 + b - y
    assert sympy.expand(as_sympy(answers["L"]) - error**2) == 0
    gradient = [as_sympy(x) for x in scalars(answers["dW[1]"])]
    assert [sympy.expand(g - 2 * error * x) for g, x in zip(gradient, [x1, x2], strict=True)] == [
        0,
        0,
    ]
    assert sympy.expand(as_sympy(scalars(answers["b_new[1]"])[0]) - (b - error)) == 0


def with_names(problem):
    """The problem with a name for each weight, bias and input, and what each stands for."""
    values = {}
    fresh = (f"{letter}{n}" for letter in ("w", "v", "u") for n in itertools.count(1))

    def named(nested):
        if isinstance(nested, list):
            return [named(part) for part in nested]
        name = next(fresh)
        values[name] = nested
        return name

    layers = [
        layer | {key: named(layer[key]) for key in ("weights", "bias") if key in layer}
        for layer in problem["layers"]
    ]
    return problem | {"input": named(problem["input"]), "layers": layers}, values


SIGMOID = sympy.Function("sigmoid", real=True)


def number_of(formula, values):
    """What a formula comes to where its names are replaced by numbers."""
    if not getattr(formula, "is_symbolic", False):
        return to_float(formula)
    replacements = {sympy.Symbol(n, real=True): sympy.Rational(v) for n, v in values.items()}
    expression = as_sympy(formula).replace(SIGMOID, lambda z: 1 / (1 + sympy.exp(-z)))
    return float(sympy.N(expression.subs(replacements), 20))


SYMBOLIC = ["linear", "relu", "leaky_relu", "elu", "sigmoid", "tanh"]


@settings(max_examples=25)
@given(problems(activations=SYMBOLIC, steps=1, largest=2, batches=()))
def test_a_formula_with_numbers_put_in_is_the_number(problem):
    oracle = Oracle(problem)
    oracle.answers()
    assume(oracle.nearest_kink > 1e-6)
    symbolic, values = with_names(problem)
    symbolic["conventions"] = {"output_gradient": "chain_rule"} | problem["conventions"]
    numeric = problem | {"conventions": symbolic["conventions"]}
    formulas, numbers = answers_of(symbolic), answers_of(numeric)
    assert formulas.keys() == numbers.keys()
    for id, value in formulas.items():
        found = [number_of(formula, values) for formula in scalars(value)]
        assert np.allclose(found, as_floats(numbers[id]).ravel(), rtol=1e-9, atol=1e-12), id


IN_LETTERS = """
kind: mlp
input: [x_1, x_2]
layers:
  - {weights: [[w_11, w_12], [w_21, w_22]], bias: [b_1, b_2], activation: leaky_relu}
  - {weights: [[v_1, v_2]], bias: c, activation: sigmoid}
target: y
loss: binary_cross_entropy
"""


def test_letters_take_the_short_way_and_long_formulas_keep_their_names():
    """By hand: dz² = ŷ − y, da¹ = (v₁ dz², v₂ dz²), and so on; nothing is multiplied out."""
    derivation = derivation_of(IN_LETTERS)
    steps = {step.id: step for step in derivation.steps}
    assert "dy_hat" not in steps
    with working_precision(200, closed_form=4000):
        readings = Readings(NumberStyle())
        chains = {id: to_line(readings.chain(step)) for id, step in steps.items()}
    assert chains["dz[2]"] == "dz⁽²⁾ = ŷ − y"
    assert chains["da[1]"].endswith("= [v₁·dz⁽²⁾₁, v₂·dz⁽²⁾₁]")
    assert chains["dW[1]"].endswith(
        "= [dz⁽¹⁾₁, dz⁽¹⁾₂] [[x₁, x₂]] = [[dz⁽¹⁾₁·x₁, dz⁽¹⁾₁·x₂], [dz⁽¹⁾₂·x₁, dz⁽¹⁾₂·x₂]]"
    )


def test_a_long_formula_with_a_case_is_read_out():
    """The hinge of one output: L = max(0, 1 − y·ŷ), dŷ = −y where that is positive."""
    derivation = derivation_of("""
        {kind: mlp, input: [x], target: [1], loss: hinge, layers: [
          {weights: [[u_1], [u_2], [u_3]], activation: relu},
          {weights: [[w_1, w_2, w_3]], bias: b, activation: tanh},
          {weights: [[v_1]], bias: c, activation: tanh}]}""")
    with working_precision(200, closed_form=4000):
        chains = {s.id: Readings(NumberStyle()).chain(s) for s in derivation.steps}
    assert to_line(chains["L"]).startswith("L = max(0, 1 − y·ŷ) = max(0, 1 − 1·ŷ)")


def test_a_derivation_holds_only_what_was_asked_for():
    derivation = derivation_of(f"{P1A}derive: loss\n")
    assert [section.title for section in derivation.sections][-1] == "Loss"
