"""python -m tests.students [PROBLEMS OF EACH KIND [KIND…]]"""

import sys

from tests.students.measure import KINDS, measure
from tests.students.report import fell_short, report

PROBLEMS = 170
"""Of each kind: some 10⁵ honest lines."""


def main(arguments):
    """Measure, print the table, and fail where a target is missed."""
    count = int(arguments[0]) if arguments else PROBLEMS
    tally = measure(arguments[1:] or KINDS, count)
    print(report(tally))  # noqa: T201 - its purpose
    return 1 if fell_short(tally) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
