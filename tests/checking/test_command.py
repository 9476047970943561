"""`hwsolve check`: what it reads, what it says, and its exit status."""

import json
import os
import shlex
import signal
import subprocess
import sys

import pytest

from hwsolve.command_line import checking
from hwsolve.command_line.check_commands import ReportFormat
from hwsolve.command_line.submission_marker import MarkingJob, SubmissionMarker
from hwsolve.command_line.submissions import Submission
from hwsolve.output.reports import status_of
from tests.checking.conftest import ROOT

RIGHT = "problem: p1a\nanswers:\n  y_hat: 1/2\n  L: 0.693\n"
WRONG = RIGHT + "  dy_hat: 2\n"
FOLLOWS = WRONG + "  dz[3]: 0.5\n"
UNREAD = RIGHT + "  dx: [ten, 19]\n"
UNKNOWN = WRONG + "  dQ: 2\n"
NO_YAML = "answers: [1"
PROBLEM = "kind: mlp\ninput: [1]\nlayers:\n  - {weights: [[3]], activation: relu}\n"


# ---- exit status --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status"),
    [(RIGHT, 0), (WRONG, 1), (FOLLOWS, 1), (UNREAD, 3), (UNKNOWN, 2), (NO_YAML, 2)],
)
def test_the_exit_status_of_one_file(folder, process, text, status):
    folder("key.yaml", text)
    assert process("check", "key.yaml")[0] == status


@pytest.mark.parametrize(
    ("texts", "status"),
    [
        ((RIGHT, RIGHT), 0),
        ((RIGHT, UNREAD), 3),
        ((UNREAD, WRONG, RIGHT), 1),
        ((NO_YAML, WRONG, RIGHT), 2),
        ((UNREAD, UNKNOWN), 2),
    ],
)
def test_the_gravest_of_several_counts(folder, hwsolve, texts, status):
    names = [folder(f"{n}.yaml", text) for n, text in enumerate(texts)]
    assert hwsolve("check", *names)[0] == status


def test_what_is_missing_is_wrong_when_all_is_asked_for(folder, hwsolve):
    folder("key.yaml", RIGHT)
    assert hwsolve("check", "key.yaml")[0] == 0
    status, output, _ = hwsolve("check", "key.yaml", "--complete", "--json")
    marks = {mark["id"]: mark["verdict"] for mark in json.loads(output)["marks"]}
    assert status == 1
    assert marks["z[1]"] == "missing"
    assert marks["y_hat"] == "right"
    assert list(marks)[:2] == ["z[1]", "a[1]"]
    assert "x" not in marks


def test_another_name_and_single_entries_are_not_missing(folder, hwsolve):
    folder("key.yaml", "problem: p1a\nrequired: [y_hat, dx, 'z[2]']\nanswers: "
           "{'a[3]': 0.5, 'dx.1': 10, 'dx.2': 19, 'z[2].1': -1}")  # fmt: skip
    _, output, _ = hwsolve("check", "key.yaml", "--json")
    verdicts = {mark["id"]: mark["verdict"] for mark in json.loads(output)["marks"]}
    assert [id for id, verdict in verdicts.items() if verdict == "missing"] == ["z[2]"]


def test_a_required_id_that_is_none_is_bad_input(folder, hwsolve):
    folder("key.yaml", "required: [dQ]\n" + RIGHT)
    assert hwsolve("check", "key.yaml")[0] == 2


def test_tolerance(folder, hwsolve):
    folder("key.yaml", "problem: p1a\nanswers: {L: 0.7}\n")
    assert hwsolve("check", "key.yaml")[0] == 0
    folder("key.yaml", "problem: p1a\nanswers: {L: 0.71}\n")
    assert hwsolve("check", "key.yaml")[0] == 1
    assert hwsolve("check", "key.yaml", "--tolerance", "1/50")[0] == 0


@pytest.mark.parametrize("text", ["-1", "x", "", "sqrt(2)", "1..2"])
def test_a_bad_tolerance(folder, hwsolve, text):
    folder("key.yaml", RIGHT)
    status, output, errors = hwsolve("check", "key.yaml", "--tolerance", text)
    assert (status, output) == (2, "")
    assert "--tolerance" in errors


def test_the_rules_of_one_file_hold_for_all(folder, hwsolve):
    folder("rules.yaml", "required: [L]\nmarks: {total: 10}\nanswers: {L: log(2)}\n")
    folder("key.yaml", "tolerance: 9\nmarks: {total: 1000}\nname: Ann\n" + WRONG)
    status, output, _ = hwsolve("check", "key.yaml", "--rules", "rules.yaml", "--json")
    document = json.loads(output)
    assert (status, document["name"]) == (1, "Ann")
    assert document["score"]["points"]["exact"] == "10"


