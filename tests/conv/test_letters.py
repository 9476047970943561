"""A formula in letters holds for all numbers, so it can't depend on which of them are 0."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Remark
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import array, shape_of
from hwsolve.terms.convolution import (
    conv_input_gradient,
    conv_weight_gradient,
    convolution,
    transposed_convolution,
)
from hwsolve.terms.linear import matmul, outer, sum_rows, total
from hwsolve.terms.matrices import row_sums
from hwsolve.terms.pooling import avg_pool, avg_pool_gradient
from hwsolve.terms.reshaping import add_channel_bias, channel_sums
from hwsolve.terms.term import Name, entry
from hwsolve.terms.windows import lengths, places
from tests.conv.networks import derivation_of
from tests.conv.test_rows import slidings

READINGS = Readings(NumberStyle())


def written(operation, shapes, number, parameters):
    """Every entry of the operation in letters, for arguments that hold one number throughout."""
    names = []
    for letter, shape in zip("abc", shapes, strict=False):
        value = np.empty(shape, dtype=object)
        value.fill(number)
        names.append(Name(letter, value))
    term = operation(*names, **parameters)
    return [
        to_line(READINGS.formula(entry(term, index))) for index in np.ndindex(shape_of(term.value))
    ]


def check(operation, *shapes, **parameters):
    zero, one = array([0, 1])
    assert written(operation, shapes, zero, parameters) == written(
        operation, shapes, one, parameters
    )


@given(slidings(), st.booleans())
def test_sums_over_windows_are_complete_whatever_the_data(case, counted):
    sliding, _ = case
    x, w, y = sliding.input_shape, sliding.weights_shape, sliding.output_shape
    check(convolution, x, w, sliding=sliding)
    check(conv_input_gradient, y, w, sliding=sliding)
    check(conv_weight_gradient, y, x, sliding=sliding)
    check(transposed_convolution, y, w, sliding=sliding)
    axes = sliding.axes
    check(avg_pool_gradient, (2, *places(axes)), axes=axes, count_padding=True)
    if counted and all(axis.before == axis.after == 0 for axis in axes):
        check(avg_pool, (2, *lengths(axes)), axes=axes, count_padding=True)


@pytest.mark.parametrize(
    ("operation", "shapes", "parameters"),
    [
        (channel_sums, [(2, 3, 2)], {"axis": 1}),
        (add_channel_bias, [(2, 3), (2,)], {"axis": 0}),
        (matmul, [(2, 3), (3, 2)], {}),
        (outer, [(2,), (3,)], {}),
        (total, [(2, 3)], {}),
        (sum_rows, [(2, 3)], {}),
        (row_sums, [(2, 3)], {}),
    ],
)
def test_sums_and_products_are_complete_whatever_the_data(operation, shapes, parameters):
    check(operation, *shapes, **parameters)


def test_an_entry_that_no_copy_reaches_is_its_bias_alone():
    """A stride above the window leaves gaps between the copies of the filter."""
    derivation = derivation_of("""
        {kind: conv, input: [3, 4],
         layers: [{transposed_conv: {weights: [0, 2], stride: 3, bias: 7}}]}""")
    (term,) = (step.term for step in derivation.steps if step.id == "z[1]")
    formulas = [to_line(READINGS.formula(entry(term, (place,)))) for place in range(5)]
    assert formulas == [
        "x₁·W⁽¹⁾₁ + b⁽¹⁾",
        "x₁·W⁽¹⁾₂ + b⁽¹⁾",
        "b⁽¹⁾",
        "x₂·W⁽¹⁾₁ + b⁽¹⁾",
        "x₂·W⁽¹⁾₂ + b⁽¹⁾",
    ]


@pytest.mark.parametrize(
    ("upstream", "parts", "words"),
    [
        ([[1, 2], [3, 4]], 4, "each patch"),
        ([[1, 0], [3, 4]], 3, "where dz is 0"),
        ([[0, 0], [3, 0]], 1, "0 but at one place"),
    ],
)
def test_a_sum_of_patches_says_what_it_leaves_out(upstream, parts, words):
    derivation = derivation_of(
        {
            "kind": "conv",
            "input": [[1, 2, 0], [0, 1, 1], [2, 0, 1]],
            "layers": [{"conv": {"weights": [[1, 1], [0, 2]]}}],
            "upstream": upstream,
        }
    )
    (remark,) = (item for item in derivation.items if isinstance(item, Remark))
    assert to_line(READINGS.formula(remark.term)).count("patch") == parts
    assert words in remark.why
    assert ("left out" in remark.why) == (parts == 3)
