"""Jacobians of what is on a tape against exact difference quotients of it, worked out anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.derivation.jacobian import in_layout, jacobian
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import array, as_ball, rational, shape_of, working_precision
from hwsolve.quantity import Quantity
from hwsolve.terms.activations import relu, sigmoid_of, tanh_of
from hwsolve.terms.joining import join, piece
from hwsolve.terms.linear import total
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Literal, evaluate

STEP = rational(1, 10**12)
W = [[rational(2), rational(-1, 2), rational(1)], [rational(1, 3), rational(1), rational(-2)]]
SQUARE = [[rational(1, 2), rational(-1)], [rational(3, 4), rational(1, 4)]]


@pytest.fixture(autouse=True, scope="module")
def enough_bits():
    """Differences of balls lose digits, so that there must be many."""
    with working_precision(300):
        yield


def written(term):
    return to_line(Readings(NumberStyle()).formula(term))


def quotients(tape, of, by, held=()):
    """∂of/∂by by central differences: everything on the tape is worked out from moved numbers."""
    columns = []
    for j in range(by.shape[0]):
        ends = []
        for sign in (1, -1):
            moved = by.value.copy()
            moved[j] = moved[j] + sign * STEP
            values = {}
            for step in tape.steps():
                fixed = step.term is None or step.id in held
                values[step.id] = step.value if fixed else evaluate(step.term, values)
                if step.id == by.id:
                    values[step.id] = moved
            ends.append(values[of.id])
        up, down = ends
        columns.append([(a - b) / (2 * STEP) for a, b in zip(up, down, strict=True)])
    return [[float(as_ball(column[i])) for column in columns] for i in range(of.shape[0])]


def floats(term):
    rows, columns = shape_of(term.value)
    return [[float(as_ball(term.value[i, j])) for j in range(columns)] for i in range(rows)]


def agree(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


def given_tape(y=(3, -1)):
    """A tape with two vectors and two matrices."""
    tape = Tape()
    named = {
        "x": tape.given("x", array([1, -2, rational(1, 2)])),
        "y": tape.given("y", array(list(y))),
        "W": tape.given("W", array(W)),
        "S": tape.given("S", array(SQUARE)),
    }
    return tape, named


OPERATIONS = {
    "entry by entry": (lambda n: tanh_of(n["W"] @ n["x"]), "diag(1 − u²) W"),
    "a vector on the left": (lambda n: n["y"] @ n["W"], None),
    "a product": (lambda n: n["y"] * (n["W"] @ n["x"]), "diag(y) W"),
    "a quotient": (lambda n: n["y"] / (2 + (n["W"] @ n["x"]) ** 2), None),
    "a difference": (lambda n: n["y"] - n["W"] @ n["x"], "−W"),
    "a multiple": (lambda n: Literal(rational(1, 3)) * (n["W"] @ n["x"]), "1/3·W"),
    "a multiple by a name": (lambda n: total(n["S"]) * (n["W"] @ n["x"]), None),
    "joined": (lambda n: sigmoid_of(n["S"] @ piece(join(n["x"], n["y"]), start=2, stop=4)), None),
    "a piece": (lambda n: piece(n["x"], start=1, stop=3) ** 2, None),
    "softmax": (lambda n: softmax(n["W"] @ n["x"]), None),
    "several ways": (lambda n: n["S"] @ relu(n["W"] @ n["x"], at_zero=rational(0))
                     + tanh_of(n["W"] @ n["x"]) * (n["W"] @ n["x"]), None),
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("letter", ["x", "y"])
def test_of_every_operation(name, letter):
    build, formula = OPERATIONS[name]
    tape, named = given_tape()
    of, by = tape.let("u", build(named)), named[letter]
    found = jacobian(tape, of, by)
    agree(floats(found), quotients(tape, of, by))
    if letter == "x" and formula is not None:
        assert written(found) == formula
    turned = in_layout(found, "denominator")
    agree(floats(turned), list(zip(*floats(found), strict=True)))


numbers = st.fractions(-2, 2, max_denominator=8).map(lambda x: rational(x.numerator, x.denominator))
vectors = st.lists(numbers, min_size=2, max_size=2)


@st.composite
def workings(draw):
    """A tape with lets made of those before, and the last of them."""
    tape, named = given_tape(y=draw(vectors))
    known = [named["y"], tape.let("a", named["W"] @ named["x"])]
    for number in range(draw(st.integers(2, 5))):
        one, other = (draw(st.sampled_from(known)) for _ in range(2))
        term = draw(
            st.sampled_from([
                tanh_of(named["S"] @ one), one * other, sigmoid_of(one) + other, one - other,
                named["S"] @ one + other, softmax(one) * other, -(one * sigmoid_of(other)),
                piece(join(one, tanh_of(other)), start=1, stop=3),
            ])
        )  # fmt: skip
        known.append(tape.let(Quantity("k", number=number), term))
    return tape, known[-1], named["y"]


@settings(max_examples=60)
@given(working=workings())
def test_of_random_workings(working):
    tape, of, by = working
    agree(floats(jacobian(tape, of, by)), quotients(tape, of, by))


def lstm_like():
    """c = f ⊙ c₀ + g, where f and g come from h₀ = o₀ ⊙ tanh(c₀)."""
    tape, n = given_tape()
    before = tape.let("c_before", n["W"] @ n["x"])
    shown = tape.let("h_before", n["y"] * tanh_of(before))
    f = tape.let("f", sigmoid_of(n["S"] @ shown))
    return tape, before, shown, tape.let("c", f * before + tanh_of(shown)), f


def test_what_is_held_carries_nothing():
    tape, before, shown, c, f = lstm_like()
    direct = jacobian(tape, c, before, held=[shown.id])
    assert written(direct) == "diag(f)"
    agree(floats(direct), quotients(tape, c, before, held=[shown.id]))
    whole = jacobian(tape, c, before)
    agree(floats(whole), quotients(tape, c, before))
    assert floats(whole) != floats(direct)
    assert written(jacobian(tape, c, before, held=[f.id, shown.id])) == "diag(f)"


def test_a_jacobian_that_has_a_name_is_used():
    tape, before, shown, c, _ = lstm_like()
    J = tape.let("J", jacobian(tape, shown, before))
    found = jacobian(tape, c, before, known={shown.id: J})
    assert written(found).count("J") == 2
    agree(floats(found), quotients(tape, c, before))


def test_of_itself_and_of_what_does_not_depend_on_it():
    tape, named = given_tape()
    x, y = named["x"], named["y"]
    assert floats(jacobian(tape, x, x)) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert floats(jacobian(tape, y, x)) == [[0, 0, 0], [0, 0, 0]]


def test_what_there_is_no_jacobian_of_is_told():
    tape, named = given_tape()
    with pytest.raises(LimitError, match="W is no vector"):
        jacobian(tape, named["W"], named["x"])
    u = tape.let("u", named["W"] @ named["x"] / total(named["x"]))
    with pytest.raises(LimitError, match="no Jacobian of divide"):
        jacobian(tape, u, named["x"])
