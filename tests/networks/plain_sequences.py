"""Recurrent networks in plain floating-point numbers, written apart from hwsolve."""

from copy import deepcopy

import numpy as np

from tests.networks.plain_networks import ACTIVATIONS, LETTERS, STEP, numbers, run, taken_apart

GATES = {"lstm": "ifog", "gru": "zrh"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def weighed(weights, x, state):
    bias = numbers(weights["b"]) if "b" in weights else 0
    return numbers(weights["U"]) @ x + numbers(weights["W"]) @ state + bias


def step(key, layer, x, state):
    """(what a cell shows, its state after) one time step."""
    if key == "rnn":
        activation = ACTIVATIONS[layer.get("cell", {}).get("activation", "tanh")]
        shown = activation(weighed(layer, x, state[0]))
        return shown, (shown,)
    h = state[0]
    if key == "lstm":
        i, f, o, g = (weighed(layer["gates"][gate], x, h) for gate in "ifog")
        memory = sigmoid(f) * state[1] + sigmoid(i) * np.tanh(g)
        shown = sigmoid(o) * np.tanh(memory)
        return shown, (shown, memory)
    z, r = (sigmoid(weighed(layer["gates"][gate], x, h)) for gate in "zr")
    candidate = np.tanh(weighed(layer["gates"]["h"], x, r * h))
    shown = z * h + (1 - z) * candidate
    return shown, (shown,)


def sort_of(item):
    """(key, settings, name, sources); a layer with U and W is a recurrent one."""
    if isinstance(item, dict) and "U" in item:
        item = dict(item)
        return "rnn", item, item.pop("name", ""), item.pop("from", None)
    return taken_apart(item)


def units_of(key, layer):
    return len(layer["W"] if key == "rnn" else layer["gates"][GATES[key][0]]["W"])


def loss_of(problem):
    """L: squared errors of all time steps."""
    layers = [sort_of(item) for item in problem["layers"]]
    by_name = {name: number for number, (_, _, name, _) in enumerate(layers, start=1) if name}
    cells = ("rnn", "lstm", "gru")
    states = {
        n: (np.zeros(units_of(k, s)),) * 2 for n, (k, s, *_) in enumerate(layers) if k in cells
    }
    whole = 0
    for x, target in zip(problem["inputs"], problem["targets"], strict=True):
        made = [numbers(x)]
        for number, (key, layer, _, sources) in enumerate(layers):
            names = [number] if sources is None else np.atleast_1d(np.array(sources, dtype=object))
            places = [0 if s == "x" else by_name.get(s, s) for s in names]
            inputs = [made[int(place)] for place in places]
            if number in states:
                shown, states[number] = step(key, layer, inputs[0], states[number])
            else:
                shown = run({"batch": False, "maps": False}, key, layer, inputs)
            made.append(shown)
        whole += ((made[-1] - numbers(target)) ** 2).sum()
    return whole


def parameters_of(problem):
    """{id: the mapping that holds the parameter, and its key there}"""
    for number, item in enumerate(problem["layers"], start=1):
        key, layer, *_ = sort_of(item)
        if key == "rnn":
            holder = item if "U" in item else item["rnn"]
            yield from (
                (f"{letter}[{number}]", holder, letter) for letter in "UWb" if letter in layer
            )
        elif key in GATES:
            for gate, weights in item[key]["gates"].items():
                yield from ((f"{w}_{gate}[{number}]", weights, w) for w in weights)
        elif isinstance(layer, dict):
            holder = item if "weights" in item else layer
            for parameter in layer:
                if parameter in LETTERS:
                    letter = "E" if key == "embedding" else LETTERS[parameter]
                    yield f"{letter}[{number}]", holder, parameter


def slopes_of(problem):
    """{id of a parameter: its gradient by central differences}"""
    found = {}
    for place, (id, holder, key) in enumerate(list(parameters_of(problem))):
        slope = np.zeros(numbers(holder[key]).shape)
        for at in np.ndindex(slope.shape):
            ends = []
            for by in (STEP, -STEP):
                changed = deepcopy(problem)
                _, where, _ = list(parameters_of(changed))[place]
                array = numbers(where[key])
                array[at] += by
                where[key] = array
                ends.append(loss_of(changed))
            slope[at] = (ends[0] - ends[1]) / (2 * STEP)
        found[id] = slope
    return found