# ---- which problem ------------------------------------------------------------------------------


def test_the_problem_is_found_beside_the_answers(folder, hwsolve):
    folder("hw/one.yaml", PROBLEM)
    folder("hw/keys/key.yaml", "problem: ../one.yaml\nanswers: {'z[1]': 3}\n")
    assert hwsolve("check", "hw/keys/key.yaml")[0] == 0
    folder("hw/key.yaml", "problem: one\nanswers: {'z[1]': 3}\n")
    assert hwsolve("check", "hw/key.yaml")[0] == 0


def test_an_answer_file_of_the_problems_name_is_not_the_problem(folder, hwsolve):
    folder("ann/p1a.yaml", RIGHT)
    folder("ann/p1b.yaml", RIGHT)
    assert hwsolve("check", "ann/p1a.yaml", "ann/p1b.yaml")[0] == 0


def test_the_command_line_decides_over_the_file(folder, hwsolve):
    folder("one.yaml", PROBLEM)
    folder("key.yaml", "problem: p1a\nanswers: {'z[1]': 3}\n")
    assert hwsolve("check", "key.yaml", "--spec", "one.yaml")[0] == 0


SECRETS = (
    "hunter:x:0:0:hunter:/bin/sh\ndaemon:x:1:1::/:/bin/sh\n",  # text, such as /etc/passwd
    "hunter: x\nhunter: y\n",  # a key twice
    "kind: hunter:x\n",
    "hunter: [x\n",
    "'hunter': *x\n",
    "- !hunter x\n",
    "hunter: {kind: mlp}\n",
    "hunter: \x07\n",
    "hunter = x\n[x]\n",
)
OPTIONS = (*(f"--format={format}" for format in ReportFormat), "--debug")


@pytest.mark.parametrize(
    ("secret", "option"),
    [*((secret, "--json") for secret in SECRETS), *((SECRETS[0], option) for option in OPTIONS)],
)
def test_an_answer_file_can_not_have_another_file_quoted(folder, hwsolve, secret, option):
    folder("secret/passwd", secret)
    folder("in/bob.yaml", "problem: ../secret/passwd\nanswers: {L: 1}\n")
    status, output, errors = hwsolve("check", "in/bob.yaml", option)
    assert status == 2
    assert "hunter" not in output + errors
    assert "can't be read as one" in errors


def test_a_problem_that_an_answer_file_names_is_told_its_faults(folder, hwsolve):
    folder("one.yaml", PROBLEM.replace("relu", "rely"))
    folder("bob.yaml", "problem: one.yaml\nanswers: {L: 1}\n")
    status, _, errors = hwsolve("check", "bob.yaml")
    assert status == 2
    assert "rely" in errors
    assert "did you mean relu?" in errors


def test_the_command_line_is_told_why_a_file_is_no_problem(folder, hwsolve):
    folder("one.yaml", "kind: mpl\n")
    folder("bob.yaml", "answers: {L: 1}\n")
    assert "did you mean mlp?" in hwsolve("check", "bob.yaml", "--spec", "one.yaml")[2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("answers: {L: 1}", "which problem"),
        ("problem: '-'\nanswers: {L: 1}", "which problem"),
        ("problem: nowhere\nanswers: {L: 1}", "no problem file nowhere"),
        ("problem: p1a\nanswers: {}", "no answers"),
        ("problem: p1a\nanswer: {L: 1}", "not an answer file"),
    ],
)
def test_a_file_that_can_not_be_marked(folder, hwsolve, text, words):
    folder("key.yaml", text)
    status, output, errors = hwsolve("check", "key.yaml")
    assert (status, output) == (2, "")
    assert words in errors


def test_a_wrong_problem_is_told_once(folder, hwsolve):
    folder("one.yaml", PROBLEM.replace("relu", "rely"))
    names = [folder(f"{n}.yaml", RIGHT) for n in range(3)]
    status, output, errors = hwsolve("check", *names, "--spec", "one.yaml")
    assert (status, output) == (2, "")
    assert errors.count("one.yaml:4") == 1


