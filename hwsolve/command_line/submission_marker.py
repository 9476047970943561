"""Where answer files are marked: reads one, finds its problem, derives that once, marks."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from hwsolve import __version__
from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.explaining.other_conventions import OtherConventions
from hwsolve.checking.key_file import ids_of_key
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import AnswerFile, Header, read_answers
from hwsolve.checking.verdicts import Marking
from hwsolve.command_line import failures
from hwsolve.command_line.submissions import Submission
from hwsolve.errors import ExitCode, InputError
from hwsolve.numbers import Rational
from hwsolve.output.reports import Failure, Result
from hwsolve.problem_files import ANSWERS, STANDARD_INPUT, SUFFIXES, Source, find, is_same
from hwsolve.solving import Problem, kinds, load_problem, other_choices, solve, under
from hwsolve.spec.wording import one_of

MOST_PROBLEMS = 64
"""Derivations that are kept; answer files for more problems than that derive some anew."""


@dataclass(frozen=True, slots=True)
class MarkingJob:
    """How answer files are to be marked."""

    problem: Source | None = None
    """The problem of all files; if None, each file names its own."""
    called: str = ""
    """What the command line called that problem."""
    rules: Source | None = None
    """The answer file whose tolerance, rounding, required ids and marks hold for all files."""
    complete: bool = False
    trust_rules: bool = False
    """Whether the rules in the files hold although the command line names the problem."""
    tolerance: Rational | None = None
    tracebacks: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of an answer file."""

    result: Result
    fingerprint: str = ""
    """What the result was made from, in a digest; empty where the file couldn't be read."""


@dataclass(slots=True)
class Assignment:
    """A problem that answers are marked against."""

    marker: Marker
    _ids: tuple[str, ...] | None = None

    def ids(self) -> tuple[str, ...]:
        """The ids of its own key."""
        if self._ids is None:
            self._ids = ids_of_key(self.marker.derivation)
        return self._ids


