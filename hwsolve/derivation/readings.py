"""The readings of a step: formula, numbers put in, value; of the whole and of each entry.

All of them come from the step's one term. Renderers ask for readings and print them; they do no
arithmetic and know no operation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod
from operator import eq

from hwsolve.derivation.step import Step
from hwsolve.errors import LimitError
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.structure import nodes_of
from hwsolve.notation.tree import Fenced, Large, Notation, Relation, Symbol, is_rounded
from hwsolve.notation.values import (
    NumberStyle,
    arranged,
    as_read,
    has_closed_form,
    is_long_formula,
    notate,
    notate_scalar,
    reads_as,
)
from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    Scalar,
    Value,
    each,
    entries,
    is_symbolic,
    scalars,
    shape_of,
)
from hwsolve.numbers.radicals import Surd
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import (
    Apply,
    Index,
    Literal,
    Name,
    Operation,
    Term,
    by_cases,
    entry,
    evaluated,
    spelled_out,
    write,
)

NOT_WRITABLE = (ArithmeticError, NeedsPrecision, LimitError)
"""What may be wrong with a definition's parts though its value is well: (e^z − e^−z)/(e^z + e^−z)
at z = 2^1000."""

READABLE = 7
"""Parts of a closed form that is still readable inside of something: 1/(1 + e⁻³)."""


MOST_EXTRA_DIGITS = 15
"""Digits that numbers may have beyond those of their result, which cancels the others away."""

MOST_ON_A_CALCULATOR = 64
"""Entries of an array that somebody may still type in to work out a whole product at once."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How the steps of one derivation are written: with which numbers, in which style."""

    style: NumberStyle

    def symbol(self, leaf: Name | Literal) -> Notation:
        """A leaf in a formula: the quantity's symbol, or the number of the formula itself."""
        if isinstance(leaf, Name):
            return symbol_of(leaf.id, leaf.index)
        return notate(leaf.value, self.style)

    def number(self, leaf: Name | Literal) -> Notation:
        """A leaf where numbers are put in; an entry that is a long formula keeps its name."""
        style = self.style.where_put_in
        if isinstance(leaf, Literal) or not _has_long_formula(leaf.value):
            return notate(leaf.value, style)

        def cell(x: Scalar, index: Index) -> Notation:
            if is_long_formula(x):
                return symbol_of(leaf.id, index if prod(leaf.shape) > 1 else leaf.index)
            return notate_scalar(x, style)

        return arranged(leaf.value, cell)

    def formula(self, term: Term) -> Notation:
        """The term with names. e.g. W⁽¹⁾ x + b⁽¹⁾"""
        return write(term, self.symbol)

    def substitution(self, term: Term) -> Notation:
        """The term with values. e.g. 2·3 + 1·(−1)

        What comes out exactly is worked out with closed forms: √3·√3 = 3, not 1.73·1.73 ≈ 3.
        Rounded numbers have the digits that their result needs: 1.0000012 − 1 for 0.0000012.
        """
        written = write(term, self.number)
        if not is_rounded(written):
            return written
        if self._comes_out_exactly(term.value):
            readable = replace(self.style, closed_forms=READABLE)
            exact = write(term, lambda leaf: notate(leaf.value, readable))
            if not is_rounded(exact):
                return exact
        return self._reproducing(term) or written

    def _reproducing(self, term: Term) -> Notation | None:
        """The term with values of as few digits as give its value to those that are printed."""
        if any(_is_out_of_reach(leaf.value) for leaf in _leaves(term)):
            return None
        for extra in range(MOST_EXTRA_DIGITS + 1):
            finer = Readings(replace(self.style, digits=self.style.digits + extra))
            if finer.reproduces(term, self.style.digits):
                return write(term, finer.number) if extra else None
        return None

    def reproduces(self, term: Term, digits: int) -> bool:
        """Whether the numbers that are put in give the value, rounded to so many digits."""
        style = self.style.where_put_in
        try:
            found = evaluated(term, lambda leaf: each(lambda x: as_read(x, style), leaf.value))
        except FAILURES:
            return False
        pairs = zip(scalars(found), scalars(term.value), strict=True)
        return all(reads_as(x, wanted, digits) for x, wanted in pairs)

    def _comes_out_exactly(self, value: Value) -> bool:
        """Whether a result is made of rationals and roots that are shown as such."""
        exact = all(isinstance(x, Rational | Surd) for x in scalars(value))
        return exact and not is_rounded(self.value(value))

    def value(self, value: Value) -> Notation:
        """A value; in an array closed forms stand only where they are readable."""
        return notate(value, self._style_of(value))

    def _style_of(self, value: Value) -> NumberStyle:
        readable = min(READABLE, self.style.closed_forms)
        return replace(self.style, closed_forms=readable) if shape_of(value) else self.style

    def values_of_parts(self, term: Term) -> Notation | None:
        """The outermost operation with its arguments worked out. e.g. 6 + (−1) for 2·3 + 1·(−1)"""
        if not isinstance(term, Apply):
            return None
        slots = tuple(map(_worked_out, term.arguments))
        parts = Apply(term.operation, slots, term.parameters, term.value)
        return self._reproducing(parts) or write(parts, self.number)

    def definition(self, general: Apply) -> Relation:
        """What a named function means. e.g. σ(z) = 1/(1 + e⁻ᶻ)"""
        if general.operation.meaning is not None:
            return general.operation.meaning
        assert general.operation.definition is not None
        meaning = general.operation.definition(general)
        return Relation((self.formula(general), self.formula(meaning)), ("=",))

    # ---- whole steps ----------------------------------------------------------------------------

    def names(self, step: Step) -> list[Notation]:
        """The quantity under all of its names. e.g. ŷ and a⁽³⁾"""
        return [symbol_of(id) for id in (step.id, *step.aliases)]

    def chain(self, step: Step, *, worked: bool = False) -> Relation:
        """name = formula = numbers put in = value, without repeating what reads the same.

        With `worked`, a scalar's parts are worked out on the way.
        """
        parts = self.names(step)
        if step.term is not None:
            formula = self.formula(step.term)
            parts.append(formula)
            shape = shape_of(step.value)
            if shape and not _is_of_numbers(step.term) and not _is_by_parts(formula):
                parts.append(self.substitution(step.term))
            if prod(shape) == 1 and not isinstance(step.term, Name):
                only = _only_entry(step.term)
                long = only is step.term  # of single numbers, some of which keep their names
                parts += (
                    [self.substitution(only)] if long else self._scalar_parts(only, worked=worked)
                )
        return self._closed(parts, step.value, term=step.term)

    def statement_of_value(self, step: Step, detail: str = "standard") -> Relation:
        """name = value, for what is given or already derived."""
        names = self.names(step)
        if detail == "brief":
            names = names[:1]
        return self._closed(names, step.value, term=step.term)

    def second_way(self, name: Notation, term: Term, value: Value) -> Relation:
        """name = formula = numbers put in = value, for a remark.

        `value` is that of the first way, whose digits are proven; the other may have lost some.
        """
        parts = [name, self.formula(term), self.substitution(term)]
        return self._closed(parts, value, term=term)

    def entry_chains(self, step: Step, *, worked: bool) -> Iterator[tuple[Symbol, Relation]]:
        """For each entry its symbol, and: formula (if worked) = numbers put in = value."""
        if step.term is None:
            return
        for index, value in entries(step.value):
            term = entry(step.term, index)
            parts = [self.formula(term)] if worked else []
            parts += self._scalar_parts(term, worked=worked)
            style = replace(self.style, closed_forms=READABLE)
            yield symbol_of(step.id, index), self._closed(parts, value, style, term)

    def _scalar_parts(self, term: Term, *, worked: bool) -> list[Notation]:
        """The readings of a scalar term between its formula and its value."""
        parts = [self.substitution(by_cases(term))]
        if any(is_symbolic(scalar) for scalar in scalars(term.value)):
            return parts
        with suppress(*NOT_WRITABLE):
            meant = spelled_out(term)
            parts.append(self.substitution(meant))
            between = self.values_of_parts(meant) if worked else None
            parts += [between] if between is not None else []
        return parts

    def _closed(
        self,
        parts: list[Notation],
        value: Value,
        style: NumberStyle | None = None,
        term: Term | None = None,
    ) -> Relation:
        """The chain that ends in `value`, with ≈ where a number on either side is rounded."""
        style = style or self._style_of(value)
        found = self._found(value, style, term)
        if has_closed_form(value, style):
            if is_rounded(found):  # a few closed forms among decimals aren't worth a line
                found = notate(value, replace(style, closed_forms=0))
            else:
                decimals = notate(value, style.in_decimals)
                # a long fraction says nothing after rounded numbers
                dull = is_rounded(parts[-1]) and all(
                    isinstance(x, Rational) for x in scalars(value)
                )
                said = found in parts or parts[-1] == decimals
                parts = parts if said or dull else [*parts, found]
                found = decimals
            if not shape_of(value):
                parts = [part for part in parts if part != found]
        parts = [*parts, found]
        reads_alike = _reads_alike if prod(shape_of(value)) == 1 else eq
        kept = [parts[0]]
        for part in parts[1:]:
            if not reads_alike(part, kept[-1]):
                kept.append(part)
        rounded = [is_rounded(part) for part in kept]
        signs = tuple("≈" if any(pair) else "=" for pair in pairwise(rounded))
        return Relation(tuple(kept), signs)

    def _found(self, value: Value, style: NumberStyle, term: Term | None) -> Notation:
        """A value; an entry that is a long formula in names as its term, where that is shorter."""
        if term is None or not _has_long_formula(value):
            return notate(value, style)
        if isinstance(term, Name):
            return self.number(term)
        whole = term

        def cell(x: Scalar, index: Index) -> Notation:
            found = notate_scalar(x, style)
            if not is_long_formula(x):
                return found
            short = _only_entry(whole) if prod(whole.shape) == 1 else entry(whole, index)
            return min(self.substitution(short), found, key=_length)

        return arranged(value, cell)