def test_a_problem_is_derived_once(folder, monkeypatch):
    names = [folder(f"{n}/key.yaml", RIGHT) for n in range(3)]
    derived = []
    original = SubmissionMarker.assignment.__globals__["solve"]
    monkeypatch.setitem(
        SubmissionMarker.assignment.__globals__, "solve", lambda p: derived.append(p) or original(p)
    )
    marker = SubmissionMarker(MarkingJob())
    assert [status_of(marker.result(Submission(name))) for name in names] == [0, 0, 0]
    assert len(derived) == 1


# ---- what is read -------------------------------------------------------------------------------


def test_a_folder_with_a_bad_file(folder, process):
    folder("all/b/p1a.yml", WRONG)
    folder("all/a.yaml", RIGHT)
    folder("all/.hidden/x.yaml", NO_YAML)
    folder("all/notes.txt", "nothing")
    folder("all/bad.yaml", NO_YAML)
    status, output, errors = process("check", "all", "--json")
    documents = [json.loads(line) for line in output.splitlines()]
    assert status == 2
    assert [(d["source"], d["result"]) for d in documents] == [
        ("all/a.yaml", "right"),
        ("all/b/p1a.yml", "wrong"),
        ("all/bad.yaml", "bad input"),
    ]
    assert errors.startswith("all/bad.yaml:")
    assert "a.yaml" not in errors.replace("bad.yaml", "")


def test_the_problem_in_a_folder_of_answers_is_left_out(folder, hwsolve):
    folder("hw/problem.yaml", PROBLEM)
    folder("hw/key.yaml", "answers: {'z[1]': 3}\n")
    status, output, _ = hwsolve("check", "hw", "--spec", "hw/problem.yaml", "--json")
    assert status == 0
    assert json.loads(output)["source"] == "hw/key.yaml"


def test_standard_input(process):
    status, output, _ = process("check", "-", "--json", stdin=WRONG)
    assert status == 1
    assert json.loads(output)["source"] == "<stdin>"


def test_standard_input_is_read_once(folder, hwsolve):
    folder("key.yaml", RIGHT)
    for arguments in (("-", "-"), ("-", "--spec", "-"), ("-", "--rules", "-")):
        status, _, errors = hwsolve("check", *arguments)
        assert status == 2
        assert "only be read once" in errors


@pytest.mark.parametrize("name", ["nowhere.yaml", "", "kez.yaml"])
def test_no_such_file(folder, hwsolve, name):
    folder("key.yaml", RIGHT)
    status, output, errors = hwsolve("check", name)
    assert (status, output) == (2, "")
    assert "kez" not in name or "did you mean key.yaml?" in errors


def test_an_empty_folder(folder, hwsolve, tmp_path):
    (tmp_path / "empty").mkdir()
    status, _, errors = hwsolve("check", "empty")
    assert status == 2
    assert "no answer files" in errors


@pytest.mark.parametrize("format", ["terminal", "json", "junit", "github", "sarif", "csv"])
def test_unicode_and_hostile_names(folder, process, format):
    names = ["::error::x.yaml", "=1+1.yaml", "Zoë ŷ.yaml", "[bold]a\n::warning::b.yaml", "-x.yaml"]
    for name in names:
        folder(f"all/{name}", WRONG.replace("answers", "name: '<b>ŷ'\nanswers"))
    status, output, errors = process("check", "all", "--format", format)
    assert (status, errors) == (1, "")
    assert "\n::warning::b" not in output
    assert format == "sarif" or "Zoë ŷ.yaml" in output


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_is_no_text(folder, process, tmp_path):
    folder("all/a.yaml", RIGHT)
    os.rename(os.fsencode(tmp_path / "all/a.yaml"), os.fsencode(tmp_path / "all") + b"/\xff.yaml")
    assert json.loads(process("check", "all", "--json")[1])["source"] == "all/\udcff.yaml"


# ---- where it is written ------------------------------------------------------------------------


def test_a_report_goes_to_a_file(folder, hwsolve, tmp_path):
    folder("key.yaml", WRONG)
    assert hwsolve("check", "key.yaml", "-f", "junit", "-o", "report.xml") == (1, "", "")
    assert (tmp_path / "report.xml").read_text(encoding="utf-8").startswith("<?xml")


def test_a_report_does_not_replace_the_answers(folder, hwsolve, tmp_path):
    folder("all/key.yaml", WRONG)
    assert hwsolve("check", "all", "-o", "all/key.yaml")[0] == 2
    assert (tmp_path / "all/key.yaml").read_text(encoding="utf-8") == WRONG


