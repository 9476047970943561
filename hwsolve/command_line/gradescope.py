"""`hwsolve gradescope`: the zip of an autograder that marks one problem.

Gradescope unpacks the zip into /autograder/source, runs setup.sh when it builds the image, and for
each submission run_autograder, which must leave /autograder/results/results.json: whatever happens,
it does (https://gradescope-autograders.readthedocs.io). The zip holds this very hwsolve and asks
for the versions of its packages that run here, so that it marks there as it does here.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from hwsolve.command_line.destination import spare, write_file
from hwsolve.command_line.submission_marker import MarkingJob, marker_for
from hwsolve.errors import InputError
from hwsolve.problem_files import STANDARD_INPUT, find
from hwsolve.show import Show

LONGEST_RUN = 300
"""Seconds after which a run is ended that nothing else ended."""

SETUP = """\
#!/usr/bin/env bash
# Builds the image: a Python that is new enough, and the packages that hwsolve needs.
set -e
apt-get update
for python in python3.14 python3.13 python3.12 python3.11; do
    apt-get install -y "$python" "$python-venv" && break
done
"$python" -m venv /autograder/environment
/autograder/environment/bin/pip install --quiet -r /autograder/source/requirements.txt
"""

RUN = """\
#!/usr/bin/env bash
# Marks what was handed in. results.json stands from the start, and is replaced by the marking.
root="${{AUTOGRADER:-/autograder}}"
mkdir -p "$root/results"
cp "$root/source/unmarked.json" "$root/results/results.json"
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1
cd "$root/submission" &&
timeout {seconds} "${{PYTHON:-$root/environment/bin/python}}" -m hwsolve check . \\
    {options} --output "$root/results/results.json"
exit 0
"""

UNMARKED = """\
Nothing could be marked. Hand in one answer file: YAML with answers: and, indented below it, a line
such as y_hat: 1/2 for each quantity. The blank sheet of this problem is one to start from."""

TIME = (1980, 1, 1, 0, 0, 0)
"""When all files of a zip were made, so that the same autograder is the same bytes."""


def write_autograder(name: str, output: str, rules: str | None, show: Show) -> None:
    """Write the zip. Raises InputError where the problem or the rules can't be used."""
    if STANDARD_INPUT in (name, rules, output):
        raise InputError.of("an autograder is made of files, and written to one")
    problem, ruled = find(name), None if rules is None else find(rules)
    for source, what in ((problem, "the problem"), (ruled, "the rules")):
        if source is not None:
            spare(source.name, output, what)
    marker_for(MarkingJob(problem, name, ruled)).assignment(
        problem, name
    )  # what is wrong is told now
    place = f"problem/{os.path.basename(problem.name)}"
    options = [f'--spec "$root/source/{place}"', "--format gradescope", f"--show {show}"]
    texts = {"setup.sh": SETUP, "requirements.txt": "".join(_requirements()), place: problem.text}
    if ruled is not None:
        texts["rules/rules.yaml"] = ruled.text
        options.append('--rules "$root/source/rules/rules.yaml"')
    texts["run_autograder"] = RUN.format(options=" ".join(options), seconds=LONGEST_RUN)
    texts["unmarked.json"] = json.dumps(
        {"score": 0, "output": UNMARKED, "output_format": "text", "visibility": "visible"}
    )
    contents = {path: text.encode() for path, text in texts.items()}
    contents |= dict(_package(files("hwsolve"), "hwsolve"))
    write_file(output, _zipped(contents))


def _requirements() -> Iterator[str]:
    """A line for every package that hwsolve needs, with the version that runs here."""
    waiting, seen = ["hwsolve"], set()
    while waiting:
        name = waiting.pop(0)
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        for requirement in needed:
            found = re.match(r"[A-Za-z0-9._-]+", requirement)
            if found is None or "extra ==" in requirement:
                continue
            package = re.sub(r"[-_.]+", "-", found[0]).lower()
            if package not in seen:
                seen.add(package)
                waiting.append(package)
    for package in sorted(seen):
        try:
            yield f"{package}=={version(package)}\n"
        except PackageNotFoundError:  # another system needs it
            continue


def _package(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """The files of a package, by their paths."""
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        inner = f"{path}/{child.name}"
        if child.is_dir() and child.name != "__pycache__":
            yield from _package(child, inner)
        elif child.is_file() and not child.name.endswith((".pyc", ".so")):
            yield inner, child.read_bytes()


def _zipped(contents: dict[str, bytes]) -> bytes:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for path, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(path, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            executable = path in ("setup.sh", "run_autograder")
            entry.external_attr = (0o755 if executable else 0o644) << 16
            entry.create_system = 3  # else Windows makes another zip of it, without these modes
            archive.writestr(entry, content)
    return zipped.getvalue()
