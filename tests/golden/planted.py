"""A fixed set of submissions with honest lines, mistakes and cheats, to be recorded.

Only for the record: pytest doesn't find this file by itself.
"""

import pytest

from tests.students.measure import KINDS, measure

PROBLEMS = 8


@pytest.mark.parametrize("seed", range(PROBLEMS))
@pytest.mark.parametrize("kind", KINDS)
def test_students_of(kind, seed):
    assert measure([kind], 1, seed=f"record {seed}").honest
