"""What can be wrong with the names that a file gives to states, inputs and weights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hwsolve.errors import Fault, Path
from hwsolve.methods.method import MEANINGS
from hwsolve.methods.parameter_update import STATES
from hwsolve.networks.sequences.cell_and_output import NAMED, CellSpec
from hwsolve.networks.sequences.sequence_conventions import BLOCKS
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec

WHAT_IS_A_NAME = "letters and digits, with _ before an index: s, h, W_hh, Wxh"

TAKEN = frozenset(
    {*"xyzovqmLJ", "y_hat", "a_y", "h_tilde", "h_reset", "v_reset", "g_norm", "clip_factor"}
    | {"bound", "gamma", "theta", "n_parameters", "norm", "rho", *BLOCKS, *MEANINGS}
)
"""Names of what is derived with numbers."""

TAKEN_IN_LETTERS = frozenset(
    {*"zJLetjkn", "gamma", "norm", "rho", "lambda", "sigma", "infinity"}
    | {f"{measure}_{of}" for measure in ("norm", "rho") for of in "WJ"}
)
"""Names that stand for something else in the derivation without numbers."""


def name_faults(spec: RecurrentSpec) -> Iterator[Fault]:
    """Names that no quantity can have, or that another one has."""
    for number, (path, layer) in enumerate(spec.stack):
        place = (*path, "cell")
        yield from _names_of(spec, layer.cell, place)
        if not spec.is_symbolic and layer.cell.type != "vanilla" and layer.cell.letter != "h":
            yield Fault("the state of a gated cell is called h", (*place, "state"))
        first = spec.stack[0][1].cell
        said = layer.cell.state or first.state  # else each has the usual letter of its sort
        if layer.cell.letter != first.letter and number and said:
            yield Fault("all layers must call their state by one letter", (*place, "state"))


def _names_of(spec: RecurrentSpec, cell: CellSpec, path: Path) -> Iterator[Fault]:
    names = {"state": cell.letter, "input": cell.input, **cell.names}
    names |= {role: spec.output_name(role) for role in "Vc"}
    if spec.is_symbolic:
        names = {key: getattr(cell, key) for key in NAMED}
    used: dict[str, str] = {}
    for key, name in names.items():
        in_file = cell.says(key)
        if in_file and not _is_name(name):
            yield Fault(
                "not a name of a quantity", (*path, key), expected=WHAT_IS_A_NAME, found=name
            )
        elif name and name in used and (in_file or cell.says(used[name])):
            set_here = key if in_file else used[name]
            other = used[name] if in_file else key
            yield Fault(f"{name} stands for {other} already", (*path, set_here), found=name)
        elif in_file and name in (
            TAKEN_IN_LETTERS if spec.is_symbolic else _taken(cell, key, names)
        ):
            yield Fault(
                "this name is taken by another quantity",
                (*path, key),
                expected="another name, such as s, h or W_hh",
                found=name,
            )
        used[name] = key


def _is_name(name: str) -> bool:
    """Whether a quantity can be called so: W, W_hh, Whh, theta_1."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*", name, re.ASCII) is not None


def _taken(cell: CellSpec, key: str, names: Mapping[str, str]) -> set[str]:
    """The names of other quantities, and of what is derived from these."""
    row = cell.row()
    taken = {*TAKEN, *row.states[1:], row.score, *(gate.result for gate in row.gates)}
    taken |= {gate.letter for gate in row.gates} | ({"a"} if row.gates else set())
    taken |= {f"a_{gate.letter}" for gate in row.gates}
    others = {name for other, name in names.items() if other != key}
    taken |= {f"d{other}" for other in taken | others}
    taken |= {f"{before}_{other}" for before in (*STATES, "norm", "rho") for other in others}
    after = ("new", "fw", "bw", *(gate.letter for gate in row.gates))
    taken |= {f"{other}_{ending}" for ending in after for other in others}
    taken |= {f"d{other}_clipped" for other in others}
    usual = {"state": "h" if row.gates else "s", "input": "x", "c": row.output_bias}
    return taken - {usual.get(key, key)}
