"""Networks in plain floating-point numbers, written apart from hwsolve: an oracle for all layers.

A problem is the mapping that its file holds, with lists of numbers; nothing here reads hwsolve.
"""

import math
from copy import deepcopy

import numpy as np

STEP = 1e-6

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.exp(z) - 1),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softplus": lambda z: np.log1p(np.exp(z)),
    "silu": lambda z: z / (1 + np.exp(-z)),
    "gelu": lambda z: z * 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2))),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
}


def numbers(nested):
    return np.array(nested, dtype=float)


def windows(x, size, stride):
    """((row, column), patch) over the last two axes."""
    for i in range(0, x.shape[-2] - size + 1, stride):
        for j in range(0, x.shape[-1] - size + 1, stride):
            yield (i // stride, j // stride), x[..., i : i + size, j : j + size]


def pooled(x, size, reduce):
    made = {at: reduce(patch, axis=(-2, -1)) for at, patch in windows(x, size, size)}
    rows, columns = (max(at[k] for at in made) + 1 for k in (0, 1))
    return np.stack([np.stack([made[i, j] for j in range(columns)], -1) for i in range(rows)], -2)


def convolved(x, filters):
    """x of (samples ×) channels × height × width, filters F × C × k × k."""
    size = filters.shape[-1]
    made = {
        at: np.tensordot(patch, filters, axes=([-3, -2, -1], [1, 2, 3]))
        for at, patch in windows(x, size, 1)
    }
    rows, columns = (max(at[k] for at in made) + 1 for k in (0, 1))
    return np.stack([np.stack([made[i, j] for j in range(columns)], -1) for i in range(rows)], -2)


def spread_out(x, filters):
    """A transposed convolution: filters C × F × k × k."""
    size, (height, width) = filters.shape[-1], x.shape[-2:]
    whole = np.zeros((*x.shape[:-3], filters.shape[1], height + size - 1, width + size - 1))
    for i in range(height):
        for j in range(width):
            copies = np.tensordot(x[..., i, j], filters, axes=([-1], [0]))
            whole[..., i : i + size, j : j + size] += copies
    return whole


def with_bias(z, layer, *, of_maps=False):
    if "bias" not in layer:
        return z
    bias = numbers(layer["bias"])
    return z + (bias.reshape(-1, 1, 1) if of_maps and bias.ndim else bias)


def normalized(x, layer, axis):
    centred = x - x.mean(axis=axis, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=axis, keepdims=True) + 1e-5)
    return scaled * numbers(layer.get("gamma", 1)) + numbers(layer.get("beta", 0))


def adjacency_of(problem):
    A = np.zeros((problem["nodes"],) * 2)
    for i, j in problem["edges"]:
        A[i - 1, j - 1] = A[j - 1, i - 1] = 1
    return A


def mixed(problem, key, layer, x):
    A = adjacency_of(problem)
    if key == "message_passing":
        return (A / A.sum(1, keepdims=True) if layer.get("aggregate") == "mean" else A) @ x
    A = A + np.eye(len(A)) if layer.get("self_loops", True) else A
    root = np.diag(A.sum(1) ** -0.5)
    return root @ A @ root @ x


def attended(x, memory, layer):
    Q, K, V = (
        rows @ numbers(layer[w]).T if w in layer else rows
        for w, rows in (("W_Q", x), ("W_K", memory), ("W_V", memory))
    )
    scores = Q @ K.T / (math.sqrt(Q.shape[1]) if layer.get("scaled", True) else 1)
    return ACTIVATIONS["softmax"](scores) @ V


def run(problem, key, layer, inputs):
    """What one layer gives."""
    x = inputs[0]
    match key:
        case "dense":
            z = with_bias(x @ numbers(layer["weights"]).T, layer)
        case "activation":
            return ACTIVATIONS[layer](x)
        case "flatten":
            return x.reshape(len(x), -1) if problem["batch"] else x.reshape(-1)
        case "dropout":
            return x * numbers(layer["mask"]) / layer.get("keep", 1)
        case "batch_norm":
            return normalized(x, layer, 0)
        case "layer_norm":
            return normalized(x, layer, -1)
        case "conv":
            z = with_bias(convolved(x, numbers(layer["weights"])), layer, of_maps=True)
        case "transposed_conv":
            z = with_bias(spread_out(x, numbers(layer["weights"])), layer, of_maps=True)
        case "max_pool":
            return pooled(x, layer["size"], np.max)
        case "avg_pool":
            return pooled(x, layer["size"], np.mean)
        case "global_avg_pool":
            return x.mean(axis=(-2, -1))
        case "gcn" | "message_passing":
            z = with_bias(mixed(problem, key, layer, x) @ numbers(layer["weights"]).T, layer)
            if "self_weights" in layer:
                z = z + x @ numbers(layer["self_weights"]).T
        case "attention":
            return attended(x, inputs[-1], layer)
        case "embedding":
            return x @ numbers(layer["weights"])
        case "add":
            z = sum(inputs)
        case "multiply":
            z = math.prod(inputs)
        case "concatenate":
            z = np.concatenate(inputs, axis=-3 if problem["maps"] and x.ndim > 2 else -1)
    return ACTIVATIONS[layer.get("activation", "linear")](z)


