"""Why a gradient is what it is: true of its own formula, whatever it went through.

The table holds a sentence for every operation that has one, so that a sentence that stands beside
another operation, or beside another argument, is found. The rest is true of all kinds of problems.
"""

import json
import random
import re

import pytest

from hwsolve.derivation.backprop import Backprop
from hwsolve.derivation.step import Step
from hwsolve.derivation.tape import Tape
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.numbers import array, rational
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from hwsolve.terms.activations import relu, sigmoid_of
from hwsolve.terms.arithmetic import exponential, logarithm, magnitude
from hwsolve.terms.cases import larger
from hwsolve.terms.joining import diagonal, join, piece
from hwsolve.terms.linear import repeat_rows, sum_rows, total
from hwsolve.terms.losses import binary_cross_entropy, cross_entropy, squared_error
from hwsolve.terms.reshaping import add_channel_bias, reshape
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Literal
from hwsolve.terms.trigonometry import sine
from tests.derivation.working import SHORTCUTS
from tests.networks.random_graphs import random_graph
from tests.students.measure import KINDS

UNIT = "so its gradient is the unit's dz times that entry"
TIMES = "so its gradient is dz times"
PREDICTION = "the derivative of the loss with respect to the prediction"
V, M, S = [1, 2], [[1, 2], [3, 5]], 3
RELU = {"at_zero": rational(0)}

SENTENCES = [
    (lambda u, w: u + w, V, V, "u is added to z, so its gradient is dz itself"),
    (lambda u, w: u - w, V, V, "u is added to z, so its gradient is dz itself"),
    (lambda u, w: w - u, V, V, "u is subtracted in z, so its gradient is dz with the other sign"),
    (lambda u, w: u * w, V, V, f"u is multiplied by w in z, {TIMES} w"),
    (lambda u, w: w * u, V, V, f"u is multiplied by w in z, {TIMES} w"),
    (lambda u, w: u / w, V, V, "u is divided by w in z, so its gradient is dz over w"),
    (lambda u, w: w / u, V, V, "quotient rule: u divides w in z, so −w/u² times dz"),
    (lambda u, w: u**3 + w, V, V, "power rule: z is a power of u, so dz times its slope"),
    (lambda u, w: w + u, V, S, "u is added to z, so its gradient is dz itself"),
    (lambda u, w: w + u, S, V,
     "u is added to z, so its gradient is dz itself, added up over all entries"),
    (lambda u, w: w * u, S, V,
     f"u is multiplied by w in z, {TIMES} w, added up over all entries"),
    (lambda u, w: 2 * u + w, V, V, f"u is multiplied by 2 in z, {TIMES} 2"),
    (lambda u, w: w - 2 * u, V, V, "chain rule: dz times the derivative of z by u"),
    (lambda u, w: relu(u + w, **RELU), V, V,
     "chain rule: dz times the slope of the activation at u + w"),
    (lambda u, w: sigmoid_of(u) + w, V, V,
     "chain rule: dz times the slope of the activation at u"),
    (lambda u, w: sigmoid_of(u) * w, V, V, "chain rule: dz times the derivative of z by u"),
    (lambda u, w: exponential(u) + w, V, V,
     "chain rule: dz times the slope of the exponential at u"),
    (lambda u, w: logarithm(u) + w, V, V, "chain rule: dz times the slope of the logarithm at u"),
    (lambda u, w: magnitude(u) + w, V, V, "chain rule: dz times the slope of the magnitude at u"),
    (lambda u, w: sine(u) + w, V, V, "chain rule: dz times the slope of the sine at u"),
    (larger, V, V, "chain rule: dz times the derivative of z by u"),
    (lambda u, w: u @ w, M, M, f"u is multiplied by w in z, {TIMES} w"),
    (lambda u, w: total(u) + w, V, S, "the entries of u are added up in z, so each gets dz"),
    (lambda u, w: sum_rows(u) + w, M, V, "the entries of u are added up in z, so each gets dz"),
    (lambda u, w: repeat_rows(u, rows=2) + w, V, M,
     "u is added to z, so its gradient is dz itself, added up over its copies"),
    (lambda u, w: repeat_rows(u, rows=2), V, V,
     "u is repeated in z, so dz is added up over its copies"),
    (lambda u, w: u.T, M, V, "z is u transposed, and so is dz"),
    (lambda u, w: u.T + w, M, M, "u is added to z, so its gradient is dz itself"),
    (join, V, V, "u is a part of z, so its gradient is that part of dz"),
    (lambda u, w: piece(u, start=0, stop=1), V, V, "z is a part of u: what isn't in it gets 0"),
    (lambda u, w: diagonal(u), V, V,
     "u is the diagonal of z, so its gradient is that of dz"),
    (lambda u, w: reshape(u, shape=(4,)), M, V,
     "the numbers of dz, back in the shape that they came from"),
    (lambda u, w: add_channel_bias(w, u, axis=0), V, M,
     "u is added to z at every place, so its gradient is the sum of dz over the places"),
    (lambda u, w: softmax(u) + w, V, V,
     "each score acts on all outputs of softmax: J = diag(z) − z zᵀ times dz"),
    (squared_error, V, V, PREDICTION),
    (lambda u, w: Literal(rational(1, 2)) * total(squared_error(u, w)), V, V, PREDICTION),
    (lambda u, w: u, V, V, "z is u itself, and so is its gradient: dz"),
]  # fmt: skip


