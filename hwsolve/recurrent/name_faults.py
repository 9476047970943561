"""What can be wrong with the names that a file gives to states, inputs and weights."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwsolve.errors import Fault
from hwsolve.recurrent.model import RecurrentSpec
from hwsolve.recurrent.names import ROLES
from hwsolve.recurrent.parts import CellSpec

NAMED = ("state", "input", *ROLES)
"""What the course may call otherwise: keys of `cell`."""

WHAT_IS_A_NAME = "letters and digits, with _ before an index: s, h, W_hh, Wxh"

TAKEN = frozenset({*"xyzovqmcLJ", "alpha", "gamma", "theta"})
PREFIXES = frozenset({"grad", "norm", "rho", "n", "g", "clip", "bound", "a", "y"})
SUFFIXES = frozenset({"new", "clipped", "fw", "bw", "norm", "hat", "reset"})
"""Names, and beginnings and ends of names, of what is derived; so is d before a name."""


def name_faults(spec: RecurrentSpec) -> Iterator[Fault]:
    """Names that no quantity can have, or that another one has."""
    for number, (path, layer) in enumerate(spec.stack):
        cell = layer.cell
        used: dict[str, str] = {}
        for key in NAMED:
            name = getattr(cell, key)
            place = (*path, "cell", key)
            if name and not _is_name(name):
                yield Fault("not a name of a quantity", place, expected=WHAT_IS_A_NAME, found=name)
            elif name and name in used:
                yield Fault(f"{name} stands for {used[name]} already", place, found=name)
            used[name] = key
        if spec.is_symbolic:
            continue
        if cell.type != "vanilla" and cell.letter != "h":
            yield Fault("the state of a gated cell is called h", (*path, "cell", "state"))
        for key in NAMED:
            if getattr(cell, key) != CellSpec.model_fields[key].default and _is_taken(cell, key):
                yield Fault(
                    "this name is taken by another quantity",
                    (*path, "cell", key),
                    expected="another name, such as s, h or W_hh",
                    found=getattr(cell, key),
                )
        if cell.letter != spec.stack[0][1].cell.letter and number:
            yield Fault("all layers must call their state by one letter", (*path, "cell", "state"))


def _is_name(name: str) -> bool:
    """Whether a quantity can be called so: W, W_hh, Whh, theta_1."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*", name, re.ASCII) is not None


def _is_taken(cell: CellSpec, key: str) -> bool:
    """Whether a name given in the file is that of another quantity, or could be read as one."""
    name, usual = getattr(cell, key), {"input": {"x"}, "c": {"c"}}.get(key, set())
    gates = {gate.result for gate in cell.row().gates} | {gate.letter for gate in cell.row().gates}
    head, *tails = name.split("_")
    derived = tails and (head in PREFIXES or bool(SUFFIXES & {*tails}))
    derived = derived or (head[0] == "d" and len(head) > 1)
    states = {*cell.row().states[1:], cell.row().score} - {cell.letter}
    return derived or name in (TAKEN | gates | states) - usual
