"""Arrays of scalars of any rank."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.numbers import (
    Rational,
    array,
    as_array,
    constant,
    each,
    entries,
    maximum,
    pi,
    rational,
    scalars,
    shape_of,
    values_agree,
)

shapes = st.lists(st.integers(1, 3), max_size=4).map(tuple)


@given(shapes)
def test_entries_come_in_order_with_their_places(shape):
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    value = array(numbers.tolist())
    assert shape_of(value) == shape
    assert [(index, int(x.p)) for index, x in entries(value)] == [
        (index, int(numbers[index])) for index in np.ndindex(shape)
    ]
    assert all(isinstance(x, Rational) for x in scalars(value))


def test_a_scalar_stays_bare():
    assert array(3) == rational(3)
    assert shape_of(array(3)) == ()
    assert as_array(np.array(rational(2), dtype=object)) == rational(2)
    assert isinstance(as_array(5), Rational)
    assert constant((), 7) == 7
    assert constant((2, 1), 7).tolist() == [[7], [7]]


def test_functions_are_applied_entry_by_entry_and_broadcast():
    column, row = array([[1], [5]]), array([2, 3])
    assert each(maximum, column, row).tolist() == [[2, 3], [5, 5]]
    assert each(maximum, rational(4), row).tolist() == [4, 4]
    assert each(lambda x: -x, rational(4)) == -4


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2], [1, 2], True),
        ([1, 2], [1, 3], False),
        ([1, 2], [[1, 2]], False),
        (1, [1], False),
        ([pi(), 2], [pi(), 2], True),
    ],
)
def test_values_agree_entry_by_entry(one, other, expected):
    assert values_agree(array(one), array(other)) is expected


def test_what_ball_arithmetic_leaves_behind_is_no_warning_of_numpys():
    """An operation on objects that meets the flag of an overflow would warn of its own."""

    def overflowing(x, y):
        return np.float64(1e308) * np.float64(x + y)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert each(overflowing, np.array([rational(9)], object), rational(1))[0] == np.inf