def why(term, u, w, roles=None):
    """What is said of du where z is made of u and w by a term, and something goes on from z."""
    tape = Tape()
    roles = roles or {}
    u, w = (
        tape.given(id, array(x) if isinstance(x, list) else rational(x), role=roles.get(id, ""))
        for id, x in (("u", u), ("w", w))
    )
    z = tape.let("z", term(u, w))
    loss = tape.let("L", total(z**2) if z.shape else z**2)
    Backprop(tape, loss, [u]).run()
    return tape.step("du").why


@pytest.mark.parametrize(("term", "u", "w", "sentence"), SENTENCES)
def test_every_operation_says_why(term, u, w, sentence):
    assert why(term, u, w) == sentence


def test_a_role_has_a_word_of_its_own():
    weights = f"each weight of u multiplies one entry of w, {UNIT}"
    assert why(lambda u, w: u @ w, M, V, {"u": "weights"}) == weights
    assert why(lambda u, w: w @ u.T, M, M, {"u": "weights"}) == weights
    fed = "u reaches the loss through every unit that it feeds: that unit's dz times the weight on"
    assert why(lambda u, w: w @ u, V, M, {"w": "weights"}) == f"{fed} the way, added up"
    assert why(lambda u, w: relu(u @ w, **RELU), M, V, {"u": "weights"}).startswith("chain rule: ")


def test_the_loss_itself_starts_with_1():
    tape = Tape()
    u, w = tape.given("u", rational(2)), tape.given("w", rational(3))
    Backprop(tape, tape.let("L", u * w), [u]).run()
    assert tape.step("du").why == "u is multiplied by w in L, so its gradient is dL = 1 times w"


def test_several_ways_are_named_with_what_comes_back_by_each():
    tape = Tape()
    u = tape.given("u", array(V))
    a, b = tape.let("a", 2 * u), tape.let("b", sigmoid_of(u))
    Backprop(tape, tape.let("L", total(a * b)), [u]).run()
    told = "u reaches the loss through b and a: what comes back by db and da is added up"
    assert tape.step("du").why == told


def test_one_step_may_hold_a_quantity_in_several_places():
    sentence = "u stands in z in 2 places, whose shares of dz are added up"
    assert why(lambda u, w: u * w + sigmoid_of(u), V, V) == sentence


@pytest.mark.parametrize(
    ("loss", "activation"), [(binary_cross_entropy, sigmoid_of), (cross_entropy, softmax)]
)
def test_where_a_loss_meets_its_activation_it_cancels(loss, activation):
    tape = Tape()
    u, y = tape.given("u", array(V)), tape.given("y", array([0, 1]))
    prediction = tape.let("y_hat", activation(u))
    Backprop(tape, tape.let("L", total(loss(prediction, y))), [u], shortcuts=SHORTCUTS).run()
    assert tape.step("du").why.startswith("the slope of the activation cancels")


# ---- all kinds ----------------------------------------------------------------------------------


def gradients(kind, seed):
    """(step, derivation) of the gradients of a problem that is drawn."""
    chance = random.Random(f"{kind} {seed}")  # noqa: S311 - the same every time
    problem = random_graph(chance) if kind == "graph" else KINDS[kind].draw(chance)
    problem = {key: item for key, item in problem.items() if key not in ("batch", "maps")}
    derivation = solve(load_problem(Source("drawn.yaml", json.dumps(problem))))
    return derivation, [
        step
        for step in derivation.steps
        if isinstance(step, Step) and step.id.aspect == "gradient" and step.term is not None
    ]


SHARES = ("the shares are added up", "its share is the whole")
OF_LOSS = (PREDICTION, "the slope of the activation cancels")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["mlp", "graph", "conv", "rnn", "laplacian"])
def test_every_gradient_names_what_arrives_and_nothing_that_has_no_part_in_it(kind, seed):
    derivation, found = gradients(kind, seed)
    made_of = {}
    for step in derivation.steps:
        for id in step.depends_on:
            made_of.setdefault(derivation.by_id[id].id, set()).add(step.id)
    for step in found:
        assert step.why, step.id
        assert "  " not in step.why
        assert " ," not in step.why
        if any(words in step.why for words in (*SHARES, *OF_LOSS)):
            continue
        arriving = {id for id in step.depends_on if derivation.quantities[id].aspect == "gradient"}
        for id in arriving:
            assert to_line(symbol_of(derivation.quantities[id])) in step.why, (step.id, step.why)
        own = {q for q in derivation.quantities.values() if q.gradient.called == step.id.called}
        parts = {
            step.id,
            *own,
            *step.depends_on,
            *(into for q in own for into in made_of.get(q, ())),
        }
        known = {to_line(symbol_of(q)): q for q in derivation.quantities.values()}
        named = {known[word] for word in re.split(r"[\s,:;]+", step.why) if word in known}
        assert named <= parts, (step.id, step.why, named - parts)
