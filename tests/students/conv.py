"""One filter, ReLU, pooling and a dense unit: forward, the loss, and back to the filter."""

from fractions import Fraction

import numpy as np

from tests.students import numbers
from tests.students.drawing import number, vector
from tests.students.numbers import Range, array, largest

KIND = "conv"
SIZES = ((4, 2, "same"), (4, 3, "same"), (5, 2, "valid"), (4, 3, "valid"), (6, 3, "valid"))
SLIPS = {
    "filter flipped": r"flip|turn|180|convolution",
    "filter transposed": r"transpos|ᵀ",
    "no bias": r"bias|b⁽",
    "absolute value for ReLU": r"absolute|\||sign|ReLU",
    "no ReLU": r"ReLU|negative|z⁽|forgotten|not applied",
    "the other pooling": r"average|maximum|mean|max",
    "sum of the window": r"sum|divided|mean|averag",
    "smallest of the window": r"minim|smallest|min",
    "loss not squared": r"squar",
    "gradient of a square without 2": r"half|factor|2",
    "gradient to the last place": r"last|place|maximum|window|cell",
    "gradient to every place": r"every|whole|all|share|window|place",
    "average gradient not divided": r"divid|mean|averag|factor|quarter|times",
    "no slope of ReLU": r"ReLU′|slope|factor|derivative",
    "dW from the filter": r"W⁽|filter|patch",
    "dW turned": r"flip|turn|180|convolution",
    "db from one place": r"sum|one|place|only|left out|first",
    "dx without turning": r"flip|turn|180|convolution|transpos",
}


def draw(chance):
    """A random small problem."""
    size, window, padding = chance.choice(SIZES)
    after = {4: 2, 5: 2, 6: 2}[size] if padding == "same" else (size - window + 1) // 2
    small = [str(n) for n in range(-2, 4)]
    return {
        "kind": KIND,
        "input": [[chance.choice(small) for _ in range(size)] for _ in range(size)],
        "layers": [
            {
                "conv": {
                    "weights": [[number(chance) for _ in range(window)] for _ in range(window)],
                    "bias": number(chance),
                    "padding": padding,
                }
            },
            "relu",
            {chance.choice(["max_pool", "avg_pool"]): {"size": 2}},
            "flatten",
            {"dense": {"weights": [vector(chance, after * after)], "bias": number(chance)}},
        ],
        "target": number(chance),
        "loss": "squared_error",
    }


def patches(image, window, turned=False):
    """The patch under each place of a window."""
    rows, columns = (n - window + 1 for n in image.shape)
    for i, j in np.ndindex(rows, columns):
        patch = image[i : i + window, j : j + window]
        yield (i, j), patch[::-1, ::-1] if turned else patch


def correlated(image, kernel):
    """Every patch times the kernel, added up."""
    rows, columns = (n - len(kernel) + 1 for n in image.shape)
    result = np.empty((rows, columns), dtype=object)
    for place, patch in patches(image, len(kernel)):
        result[place] = (patch * kernel).sum()
    return result


def work(problem, write, slip=None):
    """Write all lines, perhaps with a misconception."""
    layers = problem["layers"]
    first, pool, dense = layers[0]["conv"], layers[2], layers[4]["dense"]
    x, W, b = array(problem["input"]), array(first["weights"]), Fraction(first["bias"])
    before = (len(W) - 1) // 2 if first["padding"] == "same" else 0
    around = (before, len(W) - 1 - before if first["padding"] == "same" else 0)
    padded = np.pad(x, around, constant_values=Fraction(0))
    kernel = {"filter flipped": W[::-1, ::-1], "filter transposed": W.T}.get(slip, W)
    z = write("z[1]", correlated(padded, kernel) + (0 if slip == "no bias" else b))
    made = {"absolute value for ReLU": _absolute, "no ReLU": lambda z: z}.get(slip, numbers.relu)
    a = write("a[2]", made(z))
    is_max = "max_pool" in pool
    pooled = np.empty(tuple(n // 2 for n in a.shape), dtype=object)
    for i, j in np.ndindex(pooled.shape):
        pooled[i, j] = _pooled(a[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].ravel(), is_max, slip)
    pooled = write("a[3]", pooled)
    flat = write("a[4]", pooled.ravel())
    V, c = array(dense["weights"]), Fraction(dense["bias"])
    out = write("z[5]", (V @ flat)[0] + c)
    error = out - Fraction(problem["target"])
    write("L", error if slip == "loss not squared" else error**2)
    dout = write("dz[5]", (1 if slip == "gradient of a square without 2" else 2) * error)
    write("dW[5]", np.outer([dout], flat))
    write("db[5]", dout)
    dpooled = write("da[4]", V[0] * dout)
    dpooled = write("da[3]", dpooled.reshape(pooled.shape))
    da = np.full(a.shape, Fraction(0), dtype=object)
    for i, j in np.ndindex(pooled.shape):
        places = [(2 * i + k, 2 * j + n) for k, n in np.ndindex(2, 2)]
        for place, share in zip(places, _shares([a[p] for p in places], is_max, slip), strict=True):
            da[place] = share * dpooled[i, j]
    da = write("da[2]", da)
    dz = write("dz[1]", da * (1 if slip == "no slope of ReLU" else numbers.step(z)))
    dW = correlated(padded, dz)
    if slip == "dW from the filter":
        dW = W * dz.sum()
    write("dW[1]", dW[::-1, ::-1] if slip == "dW turned" else dW)
    write("db[1]", dz.ravel()[0] if slip == "db from one place" else dz.sum())
    dpadded = np.full(padded.shape, Fraction(0), dtype=object)
    turned = W[::-1, ::-1] if slip == "dx without turning" else W
    for i, j in np.ndindex(dz.shape):
        dpadded[i : i + len(W), j : j + len(W)] += turned * dz[i, j]
    write("dx", dpadded[before : before + len(x), before : before + len(x)])


def _absolute(z):
    if any(isinstance(n, Range) for n in z.flat):
        raise numbers.OpenChoice
    return np.abs(z)


def _pooled(window, is_max, slip):
    if slip == "smallest of the window" and is_max:
        return window[largest(-window)]
    if slip == "sum of the window" and not is_max:
        return window.sum()
    if is_max == (slip != "the other pooling"):
        return window[largest(window)]
    return window.sum() / 4


def _shares(window, is_max, slip):
    if not is_max:
        return [Fraction(1) if slip == "average gradient not divided" else Fraction(1, 4)] * 4
    if slip == "gradient to every place":
        return [Fraction(1)] * 4
    place = 3 if slip == "gradient to the last place" else largest(window)
    return [Fraction(int(i == place)) for i in range(4)]
