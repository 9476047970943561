"""Glossary, tables of iterates, and the chart of f against the step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hwsolve.derivation.figures import Chart, Table
from hwsolve.derivation.tape import Tape
from hwsolve.methods.parameter_update import STATES
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.tree import Notation, Symbol
from hwsolve.numbers import Value, decimal, is_symbolic, scalars
from hwsolve.optimization.evaluation_point import AHEAD
from hwsolve.optimization.run import Run, as_float
from hwsolve.terms.term import Name

Row = TypeVar("Row")

DIGITS = 4
MOST_ENTRIES = 6
"""How much of a number, and of a point, a cell of a comparison shows."""

MOST_ROWS = 24
"""A longer table leaves out rows in the middle, at even distances."""


def glossary(tape: Tape, function: str, parameters: Sequence[str]) -> None:
    """Every symbol of the derivation with its meaning, in order of appearance."""
    rows: list[tuple[Notation | Value | str, ...]] = []
    seen = set()
    for step in tape.steps():
        quantity = step.id
        if quantity.called in seen:
            continue
        seen.add(quantity.called)
        is_ahead = AHEAD in quantity.labels
        if quantity.aspect == "state":
            meaning = f"{STATES[quantity.function]} after step k"
        elif quantity.aspect in ("nabla", "partial"):
            where = "at the point ahead of iterate k" if is_ahead else "at iterate k"
            meaning = f"the gradient of {function} {where}"
        elif quantity.called in parameters:
            meaning = "the parameter after step k; k = 0 is the start"
        elif is_ahead:
            meaning = "the point that the velocity leads to from iterate k"
        else:
            if step.term is None:
                rows.append((symbol_of(quantity), step.why))
            continue
        rows.append((symbol_of(quantity.moved(iterate="k")), meaning))
    with tape.section("Glossary"):
        tape.figure(Table("What the symbols stand for", ("symbol", "meaning"), tuple(rows)))


def table_of_iterates(run: Run) -> Table | None:
    """k, the parameters and the value, row by row; None for a run without steps or with names."""
    history = run.history
    if len(history) < 3 or any(_has_names(run, k) for k in (0, -1)):
        return None
    header: list[Notation | str] = ["k", *(Symbol(name) for name in history[0][1])]
    if history[0][2] is not None:
        header.append(Symbol(run.objective.letter))
    rows: list[tuple[Notation | Value | str, ...]] = []
    for k, point, value in thinned(history):
        row: list[Notation | Value | str] = [str(k), *(name.value for name in point.values())]
        if history[0][2] is not None:
            row.append(value.value if value is not None else "")
        rows.append(tuple(row))
    return Table("Iterates", tuple(header), tuple(rows))


def _has_names(run: Run, k: int) -> bool:
    return any(is_symbolic(x) for name in run.history[k][1].values() for x in scalars(name.value))


def thinned(rows: Sequence[Row]) -> list[Row]:
    """At most MOST_ROWS of the rows, the first and the last among them."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    places = {round(n * (len(rows) - 1) / (MOST_ROWS - 1)) for n in range(MOST_ROWS)}
    return [rows[place] for place in sorted(places)]


def curve(run: Run) -> tuple[tuple[float, float], ...]:
    """(k, value) for a chart."""
    return tuple(
        (float(k), as_float(value.value))
        for k, _, value in run.history
        if value is not None and not is_symbolic(value.value)
    )


def chart(runs: Sequence[tuple[str, Run]]) -> Chart | None:
    """The value against the step, one curve a run; None where there is nothing to see."""
    curves = tuple((name, curve(run)) for name, run in runs)
    if all(len(points) < 3 for _, points in curves):
        return None
    letter = runs[0][1].objective.letter
    values = [y for _, points in curves for _, y in points]
    wide = min(values) > 0 and max(values) > 100 * min(values)
    return Chart(f"{letter} against the step", "step", letter, curves, logarithmic=wide)


def comparison(runs: Sequence[tuple[str, Run]]) -> list[Table]:
    """The iterates of several methods side by side, and the values at them."""
    steps = thinned(sorted({k for _, run in runs for k, _, _ in run.history}))
    by_step = [{k: (point, value) for k, point, value in run.history} for _, run in runs]
    points: list[tuple[Notation | Value | str, ...]] = []
    values: list[tuple[Notation | Value | str, ...]] = []
    for k in steps:
        found = [rows.get(k) for rows in by_step]
        points.append((str(k), *("" if x is None else _written(*x[0].values()) for x in found)))
        values.append(
            (str(k), *("" if x is None or x[1] is None else _written(x[1]) for x in found))
        )
    _, run = runs[0]
    header = ("k", *(name for name, _ in runs))
    title = f"{', '.join(run.history[0][1])} side by side, to {DIGITS} digits"
    tables = [Table(title, header, tuple(points))]
    if run.history[0][2] is not None:
        letter = run.objective.letter
        tables.append(Table(f"{letter} side by side, to {DIGITS} digits", header, tuple(values)))
    return tables


def _written(*leaves: Name) -> str:
    """Numbers in a narrow cell. e.g. (0.3565, −1.2)"""
    numbers = [x for leaf in leaves for x in scalars(leaf.value)]
    if any(is_symbolic(x) for x in numbers):
        return "…"
    texts = [decimal(x, DIGITS).text.replace("-", "−") for x in numbers[:MOST_ENTRIES]]
    if len(numbers) > MOST_ENTRIES:
        texts.append("…")
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
