"""Field types for arrays of numbers, which say which row is wrong and all wrong entries at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic_core import InitErrorDetails, PydanticCustomError

from hwsolve import numbers
from hwsolve.errors import Path
from hwsolve.numbers import Scalar
from hwsolve.spec.field import Field
from hwsolve.spec.number_fields import (
    FORMULA_SCHEMA,
    NUMBER_SCHEMA,
    read_scalar,
    spelled,
)
from hwsolve.spec.validation_errors import at, complaint, refusal
from hwsolve.spec.wording import counted, found_in_words

MAX_RANK = 4
MAX_COMPLAINTS = 20
"""More than this about one array help nobody."""

NAMES_OF_RANKS = (
    "a number",
    "a list of numbers",
    "a matrix, that is a list of rows",
    "a list of matrices",
    "a list of lists of matrices",
)

Cell = tuple[Path, object]
Row = tuple[Path, Sequence[object]]


@dataclass(frozen=True, slots=True)
class ArrayField(Field):
    """A field with a regular array of `lowest` to `highest` axes, read as an object array.

    An array of no axes is a bare number. Entries may be formulas in names unless `symbols` is
    false.
    """

    lowest: int = 1
    highest: int = MAX_RANK
    symbols: bool = True

    @property
    def expected(self) -> str:
        """What belongs here, in words."""
        low, high = NAMES_OF_RANKS[self.lowest], NAMES_OF_RANKS[self.highest]
        return low if self.lowest == self.highest else f"anything from {low} to {high}"

    def validate(self, value: object) -> numbers.Value:
        """The array, shaped as it is nested; every fault in it is told at once.

        Raises ValidationError, with paths that lead to the row or the entry.
        """
        if isinstance(value, np.ndarray):
            value = value.tolist()
        errors: list[InitErrorDetails] = []
        shape: list[int] = []
        level: list[Cell] = [((), value)]
        while level and self._goes_deeper(level, len(shape)):
            rows = self._lists_of(level, len(shape), errors)
            shape.append(_common_length(rows, errors))
            level = [((*path, index), item) for path, row in rows for index, item in enumerate(row)]
        scalars = self._numbers_of(level, len(shape), errors)
        if errors:
            raise refusal(_at_most(MAX_COMPLAINTS, errors))
        if not shape:
            return scalars[0]
        array = np.empty(len(scalars), dtype=object)
        array[:] = scalars
        return array.reshape(shape)

    def _goes_deeper(self, level: list[Cell], rank: int) -> bool:
        """Whether the values of this level should be lists; between the bounds, most tell."""
        if self.lowest <= rank < self.highest:
            lists = sum(isinstance(item, (list, tuple)) for _, item in level)
            return 2 * lists > len(level) or (2 * lists == len(level) and _is_list(level[0]))
        return rank < self.lowest

    def _lists_of(self, level: list[Cell], rank: int, errors: list[InitErrorDetails]) -> list[Row]:
        """The lists among the values of a level; the others are faults."""
        rows: list[Row] = [(path, item) for path, item in level if isinstance(item, (list, tuple))]
        if not rows:
            (_, first), inside = level[0], rank > 0
            hint = "one row is written [[1, 2, 3]]" if (inside, self.lowest) == (True, 2) else ""
            if rank == 0:
                hint = "a single number is written [3]" if isinstance(first, str) else ""
            found = (
                f"only {counted(rank, 'level')} of brackets" if inside else found_in_words(first)
            )
            message = f"not {self.expected}"
            errors.append(
                at((), complaint(message, expected=self.expected, found=found, hint=hint))
            )
            return []
        for path, item in level:
            if not isinstance(item, (list, tuple)):
                error = complaint(
                    "not a list like the others", expected="a list", found=found_in_words(item)
                )
                errors.append(at(path, error))
        return rows

    def _numbers_of(
        self, level: list[Cell], rank: int, errors: list[InitErrorDetails]
    ) -> list[Scalar]:
        """The numbers of the innermost level; what is none is a fault."""
        if rank and level and all(map(_is_list, level)):
            error = complaint(
                f"not {self.expected}",
                expected=self.expected,
                found=f"more than {counted(rank, 'level')} of brackets",
            )
            errors.append(at((), error))
            return []
        scalars = []
        for path, item in level:
            try:
                scalars.append(read_scalar(item, symbols=self.symbols))
            except PydanticCustomError as error:
                errors.append(at(path, error))
        return scalars

    def spelled(self, value: Any) -> Any:
        return spelled_array(value)

    def schema(self) -> dict[str, Any]:
        schema = FORMULA_SCHEMA if self.symbols else NUMBER_SCHEMA
        choices = []
        for rank in range(self.highest + 1):
            if rank >= self.lowest:
                choices.append(schema)
            schema = {"type": "array", "items": schema, "minItems": 1}
        return dict(choices[0]) if len(choices) == 1 else {"anyOf": choices}


def spelled_array(value: numbers.Value) -> Any:
    """An array as nested lists of text, for a record of the problem."""
    if isinstance(value, np.ndarray):
        return [spelled_array(item) for item in value]
    return spelled(value)


def _is_list(cell: Cell) -> bool:
    return isinstance(cell[1], (list, tuple))


def _common_length(rows: list[Row], errors: list[InitErrorDetails]) -> int:
    """The length that most rows have; each other row is a fault."""
    lengths = Counter(len(row) for _, row in rows if row)
    common = lengths.most_common(1)[0][0] if lengths else 0
    for path, row in rows:
        if row and len(row) == common:
            continue
        if not row:
            errors.append(at(path, complaint("an empty list", expected="at least 1 value")))
            continue
        like = next(other for other, others in rows if len(others) == common)
        thing = "list" if any(isinstance(item, (list, tuple)) for item in row) else "row"
        error = complaint(
            f"{thing} {_index(path)} has another length than {thing} {_index(like)}",
            expected=_entries(common),
            found=_entries(len(row)),
        )
        errors.append(at(path, error))
    return common


def _index(path: Path) -> str:
    return str(int(path[-1]) + 1)


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _at_most(limit: int, errors: list[InitErrorDetails]) -> list[InitErrorDetails]:
    hidden = errors[limit:]
    if not hidden:
        return errors
    more = complaint(f"and {counted(len(hidden), 'more fault')} in this array from here on")
    return [*errors[:limit], at(hidden[0].get("loc", ()), more)]


Vector = Annotated[numbers.Array, ArrayField(1, 1)]
Matrix = Annotated[numbers.Array, ArrayField(2, 2)]
Array = Annotated[numbers.Array, ArrayField(1, MAX_RANK)]
Value = Annotated[numbers.Value, ArrayField(0, MAX_RANK)]
