"""How students write: rounded or not, spelled this way or that, and what they carry on."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

from tests.students.numbers import DIGITS, Range, as_range, decimal_of


@dataclass(frozen=True)
class Written:
    """One number as it stands on paper: the text, the number, and half a unit of its last digit."""

    text: str
    value: Fraction
    half_unit: Fraction

    @property
    def places(self):
        """All numbers that round to it."""
        return Range(self.value - self.half_unit, self.value + self.half_unit)


def rounded(x, places):
    """x with so many decimals."""
    last = Decimal(1).scaleb(-places)
    nearest = decimal_of(x).quantize(last, ROUND_HALF_UP, DIGITS)
    return Written(f"{nearest or abs(nearest):f}", Fraction(nearest), Fraction(last) / 2)


def terminates(x):
    """Whether a number is a short decimal."""
    return (x * 10**4).denominator == 1


def exactly(x):
    """A number that needs no rounding, as a whole number, a decimal or a fraction; else None.

    Nobody sees of a decimal that it wasn't rounded.
    """
    if terminates(x) and x.denominator > 1:
        text = f"{Decimal(x.numerator) / Decimal(x.denominator):f}"
        return Written(text, x, Fraction(1, 2 * 10 ** len(text.partition(".")[2])))
    if len(str(x)) <= 12:
        return Written(str(x), x, Fraction(0))
    return None


# Spellings of a decimal that was rounded. Each gives a text that stands for the same numbers.
def _plain(text):
    return text


def _comma(text):
    # 1,234 could also be a thousand: nobody can read it.
    is_ambiguous = re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text)
    return text if is_ambiguous else text.replace(".", ",")


def _unicode_minus(text):
    return text.replace("-", "−")


def _about(text):
    return f"≈ {text}"


def _no_leading_zero(text):
    return text.replace("0.", ".", 1) if text.removeprefix("-").startswith("0.") else text


def _plus(text):
    return text if text.startswith("-") else f"+{text}"


def _scientific(sign):
    def spelled(text):
        digits = text.lstrip("-").replace(".", "").lstrip("0")
        if len(digits) < 2:
            return text
        places = len(text.partition(".")[2])
        exponent = len(digits) - 1 - places
        minus = "-" if text.startswith("-") else ""
        return f"{minus}{digits[0]}.{digits[1:]}{sign.format(exponent)}"

    return spelled


def _percent(text):
    places = len(text.partition(".")[2])
    if places < 3:
        return text
    return f"{Decimal(text).scaleb(2):f}%"


SPELLINGS = (
    _plain,
    _comma,
    _unicode_minus,
    _about,
    _no_leading_zero,
    _plus,
    _scientific("e{}"),
    _scientific("*10^{}"),
    _scientific("×10^{}"),
    _percent,
)


@dataclass
class Hand:
    """One student's way of writing.

    places      decimals of what is rounded; None for fractions where they exist, else ten digits
    carried     the part of the numbers that is carried on as written, the rest unrounded
    spelling    one of SPELLINGS, for what has decimals
    pieces      how matrices and vectors are written: "whole", in "rows" or in "entries"
    chains      whether a fraction is written with its decimals behind it: 2/3 = 0.667
    written     the part of the lines that is handed in
    """

    chance: object
    places: int | None = None
    carried: float = 1.0
    spelling: object = _plain
    pieces: str = "whole"
    chains: bool = False
    written: float = 1.0

    def number(self, x):
        """x as it is written, and what is carried on."""
        exact = exactly(x)
        if exact is not None and (self.places is None or terminates(x)):
            digits = len(exact.text.partition(".")[2])
            if self.places is None or digits <= self.places:
                return exact, x
        shown = rounded(x, self.places if self.places is not None else _places_for(x, 10))
        text = self.spelling(shown.text)
        if exact is not None and self.chains:
            text = f"{exact.text} {self.chance.choice('=≈')} {text.removeprefix('≈ ')}"
        spelled = Written(text, shown.value, shown.half_unit)
        return spelled, spelled.value if self.chance.random() < self.carried else x

    @property
    def words(self):
        """For who reads a report."""
        digits = "exact" if self.places is None else f"{self.places} decimals"
        return f"{digits}, {self.carried:.0%} carried on as written"

    def leaves_out(self):
        """Whether a line isn't handed in."""
        return self.chance.random() >= self.written


