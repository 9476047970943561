"""`hwsolve list` and `hwsolve schema`: what there is, rather than what comes out."""

from __future__ import annotations

import json
from importlib.resources import files

from hwsolve.command_line.destination import STANDARD_OUTPUT, destination
from hwsolve.command_line.kind_commands import kinds
from hwsolve.errors import InputError

REPORTS = {
    "solution": ("output", "renderers", "solution.schema.json"),
    "marking": ("output", "reports", "marking.schema.json"),
}
"""What else has a schema: the JSON that a command writes, and where its schema lies."""


def write_list(*, as_json: bool) -> None:
    """The problems that ship with hwsolve: name, kind and title of each."""
    from hwsolve.problem_files import headings

    rows = headings()
    if as_json:
        keys = ("name", "kind", "title")
        text = _document([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        name_width, kind_width = (max((len(row[i]) for row in rows), default=0) for i in (0, 1))
        lines = (f"{name:{name_width}}  {kind:{kind_width}}  {title}" for name, kind, title in rows)
        text = "".join(line.rstrip() + "\n" for line in lines)
    with destination(STANDARD_OUTPUT) as write:
        write(text)


ANSWERS = "answers"


def write_schema(kind: str | None, output: str, spec: str | None) -> None:
    """The JSON Schema of one kind's problem files, of all, of answers, of what a command writes."""
    if spec is not None and kind != ANSWERS:
        raise InputError.of("--spec goes with hwsolve schema answers")
    if kind == ANSWERS:
        with destination(output) as write:
            write(_document(_answer_schema(spec)))
        return
    if kind in REPORTS:
        with destination(output) as write:
            write(files("hwsolve").joinpath(*REPORTS[kind]).read_text(encoding="utf-8"))
        return
    known = [*kinds(), ANSWERS, *REPORTS]
    if kind is not None and kind not in known:
        from hwsolve.spec.wording import did_you_mean

        hint = did_you_mean(kind, known)
        raise InputError.of(f"unknown kind {kind}", expected=", ".join(known), hint=hint)
    from hwsolve.solving import schema

    with destination(output) as write:
        write(_document(schema(kind)))


def _answer_schema(spec: str | None) -> object:
    from hwsolve.checking.answer_schema import answer_schema

    if spec is None:
        return answer_schema()
    from hwsolve.command_line.failures import about
    from hwsolve.problem_files import find
    from hwsolve.solving import load_problem, solve

    source = find(spec)
    with about(source.name):
        return answer_schema(solve(load_problem(source)))


def _document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
