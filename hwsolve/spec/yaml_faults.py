"""What PyYAML objects to, in the words of someone who writes a problem file for the first time."""

from __future__ import annotations

import re

import yaml

from hwsolve.errors import Fault
from hwsolve.spec.wording import character_name, shown

CLOSE_IT = "close every bracket, and put a comma between two values"
IN_QUOTES = "put the value into quotation marks"
SAME_INDENTATION = (
    "start the keys of one mapping, and the dashes of one list, in the same column, "
    "and close no bracket twice"
)

RULES: tuple[tuple[str, str, str], ...] = (
    # A part of PyYAML's message (both of its parsers), what it means, how to mend it.
    (
        "mapping values are not allowed",
        "a colon stands where none can",
        "check the indentation of this line and the one above, or quote text with a colon",
    ),
    ("',' or ']'", "a list is not closed, or a comma is missing", CLOSE_IT),
    ("',' or '}'", "a mapping in braces is not closed, or a comma is missing", CLOSE_IT),
    ("'-' indicator", "a list item was expected here", SAME_INDENTATION),
    ("<document start>", "this line fits neither a list nor a mapping above it", SAME_INDENTATION),
    ("expected key", "this doesn't fit the lines above", SAME_INDENTATION),
    ("<block end>", "this doesn't fit the lines above", SAME_INDENTATION),
    ("expected ':'", "a key without a colon", "write key: value, with a space after the colon"),
    ("unexpected end of stream", "a quotation mark is not closed", "close the quotation mark"),
    ("unexpected document separator", "a quotation mark is not closed", "close the quotation mark"),
    ("node content", "a value is missing here, or one bracket is too many", CLOSE_IT),
    ("unknown escape character", "unknown escape after a backslash", "use single quotes"),
    ("comment or line break", "unexpected text after | or >", IN_QUOTES),
    (
        "alphabetic or numeric",
        "& and * at the start of a value mean something else in YAML",
        IN_QUOTES,
    ),
)


def in_words_of_a_student(error: yaml.MarkedYAMLError, text: str, source: str) -> Fault:
    """The fault for a syntax error, at its place."""
    problem = error.problem or "this is not YAML"
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message, hint = _rule_for(problem)
    if "expected ','" in problem and (name := _name_before_bracket(text, line, column)):
        message = "a name with a bracket needs quotation marks inside braces and brackets"
        hint = f'write "{name}"'
    if "cannot start any token" in problem:
        message, hint = _bad_start(text, line, column)
    opened = error.context_mark
    if opened and mark and opened.line != mark.line and "closed" in message:
        message += f"; it was opened in line {opened.line + 1}, column {opened.column + 1}"
    return Fault(message, hint=hint, source=source, line=line, column=column)


def _rule_for(problem: str) -> tuple[str, str]:
    for part, message, hint in RULES:
        if part in problem:
            return message, hint
    return f"this is not YAML: {shown(problem, 200)}", ""


def _line(text: str, line: int) -> str:
    """One line of a text; empty where there are fewer."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[line - 1] if line <= len(lines) else ""


def _name_before_bracket(text: str, line: int, column: int) -> str:
    """A name such as z[3], where the fault stands at its bracket."""
    written = _line(text, line)
    before = re.search(r"[^\W\d][\w.^/]*$", written[: column - 1])
    bracket = re.match(r"\[[\w,\s-]*\][\w.]*", written[column - 1 :])
    return shown(before[0] + bracket[0]) if before and bracket else ""


def _bad_start(text: str, line: int, column: int) -> tuple[str, str]:
    character = _line(text, line)[column - 1 : column]
    if character == "\t":
        return "a tab stands here, and YAML is indented with spaces", "replace the tab by spaces"
    if not character:
        return "a value can't start here", IN_QUOTES
    return f"a value can't start with {character_name(character)}", IN_QUOTES
