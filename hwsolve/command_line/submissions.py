"""The answer files that `hwsolve check` was asked to mark, found but not yet read as such."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Self

from hwsolve.command_line.submitters import submitters
from hwsolve.errors import InputError
from hwsolve.problem_files import (
    ANSWERS,
    STANDARD_INPUT,
    SUFFIXES,
    Source,
    find,
    is_same,
    read_text,
)
from hwsolve.spec import read_tree


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer file: its name, and its text if that has been read already."""

    name: str
    text: str | None = None
    is_named: bool = True
    """Whether the command line names it; else it was found in a folder."""
    submitters: str = ""
    """Who handed it in, where that is known from elsewhere than the file."""
    problem: tuple[Source, str] | None = None
    """The problem that it names, and how it calls it, if that has been looked up already."""

    def read(self) -> str:
        """The text. Raises InputError where there is none."""
        if self.text is not None:
            return self.text
        return find(self.name, regular=not self.is_named).text


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a course that are marked apart."""

    number: int = 1
    count: int = 1

    @classmethod
    def named(cls, text: str) -> Self:
        """The part that is called K/N. Raises InputError where that is none."""
        found = re.fullmatch(r"0*([1-9][0-9]{0,5})/0*([1-9][0-9]{0,5})", text)
        if not found or int(found[1]) > int(found[2]):
            raise InputError.of(f"--shard {text}", expected="which part of how many, such as 3/16")
        return cls(int(found[1]), int(found[2]))

    def of(self, files: Sequence[Submission]) -> Sequence[Submission]:
        """Every file of this part, in order: each of `count` parts has every `count`-th."""
        return files[self.number - 1 :: self.count]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer files, and what was found beside them."""

    files: Sequence[Submission]
    others: Sequence[str]
    """Files of folders that are YAML, but no answer files."""
    several: bool
    """Whether more than one file was asked for, however many there are."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which answer files are meant."""

    names: Sequence[str] = ()
    """Files, folders of them, or - for standard input, in this order."""
    lists: Sequence[str] = ()
    """Files that hold such names, one a line, or between NUL characters; - for standard input."""
    exclude: Sequence[str] = ()
    """Patterns such as `old/*`: what they match by its path, or by its last name, is left out of
    folders."""
    but: str = ""
    """A path that is left out of folders: the problem may lie beside the answers."""
    shard: Shard = Shard()

    def submissions(self) -> Found:
        """The files in order, and what else was found. Raises InputError for a missing name."""
        names = [*self.names, *(name for listed in self.lists for name in _listed(listed))]
        found: list[Submission] = []
        others: list[Submission] = []
        for name in names:
            for submission in self._of(name):
                is_other = not submission.is_named and _is_something_else(submission)
                (others if is_other else found).append(submission)
        if others and not found:
            raise _nothing(" and ".join(names[:3]), others)
        several = len(names) > 1 or bool(self.lists) or any(map(os.path.isdir, names))
        return Found(self.shard.of(found), tuple(other.name for other in others), several)

    def _of(self, name: str) -> Iterator[Submission]:
        if name == STANDARD_INPUT:
            yield Submission(*find(name))
        elif os.path.isdir(name):
            found = [path for path in self._within(name) if not is_same(path, self.but)]
            if not found:
                raise _nothing(name, ())
            known = submitters(found)
            yield from (Submission(path, None, False, known.get(path, "")) for path in found)
        elif os.path.exists(name):
            yield Submission(name)
        else:
            raise _missing(name)

    def _within(self, folder: str) -> list[str]:
        """The paths of all YAML files of a folder and of those below, in order; no hidden ones."""
        paths: list[str] = []
        for place, folders, files in os.walk(folder, onerror=_unreadable):
            folders[:] = [name for name in folders if self._is_wanted(folder, place, name)]
            paths += [
                os.path.join(place, name)
                for name in files
                if name.endswith(SUFFIXES) and self._is_wanted(folder, place, name)
            ]
        return sorted(paths)

    def _is_wanted(self, folder: str, place: str, name: str) -> bool:
        path = os.path.relpath(os.path.join(place, name), folder)
        return not name.startswith(".") and not any(
            fnmatchcase(called, pattern.rstrip("/"))
            for pattern in self.exclude
            for called in (name, path, os.path.join(folder, path))
        )


def _listed(name: str) -> list[str]:
    """The names that a file holds, or standard input, as find, git ls-files and the like write."""
    if name != STANDARD_INPUT and not os.path.exists(name):
        raise _missing(name, "list of files")
    text = find(name).text if name == STANDARD_INPUT else read_text(name)
    names = text.split("\0") if "\0" in text else text.splitlines()
    return [name for name in names if name.strip()]


def _is_something_else(submission: Submission) -> bool:
    """Whether a file of a folder holds YAML, but no answers, such as a problem or settings.

    A file that can't be read is left for whoever marks it to complain about.
    """
    try:
        text = submission.read()
    except InputError:
        return False
    if ANSWERS.search(text):
        return False
    try:
        return "answers" not in text or read_tree(text, submission.name).child("answers") is None
    except InputError:
        return True


def _nothing(name: str, others: Sequence[Submission]) -> InputError:
    return InputError.of(
        f"{name} holds no answer files",
        expected="files *.yaml or *.yml with answers:",
        found=no_answer_files([other.name for other in others]),
    )


MOST_NAMED = 3


def no_answer_files(names: Sequence[str]) -> str:
    """How many files of a folder are something else, and the first of their names."""
    if not names:
        return ""
    count = (
        "1 file is no answer file" if len(names) == 1 else f"{len(names)} files are no answer files"
    )
    more = ", …" if len(names) > MOST_NAMED else ""
    return f"{count}: {', '.join(names[:MOST_NAMED])}{more}"


def _unreadable(error: OSError) -> None:
    raise InputError.of(f"{error.filename} can't be read: {error.strerror}") from error


def _missing(name: str, what: str = "answer file") -> InputError:
    folder, file = os.path.split(name)
    near: list[str] = []
    if os.path.isdir(folder or "."):
        near = difflib.get_close_matches(file, os.listdir(folder or "."), n=3)
    hint = f"did you mean {' or '.join(os.path.join(folder, n) for n in near)}?" if near else ""
    return InputError.of(f"no {what} {name}" if name else "empty name of a file", hint=hint)
