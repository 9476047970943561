"""Files and standard input as text, within a limit, and with faults in words."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from hwsolve.errors import Fault, InputError

MAX_BYTES = 2_000_000
"""A net with layers of 128 units, its weights written with six digits, is a third of this."""

SIZE_LIMIT = f"the limit on the size of a problem file is {MAX_BYTES:,} bytes"


def read_file(path: str | os.PathLike[str]) -> str:
    """The text of a file. Raises InputError; never reads more than a byte beyond the limit."""
    source = os.fspath(path)
    try:
        if Path(source).is_dir():
            raise InputError.of("this is a folder, not a file", source=source)
        with open(source, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MAX_BYTES:
                raise _too_large(source, f"{size:,} bytes")
            return _decoded(_bytes_of(stream, source), source)
    except FileNotFoundError:
        raise InputError.of("there is no such file", source=source) from None
    except PermissionError:
        raise InputError.of("no permission to read this file", source=source) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError.of("the file can't be read", found=reason, source=source) from None


def read_stdin() -> str:
    """The text of standard input, under the same limit as a file. Raises InputError."""
    if sys.stdin is None:
        raise InputError.of("standard input is closed")
    return read_stream(sys.stdin.buffer, "<stdin>")


def read_stream(stream: BinaryIO, source: str) -> str:
    """The text of a stream of bytes, under the same limit as a file. Raises InputError."""
    try:
        return _decoded(_bytes_of(stream, source), source)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError.of("the file can't be read", found=reason, source=source) from None


def _bytes_of(stream: BinaryIO, source: str) -> bytes:
    # A device or a pipe has no size to ask for: the byte beyond the limit tells.
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large(source, f"more than {MAX_BYTES:,} bytes")
    return data


def _too_large(source: str, found: str) -> InputError:
    return InputError.of("the file is too large", expected=SIZE_LIMIT, found=found, source=source)


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start_of_line = before.rfind(b"\n") + 1
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        fault = Fault(
            "the file is not UTF-8 text",
            found="UTF-16" if utf16 else f"the byte {data[error.start]:#04x}",
            hint="save the file with the encoding UTF-8",
            source=source,
            line=before.count(b"\n") + 1,
            column=len(before[start_of_line:].decode("utf-8", "replace")) + 1,
        )
        raise InputError((fault,)) from None
