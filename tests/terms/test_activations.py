"""What each row of the table of activations says, against numbers that know nothing of it."""

import math

import pytest

from hwsolve.numbers import as_ball, rational, working_precision
from hwsolve.terms.activations import ACTIVATIONS
from hwsolve.terms.term import Literal

GRID = [rational(k, 20) for k in range(-160, 161) if k]
STEP = rational(1, 10**9)
OTHERS = {
    "leaky_relu": ({"slope": rational(1, 5)}, {"slope": rational(-3)}),
    "elu": ({"alpha": rational(2)}, {"alpha": rational(1, 2)}),
}
SETTINGS = [
    (name, settings)
    for name, row in ACTIVATIONS.items()
    if row.is_function
    for settings in ({}, *OTHERS.get(name, ()))
]


@pytest.fixture(autouse=True, scope="module")
def enough_bits():
    """Differences of balls lose digits, so that there must be many."""
    with working_precision(300):
        yield


every_function = pytest.mark.parametrize(("name", "settings"), SETTINGS, ids=str)


def number(term):
    return float(as_ball(term.value))


def slope(name, settings, z):
    return ACTIVATIONS[name].slope(Literal(z), settings, rational(0), None)


@every_function
def test_the_slope_is_that_of_difference_quotients(name, settings):
    row = ACTIVATIONS[name]
    for z in GRID[::16]:
        up, down = (row(Literal(z + h), settings, rational(0)).value for h in (STEP, -STEP))
        assert number(slope(name, settings, z)) == pytest.approx(
            float(as_ball((up - down) / (2 * STEP))), rel=1e-8, abs=1e-8
        )


@every_function
def test_the_slope_on_the_way_and_its_bound_are_the_slope(name, settings):
    row = ACTIVATIONS[name]
    for z in GRID[::16]:
        found = number(slope(name, settings, z))
        parts = [*row.on_the_way(Literal(z))]
        if row.slope_bound is not None:
            parts.append(row.slope_bound(Literal(z)))
        for part in parts:
            assert number(part) == pytest.approx(found, rel=1e-12, abs=1e-15)


@every_function
def test_no_slope_is_greater_than_the_greatest_and_some_come_near(name, settings):
    known = ACTIVATIONS[name].known_greatest_slope(settings)
    if known is None:
        assert name == "silu"
        return
    gamma = float(as_ball(known[0]))
    sizes = [abs(number(slope(name, settings, z))) for z in GRID]
    assert max(sizes) <= gamma * (1 + 1e-12)
    near = 0.95 if name in ("elu", "softplus") else 0.995
    assert max(sizes) >= near * gamma
    if ACTIVATIONS[name].rising:
        assert min(number(slope(name, settings, z)) for z in GRID) >= 0
    assert "{" not in known[1]


def test_the_greatest_slope_of_gelu_is_that_of_calculus():
    gamma = float(as_ball(ACTIVATIONS["gelu"].known_greatest_slope({})[0]))
    phi = math.exp(-1) / math.sqrt(2 * math.pi)
    assert gamma == pytest.approx(math.erf(1) / 2 + 1 / 2 + math.sqrt(2) * phi)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_row_has_words(name):
    row = ACTIVATIONS[name]
    assert bool(row.told({})) == (name != "linear")
    assert row.has_kink({}) == (name in ("relu", "leaky_relu"))
    assert row.has_kink({"alpha": rational(2)}) if name == "elu" else True
