"""Run every benchmark, or those that are named: python -m tests.benchmarks [NAME…]"""

import importlib
import pkgutil
import sys

from tests import benchmarks


def main(names):
    """Call `main` of each module of this folder, in alphabetical order."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    for name in sorted(found):
        if not name.startswith("_") and (not names or name in names):
            importlib.import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
