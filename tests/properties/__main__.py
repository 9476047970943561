"""`python -m tests.properties [EVERY [SORT…]]`: tell the faults of every case, or of each N-th."""

import sys

from tests.properties.cases import SORTS, sample
from tests.properties.forked import outcomes
from tests.properties.judgement import look
from tests.properties.report import by_fault, told


def main(arguments):
    """Look at the cases and print what is wrong; 1 if anything is."""
    every, *sorts = arguments or ["1"]
    cases = [case for sort in sorts or SORTS for case in sample(sort, int(every))]
    found = by_fault(outcomes(cases, look))
    print(f"{len(cases)} cases, {len(found)} kinds of fault\n{told(found)}")  # noqa: T201 - its purpose
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
