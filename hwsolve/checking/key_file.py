"""Writing the answer file of a derivation: every quantity with its true value, or with a blank.

Each number is written in the first of several ways that reads back as the number itself, so a key
is right by construction; a quantity that no number of the grammar stands for is left as a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hwsolve.checking.judging.statements import statement_text
from hwsolve.checking.reading.answers import BLANK
from hwsolve.checking.reading.written import Written, read_written
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Section, Statement, Step
from hwsolve.notation.symbols import printable
from hwsolve.numbers import Rational, Scalar, Value, decimal, is_symbolic, rational, shape_of
from hwsolve.numbers.decimals import terminating
from hwsolve.spec.exact_text import exact_text

WIDTH = 100
"""Columns beyond which a matrix is written a row a line."""

LONGEST_DECIMAL = 12
"""Characters up to which a terminating decimal is preferred, where the problem writes decimals."""

PLAIN = re.compile(r"(?!- )[A-Za-z0-9_(.-][A-Za-z0-9_ ()./*^+-]*")
"""Text that YAML takes as it is, also within a list."""

WORDS_OF_YAML = frozenset("y yes n no on off true false null".split())


def write_key(
    derivation: Derivation, problem: str | None, *, heading: str, givens: bool = False
) -> str:
    """The answer file as text; `problem` is what it says to be about, if anything."""
    with derivation.again():
        writer = _Writer(derivation)
        lines = [f"# {printable(heading)}"]
        lines += [f"problem: {_quoted(problem)}"] if problem is not None else []
        sections = (writer.section(section, givens=givens) for section in derivation.sections)
        answers = [line for section in sections for line in section]
        answers += _words(derivation)
        empty = all(line.lstrip().startswith("#") for line in answers)
        lines += ["answers: {}" if empty else "answers:", *answers]
    return "\n".join(lines) + "\n"


def ids_of_key(derivation: Derivation) -> tuple[str, ...]:
    """The ids of all numbers and questions that the answer file of a derivation holds."""
    with derivation.again():
        writer = _Writer(derivation)
        steps = (step.id for step in derivation.steps if step.term and writer.texts(step))
        return (*steps, *(question.id for question in derivation.questions))


def _words(derivation: Derivation) -> list[str]:
    """A line for every question that is answered with a word, and the question above it."""
    lines = []
    for question in derivation.questions:
        lines.append(f"  # {printable(question.words)}")
        lines.append(f"  {question.id}: {_quoted(question.true_words[0])}")
    return lines


def write_sheet(derivation: Derivation, problem: str | None, *, heading: str) -> str:
    """A blank answer file, in the order of the derivation, for students to fill."""
    writer = _Sheet(derivation)
    lines = [f"# {printable(heading)}", *SHEET_WORDS]
    lines += [f"problem: {_quoted(problem)}"] if problem is not None else []
    sections = (writer.section(section, givens=False) for section in derivation.sections)
    answers = [line for section in sections for line in section]
    for question in derivation.questions:
        words = ", ".join(sorted(claim.word for claim in question.claims))  # the true ones anywhere
        answers += [f"  # {printable(question.words)}", f"  {question.id}: {BLANK}  # {words}"]
    return "\n".join([*lines, "answers:" if answers else "answers: {}", *answers]) + "\n"


SHEET_WORDS = (
    f"# Write over each {BLANK}: 1/2, 0.5, -3, log(2), sqrt(2)/2, or a formula in other ids.",
    "# What is left as it is counts as not written.",
)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the sections of one derivation."""

    derivation: Derivation

    def section(self, section: Section, *, givens: bool) -> list[str]:
        """A heading and a line or more for every quantity that was derived."""
        lines = []
        for item in section.items:
            if isinstance(item, Step) and (givens or item.term is not None):
                lines += self._quantity(item)
            elif isinstance(item, Statement):
                lines.append(f"  {_quoted(item.id)}: {self._statement(item)}")
        title = self._title(section)
        return [f"  # {printable(title)}", *lines] if title and lines else lines

    def _title(self, section: Section) -> str:
        return section.title

    def _statement(self, statement: Statement) -> str:
        return json.dumps(statement_text(statement))

    def texts(self, step: Step) -> Any:
        """The texts of a quantity, nested like its value; None if one can't be written."""
        try:
            return self._nested(step.value)
        except _Unwritable:
            return None

    def _quantity(self, step: Step) -> list[str]:
        texts = self.texts(step)
        if texts is None:
            return [f"  # {step.id} has no form that can be marked"]
        prefix = f"  {_quoted(step.id)}: "
        line = prefix + _flow(texts)
        if len(line) <= WIDTH or not isinstance(texts, list):
            return [line]
        first, *others = _rows(texts)
        return [prefix + first, *(" " * len(prefix) + row for row in others)]

    def _nested(self, value: Value) -> Any:
        """The texts of a value, nested like it; a single entry stands without brackets."""
        shape = shape_of(value)
        if all(size == 1 for size in shape):
            return self._number(value[(0,) * len(shape)] if shape else value)
        return _each(value.tolist(), self._number)

    def _number(self, x: Scalar) -> str:
        """The number in the first of its forms that reads back as it."""
        for text in self._forms(x):
            read = read_written(text)
            if isinstance(read, Written) and read.compare(x, rational(0)).is_proven:
                return text
        raise _Unwritable

    def _forms(self, x: Scalar) -> Iterator[str]:
        if isinstance(x, Rational) and self.derivation.written_in_decimals:
            expansion = terminating(x)
            if expansion is not None and len(expansion) <= LONGEST_DECIMAL:
                yield expansion
        exact = exact_text(x)
        if exact is not None:
            yield exact
        if not is_symbolic(x):
            digits = self.derivation.digits
            yield decimal(x, digits).text
            yield f"0.{'0' * digits}"  # what is too close to 0 for the grammar's powers of ten


class _Sheet(_Writer):
    """Writes a blank for each number and each line in letters."""

    __slots__ = ()

    def _title(self, section: Section) -> str:
        """The title, unless an answer stands in it: Eigenvectors · λ = 2."""
        return section.phase if "=" in section.part else section.title

    def _statement(self, statement: Statement) -> str:
        return BLANK

    def _number(self, x: Scalar) -> str:
        return BLANK


class _Unwritable(Exception):
    """No text of the answer file's grammar stands for a number."""


def _each(nested: Any, function: Callable[[Scalar], str]) -> Any:
    return (
        [_each(item, function) for item in nested] if isinstance(nested, list) else function(nested)
    )


def _flow(texts: Any) -> str:
    return f"[{', '.join(map(_flow, texts))}]" if isinstance(texts, list) else _quoted(texts)


def _rows(texts: list[Any]) -> list[str]:
    """The rows of a matrix or of a stack of them, one a line, brackets and commas included."""
    if not isinstance(texts[0], list):
        return [_flow(texts)]
    lines: list[str] = []
    for place, item in enumerate(texts):
        first, *others = _rows(item)
        lines += [("[" if place == 0 else " ") + first, *(f" {row}" for row in others)]
        lines[-1] += "]" if item is texts[-1] else ","
    return lines


def _quoted(text: str) -> str:
    if PLAIN.fullmatch(text) and text.lower() not in WORDS_OF_YAML and text == text.strip():
        return text
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*\[[A-Za-z0-9,+-]*\]", text):
        return text  # dW[1], which YAML takes as a key as it is
    return json.dumps(text, ensure_ascii=False)
