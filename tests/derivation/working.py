"""A small working to try things on: two units, a shared weight, a loss; and how to derive it."""

from collections.abc import Mapping
from typing import Any

from hwsolve.derivation.backprop import Backprop
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.tape import Tape
from hwsolve.numbers import Value, array, entries, rational, shape_of
from hwsolve.quantity import Quantity
from hwsolve.terms.activations import sigmoid_of, tanh_of
from hwsolve.terms.linear import total
from hwsolve.terms.losses import binary_cross_entropy, cross_entropy, squared_error
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Name, evaluate

STEP = rational(1, 10**20)

SHORTCUTS = ("sigmoid", "softmax")
"""The activations before which a loss of these tests may use its fused rule."""


def q(name: str, number: int) -> Quantity:
    """A quantity with a number."""
    return Quantity(name, number=number)


def finished(tape: Tape, **fields: Any) -> Derivation:
    """The derivation of what a tape holds."""
    return Derivation("test", "A test", tape.sections(), **fields)


def linear_net(tape: Tape, *, x: Any = (2, -1), transposed: bool = False) -> dict[str, Name]:
    """Two linear layers with a squared error, and the gradients of all that is given."""
    given = {
        "x": tape.given("x", array(list(x))),
        "W[1]": tape.given(q("W", 1), array([[1, 2], [3, -1], [0, 1]])),
        "b[1]": tape.given(q("b", 1), array([1, -1, 2])),
        "W[2]": tape.given(q("W", 2), array([[1, -2, 3]])),
        "y": tape.given("y", array([4])),
    }
    with tape.section("Forward", "layer 1"):
        a = tape.let(q("z", 1), given["W[1]"] @ given["x"] + given["b[1]"], aliases=(q("a", 1),))
    with tape.section("Forward", "layer 2"):
        y_hat = tape.let("y_hat", given["W[2]"] @ a, aliases=(q("z", 2), q("a", 2)))
    with tape.section("Loss"):
        loss = tape.let("L", total(squared_error(y_hat, given["y"])))
    wanted = [given[id] for id in ("W[1]", "b[1]", "W[2]", "x")]
    ids = [name.id for name in wanted]
    Backprop(tape, loss, wanted, transposed=ids if transposed else ()).run()
    return given


def logistic(tape: Tape, *, shortcut: bool) -> dict[str, Name]:
    """One unit of σ with cross-entropy; returns the gradients."""
    w, x = tape.given("w", array([1, rational(-1, 2)])), tape.given("x", array([2, 3]))
    y = tape.given("y", rational(1))
    z = tape.let("z", w @ x)
    a = tape.let("a", sigmoid_of(z))
    loss = tape.let("L", binary_cross_entropy(a, y))
    return Backprop(tape, loss, [w, x], shortcuts=SHORTCUTS if shortcut else ()).run()


def classifier(tape: Tape, *, shortcut: bool) -> dict[str, Name]:
    """Two samples through softmax with cross-entropy; returns the gradients."""
    W = tape.given("W", array([[1, -1], [2, 0], [rational(1, 2), 1]]))
    x = tape.given("x", array([[1, 2], [-1, 3]]))
    y = tape.given("y", array([[0, 1, 0], [rational(1, 2), 0, rational(1, 2)]]))
    z = tape.let("z", x @ W.T)
    a = tape.let("a", softmax(z))
    loss = tape.let("L", rational(1, 2) * total(cross_entropy(a, y)))
    return Backprop(tape, loss, [W, x], shortcuts=SHORTCUTS if shortcut else ()).run()


def recurrence(tape: Tape) -> dict[str, Name]:
    """s ← tanh(u·s + x) three times with one u, and a loss that sees two of the states."""
    u, x = tape.given("u", rational(1, 2)), tape.given("x", rational(1, 3))
    s = tape.given(q("s", 0), rational(1, 5))
    parts = []
    for t in (1, 2, 3):
        with tape.section("Forward", f"step {t}"):
            s = tape.let(q("s", t), tanh_of(tape.let(q("z", t), u * s + x)))
            parts.append(s)
    loss = tape.let("L", parts[1] * parts[1] + 3 * parts[2])
    return Backprop(tape, loss, [u, x]).run()


def quotient(tape: Tape, loss: str, id: str, index: tuple[int, ...]) -> Any:
    """∂loss/∂id at one entry as a central difference, working the whole tape out anew twice."""
    results = [
        worked_out_anew(tape, {id: moved(tape.step(id).value, index, step)})[loss]
        for step in (STEP, -STEP)
    ]
    return (results[0] - results[1]) / (2 * STEP)


def moved(value: Value, index: tuple[int, ...], step: Any) -> Value:
    """The value with one entry changed."""
    if not shape_of(value):
        return value + step
    copy = value.copy()
    copy[index] = copy[index] + step
    return copy


def worked_out_anew(tape: Tape, changed: Mapping[str, Value]) -> dict[str, Value]:
    """All values when some of the given ones are others."""
    values: dict[str, Value] = {}
    for step in tape.steps():
        value = changed.get(step.id, step.value)
        if step.term is not None:
            value = evaluate(step.term, values)
        values |= dict.fromkeys((step.id, *step.aliases), value)
    return values


def wrong_gradients(tape: Tape, ids: list[str], tolerance: Any = STEP) -> list[str]:
    """The entries of d‹id› that differ from the difference quotients of L."""
    wrong = []
    for id in ids:
        gradient = tape.step(f"d{id}").value
        for index, claimed in entries(gradient):
            difference = claimed - quotient(tape, "L", id, index)
            if not -tolerance < _middle(difference) < tolerance:
                wrong.append(f"d{id}{list(index)}")
    return wrong


def _middle(x: Any) -> Any:
    return x if not hasattr(x, "ball") else x.ball.mid()