class SubmissionMarker:
    """Marks answer files one by one and keeps the problems it has derived."""

    def __init__(self, job: MarkingJob) -> None:
        self.job = job
        self.assignments: dict[Source, Assignment | Exception] = {}
        rules = job.rules
        self.rules = None if rules is None else read_answers(rules.text, rules.name)

    def result(self, submission: Submission) -> Result:
        """The marking of a file, or what stands in its way."""
        try:
            with failures.about(submission.name):
                return self._marked(submission)
        except Exception as error:  # noqa: BLE001 - of whatever sort: the other files go on
            status, words = failures.describe(error)
            if self.job.tracebacks:
                words = "".join(traceback.format_exception(error)) + words
            faults = error.faults if isinstance(error, InputError) else ()
            return Failure(submission.name, status, words, faults, submission.submitters)

    def marked(self, submission: Submission, *, fingerprint: bool = False) -> Marked:
        """The result of a file; with what it was made from if asked, and if that is all there is.

        What time or memory decide, or a fault of hwsolve, may be otherwise the next time.
        """
        result = self.result(submission)
        by_chance = isinstance(result, Failure) and result.status is not ExitCode.BAD_INPUT
        return Marked(result, self.fingerprint(submission) if fingerprint and not by_chance else "")

    def fingerprint(self, submission: Submission) -> str:
        """A digest of all that the result of a file is made from; empty if it can't be read."""
        job, problem, called = self.job, self.job.problem, self.job.called
        try:
            text = submission.read()
            if problem is None and (file := _answers_of(submission.name, text)):
                problem, called = submission.problem or problem_of(file)
        except InputError:
            return ""
        named = job.problem is not None
        options = (named, job.complete, job.trust_rules, job.tolerance, job.tracebacks)
        handed_in = (submission.name, submission.submitters, text)
        of = (__version__, *handed_in, problem, called, job.rules, *options)
        return sha256(repr(of).encode()).hexdigest()

    def _marked(self, submission: Submission) -> Marking:
        file = read_answers(submission.read(), submission.name)
        writer = submission.submitters or file.header.name
        if not file.answers and not file.blank and not self.job.complete:
            raise InputError.of("this file holds no answers", source=submission.name)
        if self.job.problem is not None:
            assignment = self.assignment(self.job.problem, self.job.called)
        else:
            assignment = self.assignment(*(submission.problem or problem_of(file)))
        return self._marking(file, assignment, writer)

    def prepare(self) -> None:
        """Derive the problem of all files, if there is one. Raises whatever is wrong with it."""
        if self.job.problem is not None:
            self.assignment(self.job.problem, self.job.called)

    def assignment(self, problem: Source, called: str) -> Assignment:
        """The problem, derived at its first use. Raises whatever is wrong with it."""
        if problem not in self.assignments:
            if len(self.assignments) >= MOST_PROBLEMS:
                del self.assignments[next(iter(self.assignments))]
            try:
                with failures.about(problem.name):
                    loaded = self._loaded(problem)
                    derivation = solve(loaded)
                    marker = Marker(derivation, called, _explainer(loaded))
                    self.assignments[problem] = Assignment(marker)
            except Exception as error:  # noqa: BLE001 - it is raised again for every file
                self.assignments[problem] = error
        found = self.assignments[problem]
        if isinstance(found, Exception):
            raise found
        return found

    def _loaded(self, problem: Source) -> Problem:
        """The problem as it was read.

        A report may go to whoever wrote the answers, so that an answer file must not make it quote
        any file that can be read here: one that isn't seen to be a problem is not quoted.
        """
        try:
            return load_problem(problem)
        except InputError:
            if self.job.problem is not None:
                raise
        raise InputError.of(
            "the file that is named as the problem can't be read as one",
            expected=f"YAML with kind: and {one_of(kinds())}",
            hint="hwsolve solve, or check with --spec, says what is wrong with it",
            source=problem.name,
        )

    def _rules(self, file: AnswerFile) -> tuple[AnswerFile, str]:
        """The file whose rules hold, and whose they are in words.

        Somebody who is told what to answer has no say in how that is marked.
        """
        if self.rules is not None:
            return self.rules, f"the rules of {self.rules.source}"
        stated = ", ".join(sorted(file.header.model_fields_set - {"problem", "name"}))
        if self.job.problem is None or self.job.trust_rules:
            return file, f"the file's own rules ({stated})" if stated else ""
        strict = replace(file, header=Header(), rounded_to=None)
        words = f"the usual rules, not by those that the file states ({stated}): see --trust-rules"
        return strict, words if stated else ""

    def _marking(self, file: AnswerFile, assignment: Assignment, writer: str) -> Marking:
        """The file marked under the rules that hold rather than its own.

        Where the command line says what the problem is, all of its key counts, or what the rules
        require: what is missing earns nothing.
        """
        rules, words = self._rules(file)
        changes: dict[str, object] = {"name": writer}
        required = rules.header.required
        if self.job.complete:
            changes["required"] = (*assignment.ids(), *required)
        if self.job.tolerance is not None:
            changes["tolerance"] = self.job.tolerance
        counted = None
        if self.job.problem is not None:
            counted = required or assignment.ids()
        header = rules.header.model_copy(update=changes)
        file = replace(file, header=header, rounded_to=rules.rounded_to)
        return assignment.marker.mark(file, counted, words)


def _explainer(problem: Problem) -> OtherConventions:
    """Explains mistakes by other conventions of the problem, and by all that is known of rules."""
    return OtherConventions(
        explain,
        lambda: other_choices(problem),
        lambda key, choice: solve(under(problem, key, choice)),
    )


@cache
def marker_for(job: MarkingJob) -> SubmissionMarker:
    """The marker of this process, and of those forked from it, with the problems it has derived."""
    return SubmissionMarker(job)


def self_contained(submission: Submission, job: MarkingJob) -> Submission:
    """The file with all that marking it takes: its text, and the problem if it has to name one.

    Raises what stands in the way of that.
    """
    text = submission.read()
    problem = None
    if job.problem is None:
        problem = problem_of(read_answers(text, submission.name))
    return replace(submission, text=text, problem=problem)


def _answers_of(name: str, text: str) -> AnswerFile | None:
    """The answer file that a text is; None if it is none."""
    try:
        return read_answers(text, name)
    except InputError:
        return None


def problem_of(file: AnswerFile) -> tuple[Source, str]:
    """The problem that an answer file names: a path from where the file lies, or a name."""
    named = file.header.problem
    if not named or named == STANDARD_INPUT:
        raise InputError.of(
            "this file doesn't say which problem it answers",
            expected="problem: and the path or the name of one",
            hint="or name it on the command line: --spec FILE",
            source=file.source,
        )
    beside = os.path.join(os.path.dirname(file.source), named)
    for path in (beside, *(beside + suffix for suffix in SUFFIXES)):
        if os.path.isfile(path) and not is_same(path, file.source):
            source = find(os.path.abspath(path), regular=True)
            if not ANSWERS.search(source.text):
                return source, named
    return find(named, regular=True), named
