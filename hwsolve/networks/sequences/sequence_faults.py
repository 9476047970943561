"""What can be wrong with a recurrent problem although each of its fields is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from hwsolve.errors import Fault
from hwsolve.layers.shape_wording import by, counted
from hwsolve.networks.optimizer import optimizer_faults
from hwsolve.networks.sequences.cell_and_output import RecurrentLayer
from hwsolve.networks.sequences.name_faults import name_faults
from hwsolve.networks.sequences.sequence_conventions import BLOCKS
from hwsolve.networks.sequences.sequence_layer_faults import misfits_of
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.networks.sequences.weight_names import as_in_file
from hwsolve.networks.stages_and_penalty import stage_faults
from hwsolve.numbers import shape_of
from hwsolve.quantity import name_in
from hwsolve.spec.requirements import Needs, OneOf, unmet

TARGETS = ("targets", "target", "target_text")

SAID_TWICE = (OneOf(("inputs", "input_text")),)

REQUIREMENTS = (
    OneOf(TARGETS),
    Needs(TARGETS, ("loss",), "a target without a loss", "add loss: squared_error or the like"),
    Needs(
        ("loss",), TARGETS, "a loss without a target",
        "targets: one for each time step; target: one for the last time step",
    ),
    Needs(
        ("optimizer",), ("loss",), "an optimizer without a loss", "add the keys loss and targets"
    ),
)  # fmt: skip
"""Which keys need others, and which say the same."""


def faults_of(spec: RecurrentSpec) -> Iterator[Fault]:
    """All faults, each with its path as it stands in the file."""
    for fault in _by_role(spec):
        path = fault.path
        match path:
            case ("layers", int(place), *rest):
                layer = spec.layers[place]
                if isinstance(layer, RecurrentLayer):
                    keys = len([key for key in rest[:1] if key == layer.key])
                    within = as_in_file(tuple(rest[keys:]), layer.cell.names)
                    path = ("layers", place, *rest[:keys], *within)
            case _:
                path = as_in_file(path, spec.cell.names)
        yield replace(fault, path=path)


def _by_role(spec: RecurrentSpec) -> Iterator[Fault]:
    if spec.is_symbolic:
        yield from _symbolic(spec)
        return
    first = [*_sequence(spec), *name_faults(spec), *_place_of_weights(spec), *spec.graph.faults]
    yield from first
    if first:
        return
    misfits = list(misfits_of(spec))
    yield from misfits
    top = spec.at(len(spec.layers) or None)
    if not misfits or top is not None:
        units = spec.widths[-1] if top is None else top.output_size()
        yield from _output(spec, units)
    yield from chain(_settings(spec), _wanted(spec))
    if not misfits:
        yield from _targets(spec)


# ---- without numbers ----------------------------------------------------------------------------


def _symbolic(spec: RecurrentSpec) -> Iterator[Fault]:
    yield from name_faults(spec)
    numeric = ("V", "c", "targets", "target", "loss", "optimizer", "truncate", "clip", "backward")
    for key in numeric:
        if getattr(spec, key) is not None:
            yield Fault(
                f"'{key}' needs a network of numbers",
                (key,),
                hint="give inputs, U and W as numbers, or leave this out to derive in letters",
            )
    for place, word in enumerate(spec.wanted):
        path = ("derive",) if isinstance(spec.derive, str) else ("derive", place)
        if word == "parameter_count" and spec.sizes is None:
            yield Fault("the sizes are missing", path, hint="sizes: {input: 8, hidden: 16}")
        elif word not in ("jacobian", "parameter_count"):
            yield Fault(
                "this can't be derived without numbers",
                path,
                expected="one of jacobian, parameter_count",
                found=word,
            )
    if spec.cell.activation.row.of_all_units:
        name = spec.cell.activation.name
        yield Fault(
            f"{name} takes all units together: letters are for an activation of each unit alone",
            ("cell", "activation"),
            found=name,
            hint="give inputs and weights as numbers",
        )
    jacobian = not spec.wanted or "jacobian" in spec.wanted
    if spec.cell.type != "vanilla" and jacobian and spec.sizes is None:
        yield Fault(
            "the symbolic Jacobian is derived for the vanilla cell only",
            ("cell", "type"),
            expected="vanilla",
            found=spec.cell.type,
            hint="give inputs and weights as numbers to go through this cell's gates",
        )


# ---- the data -----------------------------------------------------------------------------------


def _sequence(spec: RecurrentSpec) -> Iterator[Fault]:
    if spec.inputs is None and not spec.input_text:
        yield Fault(
            "the inputs are missing",
            ("inputs",),
            expected="x[1], …, x[T], such as inputs: [[1, 0], [0, 1]]",
            hint="leave out all numbers for a derivation in letters",
        )
    elif spec.inputs is not None and len(shape_of(spec.inputs)) > 3:
        yield Fault(
            "the inputs have too many axes",
            ("inputs",),
            expected="one sequence: a list of vectors, or of numbers; or a list of sequences of "
            "vectors",
            found=f"a list nested {len(shape_of(spec.inputs))} deep",
        )
    yield from unmet(spec, SAID_TWICE)
    yield from _text(spec)


def _text(spec: RecurrentSpec) -> Iterator[Fault]:
    words = list(spec.vocabulary)
    if len(set(words)) < len(words):
        yield Fault("a word stands in the vocabulary twice", ("vocabulary",))
    for key in ("input_text", "target_text"):
        text = getattr(spec, key)
        unknown = [word for word in text if word not in words]
        if text and not words:
            yield Fault("a text needs a vocabulary", (key,), hint="vocabulary: [h, e, l, o]")
        elif unknown:
            yield Fault(
                "the vocabulary doesn't have all of this",
                (key,),
                expected=f"of {', '.join(words)}",
                found=", ".join(dict.fromkeys(unknown)),
            )


# ---- the weights --------------------------------------------------------------------------------


def _place_of_weights(spec: RecurrentSpec) -> Iterator[Fault]:
    if spec.layers:
        for key in ("U", "W", "b", "gates", "initial_state", "initial_cell", "backward"):
            if getattr(spec, key):
                yield Fault("with layers, this belongs into one of them", (key,))
        if not spec.stack:
            yield Fault(
                "a recurrent network needs a recurrent layer",
                ("layers",),
                expected="a layer with U and W, or rnn, lstm or gru among them",
                hint="without one this is a problem of kind mlp",
            )
    elif spec.is_empty:
        yield Fault(
            "the weights are missing",
            ("W",) if spec.cell.type == "vanilla" else ("gates",),
            expected=f"{'' if spec.cell.type == 'vanilla' else 'gates, each with '}"
            "{U} and {W}".format(**spec.cell.names),
        )


def _output(spec: RecurrentSpec, units: int) -> Iterator[Fault]:
    V, c = spec.output_name("V"), spec.output_name("c")
    if spec.V is not None and shape_of(spec.V)[1] != units:
        outputs = shape_of(spec.V)[0]
        yield Fault(
            f"{V} doesn't fit what it multiplies",
            ("V",),
            expected=f"a matrix of {by((outputs, units))}: it multiplies the state, which has "
            f"{counted(units, 'entry', 'entries')}",
            found=f"a matrix of {by(shape_of(spec.V))}",
            hint="a row belongs to an output: this looks transposed" if outputs == units else "",
        )
    if spec.c is not None and spec.V is None:
        yield Fault(f"an output bias without the matrix {V}", ("c",))
    elif spec.c is not None and shape_of(spec.c) != shape_of(spec.V)[:1]:
        yield Fault(
            f"the bias {c} doesn't fit the output",
            ("c",),
            expected=f"{counted(spec.outputs, 'number')}, one for each row of {V}",
            found=f"{by(shape_of(spec.c))} numbers",
        )


# ---- target and loss ----------------------------------------------------------------------------


def _targets(spec: RecurrentSpec) -> Iterator[Fault]:
    given = [key for key in ("targets", "target") if getattr(spec, key) is not None]
    given += ["target_text"] if spec.target_text else []
    if spec.loss is None or len(given) != 1:
        return
    if spec.batch:
        fault = _not_for_each_sequence(spec, given[0])
        if fault is not None:
            yield fault
            return
    count = len(spec.raw_targets())
    if given[0] != "target" and count != len(spec.output_times):
        yield Fault(
            "there must be a target for each time step",
            (given[0],),
            expected=counted(len(spec.output_times), "target"),
            found=counted(count, "target"),
            hint="for a loss at the last time step only, use the key target",
        )
        return
    yield from (read for read in spec.read_targets().values() if isinstance(read, Fault))


def _not_for_each_sequence(spec: RecurrentSpec, key: str) -> Fault | None:
    """Why targets don't belong to several sequences."""
    if key == "target_text":
        return Fault("a text is the target of one sequence", (key,), hint="write targets: [[…], …]")
    shape = shape_of(getattr(spec, key))
    if shape[:1] == (spec.batch,) and len(shape) > (key == "targets"):
        return None
    of_one = "a target" if key == "target" else "a list of targets"
    return Fault(
        f"there must be {of_one} for each sequence",
        (key,),
        expected=f"a list with {of_one} for each of the {counted(spec.batch, 'sequence')}",
        found="a single number" if not shape else f"{by(shape)} numbers",
    )


