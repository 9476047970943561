"""A derivation as one JSON object, for pipelines and for other programs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from hwsolve import __version__
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Item, Note, Remark, Section, Statement, Step, ids_of
from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.latex import to_latex
from hwsolve.notation.line import to_line
from hwsolve.numbers import Scalar, Value, decimal, is_symbolic, shape_of
from hwsolve.spec.exact_text import exact_text

SCHEMA_VERSION = "1.0"


class JsonDocument:
    """Builds the document of one derivation, or of the ids in `only` if there are any."""

    def __init__(self, derivation: Derivation, only: Collection[str] = ()) -> None:
        self.derivation, self.digits = derivation, derivation.digits
        self.only = frozenset(only or derivation.ids())
        self.readings = Readings(derivation.style)

    def document(self) -> dict[str, Any]:
        """The whole object."""
        return {
            "schema_version": SCHEMA_VERSION,
            "hwsolve": __version__,
            "kind": self.derivation.kind,
            "title": self.derivation.title,
            "problem": self.derivation.problem,
            "conventions": [
                {
                    "key": line.key,
                    "choice": line.choice,
                    "meaning": line.meaning,
                    "declared": line.declared,
                }
                for line in self.derivation.conventions
            ],
            "steps": [
                self.step(item, section)
                if isinstance(item, Step)
                else self.statement(item, section)
                for section, item in self._located()
                if isinstance(item, Step | Statement) and self.only.intersection(ids_of(item))
            ],
            "remarks": [
                self.remark(item)
                for _, item in self._located()
                if isinstance(item, Remark) and item.about in self.only
            ],
            "notes": [
                {"section": section.title, "text": item.text}
                for section, item in self._located()
                if isinstance(item, Note)
            ],
            "answers": self.answers(),
        }

    def _located(self) -> Iterator[tuple[Section, Item]]:
        for section in self.derivation.sections:
            for item in section.items:
                yield section, item

    def answers(self) -> dict[str, Any]:
        """The value of every id, flat."""
        answers: dict[str, Any] = {}
        for item in self.derivation.items:
            if isinstance(item, Step):
                value = self.value(item.value)
                answers |= {id: value for id in ids_of(item) if id in self.only}
            elif isinstance(item, Statement) and item.id in self.only:
                answers[item.id] = to_ascii(item.claim.parts[-1])
        return answers

    def step(self, step: Step, section: Section) -> dict[str, Any]:
        """One step with all of its readings."""
        chain = self.readings.chain(step)
        term = step.term
        middle = chain.parts[len(step.aliases) + 1 : -1]
        return {
            "id": step.id,
            "aliases": list(ids_of(step)[1:]),
            "section": section.title,
            "title": to_line(symbol_of(step.id)),
            "rule": step.rule,
            "why": step.why,
            "formula": None if term is None else to_ascii(self.readings.formula(term)),
            "substitution": to_ascii(middle[1]) if len(middle) > 1 else None,
            "latex": to_latex(chain),
            "value": self.value(step.value),
            "depends_on": list(step.depends_on),
        }

    def statement(self, statement: Statement, section: Section) -> dict[str, Any]:
        """A line of working in letters: its value is the end of its chain, as text."""
        return {
            "id": statement.id,
            "aliases": [],
            "section": section.title,
            "title": to_line(statement.claim.parts[0]),
            "rule": statement.rule,
            "why": statement.why,
            "formula": to_ascii(statement.claim),
            "substitution": None,
            "latex": to_latex(statement.claim),
            "value": to_ascii(statement.claim.parts[-1]),
            "depends_on": list(statement.depends_on),
        }

    def remark(self, remark: Remark) -> dict[str, Any]:
        """A second way to a quantity; its value is that of the first, which may be narrower."""
        return {
            "about": remark.about,
            "why": remark.why,
            "formula": to_ascii(self.readings.formula(remark.term)),
            "substitution": to_ascii(self.readings.substitution(remark.term)),
            "value": self.value(self.derivation.by_id[remark.about].value),
        }

    def value(self, value: Value) -> Any:
        """Nested lists of numbers; a formula in names is its text."""
        return _each(value.tolist(), self.number) if shape_of(value) else self.number(value)

    def number(self, x: Scalar) -> dict[str, Any] | str:
        """One number: exact text (null where nothing short is exact) and proven decimals."""
        exact = exact_text(x)
        if exact is not None and is_symbolic(x):
            return exact
        shown = decimal(x, self.digits)
        return {"exact": exact, "decimal": shown.text, "digits": shown.digits}


def _each(nested: Any, function: Any) -> Any:
    if isinstance(nested, list):
        return [_each(item, function) for item in nested]
    return function(nested)


def to_json(derivation: Derivation, only: Collection[str] = ()) -> str:
    """The document as text."""
    return _written(JsonDocument(derivation, only).document())


_ON_ONE_LINE = json.JSONEncoder(ensure_ascii=False)


def _written(node: Any, indent: str = "") -> str:
    """JSON with two spaces of indent, a number or a row of numbers on one line.

    The rows are written by the encoder in C, which knows no indent and is ten times as fast.
    """
    inner = indent + "  "
    if isinstance(node, dict) and node and "exact" not in node:
        lines = [
            f"{inner}{_ON_ONE_LINE.encode(key)}: {_written(part, inner)}"
            for key, part in node.items()
        ]
        return _enclosed("{}", lines, indent)
    if isinstance(node, list) and any(_needs_lines(part) for part in node):
        return _enclosed("[]", [inner + _written(part, inner) for part in node], indent)
    return _ON_ONE_LINE.encode(node)


def _needs_lines(part: Any) -> bool:
    return isinstance(part, list) or (isinstance(part, dict) and "exact" not in part)


def _enclosed(brackets: str, lines: list[str], indent: str) -> str:
    return brackets[0] + "\n" + ",\n".join(lines) + "\n" + indent + brackets[1]
