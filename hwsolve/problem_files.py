"""Finding problem files by path or by name, and reading their text."""

from __future__ import annotations

import codecs
import difflib
import os
import re
import stat
import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, NamedTuple

from hwsolve.errors import Fault, InputError

STANDARD_INPUT = "-"
SUFFIXES = (".yaml", ".yml")
LARGEST = 2_000_000
"""Bytes: a net with layers of 128 units, its weights in six digits, is a third of this."""

SIZE_LIMIT = f"the limit on the size of a problem file is {LARGEST:,} bytes"


def is_same(path: str, other: str) -> bool:
    """Whether two paths lead to one file that exists."""
    return os.path.exists(path) and os.path.exists(other) and os.path.samefile(path, other)


class Source(NamedTuple):
    """The text of a problem file and the name that messages call it by."""

    name: str
    text: str


class Heading(NamedTuple):
    """What a list of problems shows of one."""

    name: str
    kind: str
    title: str


ANSWERS = re.compile(r"^answers[ \t]*:", re.MULTILINE)
"""What tells an answer file from a problem."""


def find(name: str, *, regular: bool = False) -> Source:
    """Read a problem given as a path, as a bare name with or without suffix, or as - for stdin.

    A bare name is looked up in the current folder, in ./problems, and among the shipped problems.
    What the command line names may be the shell's <(command) or a device; `regular` is for what
    it doesn't name itself: nobody waits there for a pipe that says nothing.
    """
    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError.of("standard input is closed")
        return Source("<stdin>", _read(sys.stdin.buffer, "<stdin>"))
    bare = os.path.basename(name) == name
    paths = [
        os.path.join(folder, name + suffix)
        for folder in (("", "problems") if bare else ("",))
        for suffix in ("", *SUFFIXES)
    ]
    answers: Source | None = None
    for path in paths:
        # Not "is a regular file": the shell's <(command) is a pipe.
        if os.path.exists(path) and not os.path.isdir(path):
            read = _read_regular if regular else _open_and_read
            source = Source(path, read(Path(path), path))
            if path == name or not ANSWERS.search(source.text):
                return source
            answers = answers or source  # a key that is called like its problem
    if shipped_file := shipped().get(_stem(name)) if bare else None:
        return Source(shipped_file.name, _open_and_read(shipped_file, shipped_file.name))
    if answers is not None:
        return answers
    raise _missing(name)


def shipped() -> dict[str, Traversable]:
    """The problem files that come with hwsolve, by name without suffix."""
    folder: Traversable = files("hwsolve") / "problems"
    checkout = Path(__file__).parent.parent
    if not folder.is_dir() and (checkout / "pyproject.toml").is_file():
        folder = checkout / "problems"  # where an install from a checkout leaves them
    if not folder.is_dir():
        return {}
    found = {_stem(file.name): file for file in folder.iterdir() if file.name.endswith(SUFFIXES)}
    return dict(sorted(found.items()))


def known_names() -> list[str]:
    """Every bare name that can be asked for from the current folder."""
    names = set(shipped())
    for folder in (".", "problems"):
        if os.path.isdir(folder) and os.access(folder, os.R_OK):
            names.update(_stem(name) for name in os.listdir(folder) if name.endswith(SUFFIXES))
    return sorted(names)


def headings() -> list[Heading]:
    """Name, kind and title of each shipped problem, picked from its first lines, not parsed."""
    return [
        Heading(name, _field("kind", text), _field("title", text))
        for name, text in (
            (name, _open_and_read(file, file.name)) for name, file in shipped().items()
        )
    ]


def _field(key: str, text: str) -> str:
    """The value of a top-level key written on one line: `title: "P1(a)"  # comment` gives P1(a)."""
    found = re.search(
        rf"^{key}:[ \t]+(\"[^\"\n]*\"|'[^'\n]*'|.*?)[ \t]*(?:[ \t]#.*)?$", text, re.MULTILINE
    )
    return found[1].strip("\"'") if found else ""


def _stem(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _open_and_read(file: Traversable, name: str) -> str:
    try:
        with file.open("rb") as stream:
            return _read(stream, name)
    except OSError as error:
        raise InputError.of(f"{name} can't be read: {error.strerror}") from error


def _read_regular(path: Path, name: str) -> str:
    """The text of a file that is no pipe, device or socket. Raises InputError for those."""
    try:
        if os.path.isfile(path):
            with open(path, "rb", opener=_without_waiting) as stream:
                if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):  # another one may be there now
                    return _read(stream, name)
    except OSError as error:
        raise InputError.of(f"{name} can't be read: {error.strerror}") from error
    raise InputError.of(
        f"{name} is not a regular file",
        expected="a file: pipes and devices are read only where the command line names them",
    )


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; one that has nothing to read yet then says so (not on Windows)."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _read(stream: IO[bytes], name: str) -> str:
    try:
        content = stream.read(LARGEST + 1) or b""  # None from a file that would make us wait
    except OSError as error:
        raise InputError.of(f"{name} can't be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise InputError.of("the file is too large", expected=SIZE_LIMIT, source=name)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InputError((_not_utf8(content, error.start, name),)) from None


def _not_utf8(content: bytes, start: int, name: str) -> Fault:
    """What is wrong with bytes of which those from `start` on are no text."""
    *lines, last = content[:start].split(b"\n")
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    return Fault(
        "the file is not UTF-8 text",
        found="UTF-16" if is_utf16 else f"the byte {content[start]:#04x}",
        hint="save the file with the encoding UTF-8",
        source=name,
        line=len(lines) + 1,
        column=len(last.decode("utf-8", "replace")) + 1,
    )


def read_text(path: str) -> str:
    """The text of a file, not looked for anywhere else. Raises InputError where there is none."""
    return _open_and_read(Path(path), path)


def _missing(name: str) -> InputError:
    if os.path.isdir(name):
        return InputError.of(f"{name} is a folder", hint=f"hwsolve solve {name.rstrip('/')}/*.yaml")
    near = difflib.get_close_matches(_stem(os.path.basename(name)), known_names(), n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "hwsolve list shows what there is"
    return InputError.of(f"no problem file {name}" if name else "empty name of a file", hint=hint)
