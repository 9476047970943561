"""Formats of a derivation. A renderer arranges readings; it does no mathematics."""

from __future__ import annotations

from collections.abc import Collection

from hwsolve.derivation.derivation import Derivation


def render(
    derivation: Derivation,
    *,
    format: str,
    detail: str = "standard",
    only: Collection[str] = (),
    width: int = 80,
    color: bool = False,
) -> str:
    """The derivation as text, for a terminal or as json; only the ids in `only`, if any."""
    with derivation.again():
        if format == "json":
            from hwsolve.output.renderers.json_document import to_json

            return to_json(derivation, only)
        from hwsolve.output.renderers.terminal import to_terminal

        return to_terminal(derivation, detail=detail, only=only, width=width, color=color)
