"""Every formula of a convolution and its gradients holds as it stands on the page."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.errors import InputError
from hwsolve.renderers.json_document import JsonDocument
from tests.conv.networks import derivation_of
from tests.conv.page import Misfit, Page

NUMBERS = st.integers(-3, 3).filter(bool)


def drawn(draw, shape):
    """Nested lists of whole numbers other than 0."""
    count = int(np.prod(shape))
    numbers = draw(st.lists(NUMBERS, min_size=count, max_size=count))
    return np.array(numbers, dtype=object).reshape(shape).tolist()


@st.composite
def layers(draw):
    """(axes, groups, problem) of one layer of filters of any sort, the gradient at its output given."""
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
        "weights": drawn(draw, front + kernel),
        "stride": draw(numbers),
        "dilation": draw(numbers),
        "padding": draw(st.one_of(st.integers(0, 2), pads)),
        "groups": groups,
    }
    problem = {
        "kind": "conv",
        "input": drawn(draw, lead + sizes),
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
    return axes, groups, problem | {"upstream": drawn(draw, made.shape)}


def steps_of(problem):
    """The steps by id and alias, and every answer as an array of whole numbers."""
    derivation = derivation_of(problem)
    document = JsonDocument(derivation).document()
    answers = {
        id: np.array(value, dtype=object) + 0 for id, value in derivation.answers().items()
    }
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
        if numbers is not None and np.ndim(answers["x"]) == axes:
            assert same(page.value(numbers).reshape(answers[id].shape), answers[id]), numbers
        for function in re.findall(r"(pad|dilate|downsample|rot180)", formula):
            assert function in told
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
        assert holds == (simple == formula), (id, formula)
