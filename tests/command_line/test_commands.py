"""What the commands do with their options, over a stand-in solver."""

import io
import json
import re
import sys

import pytest

from hwsolve.command_line import failures
from hwsolve.command_line.kind_commands import kinds

CRASH_REPORT = (
    "Error: p.yaml: hwsolve failed (ZeroDivisionError: three lines of words); this is a fault of"
    " hwsolve: please report it, with the problem file and what --debug adds\n"
)


def test_brackets_survive_in_help(hwsolve):
    status, output, _ = hwsolve("mlp", "--help")
    assert status == 0
    assert "dW[l] = dz[l] a[l-1]^T" in output
    assert "z[?]" in output


def test_there_is_a_command_for_each_kind(hwsolve):
    _, output, _ = hwsolve("--help")
    assert [name for name in ("mlp", "conv", "solve", "list", "schema") if name in output] == [
        "mlp",
        "conv",
        "solve",
        "list",
        "schema",
    ]


def test_kinds_are_the_modules_of_their_folder():
    for kind, help_text in kinds().items():
        assert kind.isidentifier()
        assert help_text, f"hwsolve/kinds/{kind}.py wants a docstring: it is the command's help"
        assert kind not in {"solve", "check", "list", "schema"}


@pytest.mark.parametrize("arguments", [["p.yaml"], ["--spec", "p.yaml"], ["--spec=p"]])
def test_a_kind_takes_its_file_with_or_without_spec(hwsolve, folder, arguments):
    folder("p.yaml")
    status, output, errors = hwsolve("mlp", *arguments)
    assert (status, errors) == (0, "")
    assert output == "".join(f"{i} = ŷ fine\n" for i in ("x", "z[1]", "dW[1]", "dW[2]", "dW[10]"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mlp"], "one problem file"),
        (["mlp", "a.yaml", "--spec", "b.yaml"], "one problem file"),
        (["mlp", "a.yaml", "b.yaml"], "unexpected extra argument"),
        (["solve"], "FILE is missing"),
        (["mpl", "a.yaml"], "did you mean mlp?"),
        (["slove", "a.yaml"], "did you mean solve?"),
        (["a.yaml"], "hwsolve solve a.yaml"),
        (["a"], "hwsolve solve a"),
        (["p1a"], "hwsolve solve p1a"),
        (["absent.yml"], "hwsolve solve absent.yml"),
        (["key.yaml"], "hwsolve check key.yaml"),
        (["mlp", "--spce", "a.yaml"], "did you mean --spec?"),
        (
            ["mlp", "a.yaml", "--digits", "0"],
            "expected: a number of at least 1",
        ),
        (["mlp", "a.yaml", "--digits", "six"], "--digits can't be six"),
        (["mlp", "a.yaml", "--detail", "all"], "expected: one of brief, standard, full"),
        (["mlp", "a.yaml", "--detail", "breif"], "did you mean brief?"),
        (["mlp", "a.yaml", "--format", "pdf"], "expected: one of terminal, json"),
        (["schema", "mpl"], "did you mean mlp?"),
        (["mlp", "a.yaml", "--only", "dw[2]"], "did you mean dW[2]?"),
        (["mlp", "a.yaml", "--only", "dw"], "did you mean dW[1]"),
    ],
)
def test_usage_errors(hwsolve, folder, arguments, words):
    folder("a.yaml")
    folder("key.yaml", "answers: {}")
    status, output, errors = hwsolve(*arguments)
    assert (status, output) == (2, "")
    assert words in errors
    assert not re.search(r"Input should|Value error|Error: Error", errors)


@pytest.mark.parametrize(
    ("arguments", "output", "is_json"),
    [
        ([], "out", False),
        ([], "out.txt", False),
        ([], "p1.2", False),
        ([], "out.json", True),
        ([], "OUT.JSON", True),
        (["--json"], "out", True),
        (["--format", "terminal"], "out.log", False),
    ],
)
def test_an_ending_chooses_the_format(hwsolve, folder, arguments, output, is_json):
    path = folder("a.yaml").with_name(output)
    assert hwsolve("mlp", "a", "-o", output, *arguments) == (0, "", "")
    assert path.read_text(encoding="utf-8").startswith("{") == is_json


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mlp", "a", "-o", "out.pdf"], ".json"),
        (["mlp", "a", "-o", "out.xyz"], ".txt"),
        (["mlp", "a", "-o", "out.pdf", "--json"], ".json"),
        (["mlp", "a", "-o", "out.txt", "--json"], "--format terminal"),
        (["mlp", "a", "-o", "out.json", "--format", "terminal"], "--format json"),
        (["solve", "a", "-o", "out.html"], ".json"),
        (["key", "a", "-o", "out.json"], ".yaml"),
        (["check", "a", "-o", "out.csv", "-f", "junit"], "--format csv"),
        (["check", "a", "-o", "out.pdf"], ".sarif"),
        (["lint", "a", "-o", "out.yaml"], ".json"),
        (["schema", "-o", "out.yaml"], ".json"),
    ],
)
def test_an_ending_that_says_another_format_is_refused(hwsolve, folder, arguments, words):
    made = folder("a.yaml").parent
    status, output, errors = hwsolve(*arguments)
    assert (status, output) == (2, "")
    assert errors.startswith("Error: --output out.")
    assert words in errors
    assert [path.name for path in made.iterdir()] == ["a.yaml"]


