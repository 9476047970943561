"""Every operation for graphs: entries are those of the value, gradients are exact quotients."""

import numpy as np
import pytest

from hwsolve.derivation.backprop import Backprop
from hwsolve.derivation.tape import Tape
from hwsolve.numbers import array, constant, entries, rational
from hwsolve.terms.determinants import determinant, minor
from hwsolve.terms.elimination import kernel_vector, pivot, row_reduced
from hwsolve.terms.linear import total
from hwsolve.terms.matrices import (
    columns,
    diagonal_power,
    edge_energy,
    gather,
    identity,
    row_sums,
    trace,
)
from hwsolve.terms.term import Literal, Name, entry, evaluate

SQUARE = array([[2, -1, 3], [4, 5, -2], [1, 7, 6]])
DIAGONAL = array([[4, 0, 0], [0, 9, 0], [0, 0, 2]])
VECTOR, OTHER = array([2, -1, 5]), array([1, 3, -4])
WEIGHTS = array([[0, 2, 0], [2, 0, 3], [0, 3, 0]])
SINGULAR = array([[1, 2, 3], [2, 4, 7], [3, 6, 10]])


def power(exponent):
    return lambda x: diagonal_power(x, exponent=exponent)


LINEAR_OR_QUADRATIC = [
    (row_sums, [SQUARE]),
    (trace, [SQUARE]),
    (columns, [VECTOR, OTHER]),
    (lambda x, y: gather(total(x), total(y)), [VECTOR, OTHER]),
    (lambda x: edge_energy(x, weights=WEIGHTS), [VECTOR]),
    (lambda x: minor(x, place=1), [SQUARE]),
    (lambda x: x @ identity(size=3), [SQUARE]),
]

WITHOUT_GRADIENT = [
    (lambda x: pivot(x, row=0, source=1, column=0), [SQUARE]),
    (lambda x: pivot(x, row=1, source=2, column=1), [SQUARE]),
    (row_reduced, [SINGULAR]),
    (lambda x: kernel_vector(row_reduced(x), free=1), [SINGULAR]),
    (determinant, [array([[2, 3], [4, 5]])]),
    (determinant, [array([[3]])]),
    (power(rational(-1)), [DIAGONAL]),
    (power(rational(-1, 2)), [DIAGONAL]),
    (power(rational(1, 2)), [DIAGONAL]),
]


@pytest.mark.parametrize(("build", "values"), LINEAR_OR_QUADRATIC + WITHOUT_GRADIENT)
def test_entries(build, values):
    term = build(*(Name(f"x{k}", value) for k, value in enumerate(values)))
    known = {f"x{k}": value for k, value in enumerate(values)}
    for index, value in entries(term.value):
        assert entry(term, index).value - value == 0
        assert evaluate(entry(term, index), known) - value == 0


def weighted_loss(build, values):
    """Σ c·f(x) with distinct weights c, so that every entry of the upstream gradient differs."""
    tape = Tape()
    names = [tape.given(f"x{k}", value) for k, value in enumerate(values)]
    result = tape.let("f", build(*names))
    weights = np.array([rational(k + 2, 3) for k in range(int(np.prod(result.shape)) or 1)])
    weights = weights.reshape(result.shape) if result.shape else weights[0]
    loss = tape.let("loss", total(result * Literal(weights)) if result.shape else weights * result)
    return tape, names, loss


@pytest.mark.parametrize(("build", "values"), LINEAR_OR_QUADRATIC)
def test_gradients_are_central_quotients(build, values):
    tape, names, loss = weighted_loss(build, values)
    gradients = Backprop(tape, loss, names).run()
    for number, value in enumerate(values):
        found = gradients[f"x{number}"].value
        for index, _ in entries(value):
            moved = []
            for step in (1, -1):
                shift = constant(value.shape, 0)
                shift[index] = rational(step)
                others = [v + shift if k == number else v for k, v in enumerate(values)]
                moved.append(weighted_loss(build, others)[2].value)
            assert found[index] == (moved[0] - moved[1]) / 2


@pytest.mark.parametrize("exponent", [rational(-1), rational(-1, 2), rational(1, 2)])
def test_gradient_of_a_diagonal_power(exponent):
    tape, names, loss = weighted_loss(power(exponent), [DIAGONAL])
    gradient = Backprop(tape, loss, names).run()["x0"].value
    for place, weight in ((0, rational(2, 3)), (1, rational(6, 3)), (2, rational(10, 3))):
        expected = weight * exponent * Literal(DIAGONAL[place, place]) ** (exponent - 1)
        assert gradient[place, place] - expected.value == 0


def test_a_zero_of_a_diagonal_stays():
    value = diagonal_power(Literal(array([[0, 0], [0, 4]])), exponent=rational(-1, 2)).value
    assert value.tolist() == [[0, 0], [0, rational(1, 2)]]
