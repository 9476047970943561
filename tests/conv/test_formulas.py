"""Every formula of a convolution and its gradients holds as it stands on the page."""

import re
from math import prod
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.errors import InputError
from hwsolve.output.renderers.json_document import JsonDocument
from tests.conv.networks import derivation_of
from tests.conv.page import Misfit, Page


def numbers_of(chance, shape):
    """Nested lists of numbers in no relation: equal ones would make false formulas true."""
    numbers = [chance.choice((-1, 1)) * chance.randint(1, 10**6) for _ in range(prod(shape))]
    return np.array(numbers, dtype=object).reshape(shape).tolist()


@st.composite
def layers(draw):
    """(axes, groups, problem) of one layer of filters, the gradient at its output given."""
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - no secret
    axes, transposed = draw(st.integers(1, 2)), draw(st.booleans())
    groups = draw(st.sampled_from([1, 1, 2]))
    samples = draw(st.sampled_from([None, 1, 2]))
    one_or_two = [2] if groups == 2 else [1, 2]
    channels = draw(st.sampled_from(one_or_two if samples or groups == 2 else [None, *one_or_two]))
    filters = draw(st.sampled_from(one_or_two if groups == 2 else [None, *one_or_two]))
    sizes = [draw(st.integers(1, 5)) for _ in range(axes)]
    kernel = [draw(st.integers(1, 3)) for _ in range(axes)]
    lead = [n for n in (samples, channels) if n]
    if transposed:
        front = [n for n in (channels, filters and filters // groups) if n]
    else:
        deep = channels or (draw(st.sampled_from([None, 1])) if filters else None)
        front = [n for n in (filters, deep and deep // groups) if n]
    numbers = st.one_of(
        st.integers(1, 3), st.lists(st.integers(1, 3), min_size=axes, max_size=axes)
    )
    pads = st.lists(st.tuples(*[st.integers(0, 2)] * 2).map(list), min_size=axes, max_size=axes)
    settings_ = {
        "weights": numbers_of(chance, front + kernel),
        "stride": draw(numbers),
        "dilation": draw(numbers),
        "padding": draw(st.one_of(st.integers(0, 2), pads)),
        "groups": groups,
    }
    problem = {
        "kind": "conv",
        "input": numbers_of(chance, lead + sizes),
        "layers": [{"transposed_conv" if transposed else "conv": settings_}],
        "conventions": {
            "axes": str(axes),
            "convolution": draw(st.sampled_from(["cross_correlation", "flipped"])),
        },
    }
    try:
        made = derivation_of(problem).answers()["y_hat"]
    except InputError:
        assume(False)
    return axes, groups, problem | {"upstream": numbers_of(chance, made.shape)}


def steps_of(problem):
    """The steps by id and alias, and every answer as an array of whole numbers."""
    derivation = derivation_of(problem)
    document = JsonDocument(derivation).document()
    answers = {id: np.array(value, dtype=object) + 0 for id, value in derivation.answers().items()}
    steps = {id: step for step in document["steps"] for id in (step["id"], *step["aliases"])}
    return steps, answers, {line["key"]: line["meaning"] for line in document["conventions"]}


def same(found, right):
    return found.shape == right.shape and (found == right).all()


@given(layers())
def test_every_printed_formula_is_true(case):
    axes, groups, problem = case
    steps, answers, told = steps_of(problem)
    page = Page(answers, axes, groups)
    for id in ("z[1]", "dW[1]", "dx"):
        formula, numbers = steps[id]["formula"], steps[id]["substitution"]
        if "conv_transpose" in formula:
            continue
        assert same(page.value(formula), answers[id]), formula
        planes = all(np.ndim(answers[name]) == axes for name in ("x", "W[1]", "y_hat"))
        if numbers is not None and planes:
            assert same(page.value(numbers).reshape(answers[id].shape), answers[id]), numbers
        for function in re.findall(r"(pad|dilate|downsample|rot180)", formula):
            assert function in told
        assert "∗" in told or "(*)" not in formula
        assert ("indices" in told) or "]_" not in formula


@given(layers())
def test_indices_stand_where_the_simple_formula_is_false_and_nowhere_else(case):
    """Without its indices and sums a formula is true exactly where it is printed so."""
    axes, groups, problem = case
    steps, answers, _ = steps_of(problem)
    for id in ("z[1]", "dW[1]", "dx"):
        formula = steps[id]["formula"]
        if "conv_transpose" in formula:
            continue
        simple = re.sub(r"\]_(\w|\([\w,]+\))$", "", formula)
        simple = simple[1:] if simple != formula else simple
        simple = re.sub(r"sum\(\w, (.*)\)", r"\1", simple)
        simple = re.sub(r"\.\w+", "", simple)
        try:
            holds = same(Page(answers, axes, groups).value(simple), answers[id])
        except Misfit:
            holds = False
        if answers[id].any() and not only_one(answers, axes):
            assert holds == (simple == formula), (id, formula)


def only_one(answers, axes):
    """Whether every axis of samples, channels and filters has length 1, so that any may be read."""
    shapes = (np.shape(answers[name]) for name in ("x", "W[1]", "y_hat"))
    return all(prod(shape[: len(shape) - axes]) == 1 for shape in shapes)


def formulas(layer, made, **more):
    """The formulas of z, dW and dx for an input of that many channels; None for no axis."""
    channels = more.pop("channels")
    plane = [[1, 2, 0, 1], [3, 1, 1, 0], [0, 2, 1, 1], [1, 0, 2, 5]]
    problem = {
        "kind": "conv",
        "input": plane if channels is None else [plane] * channels,
        "layers": [layer],
        "upstream": np.ones(made, dtype=int).tolist(),
        **more,
    }
    steps, _, told = steps_of(problem)
    return [steps[id]["formula"] for id in ("z[1]", "dW[1]", "dx")], told


WINDOW = [[1, 2], [0, 3]]


@pytest.mark.parametrize(
    ("channels", "weights", "made", "expected"),
    [
        (None, WINDOW, (3, 3), ["x (*) W[1]", "x (*) dy_hat", "pad_1(dy_hat) (*) rot180(W[1])"]),
        (
            None,
            [WINDOW] * 2,
            (2, 3, 3),
            ["x (*) W[1]", "x (*) dy_hat", "pad_1(dy_hat) (*) rot180(W[1])"],
        ),
        (
            2,
            [WINDOW] * 2,
            (3, 3),
            ["x (*) W[1]", "[x.c (*) dy_hat]_c", "pad_1(dy_hat) (*) rot180(W[1])"],
        ),
        (
            2,
            [[WINDOW] * 2] * 3,
            (3, 3, 3),
            [
                "x (*) W[1]",
                "[x.c (*) dy_hat.f]_(f,c)",
                "[sum(f, pad_1(dy_hat.f) (*) rot180(W[1].f.c))]_c",
            ],
        ),
        (
            1,
            [[WINDOW]],
            (1, 3, 3),
            ["x (*) W[1]", "[x.c (*) dy_hat.f]_(f,c)", "pad_1(dy_hat) (*) rot180(W[1])"],
        ),
    ],
)
def test_what_is_written_for_stride_1(channels, weights, made, expected):
    found, _ = formulas({"conv": {"weights": weights}}, made, channels=channels)
    assert found == expected


def test_a_flipped_filter_is_turned_on_the_way_out_and_not_on_the_way_back():
    layer = {"conv": {"weights": [[WINDOW] * 2] * 3}}
    flipped = {"conventions": {"convolution": "flipped"}}
    found, told = formulas(layer, (3, 3, 3), channels=2, **flipped)
    assert found == [
        "x (*) rot180(W[1])",
        "[rot180(x.c (*) dy_hat.f)]_(f,c)",
        "[sum(f, pad_1(dy_hat.f) (*) W[1].f.c)]_c",
    ]
    assert set(told) >= {"rot180", "pad", "indices"}
    assert "dilate" not in told


@pytest.mark.parametrize(
    ("padding", "words"),
    [
        (1, "1 zero on each side of A"),
        ([[1, 0], [1, 0]], "so many zeros before and after"),
    ],
)
def test_the_ledger_explains_the_zeros_that_are_written(padding, words):
    layer = {"conv": {"weights": [[1, 1, 1]] * 3, "padding": padding}}
    size = 4 if padding == 1 else 3
    _, told = formulas(layer, (size, size), channels=None)
    assert words in told["pad"]
    assert ("before and after" in told["pad"]) == (padding != 1)


def test_a_margin_that_is_cut_off_is_told():
    """Padding beyond the window's reach: what dz has at its border came from zeros alone."""
    layer = {"conv": {"weights": [[5]], "padding": 1}}
    found, told = formulas(layer, (6, 6), channels=None)
    assert found[2] == "pad_-1(dy_hat) (*) rot180(W[1])"
    assert "cuts" in told["pad"]


def test_the_signs_are_explained_where_an_optimizer_trains_filters_too():
    _, _, told = steps_of(
        {
            "kind": "optim",
            "objective": {
                "network": "conv",
                "layers": [{"conv": {"weights": [[1, 0], [2, 1]], "padding": 1}}, "flatten"],
                "input": [[1, 2], [0, 1]],
                "target": [0] * 9,
                "loss": "squared_error",
            },
            "method": {"name": "gd", "learning_rate": 1},
        }
    )
    assert {"∗", "pad"} <= set(told)
