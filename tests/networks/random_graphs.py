"""Random graphs of layers, for the oracle and for planted mistakes."""

import numpy as np


def drawn(chance, *shape):
    """Numbers with one decimal, none near 0, so that no kink is near."""
    numbers = np.empty(shape)
    for at in np.ndindex(shape):
        numbers[at] = chance.choice((-1, 1)) * chance.randint(3, 19) / 10
    return numbers.tolist()


def dense(chance, units, inputs, **more):
    return {"weights": drawn(chance, units, inputs), "bias": drawn(chance, units), **more}


def random_graph(chance):
    """Layers over lists of three numbers that take any that stand before, and share weights."""
    layers = [dense(chance, 3, 3, name="first")]
    names, owners = ["x", "first"], ["first"]
    for number in range(2, chance.randint(4, 8)):
        name = f"n{number}"
        source = chance.choice(names)
        sort = chance.choice(("dense", "tied", "add", "multiply", "activation", "layer_norm"))
        both = chance.sample(names, 2)
        item = {
            "dense": dense(chance, 3, 3, activation="sigmoid"),
            "tied": {
                "weights": {"same_as": chance.choice(owners), "transposed": chance.random() < 0.5}
            },
            "add": {"add": {"activation": "tanh"}},
            "multiply": {"multiply": {}},
            "activation": {"activation": "tanh"},
            "layer_norm": {"layer_norm": {}},
        }[sort]
        item |= {"name": name, "from": both if sort in ("add", "multiply") else source}
        owners += [name] if sort == "dense" else []
        layers.append(item)
        names.append(name)
    taken = {s for item in layers for s in np.atleast_1d(item.get("from", "x")).tolist()}
    loose = [name for name in names[1:] if name not in taken]
    outputs = [
        {"from": name, "target": drawn(chance, 3), "loss": "squared_error",
         "weight": chance.randint(1, 9) / 10}
        for name in loose
    ]  # fmt: skip
    return {
        "kind": "mlp", "input": drawn(chance, 3), "layers": layers, "outputs": outputs,
        "batch": False, "maps": False,
    }  # fmt: skip
