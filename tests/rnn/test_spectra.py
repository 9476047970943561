"""Spectral norms and radii: certified, exact where they can be, and those that numpy finds."""

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.numbers import Rational, Real, array, as_ball, rational, working_precision
from hwsolve.terms.norms import length
from hwsolve.terms.spectra import spectral_norm, spectral_radius
from tests.rnn.solved import floats


@pytest.mark.parametrize(
    ("matrix", "norm", "radius"),
    [
        ([[1, 2], [0, 1]], "1 + sqrt(2)", "1"),
        ([[1, 1], [-1, -1]], "2", "0"),
        ([[0, 1], [1, 1]], "1/2 + sqrt(5)/2", "1/2 + sqrt(5)/2"),
        ([[0, -4], [1, 0]], "4", "2"),
        ([[3, 0], [0, -4]], "4", "4"),
        ([[0, 0], [0, 0]], "0", "0"),
        ([[-7]], "7", "7"),
    ],
)
def test_closed_forms(matrix, norm, radius):
    with working_precision(128):
        for found, expected in (
            (spectral_norm(array(matrix)), norm),
            (spectral_radius(array(matrix)), radius),
        ):
            assert str(found if isinstance(found, Rational) else found.closed) == expected


@settings(max_examples=50)
@given(
    st.integers(1, 8),
    st.integers(0, 2**32 - 1),
    st.booleans(),
    st.sampled_from([1, 10**40]),
)
def test_against_numpy(size, seed, balls, denominator):
    generator = np.random.default_rng(seed)
    integers = generator.integers(-9, 10, (size, size)).tolist()
    with working_precision(256):
        matrix = array(
            [[rational(x, 3) + rational(1, denominator) for x in row] for row in integers]
        )
        if balls:
            matrix = np.vectorize(lambda x: Real(None, arb(x)), otypes=[object])(matrix)
        norm, radius = spectral_norm(matrix), spectral_radius(matrix)
        expected = floats(matrix)
        np.testing.assert_allclose(float(as_ball(norm)), np.linalg.norm(expected, 2), rtol=1e-9)
        rho = np.abs(np.linalg.eigvals(expected)).max()
        np.testing.assert_allclose(float(as_ball(radius)), rho, rtol=1e-4, atol=1e-4)


def test_matrices_that_are_not_square():
    with working_precision(128):
        for matrix in ([[3, 4]], [[3], [4]]):
            assert spectral_norm(array(matrix)) == 5
        assert length(array([3, 4])).value == 5


def test_a_nilpotent_matrix_of_balls():
    """Its eigenvalues can't be isolated at any precision, but they are provably tiny."""
    with working_precision(256):
        third = arb(1) / 3
        entries = [[third, third], [-third, -third]]
        matrix = array([[Real(None, x) for x in row] for row in entries])
        radius = as_ball(spectral_radius(matrix))
        assert radius.contains(0)
        assert radius < arb("1e-20")