def test_options_reach_the_solver(hwsolve, folder):
    folder("p.yaml")
    options = ("--json", "--digits", "30", "--detail", "full", "--only", "dW[*")
    status, output, _ = hwsolve("conv", "p.yaml", *options)
    assert status == 0
    assert json.loads(output) == {
        "text": "fine",
        "kind": "conv",
        "digits": 30,
        "detail": "full",
        "ids": ["dW[1]", "dW[2]", "dW[10]"],
        "width": 80,
        "color": False,
    }
    assert output == json.dumps(json.loads(output), indent=2) + "\n"


def test_standard_input_is_a_problem(hwsolve, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"piped")))
    status, output, _ = hwsolve("solve", "-", "--only", "x")
    assert (status, output) == (0, "x = ŷ piped\n")


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("wrong", 2, "p.yaml:3:5: layers[1]: unknown key \\u001b[31mwieghts\n"),
        ("limit", 3, "Error: p.yaml: step 8 has more than 4096 digits\n  hint:     fewer steps\n"),
        ("memory", 3, "Error: p.yaml: this needs more memory than it may have\n"),
        ("deep", 3, "Error: p.yaml: the problem is nested too deeply\n"),
        ("crash", 4, CRASH_REPORT),
    ],
)
def test_failures_have_words_and_a_status(hwsolve, folder, text, status, words):
    folder("p.yaml", text)
    assert hwsolve("solve", "p.yaml") == (status, "", words)
    assert not failures.show_tracebacks


def test_a_problem_is_not_written_over(hwsolve, folder):
    path = folder("p.txt")
    status, _, errors = hwsolve("solve", "p.txt", "--output", "./p.txt")
    assert status == 2
    assert "would replace the problem" in errors
    assert path.read_text() == "fine"


def test_several_files_make_json_lines(hwsolve, folder):
    names = [folder(f"p{n}.yaml", f"ŷ{n}").name for n in range(3)]
    _, output, _ = hwsolve("solve", "--json", *names)
    assert [json.loads(line)["text"] for line in output.splitlines()] == ["ŷ0", "ŷ1", "ŷ2"]
    assert "ŷ0" in output


def test_several_solutions_stand_apart(hwsolve, folder):
    folder("p.yaml")
    _, output, _ = hwsolve("solve", "p.yaml", "p.yaml", "--only", "x")
    assert output == "x = ŷ fine\n\nx = ŷ fine\n"


def test_a_bad_file_does_not_stop_the_rest_and_the_worst_status_counts(hwsolve, folder):
    for text in ("fine", "limit", "wrong"):
        folder(f"{text}.yaml", text)
    status, output, errors = hwsolve("solve", "limit", "wrong", "absent", "fine", "--only", "x")
    assert (status, output) == (2, "x = ŷ fine\n")  # 2 is graver than 3: ExitCode.worst
    assert [word in errors for word in ("4096", "wieghts", "absent")] == [True] * 3


def test_only_that_matches_nothing_is_an_error(hwsolve, folder):
    folder("p.yaml")
    status, output, errors = hwsolve("solve", "p.yaml", "--only", "dW[3]")
    assert (status, output) == (2, "")
    assert "--only dW[3] matches no quantity" in errors
    assert "dW[2]" in errors


def test_list_shows_each_problem_once(hwsolve):
    status, output, _ = hwsolve("list")
    assert status == 0
    _, document, _ = hwsolve("list", "--json")
    rows = json.loads(document)
    assert [line.split()[:2] for line in output.splitlines()] == [
        [row["name"], row["kind"]] for row in rows
    ]


@pytest.mark.parametrize(("arguments", "title"), [([], "any"), (["mlp"], "mlp")])
def test_schema_is_json(hwsolve, arguments, title):
    _, output, _ = hwsolve("schema", *arguments)
    assert json.loads(output) == {"title": title}
