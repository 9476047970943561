"""Whole networks of any make: gradients against exact difference quotients of the loss.

The loss is a squared error of a network that is linear in each single weight, so it is a polynomial
of second degree in each, and the central difference quotient is its derivative, exactly.
"""

import copy

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.errors import InputError
from hwsolve.numbers import as_sympy, rational, scalars, shape_of
from tests.conv.networks import answers_of, derivation_of, flat

NUMBER = st.integers(-4, 4)


def nested(draw, shape):
    """Nested lists of small integers."""
    if not shape:
        return draw(NUMBER)
    return [nested(draw, shape[1:]) for _ in range(shape[0])]


def moved_by(draw, axes, *, pooling=False):
    """Stride, padding and dilation."""
    pair = st.lists(st.integers(0, 1), min_size=2, max_size=2)
    pads = st.one_of(
        st.integers(0, 1),
        st.just("same"),
        st.just("valid"),
        st.lists(pair, min_size=axes, max_size=axes),
    )
    numbers = st.one_of(
        st.integers(1, 2), st.lists(st.integers(1, 2), min_size=axes, max_size=axes)
    )
    moves = {"stride": draw(numbers), "padding": draw(pads)}
    return moves if pooling else moves | {"dilation": draw(numbers)}


@st.composite
def problems(draw):
    """A network of convolution, transposed convolution, pooling and flattening, linear in all."""
    axes, batch = draw(st.integers(1, 2)), draw(st.booleans())
    channels = 2 if batch else draw(st.sampled_from([None, 2]))
    sizes = [draw(st.integers(3, 4)) for _ in range(axes)]
    lead = [2] * batch + ([] if channels is None else [channels])
    groups = draw(st.integers(1, 2)) if channels else 1
    kernel = [draw(st.integers(1, 2)) for _ in range(axes)]
    filters = draw(st.sampled_from([None, 2])) if groups == 1 else 2
    front = [n for n in (filters, channels and channels // groups) if n]
    layers = [
        {
            "conv": {
                "weights": nested(draw, front + kernel),
                "groups": groups,
                "bias": nested(draw, draw(st.sampled_from([[], [filters or 1]]))),
                **moved_by(draw, axes),
            }
        }
    ]
    if draw(st.booleans()):
        made = [2] if filters is None else [2, 1]
        layers.append(
            {
                "transposed_conv": {
                    "weights": nested(draw, made + kernel),
                    "stride": 2,
                    "output_padding": draw(st.integers(0, 1)),
                    "bias": draw(NUMBER),
                }
            }
        )
    pool = {"size": 2, "ceil_mode": draw(st.booleans()), "count_padding": draw(st.booleans())}
    layers.append(
        draw(
            st.sampled_from(
                [
                    {"avg_pool": pool | moved_by(draw, axes, pooling=True)},
                    "global_avg_pool",
                    "flatten",
                ]
            )
        )
    )
    problem = {
        "kind": "conv",
        "input": nested(draw, lead + sizes),
        "layers": layers,
        "conventions": {
            "axes": str(axes),
            "convolution": draw(st.sampled_from(["cross_correlation", "flipped"])),
        },
    }
    try:
        output = answers_of(problem)["y_hat"]
    except InputError:
        assume(False)
    return problem | {"target": nested(draw, shape_of(output)), "loss": "squared_error"}


def places_in(problem):
    """The paths to every number that the loss depends on, with the id of its gradient."""
    paths = [("dx", ("input", *place)) for place in entries(problem["input"])]
    for number, layer in enumerate(problem["layers"]):
        if not isinstance(layer, str):
            (key, settings) = next(iter(layer.items()))
            for letter, name in (("W", "weights"), ("b", "bias")):
                if name in settings:
                    path = ("layers", number, key, name)
                    paths += [
                        (f"d{letter}[{number + 1}]", (*path, *p)) for p in entries(settings[name])
                    ]
    return paths


def entries(value):
    """The index of every number in nested lists."""
    if not isinstance(value, list):
        return [()]
    return [(i, *rest) for i, item in enumerate(value) for rest in entries(item)]


def moved(problem, path, change):
    """The problem with one number changed."""
    other = copy.deepcopy(problem)
    *way, last = path
    inner = other
    for key in way:
        inner = inner[key]
    inner[last] += change
    return other


@given(st.data(), problems())
def test_gradients_are_exact_difference_quotients(data, problem):
    answers = answers_of(problem)
    paths = places_in(problem)
    for id, path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3)):
        after, before = (answers_of(moved(problem, path, change))["L"] for change in (1, -1))
        gradient = answers[id]
        depth = len(path) - (1 if id == "dx" else 4)
        found = gradient[path[len(path) - depth :]] if depth else gradient
        assert found == (after - before) / 2


@given(problems())
def test_every_derivation_is_verified_and_every_entry_spelled(problem):
    from hwsolve.terms.term import entry

    for step in derivation_of(problem).steps:
        if step.term is not None and shape_of(step.value):
            index = tuple(n - 1 for n in step.value.shape)
            assert entry(step.term, index).value == step.value[index]


