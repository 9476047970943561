"""Every problem, however odd, is solved and marked, or refused in words that help.

A sample by default; HWSOLVE_PROPERTIES=1 looks at every case, =10 at each tenth: `make properties`.
"""

import os
from functools import partial

import pytest

from tests.properties.cases import SORTS, sample
from tests.properties.forked import outcomes
from tests.properties.judgement import look
from tests.properties.report import by_fault, told

EVERY = int(os.environ.get("HWSOLVE_PROPERTIES", "0"))
PARTS = 4
"""Each sort in so many tests, for as many processors."""

STRIDES = {"unchanged": 7, "replaced": 101, "topics": 61, "conventions": 61, "methods": 61}
STRIDE = 37
"""A sample of about a thousand cases takes a minute or so of a processor."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("sort", SORTS)
def test_no_rule_is_broken(sort, part):
    cases = sample(sort, EVERY or STRIDES.get(sort, STRIDE))[part::PARTS]
    readings = ("json", "page", "key", "lint") if EVERY or sort == "unchanged" else ("json", "page")
    found = by_fault(outcomes(cases, partial(look, readings=readings)))
    assert not found, told(found)