def _leaves(term: Term) -> Iterator[Term]:
    """The names and literals of a term."""
    if not isinstance(term, Apply):
        yield term
        return
    for argument in term.arguments:
        yield from _leaves(argument)


def _is_out_of_reach(value: Value) -> bool:
    """Whether nobody can work with the numbers as they stand: letters, or too many of them."""
    numbers = scalars(value)
    return len(numbers) > MOST_ON_A_CALCULATOR or any(map(is_symbolic, numbers))


def _length(notation: Notation) -> int:
    """Characters on a line."""
    return len(to_line(notation))


def _worked_out(part: Term) -> Term:
    """The value of a part; nothing subtracted is still subtracted: 2 − 0 rather than 2 + 0."""
    match part:
        case Apply(Operation(name="negate"), (inner,)) if shape_of(inner.value) == ():
            if isinstance(inner.value, Rational) and inner.value == 0:
                return -Literal(inner.value)
    return Literal(part.value)


def _only_entry(term: Term) -> Term:
    """The entry of a term that has one; names of single numbers that keep theirs need no index."""
    if _has_long_formula(term.value) and _is_of_numbers(term):
        return term
    return entry(term, (0,) * len(term.shape))


def _has_long_formula(value: Value) -> bool:
    return any(is_long_formula(x) for x in scalars(value))


def _is_of_numbers(term: Term) -> bool:
    """Whether every array in a term holds a single number: 2·3 says what [2] [3] would say."""
    match term:
        case Apply(arguments=arguments):
            return prod(term.shape) == 1 and all(map(_is_of_numbers, arguments))
    return prod(term.shape) == 1


def _is_by_parts(formula: Notation) -> bool:
    """Whether an array is told part by part, by letters for which no numbers can be put in."""
    return any(
        isinstance(node, Fenced | Large) and isinstance(node.below, tuple | Symbol) and node.below
        for node in nodes_of(formula)
    )


def _reads_alike(one: Notation, other: Notation) -> bool:
    """Whether two notations look the same though they are nested in another way: α·(β·x), α·β·x."""
    return one == other or to_line(one) == to_line(other)
