"""Solving problem files one after another, for `hwsolve solve` and the commands of the kinds."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hwsolve.command_line.destination import canvas, destination, spare
from hwsolve.command_line.failures import about, report, warn
from hwsolve.command_line.options import Format, Request
from hwsolve.command_line.selection import matches, select
from hwsolve.errors import ExitCode, InputError


def solve_files(names: Sequence[str], kind: str | None, request: Request) -> ExitCode:
    """Solve every file; one that fails is reported and does not stop the rest.

    Returns the status of the gravest failure. Several files make JSON Lines, one makes a document.
    """
    from hwsolve.derivation.dependencies import with_entries
    from hwsolve.output.renderers import render
    from hwsolve.problem_files import find
    from hwsolve.solving import load_problem, solve

    status = ExitCode.OK
    place = canvas(request.output)
    seen: set[str] = set()
    with destination(request.output) as write:
        separator = ""
        for name in names:
            try:
                source = find(name)
                spare(source.name, request.output)
                with about(source.name):
                    derivation = solve(load_problem(source, kind), request.digits)
                    warn(derivation.warnings)
                    derivation = with_entries(derivation, request.only)
                    ids = derivation.ids()
                    seen.update(ids)
                    only = select(request.only, ids)
                    if request.only and not only:
                        continue
                    text = render(
                        derivation,
                        format=request.format.value,
                        detail=request.detail.value,
                        only=only,
                        width=place.width,
                        color=place.color,
                    )
            except Exception as error:  # noqa: BLE001 - of whatever sort: the other files go on
                status = ExitCode.worst([status, report(error)])
            else:
                if len(names) > 1 and request.format is Format.JSON:
                    text = _one_line(text)
                elif len(names) > 1:
                    text, separator = separator + text, "\n"
                write(text.rstrip("\n") + "\n")
    if status is ExitCode.OK:
        _require_matches(request.only, seen)
    return status


def _one_line(document: str) -> str:
    return json.dumps(json.loads(document), ensure_ascii=False, separators=(",", ":"))


def _require_matches(patterns: Sequence[str], ids: set[str]) -> None:
    """Silence would look like an empty answer, so a pattern that found nothing is an error."""
    from hwsolve.notation.nearest_ids import nearest_ids

    for pattern in patterns:
        if not any(matches(pattern, name) for name in ids):
            hint = nearest_ids(pattern, sorted(ids)) or "leave --only out to see all"
            raise InputError.of(f"--only {pattern} matches no quantity", hint=hint)
