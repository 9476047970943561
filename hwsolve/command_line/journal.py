"""What a run has marked so far, so that nothing is lost when it ends before its report is whole.

A line of JSON for each file, beside the report. A line holds for what it was made from: another
submission, problem, rules, options or version of hwsolve have another fingerprint. The last line
may be half a one.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from time import monotonic
from typing import Any

from hwsolve.checking.verdicts import Explanation, Mark, Marking, Sample, Verdict
from hwsolve.command_line.submission_marker import Marked
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import ExitCode, Fault, InputError
from hwsolve.numbers import Rational
from hwsolve.output.reports import Failure, Result

SECONDS = 1.0
"""How much work the loss of power may cost."""


class Journal:
    """The journal of a report that is being made. Raises InputError where it can't be written."""

    def __init__(
        self, report: str, fingerprint: Callable[[Submission], str], *, resume: bool
    ) -> None:
        self.path = f"{report}.journal"
        self.fingerprint = fingerprint
        self.kept: dict[str, Result] = {}
        self.left = 0
        """Results of an earlier run that aren't used, since nobody asked for it."""
        found = _read(self.path)
        if resume:
            self.kept = found
        else:
            self.left = len(found)
        try:
            self._file = open(self.path, "ab")  # noqa: SIM115 - until the report is whole
            if self._file.tell():
                self._file.write(b"\n")  # half a line may stand there
        except OSError as error:
            raise self._fault(error) from error
        self._synced = monotonic()

    def known(self, files: Sequence[Submission]) -> dict[int, Result]:
        """The results of an earlier run that hold still, by the numbers of their files."""
        if not self.kept:
            return {}
        found = (
            (number, self.kept.get(self.fingerprint(file))) for number, file in enumerate(files)
        )
        return {number: result for number, result in found if result is not None}

    def add(self, marked: Marked) -> None:
        """Write a result down; what couldn't be marked is tried again the next time."""
        if not marked.fingerprint:
            return
        line = json.dumps([marked.fingerprint, _packed(marked.result)], separators=(",", ":"))
        try:
            self._file.write(line.encode() + b"\n")
            self._file.flush()
            if monotonic() - self._synced > SECONDS:
                os.fsync(self._file.fileno())
                self._synced = monotonic()
        except OSError as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Keep what was written."""
        with suppress(OSError):
            self._file.close()

    def remove(self) -> None:
        """The report is whole, and so the journal isn't needed any more."""
        self.close()
        with suppress(OSError):
            os.unlink(self.path)

    def _fault(self, error: OSError) -> InputError:
        return InputError.of(f"{self.path} can't be written: {error.strerror}")


def _read(path: str) -> dict[str, Result]:
    """The results that a journal holds, as far as its lines are whole."""
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError.of(f"{path} can't be read: {error.strerror}") from error
    found: dict[str, Result] = {}
    for line in lines:
        with suppress(ValueError, TypeError, KeyError, RecursionError):
            fingerprint, result = json.loads(line, object_hook=_unpacked)
            if isinstance(fingerprint, str) and isinstance(result, Result):
                found[fingerprint] = result
    return found


# ---- results as JSON ----------------------------------------------------------------------------

TYPES: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (Marking, Failure, Mark, Sample, Explanation, Fault, Verdict, ExitCode, Rational)
}
TYPE = "type"


def _packed(value: object) -> object:
    """A result in lists, mappings and texts that say of what type they are."""
    if isinstance(value, Rational):
        return {TYPE: Rational.__name__, "of": [int(value.p), int(value.q)]}
    if isinstance(value, Enum):
        return {TYPE: type(value).__name__, "of": [value.value]}
    if isinstance(value, tuple):
        return [_packed(part) for part in value]
    if dataclasses.is_dataclass(value):
        fields = {f.name: _packed(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {TYPE: type(value).__name__, **fields}
    return value


def _unpacked(found: dict[str, Any]) -> object:
    make = TYPES[found.pop(TYPE)]
    if "of" in found:
        return make(*found["of"])
    return make(**{key: _tuple(value) for key, value in found.items()})


def _tuple(value: object) -> object:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