BASE = {
    "kind": "conv",
    "input": [[1, 2, 0], [0, 1, 1], [2, 0, 1]],
    "layers": [{"conv": {"weights": [[1, -1], [2, 1]], "bias": 1}}],
    "target": [[1, 0], [2, 1]],
    "loss": "squared_error",
}


def test_flipped_and_turned_by_hand_are_the_same():
    turned = moved(BASE, ("layers", 0, "conv", "bias"), 0)
    turned["layers"][0]["conv"]["weights"] = [[1, 2], [-1, 1]]
    flipped = BASE | {"conventions": {"convolution": "flipped"}}
    one, other = answers_of(flipped), answers_of(turned)
    assert (one["z[1]"] == other["z[1]"]).all()
    assert (one["dW[1]"] == other["dW[1]"][::-1, ::-1]).all()


@pytest.mark.parametrize("steps", [1, 3])
def test_updates_go_against_the_gradient(steps):
    problem = BASE | {"optimizer": {"name": "sgd", "learning_rate": 0.01, "steps": steps}}
    answers = answers_of(problem)
    last = "" if steps == 1 else f",{steps}"
    alpha = rational(1, 100)
    current = f"[1{last}]"
    assert (
        answers[f"W_new{current}"] == answers[f"W{current}"] - alpha * answers[f"dW{current}"]
    ).all()
    losses = [answers["L"]] + [answers[f"L[{k}]"] for k in range(2, steps + 1)]
    assert losses == sorted(losses, reverse=True)


def test_one_sample_and_a_batch_of_it_agree():
    plain = BASE | {"input": [BASE["input"]], "target": [BASE["target"]]}
    plain["layers"] = [{"conv": {"weights": [[[[1, -1], [2, 1]]]], "bias": [1]}}]
    batch = plain | {"input": [plain["input"]] * 2, "target": [plain["target"]] * 2}
    one, two = answers_of(plain), answers_of(batch)
    assert one["L"] == two["L"]
    assert (one["dW[1]"] == two["dW[1]"]).all()
    assert (one["db[1]"] == two["db[1]"]).all()
    assert flat(two["dx"].tolist()) == [x / 2 for x in flat(one["dx"].tolist())] * 2


def test_one_axis_is_two_with_a_height_of_one():
    line = BASE | {"input": [1, 3, 2, 0], "target": [1, 1, 0]}
    line["layers"] = [{"conv": {"weights": [2, -1]}}]
    plane = line | {"input": [line["input"]], "target": [line["target"]]}
    plane["layers"] = [{"conv": {"weights": [[2, -1]]}}]
    one, two = answers_of(line), answers_of(plane)
    for id in ("z[1]", "dW[1]", "dx"):
        assert one[id].tolist() == two[id][0].tolist()


def test_ties_are_stated_where_they_occur():
    problem = BASE | {"input": [[1, 1], [0, 1]], "layers": [{"max_pool": {"size": 2}}], "target": 0}
    ledgers = []
    for ties in ("first", "shared"):
        derivation = derivation_of(problem | {"conventions": {"max_pool_ties": ties}})
        ledgers.append({c.key: c.choice for c in derivation.conventions}["max_pool_ties"])
        expected = [[2, 0], [0, 0]] if ties == "first" else [["2/3", "2/3"], [0, "2/3"]]
        assert [[str(x) for x in row] for row in derivation.answers()["dx"]] == [
            [str(x) for x in row] for row in expected
        ]
    assert ledgers == ["first", "shared"]


def test_words_stand_for_layers():
    problem = BASE | {"layers": [*BASE["layers"], "relu", {"activation": "sigmoid"}]}
    answers = answers_of(problem)
    assert answers["a[2]"].tolist() == [
        [max(x, 0) for x in row] for row in answers["z[1]"].tolist()
    ]
    assert "da[2]" in answers


@pytest.mark.parametrize("pixels", [[3, -1, 2, 5], [4, 4, 1, 0], [0, 7, 2, 7], [-5, -2, -9, -3]])
def test_maxima_of_names_are_chosen_when_numbers_are_put_in(pixels):
    """dx is 2(ŷ − y)·w at the first maximum of w·x and 0 elsewhere, ties included."""
    answers = answers_of("""
        {kind: conv, input: [[p, q], [r, s]], layers: [{conv: {weights: [[w]]}},
         {max_pool: {size: 2}}], target: y, loss: squared_error}""")
    chosen = dict(zip("pqrs", pixels, strict=True)) | {"w": 2, "y": 1}
    letters = {sympy.Symbol(name, real=True): number for name, number in chosen.items()}
    found = [as_sympy(x).subs(letters) for x in scalars(answers["dx"])]
    best = pixels.index(max(pixels))
    error = 2 * max(pixels) - 1
    assert found == [2 * error * 2 if place == best else 0 for place in range(4)]


def test_names_stand_for_numbers():
    problem = {"kind": "conv", "input": ["x1", "x2", "x3"]}
    problem["layers"] = [{"conv": {"weights": ["w1", "w2"]}}]
    z = answers_of(problem)["z[1]"]
    assert [str(entry.closed) for entry in z] == ["w1*x1 + w2*x2", "w1*x2 + w2*x3"]
