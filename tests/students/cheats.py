"""Cheats: texts that could stand for anything, in the hope that the right value is among it."""

import numpy as np

from tests.students.numbers import decimal_of

BLURS = (
    "1e9*0.0000",
    "69315*0.0000",
    "1e5*(0.00001-0.00001)",
    "tanh(1e9*0.0000)",
    "10^9*0.000/3",
    "exp(1e6*0.00)-1",
    "(1e9*0.0000)^2",
    "0.0000*1e9 + 0.00",
    "sin(1e9*0.0000)",
    "1e9*0,0000",
    "1e9*0.0000%",
    "≈ 1e9*0.0000",
    "-1e9×0.0000",
)
"""Nothing, blown up: each is 0 by its digits."""


def _near(x):
    """A wrong number of the size of x."""
    return f"{abs(decimal_of(x)) * 2 + 1:.3f}"


def blurs(x, chance):
    """0 with any uncertainty, for what isn't 0."""
    return chance.choice(BLURS) if x else None


def point_behind(x, chance):
    """A whole number with a point or a power of ten behind it, for what is none."""
    whole = round(x)
    is_telling = x.denominator == 1 or abs(whole) >= 5  # from 5 on a unit is a digit as others are
    return None if is_telling else f"{whole}{chance.choice(['.', 'e0', '.*10^0', '.e0'])}"


def zeros(x, chance):
    """Zeros alone, for what is small but isn't 0."""
    places = 1 - decimal_of(x).adjusted() if x else 0
    return f"{0:.{chance.randint(1, places)}f}" if 2 <= places <= 12 else None


def something_and_a_blur(x, chance):
    """A wrong number and an uncertainty that covers the right one."""
    return f"{_near(x)} + 1e{chance.randint(5, 9)}*0.0000"


def blurred_product(x, chance):
    """A wrong number times a one that could be anything."""
    return f"{_near(x)}*(1 + {chance.choice(BLURS[:4])})"


def chain(x, chance):
    """A right number beside a wrong one."""
    return f"{decimal_of(x):.6f} = {_near(x)}"


CHEATS = (blurs, point_behind, zeros, something_and_a_blur, blurred_product, chain)


def cheat_lines(paper, chance):
    """(id, the array of texts) for every line of which each number can be written as a cheat."""
    for id, values in paper.given.items():
        cheat = chance.choice(CHEATS)
        texts = values.copy()
        for place in np.ndindex(values.shape):
            texts[place] = cheat(values[place], chance)
        if all(text is not None for text in texts.flat):
            yield id, texts.tolist()
