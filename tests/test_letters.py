"""Letters in place of numbers: words as indices, and letters that are also names of quantities."""

import itertools
import json

import pytest
import sympy

from hwsolve.notation.symbols import unicode_symbol
from hwsolve.notation.tree import Symbol
from hwsolve.output.renderers import render
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from hwsolve.spec.symbol_names import is_symbol_name

LETTERS = ["w_h", "W_xh", "b_f", "x_1", "theta_hidden", "W_12", "rho_W", "g_norm", "d_x", "y_hat"]
KINDS = {
    "mlp": "{kind: mlp, input: [LETTER, 2], layers: [{weights: [[1, u]], activation: tanh}]}",
    "conv": "{kind: conv, input: [[LETTER, 2], [3, 4]], layers: [{conv: {weights: [[u]]}}]}",
    "rnn": "{kind: rnn, inputs: [LETTER, 2], U: [[u]], W: [[1]]}",
    "laplacian": "{kind: laplacian, edges: [[1, 2]], features: [[LETTER], [2]], "
    "layers: [{message_passing: {weights: [[u]]}}]}",
}


def solved(text):
    return solve(load_problem(Source("test.yaml", text)))


def page(derivation):
    return render(derivation, format="terminal", width=200)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_may_have_a_word_as_its_index(kind, letter):
    derivation = solved(KINDS[kind].replace("LETTER", letter))
    assert any(letter in str(x) for x in _formulas(derivation))
    assert unicode_symbol(Symbol(letter)) in page(derivation)
    assert r"\partial" not in render(derivation, format="json")
    assert r"\lVert" not in render(derivation, format="json")


def _formulas(derivation):
    document = json.loads(render(derivation, format="json"))
    return [str(value) for value in document["answers"].values()]


@pytest.mark.parametrize("word", ["fast", "none", "two", "e", "pi", "w_", "_w", "ab_1", "x__1"])
def test_a_typing_error_is_no_letter(word):
    assert not is_symbol_name(word)


CELLS = {
    "linear": lambda z: z,
    "tanh": sympy.tanh,
    "sigmoid": lambda z: 1 / (1 + sympy.exp(-z)),
}


@pytest.mark.parametrize("activation", CELLS)
@pytest.mark.parametrize("units", [1, 2])
def test_jacobians_in_letters_are_derivatives(activation, units):
    """∂s[3]/∂s[k], differentiated by SymPy through an unrolled network of its own."""
    U = [[f"u_{i}{j}" for j in range(units)] for i in range(units)]
    W = [[f"w_{i}{j}" for j in range(units)] for i in range(units)]
    x = [[f"x_{t}{j}" for j in range(units)] for t in range(3)]
    text = json.dumps({"kind": "rnn", "cell": {"activation": activation}, "inputs": x,
                       "U": U, "W": W, "derive": "jacobian"})  # fmt: skip
    answers = solved(text).answers()
    squash = CELLS[activation]
    for k in (0, 1):
        start = sympy.symbols(f"s:{units}", real=True)
        state = sympy.Matrix(start)
        for t in range(k, 3):
            z = _letters(U) * _letters([x[t]]).T + _letters(W) * state
            state = z.applyfunc(squash)
        reached = [] if k == 0 else list(map(_expression, answers[f"s[{k}]"]))
        values = dict(zip(start, reached or [0] * units, strict=True))
        expected = state.jacobian(start).subs(values)
        for i, j in itertools.product(range(units), repeat=2):
            found = _expression(answers[f"J[3,{k}]"][i, j])
            assert _number(found) == pytest.approx(_number(expected[i, j]), rel=1e-9)


def _letters(names):
    return sympy.Matrix([[sympy.Symbol(name, real=True) for name in row] for row in names])


def _expression(x):
    return x.closed.replace(lambda part: type(part).__name__ == "sigmoid", _logistic)


def _logistic(part):
    return 1 / (1 + sympy.exp(-part.args[0]))


def _number(expression):
    letters = sorted(expression.free_symbols, key=str)
    return float(expression.subs({s: sympy.Rational(n + 2, 9) for n, s in enumerate(letters)}))


def test_one_linear_unit_in_letters():
    derivation = solved(
        "{kind: rnn, cell: {activation: linear}, inputs: [x_1, x_2, x_3], U: [[u]], W: [[w]], "
        "derive: jacobian}"
    )
    assert str(derivation.answers()["J[3,1]"][0, 0].closed) == "w**2"
    assert "w²" in page(derivation)


def test_relu_in_letters_is_a_product_of_slopes():
    text = page(
        solved(
            "{kind: rnn, cell: {activation: relu}, inputs: [x_1, x_2], U: [[u]], W: [[w]], "
            "derive: jacobian}"
        )
    )
    assert "ReLU′(z⁽²⁾₁)·W₁₁·ReLU′(z⁽¹⁾₁)·W₁₁" in text


def test_a_letter_that_is_the_whole_of_its_quantity_is_left_alone():
    text = "{kind: mlp, input: [x], layers: [{weights: [[W]], bias: [b]}], target: y, loss: huber}"
    derivation = solved(text.replace("huber", "squared_error"))
    assert derivation.letters_apart == ()
    assert "W⁽¹⁾ x + b⁽¹⁾ = W·x + b" in page(derivation)


@pytest.mark.parametrize(
    ("text", "apart", "line"),
    [
        ("{kind: mlp, input: [b], layers: [{weights: [[W]], bias: [x]}]}", {"x"}, "= W·b + x̃"),
        ("{kind: mlp, input: [x, 1], layers: [{weights: [[2, 3]]}]}", {"x"}, "= 2·x̃ + 3"),
        ("{kind: mlp, input: [x_2, x_1], layers: [{weights: [[u, v]]}]}", {"x_1", "x_2"},
         "= u·x̃₂ + v·x̃₁"),
        ("{kind: rnn, inputs: [1], U: [[U], [W]], W: [[1, 0], [0, 1]], cell: {activation: linear}}",
         {"U", "W"}, "Ũ"),
    ],
)  # fmt: skip
def test_a_letter_that_reads_like_another_quantity_is_told_apart(text, apart, line):
    derivation = solved(text)
    assert {letter for letter, _ in derivation.letters_apart} == apart
    assert line in page(derivation)
    assert any(c.key == "letters_of_the_file" for c in derivation.conventions)
    answers = json.loads(render(derivation, format="json"))["answers"]
    assert "tilde" not in json.dumps(answers)  # what a key holds is the file's own letter


def test_a_letter_with_an_accent_that_is_taken_gets_another():
    gate = "{U: [[1]], W: [[1]]}"
    derivation = solved(
        "{kind: rnn, cell: {type: gru, state: h}, inputs: [[h], [1]], initial_state: [x_1], "
        f"gates: {{z: {gate}, r: {gate}, h: {gate}}}, V: [[V], [1]]}}"
    )
    assert dict(derivation.letters_apart)["V"] == "V_tilde"
