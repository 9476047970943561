"""Problems to plant mistakes in: those that ship, and random ones of every kind."""

import json
import random
from itertools import pairwise
from pathlib import Path

from hwsolve.errors import HwsolveError
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from tests.networks.random_graphs import random_graph

FOLDER = Path(__file__).parents[2] / "problems"
NUMBERS = [
    "-3",
    "-2",
    "-1.5",
    "-1",
    "-2/3",
    "-0.5",
    "0.2",
    "0.3",
    "1/3",
    "0.5",
    "0.75",
    "1",
    "2",
    "3",
]


def shipped():
    """(name, derivation) of every shipped problem that has numbers to check."""
    for path in sorted(FOLDER.glob("*.yaml")):
        source = Source(path.name, path.read_text(encoding="utf-8"))
        derivation = solve(load_problem(source))
        if any(step.term is not None for step in derivation.steps):
            yield path.stem, derivation


def drawn(count, seed=0, kinds=None):
    """(name, derivation) of random problems, the kinds in turn."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    makers = [make for kind, make in MAKERS.items() if kinds is None or kind in kinds]
    made = 0
    while made < count:
        make = makers[made % len(makers)]
        text = json.dumps(make(chance))
        try:
            derivation = solve(load_problem(Source("drawn.yaml", text)))
        except HwsolveError:  # such as a division by zero in a random problem
            continue
        made += 1
        yield f"{make.__name__}-{made}", derivation


def numbers(chance, *shape):
    """Nested lists of small numbers."""
    if not shape:
        return chance.choice(NUMBERS)
    return [numbers(chance, *shape[1:]) for _ in range(shape[0])]


def integers(chance, *shape):
    """Nested lists of small integers."""
    if not shape:
        return str(chance.randint(-4, 4))
    return [integers(chance, *shape[1:]) for _ in range(shape[0])]


def mlp(chance):
    """A network of one to three layers, one sample or several, any loss that suits its output."""
    sizes = [chance.randint(1, 3) for _ in range(chance.randint(2, 4))]
    samples = chance.choice([None, None, 2])
    last, loss = chance.choice(
        [
            ("sigmoid", "binary_cross_entropy"),
            ("softmax", "cross_entropy"),
            ("linear", "squared_error"),
            ("tanh", "half_squared_error"),
            ("linear", "mean_squared_error"),
        ]
    )
    if last == "softmax":
        sizes[-1] = 3
    layers = []
    for place, (inputs, units) in enumerate(pairwise(sizes), start=1):
        kind = last if place == len(sizes) - 1 else chance.choice(["relu", "tanh", "sigmoid"])
        layer = {"weights": numbers(chance, units, inputs), "activation": kind}
        if chance.random() < 0.7:
            layer["bias"] = numbers(chance, units)
        layers.append(layer)
    one = _target(chance, loss, sizes[-1])
    return {
        "kind": "mlp",
        "input": numbers(chance, *([samples] if samples else []), sizes[0]),
        "layers": layers,
        "target": [_target(chance, loss, sizes[-1]) for _ in range(samples)] if samples else one,
        "loss": loss,
        "optimizer": {"name": "sgd", "learning_rate": chance.choice(["0.1", "0.5", "0.8"])},
    }


def _target(chance, loss, units):
    if loss == "cross_entropy":
        return str(chance.randrange(units))
    if loss == "binary_cross_entropy":
        return [chance.choice(["0", "1"]) for _ in range(units)]
    return numbers(chance, units)


def conv(chance):
    """A filter or two over a small image, pooling, the squared error."""
    size, window = chance.randint(4, 5), chance.randint(2, 3)
    filters = chance.choice([None, 2])
    layer = {"weights": integers(chance, *([filters] if filters else []), window, window)}
    if chance.random() < 0.5:
        layer["padding"] = 1
    if chance.random() < 0.3:
        layer["stride"] = 2
    if chance.random() < 0.5:
        layer["bias"] = integers(chance, filters or 1)
    if chance.random() < 0.5:
        layer["activation"] = "relu"
    layers = [{"conv": layer}]
    if chance.random() < 0.7:
        layers.append({chance.choice(["max_pool", "avg_pool"]): {"size": 2}})
    units = chance.randint(1, 2)
    side = _size_after(size, window, layer, pooled=len(layers) == 2)
    inputs = (filters or 1) * side * side
    layers += ["flatten", {"dense": {"weights": integers(chance, units, inputs)}}]
    return {
        "kind": "conv",
        "input": integers(chance, size, size),
        "layers": layers,
        "target": integers(chance, units),
        "loss": "squared_error",
        "optimizer": {"name": "sgd", "learning_rate": "0.1"},
    }


def _size_after(size, window, layer, *, pooled):
    side = (size + 2 * layer.get("padding", 0) - window) // layer.get("stride", 1) + 1
    return side // 2 if pooled else side


def rnn(chance):
    """A vanilla cell over two or three time steps."""
    width, inputs, steps = chance.randint(1, 2), chance.randint(1, 2), chance.randint(2, 3)
    return {
        "kind": "rnn",
        "cell": {"activation": chance.choice(["tanh", "sigmoid"]), "state": "h"},
        "inputs": numbers(chance, steps, inputs),
        "U": numbers(chance, width, inputs),
        "W": numbers(chance, width, width),
        "b": numbers(chance, width),
        "target": numbers(chance, width),
        "loss": "half_squared_error",
        "optimizer": {"name": "sgd", "learning_rate": "0.5"},
    }


def optim(chance):
    """A linear model under one of the optimizers, for one or two steps."""
    size = chance.randint(2, 4)
    method = {"name": chance.choice(["gd", "momentum", "rmsprop", "adagrad", "adam"])}
    method["learning_rate"] = chance.choice(["0.1", "0.5"])
    return {
        "kind": "optim",
        "objective": {
            "model": "linear",
            "loss": "squared_error",
            "input": integers(chance, size),
            "target": chance.randint(1, 5),
        },
        "parameters": {"W": integers(chance, size), "b": chance.randint(-3, 3)},
        "method": method,
        "steps": chance.randint(1, 2),
    }


def laplacian(chance):
    """A connected graph of three to five nodes and a signal on it."""
    size = chance.randint(3, 5)
    edges = {(chance.randint(1, node - 1), node) for node in range(2, size + 1)}
    for _ in range(chance.randint(0, 3)):
        edges.add(tuple(sorted(chance.sample(range(1, size + 1), 2))))
    return {
        "kind": "laplacian",
        "edges": [list(edge) for edge in sorted(edges)],
        "signal": integers(chance, size),
    }


def graph(chance):
    """A graph of layers with joints, shared weights and several outputs."""
    problem = random_graph(chance)
    del problem["batch"], problem["maps"]
    return problem | {"optimizer": {"name": "sgd", "learning_rate": "0.1"}}


MAKERS = {
    "mlp": mlp,
    "graph": graph,
    "conv": conv,
    "rnn": rnn,
    "optim": optim,
    "laplacian": laplacian,
}
