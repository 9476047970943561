"""Curves drawn with characters."""

from __future__ import annotations

from math import isfinite, log10

from hwsolve.derivation.figures import Chart
from hwsolve.notation.layout import cells

MARKS = "●○■□▲△◆◇"
HEIGHT = 12
LARGEST_WIDTH = 70


def draw_chart(chart: Chart, width: int) -> list[str]:
    """The chart with its axes and a key to its marks, in at most `width` cells.

    Where curves meet, the mark of the first one stands. Points that a logarithmic axis can't show
    (0 and below) are counted under the chart.
    """
    points, hidden = _points(chart)
    if not points:
        return [f"{chart.title}: nothing to draw"]
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    labels = [_label(value, chart) for value in (max(ys), min(ys))]
    margin = max(map(len, labels))
    columns = max(min(width, LARGEST_WIDTH) - margin - 2, 8)
    field = [[" "] * columns for _ in range(HEIGHT)]
    for curve, x, y in reversed(points):
        row = HEIGHT - 1 - _place(y, min(ys), max(ys), HEIGHT)
        field[row][_place(x, min(xs), max(xs), columns)] = MARKS[curve % len(MARKS)]
    left = [labels[0], *[""] * (HEIGHT - 2), labels[1]]
    lines = [
        f"{text:>{margin}} ┤{''.join(row).rstrip()}" for text, row in zip(left, field, strict=True)
    ]
    ends = f"{min(xs):g}", f"{max(xs):g}"
    lines.append(" " * margin + " └" + "─" * columns)
    gap = columns - len(ends[0]) - len(ends[1])
    lines.append(" " * (margin + 2) + ends[0] + " " * max(gap, 1) + ends[1])
    scale = ", logarithmic" if chart.logarithmic else ""
    key = [f"{chart.y_label} against {chart.x_label}{scale}"]
    key += [f"{MARKS[n % len(MARKS)]} {name}" for n, (name, _) in enumerate(chart.curves)]
    if hidden:
        key.append(f"({hidden} not shown: 0 or not finite)")
    return [*([chart.title] if chart.title else []), *lines, *_packed(key, width)]


def _points(chart: Chart) -> tuple[list[tuple[int, float, float]], int]:
    points, hidden = [], 0
    for number, (_, curve) in enumerate(chart.curves):
        for x, y in curve:
            if not isfinite(y) or (chart.logarithmic and y <= 0):
                hidden += 1
            else:
                points.append((number, float(x), log10(y) if chart.logarithmic else float(y)))
    return points, hidden


def _place(value: float, lowest: float, highest: float, size: int) -> int:
    return 0 if highest == lowest else round((value - lowest) / (highest - lowest) * (size - 1))


def _label(value: float, chart: Chart) -> str:
    return f"{10**value:.3g}" if chart.logarithmic else f"{value:.4g}"


def _packed(parts: list[str], width: int) -> list[str]:
    lines = [parts[0]]
    for part in parts[1:]:
        if cells(lines[-1]) + 3 + cells(part) <= width:
            lines[-1] += "   " + part
        else:
            lines.append(part)
    return lines
