"""The pictures of windows: what is marked is what the entry adds up."""

import re

import numpy as np
import pytest

from hwsolve.derivation.figures import Grid
from hwsolve.numbers import scalars
from tests.conv.networks import derivation_of


@pytest.mark.parametrize(
    ("channels", "groups", "filters"), [(2, 1, 2), (2, 2, 2), (2, 2, 4), (3, 3, 3), (4, 2, 2)]
)
@pytest.mark.parametrize("size", [1, 2])
def test_marked_entries_of_all_channels_add_up_to_the_entry(channels, groups, filters, size):
    """With filters of ones an entry of z is the sum of what it reads."""
    x = (2 ** np.arange(channels * 4)).reshape(channels, 2, 2)
    w = np.ones((filters, channels // groups, size, size), dtype=int)
    found = derivation_of(
        {
            "kind": "conv",
            "input": x.tolist(),
            "layers": [{"conv": {"weights": w.tolist(), "groups": groups}}],
        }
    )
    grids = [item for item in found.items if isinstance(item, Grid)]
    assert grids
    sums = {}
    for grid in grids:
        entry = re.match("[^:]*", grid.title)[0]
        channel = int(re.search(r"channel (\d)|$", grid.title)[1] or 1)
        cells = [[int(str(cell)) for cell in row] for row in grid.cells]
        assert cells == x[channel - 1].tolist()
        sums[entry] = sums.get(entry, 0) + sum(cells[i][j] for i, j in grid.marked)
    values = [int(str(value)) for value in scalars(found.answers()["z[1]"])]
    assert list(sums.values()) == values[: len(sums)]
