"""python -m tests.mutants [NUMBER OF RANDOM PROBLEMS] [KIND…]"""

import sys
from itertools import chain

from tests.mutants.measure import measure
from tests.mutants.problems import drawn, shipped
from tests.mutants.report import report


def main(arguments):
    """Measure, print the confusion matrix, and fail where the checker falls short."""
    count = int(arguments[0]) if arguments else 60
    kinds = arguments[1:] or None
    problems = drawn(count, kinds=kinds) if kinds else chain(shipped(), drawn(count))
    tally = measure(problems, per_problem=400)
    print(report(tally))  # noqa: T201 - its purpose
    return 0 if tally.found >= 0.995 and not tally.accused else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
