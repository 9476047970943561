"""What can be wrong with the names that a file gives to states, inputs and weights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hwsolve.errors import Fault, Path
from hwsolve.optimizers.method import MEANINGS
from hwsolve.optimizers.update import STATES
from hwsolve.recurrent.model import RecurrentSpec
from hwsolve.recurrent.names import ROLES
from hwsolve.recurrent.parts import CellSpec

NAMED = ("state", "input", *ROLES)
"""What the course may call otherwise: keys of `cell`."""

WHAT_IS_A_NAME = "letters and digits, with _ before an index: s, h, W_hh, Wxh"

TAKEN = frozenset({*"xyzovqmLJ", "bound", "gamma", "theta", *MEANINGS})
PREFIXES = frozenset({"grad", "norm", "rho", "n", "g", "clip", "bound", "a", "y"})
SUFFIXES = frozenset({"new", "clipped", "fw", "bw", "norm", "hat", "reset"})
"""Names, and beginnings and ends of names, of what is derived; so is d before a name."""


def name_faults(spec: RecurrentSpec) -> Iterator[Fault]:
    """Names that no quantity can have, or that another one has."""
    for number, (path, layer) in enumerate(spec.stack):
        place = (*path, "cell")
        yield from _names_of(spec, layer.cell, place)
        if not spec.is_symbolic and layer.cell.type != "vanilla" and layer.cell.letter != "h":
            yield Fault("the state of a gated cell is called h", (*place, "state"))
        if layer.cell.letter != spec.stack[0][1].cell.letter and number:
            yield Fault("all layers must call their state by one letter", (*place, "state"))


def _names_of(spec: RecurrentSpec, cell: CellSpec, path: Path) -> Iterator[Fault]:
    names = {"state": cell.letter, "input": cell.input, **cell.names}
    names |= {role: spec.output_name(role) for role in "Vc"}
    if spec.is_symbolic:
        names = {key: getattr(cell, key) for key in NAMED}
    used: dict[str, str] = {}
    for key, name in names.items():
        in_file = _is_set(cell, key)
        if in_file and not _is_name(name):
            yield Fault(
                "not a name of a quantity", (*path, key), expected=WHAT_IS_A_NAME, found=name
            )
        elif name and name in used and (in_file or _is_set(cell, used[name])):
            set_here = key if in_file else used[name]
            other = used[name] if in_file else key
            yield Fault(f"{name} stands for {other} already", (*path, set_here), found=name)
        elif in_file and not spec.is_symbolic and name in _taken(cell, key, names):
            yield Fault(
                "this name is taken by another quantity",
                (*path, key),
                expected="another name, such as s, h or W_hh",
                found=name,
            )
        used[name] = key


def _is_set(cell: CellSpec, key: str) -> bool:
    return bool(getattr(cell, key) != CellSpec.model_fields[key].default)


def _is_name(name: str) -> bool:
    """Whether a quantity can be called so: W, W_hh, Whh, theta_1."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*", name, re.ASCII) is not None


def _taken(cell: CellSpec, key: str, names: Mapping[str, str]) -> set[str]:
    """The names of other quantities, and this one if it could be read as such a name."""
    row, name = cell.row(), names[key]
    taken = {*TAKEN, *row.states[1:], row.score, *(gate.result for gate in row.gates)}
    taken |= {gate.letter for gate in row.gates} | ({"a"} if row.gates else set())
    taken |= {f"{state}_{other}" for state in STATES for other in names.values()}
    head, *tails = name.split("_")
    if (tails and (head in PREFIXES or SUFFIXES & {*tails})) or re.fullmatch("d.+", head):
        taken.add(name)
    usual = {"state": "h" if row.gates else "s", "input": "x", "c": row.output_bias}
    return taken - {usual.get(key, key)}
