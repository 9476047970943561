"""Compare what is printed and said now with what a commit printed and said.

python -m tests.golden.record COMMIT   records both; only what improvements.txt names may differ
python -m tests.golden.record          the same, with the commit that improvements.txt names
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.golden.comparison import (
    MOST_LACKING,
    changes,
    read_improvements,
    read_record,
    verdict,
)

IMPROVEMENTS = Path(__file__).parent / "improvements.txt"
ROOT = Path(__file__).parents[2]
COMPARED_WITH = "# compared with "
TESTS = ("mlp", "conv", "rnn", "optim", "laplacian", "checking", "golden/planted.py")
MOST_TOLD = 100


def record(checkout, to):
    """The lines of a record of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "HWSOLVE_RECORD": str(to)}
    command = [
        sys.executable, "-m", "pytest", "-q", "-n", "auto", "-p", "tests.golden.recording",
        "-p", "no:cacheprovider", "--hypothesis-seed=7", *(f"tests/{name}" for name in TESTS),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=checkout, env=environment, check=False, stdout=sys.stderr)
    if done.returncode not in (0, 1):  # 1 where a test failed, which is no matter here
        sys.exit(f"the tests of {checkout} don't run")
    lines = set()
    for part in to.parent.glob(f"{to.name}.*"):
        lines.update(part.read_text(encoding="utf-8").splitlines())
    return sorted(lines)


def main(commit):
    """Record both, compare, say what differs; 1 if something does that isn't meant to."""
    with tempfile.TemporaryDirectory() as folder:
        earlier = Path(folder) / "checkout"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", str(earlier), commit], check=True)
        try:
            before = record(earlier, Path(folder) / "before")
        finally:
            subprocess.run([*git, "remove", "--force", str(earlier)], check=True)
        after = record(ROOT, Path(folder) / "after")
    found, lacking = changes(read_record(before), read_record(after))
    told = verdict(found, read_improvements(IMPROVEMENTS.read_text(encoding="utf-8")))
    head = [
        f"{len(before)} lines before, {len(after)} now; {len(found)} differ",
        f"{lacking:.1%} of the problems before aren't there now",
    ]
    more = len(told) - MOST_TOLD
    rest = [f"… and {more} more sorts of differences"] if more > 0 else []
    sys.stdout.write("\n".join([*head, *told[:MOST_TOLD], *rest, ""]))
    return 1 if told or lacking > MOST_LACKING else 0


def named_commit():
    """The commit with which improvements.txt compares."""
    first = IMPROVEMENTS.read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix(COMPARED_WITH).strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else named_commit()))
