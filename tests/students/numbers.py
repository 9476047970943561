"""Numbers that a student calculates with: fractions, which may stand for 60 digits, and ranges."""

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import isqrt

import numpy as np

DIGITS = Context(prec=60)


class OpenChoice(Exception):
    """A range holds numbers of which a rule would make different things."""


@dataclass(frozen=True)
class Range:
    """All numbers from low to high; each result holds whatever its operands could have given."""

    low: object
    high: object

    def __add__(self, other):
        other = as_range(other)
        return Range(self.low + other.low, self.high + other.high)

    def __neg__(self):
        return Range(-self.high, -self.low)

    def __sub__(self, other):
        return self + -as_range(other)

    def __mul__(self, other):
        other = as_range(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(ends), max(ends))

    def __truediv__(self, other):
        other = as_range(other)
        if other.low <= 0 <= other.high:
            raise OpenChoice
        return self * Range(1 / other.high, 1 / other.low)

    def __pow__(self, exponent):
        if exponent != 2:
            raise TypeError("only squares")
        ends = sorted((self.low**2, self.high**2))
        return Range(0 if self.low < 0 < self.high else ends[0], ends[1])

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return as_range(other) - self

    def __rtruediv__(self, other):
        return as_range(other) / self

    def with_number(self, x):
        """The smallest range that also holds x."""
        return Range(min(self.low, x), max(self.high, x))


def as_range(x):
    """A number as a range of one."""
    return x if isinstance(x, Range) else Range(x, x)


def _rising(function):
    def applied(x):
        return Range(function(x.low), function(x.high)) if isinstance(x, Range) else function(x)

    return np.vectorize(applied, otypes=[object])


def decimal_of(x):
    """A number to 60 digits."""
    return DIGITS.divide(Decimal(x.numerator), Decimal(x.denominator))


def _exp(x):
    return Fraction(DIGITS.exp(decimal_of(x))) if x else Fraction(1)


def _log(x):
    if x <= 0:
        raise OpenChoice
    return Fraction(DIGITS.ln(decimal_of(x)))


def _square_root(x):
    if x < 0:
        raise OpenChoice
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    return root if root**2 == x else Fraction(DIGITS.sqrt(decimal_of(x)))


def _short(x):
    """A number that isn't exact anyway, to 60 digits: it grows no longer."""
    return Fraction(decimal_of(x)) if x.denominator > 10**60 else x


exp, log, square_root = _rising(_exp), _rising(_log), _rising(_square_root)
sigmoid = _rising(lambda x: _short(1 / (1 + _exp(-x))))
tanh = _rising(lambda x: _short(1 - 2 / (1 + _exp(2 * x))))
relu = _rising(lambda x: max(x, Fraction(0)))
step = _rising(lambda x: Fraction(int(x > 0)))
"""The slope of ReLU, 0 at 0."""


def largest(values):
    """Where the largest number stands, the first of several; OpenChoice where ranges overlap."""
    ranges = [as_range(x) for x in values]
    best = max(range(len(ranges)), key=lambda i: ranges[i].low)
    for i, other in enumerate(ranges):
        is_point = other.low == other.high == ranges[best].low == ranges[best].high
        if i != best and other.high >= ranges[best].low and not is_point:
            raise OpenChoice
    return next(i for i, x in enumerate(ranges) if x.low >= ranges[best].low)


def array(numbers):
    """Numbers as an array of fractions."""
    return np.vectorize(Fraction, otypes=[object])(np.array(numbers, dtype=object))
