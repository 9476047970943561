"""A pytest plugin that records what every solved problem and every marked file says.

One line of JSON for each step and mark: [of what, where, operation, {which reading: its text}].
They go into a file for each process, $HWSOLVE_RECORD.<pid>.
"""

import hashlib
import json
import os

from hwsolve.checking.marking import Marker
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.output.renderers.json_document import JsonDocument
from hwsolve.terms.term import Apply

FOLDER = os.environ["HWSOLVE_RECORD"]
LONGEST = 300
"""Characters of a reading that are kept; of a longer one also a digest of the whole."""


def digest(*parts):
    """A short name for something, whatever calls it by which name."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def text(value):
    """A reading as text; what is text already stays as it is, to be read in a difference."""
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}… {digest(value)}"


def operation_of(step):
    """The operation at the top of a step's term."""
    return step.term.operation.name if isinstance(step.term, Apply) else "none"


ADDED_CONVENTIONS = {"jacobian_of_gated_cell"}
"""Keys that came later than the commit of improvements.txt: without them a problem is the same."""


def same_problem(problem):
    """A problem as that commit recorded it."""
    conventions = problem.get("conventions") or {}
    kept = {key: item for key, item in conventions.items() if key not in ADDED_CONVENTIONS}
    return problem | {"conventions": kept} if conventions else problem


def of_derivation(derivation):
    """Every reading of every step, and what stands beside the steps."""
    with derivation.again():
        document = JsonDocument(derivation).document()
    of = digest(
        derivation.kind, derivation.title, same_problem(document["problem"]), derivation.digits
    )
    operations = {step.id: operation_of(step) for step in derivation.steps}
    for part in ("conventions", "steps", "remarks", "notes"):
        for place, item in enumerate(document[part]):
            id = str(item.get("id") or f"{part} {item.get('about') or item.get('key') or place}")
            operation = operations.get(id, item.get("rule", part))
            yield of, id, operation, {name: text(value) for name, value in item.items()}
    yield of, "order", "steps", {"ids": text([step["id"] for step in document["steps"]])}


def of_marking(marker, file, marking):
    """Every verdict with what is said of it."""
    written = [[answer.id, answer.text] for answer in file.answers]
    problem = digest(marker.derivation.title, same_problem(marker.derivation.problem))
    of = digest("marks", problem, written, file.header.model_dump(mode="json"))
    for mark in marking.marks:
        step = marker.derivation.by_id.get(mark.quantity)
        operation = operation_of(step) if step else "none"
        named = [[known.name, known.words] for known in mark.explanations]
        readings = {
            "verdict": mark.verdict, "why": mark.why, "expected": mark.expected, "own": mark.own,
            "wrong": list(mark.wrong), "explanations": named, "earned": str(mark.earned),
        }  # fmt: skip
        yield of, mark.id, operation, {name: text(value) for name, value in readings.items()}


class Recorder:
    """Writes each line once."""

    def __init__(self):
        self.seen = set()
        self.file = open(f"{FOLDER}.{os.getpid()}", "w", encoding="utf-8")  # noqa: SIM115

    def write(self, lines):
        for line in lines:
            row = json.dumps(line, ensure_ascii=False)
            if hash(row) not in self.seen:
                self.seen.add(hash(row))
                self.file.write(row + "\n")
        self.file.flush()


def pytest_configure(config):
    """Record from now on."""
    recorder = Recorder()
    verified, marked = Derivation.__post_init__, Marker.mark

    def verify(derivation):
        verified(derivation)
        if derivation.problem and all(isinstance(step, Step) for step in derivation.steps):
            recorder.write(of_derivation(derivation))

    def mark(marker, file, *more):
        marking = marked(marker, file, *more)
        recorder.write(of_marking(marker, file, marking))
        return marking

    Derivation.__post_init__, Marker.mark = verify, mark
