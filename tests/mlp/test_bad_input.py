"""Every way in which a problem file can be wrong: exit status 2, and a place, not a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hwsolve.command_line.entry import run

ROOT = Path(__file__).parents[2]

GOOD = """kind: mlp
input: [2, -1]
layers:
  - {weights: [[2, 1], [-3, -5]], activation: relu}
  - {weights: [[1, 2]], bias: [1], activation: sigmoid}
target: 1
loss: binary_cross_entropy
optimizer: {name: sgd, learning_rate: 0.8}
"""


def changed(old, new):
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


ONE_LAYER = "kind: mlp\ninput: [1]\nlayers: [{weights: [[1], [2]]}]\n"

# name: (file, line:column, words that the message must hold: what, expected, found, hint)
CASES = {
    "unknown key": (
        changed("target: 1", "traget: 1"),
        "6:1",
        ["unknown key 'traget'", "hint: ", "target?"],
    ),
    "unknown key of a layer": (
        changed("bias: [1]", "bais: [1]"),
        "5:25",
        ["layers[2].bais", "expected: one of weights, bias, activation, name, from", "bias?"],
    ),
    "unknown key of the conventions": (
        GOOD + "conventions: {relu_at_zer: 1}\n",
        "9:15",
        ["conventions.relu_at_zer", "relu_at_zero?"],
    ),
    "a slope at the kink that is no subgradient": (
        GOOD + "conventions: {relu_at_zero: 5}\n",
        "9:29",
        ["conventions.relu_at_zero", "of at most 1", "found:    5", "on the left, 0"],
    ),
    "setting of another activation": (
        changed("activation: relu", "activation: {name: relu, slope: 1}"),
        "4:60",
        ["layers[1].activation.slope", "unknown key"],
    ),
    "duplicate key": (GOOD + "target: 0\n", "9:1", ["'target'", "second time", "line 6"]),
    "wrong shape": (
        changed("[[1, 2]]", "[[1, 2, 3]]"),
        "5:15",
        [
            "layers[2].weights",
            "expected: a matrix of 1 × 2",
            "layer 1 has 2 entries",
            "found:    a matrix of 1 × 3",
        ],
    ),
    "weights that are turned": (
        "kind: mlp\ninput: [1, 2]\nlayers:\n  - {weights: [[1, 2, 3], [4, 5, 6]]}\n",
        "4:15",
        ["the input has 2 entries", "rows_are_inputs"],
    ),
    "wrong bias": (
        changed("bias: [1]", "bias: [1, 2]"),
        "5:31",
        ["layers[2].bias", "expected: 1 number", "found:    2 numbers"],
    ),
    "ragged matrix": (
        changed("[-3, -5]", "[-3]"),
        "4:24",
        ["layers[1].weights[2]", "expected: 2 entries", "found:    1 entry"],
    ),
    "not a number": (
        changed("[2, -1]", "[2, two]"),
        "2:12",
        ["input[2]", "'two'", "found:    two"],
    ),
    "half a number": (changed("[2, -1]", "[2, 1..2]"), "2:12", ["input[2]", "expected: a number"]),
    "division by zero": (changed("[2, -1]", "[1/0, -1]"), "2:9", ["division by zero"]),
    "root of a negative number": (changed("[2, -1]", "[sqrt(-1), 1]"), "2:9", ["sqrt is defined"]),
    "empty file": ("", "1:1", ["the file is empty"]),
    "comments only": ("# nothing\n", "1:1", ["the file is empty"]),
    "a list": ("- 1\n- 2\n", "1:1", ["not a problem file", "kind: mlp", "a list of 2 values"]),
    "not YAML": ("kind: mlp\ninput: [1, 2\nlayers: {", "3:7", ["line 2, column 8"]),
    "a tab": ("kind: mlp\n\tinput: [1]\n", "2:1", ["tab"]),
    "two documents": (GOOD + "---\nkind: mlp\n", "9:1", ["second document"]),
    "no kind": (changed("kind: mlp\n", ""), "1:1", ["'kind' is missing", "mlp"]),
    "unknown kind": (changed("kind: mlp", "kind: mpl"), "1:7", ["unknown kind", "mlp?"]),
    "no input": (changed("input: [2, -1]\n", ""), "1:1", ["the key 'input' is missing"]),
    "no layers": ("kind: mlp\ninput: [1]\nlayers: []\n", "3:9", ["a network needs a layer"]),
    "empty input": (changed("[2, -1]", "[]"), "2:8", ["an empty list"]),
    "input that is a tensor": (
        changed("[2, -1]", "[[[2, -1]]]"),
        "2:8",
        ["too many axes", "3 deep"],
    ),
    "input that is a number": (changed("[2, -1]", "2"), "2:8", ["a list of numbers"]),
    "nothing after a key": (changed("target: 1", "target:"), "6:8", ["nothing was written here"]),
    "target of the wrong length": (
        changed("target: 1", "target: [1, 0]"),
        "6:9",
        ["target", "expected: 1 number", "found:    2 numbers"],
    ),
    "a probability above 1": (
        changed("target: 1", "target: 1.5"),
        "6:9",
        ["not a probability", "expected: numbers from 0 to 1", "found:    3/2"],
    ),
    "a probability below 0": (changed("target: 1", "target: -0.5"), "6:9", ["found:    -1/2"]),
    "no such class": (
        ONE_LAYER + "loss: cross_entropy\ntarget: 2\n",
        "5:9",
        ["no such class", "from 0 to 1", "found:    2", "classes_from: 1"],
    ),
    "class 0 counted from 1": (
        ONE_LAYER + "loss: cross_entropy\ntarget: 0\nconventions: {classes_from: 1}\n",
        "5:9",
        ["from 1 to 2", "found:    0"],
    ),
    "no distribution": (
        ONE_LAYER + "loss: cross_entropy\ntarget: [0.5, 0.2]\n",
        "5:9",
        ["don't add up to 1", "the sum 7/10"],
    ),
    "no class of the hinge": (
        "kind: mlp\ninput: [1]\nlayers: [{weights: [[1]]}]\nloss: hinge\ntarget: 0\n",
        "5:9",
        ["expected: −1 or 1", "found:    0"],
    ),
    "learning rate in words": (
        changed("0.8", "fast"),
        "8:39",
        [
            "optimizer.learning_rate",
            "'fast' is neither a number nor a symbol",
            "expected: a number",
        ],
    ),
    "negative learning rate": (changed("0.8", "-0.1"), "8:39", ["greater than 0", "-0.1"]),
    "no steps": (changed("0.8", "0.8, steps: 0"), "8:51", ["optimizer.steps", "at least 1"]),
    "half a step": (changed("0.8", "0.8, steps: 1.5"), "8:51", ["not a whole number"]),
    "update of nothing": (
        changed("0.8", "0.8, update: 'W[9]'"),
        "8:52",
        ["optimizer.update", "W[1], W[2], b[2]", "found:    W[9]"],
    ),
    "unknown activation": (changed("sigmoid", "sigmoidd"), "5:48", ["'sigmoidd'", "sigmoid?"]),
    "unknown loss": (changed("binary_cross_entropy", "huberr"), "7:7", ["'huberr'", "huber?"]),
    "unknown convention": (
        GOOD + "conventions: {weights: rows}\n",
        "9:24",
        ["expected: one of rows_are_units, rows_are_inputs", "found:    rows"],
    ),
    "loss without target": (changed("target: 1\n", ""), "6:7", ["loss without a target"]),
    "target without loss": (changed("loss: binary_cross_entropy\n", ""), "6:9", ["target without"]),
    "unknown quantity": (GOOD + "derive: dW[7]\n", "9:9", ["no such quantity", "dW[2]"]),
    "unknown entry": (GOOD + "derive: dW[1].5.1\n", "9:9", ["dW[1] has no such entry", "2 × 2"]),
    "update without optimizer": (
        changed("optimizer: {name: sgd, learning_rate: 0.8}", "derive: update"),
        "8:9",
        ["without an optimizer", "learning_rate"],
    ),
    # What is dangerous rather than wrong.
    "a bomb of aliases": (
        "a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\nkind: mlp\n",
        "1:4",
        ["anchors are not allowed"],
    ),
    "deep lists": ("[" * 10_000 + "]" * 10_000, "1:25", ["deeper than the limit of 24"]),
    "deep maps": (
        "kind: mlp\ninput: " + "{a: " * 5_000 + "1" + "}" * 5_000,
        "2:100",
        ["limit of 24"],
    ),
    "a tower of powers": (changed("[2, -1]", "[9**9**9, 1]"), "2:9", ["limit of 4096", "9**9**9"]),
    "a huge exponent": (changed("[2, -1]", "[1e999999999, 1]"), "2:9", ["limit of 60"]),
    "Python": (
        changed("[2, -1]", "[\"__import__('os').mkdir('owned')\", 1]"),
        "2:9",
        ["input[1]", "expected: a number", "found:    __import__"],
    ),
    "a Python tag": (
        "kind: mlp\ninput: !!python/object/apply:os.mkdir ['owned']\n",
        "2:8",
        ["tags are not allowed"],
    ),
    "an escape sequence": (changed("kind: mlp", 'kind: mlp\ntitle: "\\e[31m"'), "2:8", ["U+001B"]),
    "a control character": (changed("kind: mlp", "kind: mlp\ntitle: \x1b[31m"), "2:8", ["U+001B"]),
}


@pytest.fixture
def solve(tmp_path, monkeypatch, capsys):
    """Solve the text of a file in an empty folder: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def call(text, *options):
        (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
        status = run(["mlp", "--spec", "p.yaml", *options])
        return status, *capsys.readouterr()

    return call


def test_the_good_file_is_good(solve):
    status, output, errors = solve(GOOD)
    assert (status, errors) == (0, "")
    assert output


@pytest.mark.parametrize("name", CASES)
def test_one_fault(solve, name, tmp_path):
    text, place, words = CASES[name]
    status, output, errors = solve(text)
    assert (status, output) == (2, ""), errors
    assert errors.startswith(f"p.yaml:{place}: "), errors
    assert [word for word in words if word not in errors] == [], errors
    assert "Traceback" not in errors
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", errors)
    assert all(len(line) <= 250 for line in errors.splitlines()), errors
    assert not (tmp_path / "owned").exists()


def test_all_faults_at_once(solve):
    text = GOOD.replace("[2, -1]", "[2, x..]").replace("relu", "rellu").replace("target", "traget")
    status, _, errors = solve(text)
    assert status == 2
    assert re.findall(r"^p\.yaml:(\d+:\d+)", errors, re.MULTILINE) == ["2:12", "4:47", "6:1"]


def test_all_misfits_at_once(solve):
    text = GOOD.replace("[[2, 1], [-3, -5]]", "[[2, 1, 0], [-3, -5, 0]]")
    status, _, errors = solve(text.replace("[1], activation", "[1, 2, 3], activation"))
    assert status == 2
    assert re.findall(r"p\.yaml:\d+:\d+: (\S+):", errors) == ["layers[1].weights", "layers[2].bias"]


def test_files_that_are_none(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week1.yaml").write_text(GOOD)
    (tmp_path / "folder").mkdir()
    for name, words in {
        "week2.yaml": "did you mean week1?",
        "folder": "is a folder",
        "nowhere/p1a.yaml": "no problem file",
        "": "empty name",
    }.items():
        assert run(["mlp", "--spec", name]) == 2
        assert words in capsys.readouterr().err


def test_a_file_of_100_mb_is_refused_at_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with open("big.yaml", "wb") as file:
        file.truncate(100_000_000)
    assert run(["mlp", "--spec", "big.yaml"]) == 2
    told = capsys.readouterr().err
    assert "too large" in told
    assert "2,000,000" in told


def test_what_can_not_be_solved_is_no_fault_of_the_file(solve):
    """log 0, and a division by 0: exit status 3."""
    text = "kind: mlp\ninput: [1]\nlayers: [{weights: [[-1], [2]], activation: relu}]\n"
    status, output, errors = solve(text + "loss: cross_entropy\ntarget: 0\n")
    assert (status, output) == (3, "")
    assert "log" in errors
    assert "Traceback" not in errors


def test_as_a_process(tmp_path):
    (tmp_path / "p.yaml").write_text(CASES["wrong shape"][0])
    command = [sys.executable, "-m", "hwsolve", "mlp", "--spec", "p.yaml", "--json"]
    result = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("p.yaml:5:15: layers[2].weights: ")
