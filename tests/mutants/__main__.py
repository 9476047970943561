"""python -m tests.mutants [NUMBER OF RANDOM PROBLEMS] [KIND…]"""

import sys
from itertools import chain

from tests.mutants.measure import measure
from tests.mutants.problems import drawn, shipped
from tests.mutants.report import report

PROBLEMS, PER_PROBLEM = 60, 60
BEST = 0.995
"""The part of the planted mistakes that must be found, and of the mutants that must be named."""


def main(arguments):
    """Measure, print the confusion matrix, and fail where the checker falls short."""
    count, kinds = int(arguments[0]) if arguments else PROBLEMS, arguments[1:]
    problems = drawn(count, kinds=kinds) if kinds else chain(shipped(), drawn(count))
    tally = measure(problems, per_problem=PER_PROBLEM)
    print(report(tally))  # noqa: T201 - its purpose
    named = min(tally.part_named("rule"), tally.part_named("rule of an entry"))
    return 0 if min(tally.found, named) >= BEST and not tally.accused else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
