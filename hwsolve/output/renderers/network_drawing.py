"""A network drawn with characters: every unit with the edges that lead into it."""

from __future__ import annotations

from hwsolve.derivation.figures import Network, NetworkLayer, Unit
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.layout import cells, padded
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate_scalar

GAP = 3
MOST_DIGITS = 6


def draw_network(network: Network, style: NumberStyle, width: int) -> list[str]:
    """Layers from left to right, as many as fit; each unit where its edges meet.

    x₁ ── 3.6 ──┐
    x₂ ── 0.2 ──┴─▶ a₁
    """
    style = NumberStyle(min(style.digits, MOST_DIGITS), style.decimals)
    rows: list[list[str]] = []
    beside: list[list[str]] = []
    for layer in network.layers:
        block = _layer(layer, style)
        if beside and sum(map(_width, [*beside, block])) + GAP * len(beside) > width:
            rows.append(_joined(beside))
            beside = []
        beside.append(block)
    rows.append(_joined(beside))
    return [line for number, row in enumerate(rows) for line in ([""] if number else []) + row]


def _layer(layer: NetworkLayer, style: NumberStyle) -> list[str]:
    lines = [layer.heading, ""]
    for unit in layer.units:
        lines += [*_unit(unit, style), ""]
    return lines[:-1]


def _unit(unit: Unit, style: NumberStyle) -> list[str]:
    sources = [to_line(symbol_of(edge.source, (edge.entry,))) for edge in unit.edges]
    weights = [to_line(notate_scalar(edge.weight, style)) for edge in unit.edges]
    if unit.bias is not None:
        sources.append("1")
        weights.append(to_line(notate_scalar(unit.bias, style)))
    from_width, weight_width = max(map(cells, sources)), max(map(cells, weights))
    lines = []
    for place, (source, weight) in enumerate(zip(sources, weights, strict=True)):
        corner = "┐" if place == 0 else "┤"
        if place == len(sources) - 1:
            corner = "──▶ " if place == 0 else "┴─▶ "
            corner += to_line(symbol_of(unit.name[0], (unit.name[1],)))
        edge = f"{padded(source, from_width)} ── {padded(weight, weight_width, 'right')} ──"
        lines.append(edge + corner)
    return lines


def _width(block: list[str]) -> int:
    return max(map(cells, block))


def _joined(blocks: list[list[str]]) -> list[str]:
    height = max(map(len, blocks))
    columns = [
        [padded(line, _width(block)) for line in block + [""] * (height - len(block))]
        for block in blocks
    ]
    return [(" " * GAP).join(parts).rstrip() for parts in zip(*columns, strict=True)]
