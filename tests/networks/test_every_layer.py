"""Every layer in every kind whose data fit it, against networks in plain numbers and differences.

Values are compared with an oracle that shares no code with hwsolve (plain_networks), gradients with
central differences of the oracle's loss, updates with a step along those.
"""

import json
import random
from typing import get_args

import numpy as np
import pytest

from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.numbers import as_ball, shape_of
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from tests.networks.plain_networks import ACTIVATIONS, loss_of, slopes_of
from tests.networks.random_graphs import dense, drawn, random_graph

RATE = 0.5


def floats(value):
    if not shape_of(value):
        return float(as_ball(value))
    return np.vectorize(lambda x: float(as_ball(x)), otypes=[float])(value)


def file_of(problem):
    """The problem as its file; what the oracle is told beside it is left out."""
    return json.dumps({key: item for key, item in problem.items() if key not in ("batch", "maps")})


def compare(problem):
    """A problem against the oracle: the loss, all gradients, all updates."""
    loss = {"optimizer": {"name": "sgd", "learning_rate": RATE}}
    if "outputs" not in problem:
        loss["loss"] = "squared_error"
    derivation = solve(load_problem(Source("p", file_of(problem | loss))))
    assert floats(derivation.by_id["L"].value) == pytest.approx(loss_of(problem), abs=1e-9)
    slopes = slopes_of(problem)
    for id, slope in slopes.items():
        found = floats(derivation.by_id[f"d{id}"].value)
        assert np.shape(found) == slope.shape, id
        assert found == pytest.approx(slope, rel=1e-5, abs=1e-6), id
        if id != "x":
            name, bracket, number = id.partition("[")
            step = floats(derivation.by_id[f"{name}_new{bracket}{number}"].value)
            before = floats(derivation.by_id[id].value)
            assert step == pytest.approx(before - RATE * found, rel=1e-9, abs=1e-9)
    given = {id for id, step in derivation.by_id.items() if step.term is None}
    parameters = {id for id in given if f"d{id}" in derivation.by_id}
    assert parameters == set(slopes)
    for step in derivation.steps:
        assert step.why or step.term is None


# ---- one layer at a time ------------------------------------------------------------------------


IN_LISTS = {
    "dense": lambda c: {"dense": dense(c, 3, 3, activation="tanh")},
    "activation": lambda c: "sigmoid",
    "flatten": lambda c: "flatten",
    "dropout": lambda c: {"dropout": {"mask": [1, 0, 1], "keep": 0.5}},
    "layer_norm": lambda c: {"layer_norm": {"gamma": drawn(c, 3), "beta": drawn(c, 3)}},
    "add": lambda c: {"add": ["x", 1]},
    "multiply": lambda c: {"multiply": {"from": ["x", 1], "activation": "tanh"}},
    "concatenate": lambda c: {"concatenate": ["x", 1]},
}
"""Layers over lists of three numbers; x and layer 1 are such."""

IN_BATCHES = IN_LISTS | {
    "batch_norm": lambda c: {"batch_norm": {"gamma": drawn(c, 3), "beta": drawn(c, 3)}},
}

OVER_POSITIONS = {
    "attention": lambda c: {
        "attention": {"W_Q": drawn(c, 2, 3), "W_K": drawn(c, 2, 3), "W_V": drawn(c, 3, 3)}
    },
    "embedding": lambda c: {"embedding": {"weights": drawn(c, 3, 3)}},
}

OVER_GRAPHS = {
    "gcn": lambda c: {"gcn": dense(c, 3, 3, activation="tanh")},
    "message_passing": lambda c: {
        "message_passing": dense(c, 3, 3, self_weights=drawn(c, 3, 3), aggregate="mean")
    },
    "attention": OVER_POSITIONS["attention"],
    "embedding": OVER_POSITIONS["embedding"],
}

OVER_MAPS = {
    "conv": lambda c: {"conv": {"weights": drawn(c, 2, 2, 2, 2), "bias": drawn(c, 2)}},
    "transposed_conv": lambda c: {"transposed_conv": {"weights": drawn(c, 2, 2, 2, 2)}},
    "max_pool": lambda c: {"max_pool": {"size": 2}},
    "avg_pool": lambda c: {"avg_pool": {"size": 2}},
    "global_avg_pool": lambda c: "global_avg_pool",
    "flatten": lambda c: "flatten",
    "activation": lambda c: "silu",
    "dropout": lambda c: {
        "dropout": {"mask": [[[c.randint(0, 1) for _ in range(4)] for _ in range(4)] for _ in "ab"]}
    },
    "add": lambda c: {"add": ["x", 1]},
    "multiply": lambda c: {"multiply": ["x", 1]},
    "concatenate": lambda c: {"concatenate": ["x", 1]},
}
"""Layers over two channels of 4 × 4."""


