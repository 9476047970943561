"""What can go wrong, as data; wording for the terminal happens in one place, the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Path = tuple[str | int, ...]


class ExitCode(IntEnum):
    """Exit status of the command, a promise to scripts.

    `check`: 0 every answer is right; 1 an answer is wrong, follows from a wrong one or is missing;
    2 a file can't be read as answers to its problem, or names a quantity that the problem hasn't;
    3 no answer is wrong, but one could not be decided or read. Of several files the gravest counts:
    4, then 2 (what is reported may change once the input is mended), then 1, then 3, then 0.
    """

    OK = 0
    WRONG_ANSWER = 1
    BAD_INPUT = 2
    LIMIT = 3
    INTERNAL = 4
    INTERRUPTED = 130
    CLOSED_PIPE = 141

    @classmethod
    def worst(cls, codes: Iterable[ExitCode]) -> ExitCode:
        """The gravest of the statuses of several files."""
        return max(codes, key=GRAVITY.index, default=cls.OK)


GRAVITY = (
    ExitCode.OK,
    ExitCode.LIMIT,
    ExitCode.WRONG_ANSWER,
    ExitCode.BAD_INPUT,
    ExitCode.INTERNAL,
    ExitCode.CLOSED_PIPE,
    ExitCode.INTERRUPTED,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input: where, what was expected, what was found, the mend.

    `path` leads to the value inside the file, such as ("layers", 1, "weights"); lists count from 0
    here and from 1 in messages.
    """

    message: str
    path: Path = ()
    expected: str = ""
    found: str = ""
    hint: str = ""
    source: str = ""
    line: int | None = None
    column: int | None = None
    is_warning: bool = False
    """Whether the input can be used all the same."""

    @property
    def dotted_path(self) -> str:
        """The path as a reader writes it: layers[2].weights, entries counted from 1."""
        text = ""
        for key in self.path:
            text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
        return text

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.source, self.line, self.column) if part)
        word = "warning" if self.is_warning else ""
        lines = [": ".join(filter(None, (place, word, self.dotted_path, self.message)))]
        for label, text in (
            ("expected", self.expected),
            ("found", self.found),
            ("hint", self.hint),
        ):
            if text:
                lines.append(f"  {label + ':':<9} {text}")
        return "\n".join(lines)


class HwsolveError(Exception):
    """A foreseen failure: it has an exit code and words for the user."""

    exit_code: ExitCode = ExitCode.INTERNAL


@dataclass
class InputError(HwsolveError):
    """The file or the command line is at fault; all faults found are carried at once."""

    faults: tuple[Fault, ...]
    exit_code: ExitCode = field(default=ExitCode.BAD_INPUT, init=False)

    @classmethod
    def of(cls, message: str, **details: Any) -> InputError:
        """An error with a single fault that has no place inside a file."""
        return cls((Fault(message, **details),))

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass
class LimitError(HwsolveError):
    """The problem is well-formed, but can't be solved or decided within a limit, which is named."""

    message: str
    hint: str = ""
    source: str = ""
    """The file of the problem, where it is known."""
    exit_code: ExitCode = field(default=ExitCode.LIMIT, init=False)

    def __str__(self) -> str:
        place = f"{self.source}: " if self.source else ""
        return place + self.message + (f"\n  hint:     {self.hint}" if self.hint else "")
