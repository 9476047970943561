"""`hwsolve key`: the answer file of a problem, which is marked right all over."""

import json
import re
from contextlib import chdir
from pathlib import Path

import pytest

from hwsolve.checking.key_file import write_key
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.problem_files import Source, find, shipped
from hwsolve.solving import load_problem, solve
from hwsolve.spec.expressions import MAX_DIGITS


def key_of(text, digits=10, **options):
    derivation = solve(load_problem(Source("problem.yaml", text)), digits)
    return derivation, write_key(derivation, "problem.yaml", heading="key", **options)


@pytest.mark.parametrize("name", list(shipped()))
def test_the_key_of_every_shipped_problem_is_right(name, folder, hwsolve):
    status, _, errors = hwsolve("key", name, "-o", "key.yaml")
    assert (status, errors) == (0, "")
    status, output, errors = hwsolve("check", "key.yaml", "--spec", name, "--complete", "--json")
    assert errors == ""
    document = json.loads(output)
    wrong = [mark for mark in document["marks"] if mark["verdict"] != "right"]
    assert (status, wrong) == (0, [])
    assert document["score"]["earned"]["exact"] == "100"
    assert "no form that can be marked" not in Path("key.yaml").read_text(encoding="utf-8")


def test_a_pipe_from_key_to_check(process):
    status, key, errors = process("key", "p1a")
    assert (status, errors) == (0, "")
    status, output, errors = process("check", "-", "--spec", "p1a", stdin=key)
    assert (status, errors) == (0, "")
    assert output.splitlines()[-1].endswith("100 of 100 points")
    assert process("check", "-", stdin=key)[0] == 0


def test_what_a_key_holds(hwsolve):
    _, key, _ = hwsolve("key", "p1a")
    answers = read_answers(key, "key").answers
    ids = [answer.id for answer in answers]
    assert ids[:3] == ["z[1]", "a[1]", "z[2]"]
    assert "a[3]" not in ids
    assert "x" not in ids
    assert "  L: log(2)\n" in key
    assert "  W_new[3]: [[2, 2.4]]\n" in key
    assert "problem: p1a\n" in key


def test_givens_can_be_asked_for(hwsolve):
    assert "  x: [2, -1]\n" in hwsolve("key", "p1a", "--givens")[1]


def test_fractions_where_the_problem_writes_no_decimals():
    text = "kind: mlp\ninput: [1/3, 2]\nlayers:\n  - {weights: [[1, 1/7]], activation: sigmoid}\n"
    _, key = key_of(text)
    assert "z[1]: 13/21\n" in key


def test_decimals_have_the_digits_that_were_asked_for():
    for digits, loss in ((3, "0.108"), (20, "0.10797755999652753100")):
        derivation, key = key_of(find("lstm-one-unit").text, digits)
        assert f"  L[2]: {loss}\n" in key
        marks = Marker(derivation, "").mark(read_answers(key, "key")).marks
        assert {mark.verdict for mark in marks} == {"right"}


NOTHING_SHORT = {
    "a long input": "kind: mlp\ninput: [0.4162625951435882]\n"
    "layers: [{weights: [[1]], activation: sigmoid}]",
    "nearly 0": "kind: mlp\ninput: [-100]\nlayers: [{weights: [[1]], activation: gelu}]\n"
    "target: 1\nloss: squared_error",
    "close to 0": "kind: mlp\ninput: [-3000]\nlayers: [{weights: [[1]], activation: sigmoid}]",
    "adam": "kind: optim\nobjective: {gradients: [1]}\nparameters: {b: 0}\n"
    "method: {name: adam, learning_rate: 0.01, t: 1}",
    "long fractions": "kind: optim\nobjective: {function: rosenbrock}\nparameters: {x: -1, y: 1}\n"
    "method: {name: gd, learning_rate: 0.001}\nsteps: 12",
}


@pytest.mark.parametrize("text", NOTHING_SHORT.values(), ids=NOTHING_SHORT)
def test_where_nothing_short_is_exact_the_key_has_proven_decimals(text):
    derivation, key = key_of(text, digits=6)
    assert "no form that can be marked" not in key
    marks = Marker(derivation, "").mark(read_answers(key, "key")).marks
    assert {mark.verdict for mark in marks} == {"right"}
    numbers = re.findall(r"[0-9]+", key.partition("answers:")[2])
    assert max(map(len, numbers)) <= MAX_DIGITS


def test_the_problem_is_named_from_where_the_key_is(folder, hwsolve, tmp_path):
    folder("hw/one.yaml", "kind: mlp\ninput: [1]\nlayers:\n  - {weights: [[3]]}\n")
    (tmp_path / "hw/keys").mkdir()
    assert hwsolve("key", "hw/one.yaml", "-o", "hw/keys/key.yaml")[0] == 0
    assert "problem: ../one.yaml\n" in (tmp_path / "hw/keys/key.yaml").read_text(encoding="utf-8")
    assert hwsolve("check", "hw/keys/key.yaml")[0] == 0


@pytest.mark.parametrize("name", ["one.yaml", "one", "problems/two.yaml", "two"])
def test_a_bare_name_is_found_from_where_the_key_is(folder, hwsolve, name):
    text = "kind: mlp\ninput: [1]\nlayers:\n  - {weights: [[3]]}\n"
    for file in ("one.yaml", "problems/two.yaml", "p1a.yaml"):
        folder(file, text)
    for output in ("keys/key.yaml", "key.yaml"):
        folder(output, "")
        assert hwsolve("key", name, "-o", output)[0] == 0
        with chdir(Path(output).parent):
            assert hwsolve("check", "key.yaml")[0] == 0


def test_only_a_shipped_problem_is_called_by_its_bare_name(folder, hwsolve):
    assert "problem: p1a\n" in hwsolve("key", "p1a")[1]
    folder("p1a.yaml", "kind: mlp\ninput: [1]\nlayers:\n  - {weights: [[3]]}\n")
    folder("keys/key.yaml", "")
    assert hwsolve("key", "p1a", "-o", "keys/key.yaml")[0] == 0
    assert "problem: ../p1a.yaml\n" in Path("keys/key.yaml").read_text(encoding="utf-8")


def test_a_key_does_not_replace_its_problem(folder, hwsolve):
    folder("one.yaml", "kind: mlp\ninput: [1]\nlayers:\n  - {weights: [[3]]}\n")
    assert hwsolve("key", "one.yaml", "-o", "one.yaml")[0] == 2


def test_a_title_is_only_a_comment():
    title = '"a\\nanswers: {L: 1}"'
    text = f"kind: mlp\ntitle: {title}\ninput: [1]\nlayers:\n  - {{weights: [[3]]}}\n"
    derivation = solve(load_problem(Source("problem.yaml", text)))
    key = write_key(derivation, "a: b\n- c", heading=derivation.title)
    file = read_answers(key, "key")
    assert file.header.problem == "a: b\n- c"
    assert "L" not in [answer.id for answer in file.answers]


def test_large_matrices_have_a_row_a_line():
    row = "[" + ", ".join(["1/3"] * 12) + "]"
    inputs = "[" + ", ".join(["1/7"] * 12) + "]"
    text = f"kind: mlp\ninput: {inputs}\ntarget: [1, 0, 0]\nloss: squared_error\nlayers:\n"
    text += f"  - {{weights: [{', '.join([row] * 3)}]}}\n"
    derivation, key = key_of(text)
    assert "\n          [" in key
    marks = Marker(derivation, "").mark(read_answers(key, "key")).marks
    assert {mark.verdict for mark in marks} == {"right"}
