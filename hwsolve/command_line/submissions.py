"""The answer files that `hwsolve check` was asked to mark, found but not yet read as such."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwsolve.errors import InputError
from hwsolve.problem_files import STANDARD_INPUT, SUFFIXES, find, is_same


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer file: its name, and its text if that has been read already."""

    name: str
    text: str | None = None
    is_named: bool = True
    """Whether the command line names it; else it was found in a folder."""

    def read(self) -> str:
        """The text. Raises InputError where there is none."""
        if self.text is not None:
            return self.text
        return find(self.name, regular=not self.is_named).text


def submissions(names: Sequence[str], *, but: str = "") -> list[Submission]:
    """The files of every name in order: a file, a folder of them, or - for standard input.

    `but` is left out of folders: the problem may lie beside the answers.
    """
    return [found for name in names for found in _of(name, but)]


def _of(name: str, but: str) -> Iterator[Submission]:
    if name == STANDARD_INPUT:
        yield Submission(*find(name))
    elif os.path.isdir(name):
        found = [path for path in _within(name) if not is_same(path, but)]
        if not found:
            raise InputError.of(f"{name} holds no answer files", expected="files *.yaml or *.yml")
        yield from (Submission(path, is_named=False) for path in found)
    elif os.path.exists(name):
        yield Submission(name)
    else:
        raise _missing(name)


def _within(folder: str) -> list[str]:
    """The paths of all YAML files of a folder and of those below, in order; hidden ones aside."""
    paths: list[str] = []
    for place, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths += [
            os.path.join(place, name)
            for name in files
            if name.endswith(SUFFIXES) and not name.startswith(".")
        ]
    return sorted(paths)


def _unreadable(error: OSError) -> None:
    raise InputError.of(f"{error.filename} can't be read: {error.strerror}") from error


def _missing(name: str) -> InputError:
    folder, file = os.path.split(name)
    near: list[str] = []
    if os.path.isdir(folder or "."):
        near = difflib.get_close_matches(file, os.listdir(folder or "."), n=3)
    hint = f"did you mean {' or '.join(os.path.join(folder, n) for n in near)}?" if near else ""
    return InputError.of(f"no answer file {name}" if name else "empty name of a file", hint=hint)