# ---- everything else ----------------------------------------------------------------------------


def _settings(spec: RecurrentSpec) -> Iterator[Fault]:
    yield from unmet(spec, REQUIREMENTS)
    if spec.optimizer is not None:
        parameters = {id: parameter.value for id, parameter in spec.all_parameters().items()}
        yield from optimizer_faults(spec.optimizer, parameters, spec.conventions)
    if spec.optimizer is not None and spec.optimizer.steps > 1:
        yield Fault(
            "a recurrent network is updated once",
            ("optimizer", "steps"),
            expected="1",
            found=str(spec.optimizer.steps),
        )
    if spec.truncate is not None and spec.is_bidirectional:
        yield Fault("truncation goes one way in time; this network goes both", ("truncate",))
    if spec.truncate == 0 and spec.conventions.truncation == "segments":
        yield Fault("a segment has at least one time step", ("truncate",), found="0")
    if spec.clip is not None and (spec.clip.norm is None) == (spec.clip.value is None):
        yield Fault("clip by norm or by value, one of them", ("clip",), hint="clip: {norm: 5}")


def _wanted(spec: RecurrentSpec) -> Iterator[Fault]:
    yield from stage_faults(
        spec.derive, spec.loss is not None, False, spec.optimizer is not None, "loss and targets"
    )
    yield from _several_sequences(spec)
    if spec.wants_jacobians and (spec.is_bidirectional or not spec.stack):
        what = "in one direction of time" if spec.stack else "of states, and no layer has one"
        yield Fault(f"Jacobians are those {what}", ("derive",))
    total = spec.conventions.jacobian_of_gated_cell == "total"
    for word in () if total else spec.wanted:
        if name_in(word).removeprefix("norm_").removeprefix("rho_") in BLOCKS:
            yield Fault(
                "these are blocks of the total Jacobian",
                ("derive",),
                found=word,
                hint="conventions: {jacobian_of_gated_cell: total}",
            )


def _several_sequences(spec: RecurrentSpec) -> Iterator[Fault]:
    if not spec.batch:
        return
    if spec.weighs_jointly:
        yield Fault(
            "with several sequences the weights of input and state are given apart",
            ("W",),
            expected="{U} and {W}".format(**spec.cell.names),
        )
    if spec.is_bidirectional:
        yield Fault("several sequences run in one direction of time only", ("backward",))
    if spec.wants_jacobians:
        yield Fault(
            "Jacobians are those of one sequence",
            ("derive",),
            hint="leave one sequence in inputs",
        )