@pytest.mark.parametrize(("option", "text"), [("--spec", PROBLEM), ("--rules", RIGHT)])
def test_a_report_does_not_replace_what_it_is_marked_by(folder, hwsolve, tmp_path, option, text):
    folder("key.yaml", RIGHT)
    folder("other.txt", text)
    status, _, errors = hwsolve("check", "key.yaml", option, "other.txt", "-o", "other.txt")
    assert status == 2
    assert "would replace" in errors
    assert (tmp_path / "other.txt").read_text(encoding="utf-8") == text


def test_the_summary_of_a_github_step(folder, process, tmp_path):
    folder("key.yaml", WRONG)
    folder("summary.md", "before\n")
    process("check", "key.yaml", "-f", "github", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert text.startswith("before\n### hwsolve check")
    assert "key.yaml" in text


def test_a_closed_pipe(folder):
    folder("key.yaml", WRONG)
    command = f"{shlex.quote(sys.executable)} -m hwsolve check key.yaml | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode in (1, 128 + signal.SIGPIPE)


def test_the_schema_of_a_marking(hwsolve):
    status, output, _ = hwsolve("schema", "marking")
    assert status == 0
    assert json.loads(output)["title"] == "hwsolve marking"


def test_progress_is_only_for_a_terminal(monkeypatch, capsys):
    with checking._progress(1000) as advance:
        advance()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for count, shown in ((checking.MANY, False), (checking.MANY + 1, True)):
        with checking._progress(count) as advance:
            for _ in range(count):
                advance()
        assert bool(capsys.readouterr().err) == shown


def test_a_key_may_be_called_like_its_problem(folder, process):
    folder("p1a.yaml", RIGHT)
    assert process("check", "p1a.yaml")[0] == 0
    assert process("check", ".")[0] == 0
    assert process("solve", "p1a", "--only", "L")[0] == 0


# ---- whose rules hold ---------------------------------------------------------------------------

LENIENT = "tolerance: 1000000\nmarks: {quantities: {y_hat: 100}}\nanswers: {y_hat: 17, L: 99}\n"


def scored(output):
    report = json.loads(output)
    return report["score"]["earned"]["decimal"], report["score"]["points"]["decimal"]


def test_a_submission_has_no_say_in_how_it_is_marked(folder, hwsolve):
    folder("a.yaml", LENIENT)
    status, output, _ = hwsolve("check", "a.yaml", "--spec", "p1a", "--json")
    assert (status, scored(output)) == (1, ("0", "100"))
    assert "not by those that the file states (marks, tolerance)" in json.loads(output)["rules"]
    status, output, _ = hwsolve("check", "a.yaml", "--spec", "p1a", "--trust-rules", "--json")
    assert (status, scored(output)[0]) == (0, "100")
    assert json.loads(output)["rules"] == "the file's own rules (marks, tolerance)"


def test_a_key_that_names_its_problem_has_its_own_rules(folder, hwsolve):
    folder("a.yaml", f"problem: p1a\n{LENIENT}")
    status, output, _ = hwsolve("check", "a.yaml", "--json")
    assert (status, scored(output)[0]) == (0, "100")


def test_the_points_are_those_of_the_whole_key_or_of_what_the_rules_require(folder, hwsolve):
    folder("a.yaml", "answers: {y_hat: 1/2, L: log(2)}\n")
    folder(
        "rules.yaml",
        "required: [y_hat, L, dz[3], 'dW[1]']\nanswers: {}\n".replace("dz[3]", "'dz[3]'"),
    )
    status, output, _ = hwsolve("check", "a.yaml", "--spec", "p1a", "--json")
    earned, total = map(float, scored(output))
    assert (status, total) == (0, 100)
    assert 0 < earned < 20
    assert json.loads(output)["unwritten"] > 10
    _, output, _ = hwsolve("check", "a.yaml", "--spec", "p1a", "--rules", "rules.yaml", "--json")
    assert scored(output) == ("50", "100")


def test_what_earns_nothing_is_not_said_to_count(folder, hwsolve):
    folder("a.yaml", "answers: {y_hat: 1/2}\n")
    for total, unwritten in ((20, 1), (21, 23)):
        folder(
            "rules.yaml",
            f"marks: {{total: {total}, quantities: {{y_hat: 12, L: 8}}}}\nanswers: {{}}\n",
        )
        _, output, _ = hwsolve(
            "check", "a.yaml", "--spec", "p1a", "--rules", "rules.yaml", "--json"
        )
        assert json.loads(output)["unwritten"] == unwritten
        assert scored(output) == ("12", str(total))