def of_lists(chance, layer, rows=None):
    """A network over lists with the layer in its middle."""
    width = 6 if "concatenate" in str(layer) else 3
    shape = (3,) if rows is None else (rows, 3)
    return {
        "kind": "mlp",
        "input": drawn(chance, *shape),
        "layers": [dense(chance, 3, 3, activation="tanh"), layer, dense(chance, 2, width)],
        "target": drawn(chance, *shape[:-1], 2),
        "batch": rows is not None,
        "maps": False,
    }


def of_maps(chance, layer, samples=None):
    """A network over maps with the layer in its middle, then a flat output."""
    lead = () if samples is None else (samples,)
    first = {"conv": {"weights": drawn(chance, 2, 2, 1, 1), "bias": drawn(chance, 2)}}
    problem = {
        "kind": "conv",
        "input": drawn(chance, *lead, 2, 4, 4),
        "layers": [first, layer, "flatten"],
        "batch": samples is not None,
        "maps": True,
    }
    key = layer if isinstance(layer, str) else next(iter(layer))
    width = {
        "conv": 18, "transposed_conv": 50, "max_pool": 8, "avg_pool": 8, "global_avg_pool": 2,
        "concatenate": 64,
    }.get(key, 32)  # fmt: skip
    problem["layers"].append(dense(chance, 2, width))
    return problem | {"target": drawn(chance, *lead, 2)}


def of_nodes(chance, layer):
    problem = of_lists(chance, layer, rows=4)
    features = problem.pop("input")
    graph = {"nodes": 4, "edges": [[1, 2], [2, 3], [3, 4], [2, 4]], "features": features}
    conventions = {"conventions": {"weights": "rows_are_units"}}
    return problem | graph | conventions | {"kind": "laplacian"}


CASES = {
    **{f"mlp {k}": (of_lists, make, {}) for k, make in IN_LISTS.items()},
    **{f"mlp, samples {k}": (of_lists, m, {"rows": 4}) for k, m in IN_BATCHES.items()},
    **{f"mlp, positions {k}": (of_lists, m, {"rows": 4}) for k, m in OVER_POSITIONS.items()},
    **{f"conv {k}": (of_maps, make, {}) for k, make in OVER_MAPS.items()},
    **{f"conv, samples {k}": (of_maps, make, {"samples": 2}) for k, make in OVER_MAPS.items()},
    **{f"laplacian {k}": (of_nodes, m, {}) for k, m in (IN_BATCHES | OVER_GRAPHS).items()},
}


@pytest.mark.parametrize("name", CASES)
def test_a_layer_in_a_kind(name):
    make, layer, more = CASES[name]
    chance = random.Random(name)  # noqa: S311 - the same every time
    compare(make(chance, layer(chance), **more))


IN_OBJECTIVES = [name for name in CASES if name.partition(" ")[0] != "laplacian"]


@pytest.mark.parametrize("name", [name for name in IN_OBJECTIVES if "positions" not in name])
def test_a_layer_in_an_objective(name):
    make, layer, more = CASES[name]
    chance = random.Random(name)  # noqa: S311
    problem = make(chance, layer(chance), **more)
    objective = {key: problem[key] for key in ("input", "layers", "target")}
    file = {
        "kind": "optim",
        "objective": {"network": problem["kind"], "loss": "squared_error", **objective},
        "method": {"name": "gd", "learning_rate": RATE},
    }
    derivation = solve(load_problem(Source("p", json.dumps(file))))
    assert floats(derivation.by_id["L[0]"].value) == pytest.approx(loss_of(problem), abs=1e-9)
    for id, slope in slopes_of(problem).items():
        if id != "x":
            found = floats(
                derivation.by_id[f"grad_{id.replace('[', '').replace(']', '')}[0]"].value
            )
            assert found == pytest.approx(slope, rel=1e-5, abs=1e-6), id


def test_the_table_has_every_layer():
    keys = {model.key for model in get_args(get_args(AnyLayer)[0])}
    assert keys - {""} == {name.split()[-1] for name in CASES}


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("kind", ["mlp", "conv", "laplacian"])
def test_an_activation_in_a_kind(kind, activation):
    chance = random.Random(f"{kind} {activation}")  # noqa: S311
    if activation == "linear":
        return
    match kind:
        case "mlp":
            problem = of_lists(chance, activation, rows=2)
        case "laplacian":
            problem = of_nodes(chance, activation)
        case _ if activation == "softmax":
            return
        case _:
            problem = of_maps(chance, activation)
    compare(problem)


# ---- graphs of layers ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(24))
def test_a_random_graph_of_layers(seed):
    compare(random_graph(random.Random(f"graph {seed}")))  # noqa: S311
