"""What must hold of every problem, however odd: it is solved, or refused in words that help.

Every rule that is broken is told as `sort: detail`, the detail short enough to be counted by.
"""

import json
import re
import traceback
from pathlib import Path

import hwsolve
from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.key_file import write_key
from hwsolve.checking.lint import as_text, lint
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.command_line.failures import describe
from hwsolve.errors import ExitCode, HwsolveError, InputError, LimitError
from hwsolve.numbers import NeedsPrecision
from hwsolve.output.renderers import render
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from tests.properties.exactness import faults_of_numbers

NAME = "problem.yaml"
PACKAGE = str(Path(hwsolve.__file__).parent)

FOREIGN = re.compile(
    r"Value error|Input should|Field required|validation error|Extra inputs|Assertion failed"
    r"|\bNoneType\b|\bfmp[qz]\b|\barb\b|<class|\bndarray\b|Traceback|\w+Error\b|object at 0x"
    r"|\bdict\b|\bstr\b|\btuple\b|\bint\b|\bfloat\b|\bbool\b|\bNone\b|\bTrue\b|\bFalse\b|[Ss]ympy"
)
"""What pydantic, Python and SymPy say among themselves."""

UNFINISHED = re.compile(r"\bNone\b|\bnan\b|\binf\b|object at 0x|Rational\(|\bzoo\b")
"""What no page may show."""

NAMED_LIMIT = re.compile(r"[0-9]|division by zero .*made of [A-Za-z]")
FORESEEN = (HwsolveError, NeedsPrecision, ArithmeticError)


def look(case, readings=("json", "page", "key", "lint")):
    """The rules that are broken by solving a problem and, where it is solved, by reading it."""
    _, text = case
    try:
        derivation = solve(load_problem(Source(NAME, text)))
    except Exception as error:  # noqa: BLE001 - of whatever sort: that is the question
        return list(faults_of_an_error(error, text))
    found = []
    for what in readings:
        try:
            found += [f"{what}: {fault}" for fault in READINGS[what](derivation)]
        except Exception as error:  # noqa: BLE001 - likewise
            found.append(f"{what}: {_raised(error)}")
    return found


# ---- what can't be solved -----------------------------------------------------------------------


def faults_of_an_error(error, text):
    """What is wrong with an error: its status, its words, the advice that it gives."""
    status, words = describe(error)
    if status is ExitCode.INTERNAL:
        yield f"exit 4: {_raised(error)}"
        return
    if isinstance(error, InputError):
        for fault in error.faults:
            yield from _faults_of_a_fault(fault, text)
    elif isinstance(error, LimitError):
        yield from _faults_of_a_limit(error)
    else:
        yield f"exit {int(status)} without a place: {_raised(error)}"
    for found in sorted(set(FOREIGN.findall(words))):
        yield f"foreign word {found!r}: {_outline(words)}"


def _faults_of_a_fault(fault, text):
    if not fault.source or not fault.line or not fault.column:
        yield f"no file:line:column: {_outline(str(fault))}"
    for guess in re.findall(r"did you mean (.+?)\?", fault.hint):
        for word in guess.split(" or "):
            if word in (fault.found, *(key for key in fault.path[-1:] if isinstance(key, str))):
                yield f"the hint names what was used: {_outline(str(fault))}"
    for key in re.findall(r"add (?:the key )?([a-z_]+)\b", fault.hint):
        if re.search(rf"\b{key}: (?!,|\}})", text) and len(fault.path) <= 1:
            yield f"the hint adds what is there: {_outline(str(fault))}"


def _faults_of_a_limit(error):
    cause = error.__cause__ or error.__context__
    while cause is not None:
        if not isinstance(cause, FORESEEN):
            yield f"a fault behind exit 3: {_raised(cause)}"
        cause = cause.__cause__ or cause.__context__
    if not NAMED_LIMIT.search(error.message):
        yield f"exit 3 without quantity and limit: {_outline(error.message)}"
    if not error.source:
        yield f"exit 3 without the file: {_outline(error.message)}"


def _raised(error):
    """The sort of an error with the place of hwsolve where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f" at {frame.filename.removeprefix(PACKAGE).lstrip('/')}:{frame.lineno}"
        for frame in frames
        if frame.filename.startswith(PACKAGE)
    ]
    return f"{type(error).__name__}{places[-1] if places else ''}: {_outline(str(error))}"


def _outline(words):
    """Words without the numbers and names of the case, so that equal faults count as one."""
    words = re.sub(r"\s+", " ", words)
    words = re.sub(r"problem\.yaml(:\d+:\d+)?: ", "", words)
    words = re.sub(r"-?\d+(\.\d+)?", "N", words)
    return words[:200]


# ---- what is solved -----------------------------------------------------------------------------


def _json(derivation):
    text = render(derivation, format="json")
    document = json.loads(text, parse_constant=_refused)
    told = set()
    for fault in faults_of_numbers([document["answers"], document["steps"]]):
        sort, _, example = fault.partition(": ")
        if sort not in told:
            yield f"{sort}: {_outline(example)}"
        told.add(sort)


def _refused(constant):
    raise ValueError(f"{constant} is no number of JSON")


def _page(derivation):
    page = render(derivation, format="terminal", detail="full")
    for found in sorted(set(UNFINISHED.findall(page))):
        line = next(line for line in page.splitlines() if found in line)
        yield f"shows {found!r}: {_outline(line.strip())}"


def _key(derivation):
    """The answer file of a problem, marked: everything must be right."""
    text = write_key(derivation, NAME, heading="key")
    if "answers: {}" in text:
        return
    file = read_answers(text, "key.yaml")
    marker = Marker(derivation, NAME, explain)
    marking = marker.mark(file)
    for mark in marking.marks:
        if mark.verdict.value != "right":
            yield f"its own key is {mark.verdict.value}: {_outline(str(mark.why))}"
            return


def _lint(derivation):
    found = lint(derivation)
    as_text(found)
    json.dumps(found.as_data())
    yield from ()


READINGS = {"json": _json, "page": _page, "key": _key, "lint": _lint}
