"""How numbers are written: a closed form is that of the number itself, or isn't written."""

import pytest

from hwsolve.notation.line import to_line
from hwsolve.notation.tree import is_rounded
from hwsolve.notation.values import NumberStyle, as_read, is_named, notate_scalar, reads_as
from hwsolve.numbers import exp, log, rational, sqrt, working_precision

LONG = rational(4162625951435882, 10**16)


@pytest.mark.parametrize("style", [NumberStyle(), NumberStyle(decimals=True)])
@pytest.mark.parametrize(
    "make", [lambda: exp(LONG), lambda: 1 / (1 + exp(-LONG)), lambda: LONG + sqrt(rational(2))]
)
def test_a_closed_form_in_which_a_number_would_be_rounded_is_written_in_decimals(make, style):
    with working_precision(200):
        x = make()
        assert x.closed is not None
        assert not is_named(x, style)
        written = notate_scalar(x, style)
        assert is_rounded(written)
        assert set(to_line(written)) <= set("0123456789.")


def test_short_numbers_in_a_closed_form_are_kept():
    with working_precision(200):
        assert to_line(notate_scalar(log(rational(2)), NumberStyle())) == "log(2)"
        assert (
            to_line(notate_scalar(exp(rational(-1, 10)), NumberStyle(decimals=True))) == "e^(−0.1)"
        )


def test_a_reader_takes_a_rounded_number_of_the_page_for_exactly_what_is_written():
    with working_precision(200):
        assert as_read(1 / (1 + exp(LONG)), NumberStyle()) == rational(397411, 10**6)
        assert as_read(exp(LONG), NumberStyle()) == rational(151628, 10**5)


@pytest.mark.parametrize("exponent", [10**5, 10**9, 10**18])
@pytest.mark.parametrize("side", [1, -1])
def test_a_reader_can_go_on_with_a_number_whose_zeros_fill_no_memory(exponent, side):
    with working_precision(200):
        x = exp(LONG + side * exponent)
        read = as_read(x, NumberStyle())
        assert reads_as(read, x, 6)
        assert reads_as(read * read / read, x, 6)