def _places_for(x, digits):
    """Decimals that show so many digits of x."""
    return max(digits - 1 - decimal_of(x).adjusted(), 1)


def some_hand(chance):
    """Anybody's way of writing."""
    return Hand(
        chance,
        chance.choice([None, None, 2, 3, 3, 4, 4, 5, 6]),
        chance.choice([0.0, 0.5, 1.0, 1.0]),
        chance.choice((_plain, _plain, *SPELLINGS)),
        chance.choice(["whole", "whole", "whole", "rows", "entries"]),
        chance.random() < 0.2,
        chance.choice([1.0, 1.0, 0.6]),
    )


class Paper:
    """What a student hands in: the lines in order, as texts and as what was carried on."""

    def __init__(self, hand):
        self.hand = hand
        self.lines = {}
        """Of each line that was written, an array of Written."""
        self.held = {}
        """Of every line, an array of numbers that were gone on with."""
        self.given = {}
        """Of every line, what the rule gave."""

    def __call__(self, id, value, *_others):
        """Write one line. The result is what the student goes on with.

        others  what other ways to the same quantity give
        """
        value = np.asarray(value, dtype=object)
        held, texts = np.empty(value.shape, object), np.empty(value.shape, object)
        for place in np.ndindex(value.shape):
            texts[place], held[place] = self.hand.number(value[place])
        # Zeros alone prove nothing of what isn't 0, so nobody hands them in.
        is_nothing = any(
            x and not text.value for x, text in zip(value.flat, texts.flat, strict=True)
        )
        if is_nothing or self.hand.leaves_out():
            held = value
        else:
            self.lines[id] = texts
        self.given[id], self.held[id] = value, held
        return held if held.shape else held[()]

    def answers(self):
        """The answers by id, lists of texts; rows and entries by themselves for who writes so."""
        found = {}
        for id, texts in self.lines.items():
            depth = {"whole": 0, "rows": 1, "entries": texts.ndim}[self.hand.pieces]
            depth = min(depth, max(texts.ndim - 1, 0)) if self.hand.pieces == "rows" else depth
            for place in np.ndindex(texts.shape[:depth]):
                part = np.asarray(texts[place] if place else texts, dtype=object)
                found[".".join([id, *(str(i + 1) for i in place)])] = _texts(part)
        return found


def _texts(written):
    if not written.shape:
        return written[()].text
    return [_texts(np.asarray(part, dtype=object)) for part in written]


class Everybody:
    """All that honest students could have had, given what one of them wrote.

    Of each line: what the rule gives from all that could have been had before, and the number that
    was written.
    """

    def __init__(self, lines, until=None):
        self.lines, self.until = lines, until
        self.ranges = {}

    def __call__(self, id, value, *others):
        """The ranges that later lines may go on with."""
        value = np.asarray(value, dtype=object)
        given = np.vectorize(as_range, otypes=[object])(value)
        for other in others:
            given = np.asarray(_both(given, np.asarray(other, dtype=object)), dtype=object)
        self.ranges[id] = given
        if id == self.until:
            raise Reached
        held = given.copy()
        if id in self.lines:
            for place in np.ndindex(value.shape):
                held[place] = given[place].with_number(self.lines[id][place].value)
        return held if held.shape else held[()]


_both = np.vectorize(
    lambda one, other: one.with_number(as_range(other).low).with_number(as_range(other).high),
    otypes=[object],
)


class Reached(Exception):
    """The line is reached up to which somebody wanted to know."""


def excludes(written, reachable):
    """Whether no number that could have been had rounds to what was written."""
    a, b = written.places, reachable
    slack = Fraction(1, 10**12) * (1 + abs(written.value))
    return a.high + slack < b.low or b.high + slack < a.low