def taken_apart(item):
    """(key, settings, name, sources) of a layer as the file has it."""
    if isinstance(item, str):
        return (item, {}, "", None) if item not in ACTIVATIONS else ("activation", item, "", None)
    item = dict(item)
    name, sources = item.pop("name", ""), item.pop("from", None)
    if "weights" in item:
        return "dense", item, name, sources
    ((key, layer),) = item.items()
    if isinstance(layer, list):
        return key, {}, name, layer
    sources = layer.get("from", sources) if isinstance(layer, dict) else sources
    return key, layer, name, sources


def resolved(layers):
    """The layers with the numbers of what they share, as (key, settings, name, sources)."""
    found = []
    by_name = {}
    for number, item in enumerate(layers, start=1):
        key, layer, name, sources = taken_apart(item)
        if isinstance(layer, dict):
            layer = dict(layer)
            for parameter, value in layer.items():
                if isinstance(value, dict):
                    whose = by_name.get(value["same_as"]) or int(value["same_as"])
                    numbers_of = numbers(found[whose - 1][1][parameter])
                    layer[parameter] = numbers_of.T if value.get("transposed") else numbers_of
        if sources is None:
            sources = [number - 1]
        sources = sources if isinstance(sources, list) else [sources]
        places = [0 if s == "x" else by_name.get(s) or int(s) for s in sources]
        by_name |= {name: number} if name else {}
        found.append((key, layer, name, places))
    return found, by_name


def loss_of(problem):
    """L of a problem: squared errors, the mean over the samples."""
    layers, by_name = resolved(problem["layers"])
    made = [numbers(problem.get("input", problem.get("features")))]
    for key, layer, _, places in layers:
        made.append(run(problem, key, layer, [made[place] for place in places]))
    outputs = problem.get("outputs") or [
        {"from": len(layers), "target": problem["target"], "weight": 1}
    ]
    whole = 0
    for output in outputs:
        place = by_name.get(output["from"]) or int(output["from"])
        error = ((made[place] - numbers(output["target"])) ** 2).sum()
        whole += output.get("weight", 1) * error / (len(made[place]) if problem["batch"] else 1)
    return whole


LETTERS = {
    "weights": "W", "bias": "b", "gamma": "gamma", "beta": "beta", "self_weights": "W_self",
    "W_Q": "W_Q", "W_K": "W_K", "W_V": "W_V",
}  # fmt: skip


def slopes_of(problem):
    """{id of a parameter, or x: its gradient by central differences}"""
    found = {}
    top = "features" if "features" in problem else "input"
    places = {("x",): (problem, top)}
    for number, item in enumerate(problem["layers"], start=1):
        key, layer, *_ = taken_apart(item)
        for parameter in layer if isinstance(layer, dict) else ():
            if parameter in LETTERS and not isinstance(layer[parameter], dict):
                letter = "E" if key == "embedding" else LETTERS[parameter]
                places[letter, number] = (layer, parameter)
    for (letter, *number), (_, parameter) in places.items():
        id = f"{letter}[{number[0]}]" if number else letter

        def shifted(at, by, number=number, parameter=parameter):
            changed = deepcopy(problem)
            where = changed
            if number:
                item = changed["layers"][number[0] - 1]
                where = (
                    item
                    if parameter in item
                    else next(value for value in item.values() if isinstance(value, dict))
                )
            array = numbers(where[parameter])
            array[at] += by
            where[parameter] = array
            return loss_of(changed)

        where = problem if not number else places[letter, *number][0]
        shape = numbers(where[parameter]).shape
        slope = np.zeros(shape)
        for at in np.ndindex(shape):
            slope[at] = (shifted(at, STEP) - shifted(at, -STEP)) / (2 * STEP)
        found[id] = slope
    return found
