"""`--output`: its ending chooses the format, and mustn't say another one than is written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from hwsolve.errors import InputError

PLAIN_TEXT = ("", ".txt", ".text", ".log", ".out")
JSON = (".json", ".jsonl", ".ndjson")
YAML = (".yaml", ".yml")

Endings = Mapping[str, tuple[str, ...]]
"""The endings of files that each format is written to; the first format is the usual one."""

OF_SOLUTIONS: Endings = {"terminal": PLAIN_TEXT, "json": JSON}
OF_KEYS: Endings = {"an answer file": (*PLAIN_TEXT, *YAML)}
OF_SCHEMAS: Endings = {"a schema": (*PLAIN_TEXT, *JSON)}
OF_ARCHIVES: Endings = {"an autograder": (".zip",)}
OF_REPORTS: Endings = {
    "terminal": PLAIN_TEXT,
    "json": JSON,
    "csv": (".csv",),
    "junit": (".xml",),
    "sarif": (".sarif", ".json"),
    "gradescope": (".json",),
    "github": PLAIN_TEXT,
}


def format_for(output: str, asked: str | None, endings: Endings) -> str:
    """The format that was asked for, or else the one that the ending of the file says.

    Raises InputError where the ending is that of another format or of none.
    """
    ending = ending_of(output)
    fitting = [name for name, own in endings.items() if ending in own]
    if asked is None and not ending:
        return next(iter(endings))
    if asked is None and fitting:
        return fitting[0]
    if asked is not None and (asked in fitting or not ending or asked not in endings):
        return asked
    known = dict.fromkeys(e for name, own in endings.items() if asked in (None, name) for e in own)
    from hwsolve.spec.wording import one_of  # takes a while, and few need it

    raise InputError.of(
        f"--output {output}: nothing is written to files that end in {ending}"
        if asked is None
        else f"--output {output}: {asked} isn't written to files that end in {ending}",
        expected=one_of(e or "no ending" for e in known),
        hint=f"--format {fitting[0]}" if fitting else "",
    )


def ending_of(output: str) -> str:
    """The ending of a file's name in small letters; none of a device, a pipe, or p1.2."""
    if os.path.exists(output) and not os.path.isfile(output):
        return ""
    ending = os.path.splitext(output)[1].lower()
    return ending if re.fullmatch(r"\.[a-z]\w*", ending) else ""
