"""Which files `hwsolve check` marks: folders, lists, patterns, shards, and what lies between."""

import json

import pytest

from hwsolve.command_line.submissions import Selection, Shard
from hwsolve.errors import InputError
from tests.checking.test_command import NO_YAML, PROBLEM, RIGHT, WRONG

FLOW = "{answers: {y_hat: 1/2}, problem: p1a}"
QUOTED = '"answers":\n  y_hat: 1/2\n"problem": p1a\n'
OTHERS = {
    "problem.yaml": PROBLEM,
    "submission_metadata.yml": ":submitters:\n- :name: Ada\n  :score: 3\n",
    "mkdocs.yml": "site_name: answers\nnav: [{answers: index.md}]\n",
    "two.yml": "a: 1\n---\nb: 2\n",
    "tagged.yaml": "a: !!python/object/apply:os.system [true]\n",
    "empty.yaml": "",
}


def marked(*arguments, **rest):
    """The names of the files that are selected, in order."""
    return [file.name for file in Selection(*arguments, **rest).submissions().files]


def test_a_folder_s_other_files_are_told_and_not_marked(folder, hwsolve):
    folder("course/a.yaml", RIGHT)
    for name, text in OTHERS.items():
        folder(f"course/{name}", text)
    status, output, error = hwsolve("check", "course", "--json")
    assert status == 0
    assert json.loads(output)["source"] == "course/a.yaml"
    assert error.startswith(f"{len(OTHERS)} files are no answer files: course/empty.yaml, ")


@pytest.mark.parametrize(
    "text", [RIGHT, FLOW, QUOTED, NO_YAML, "answers: 3\n", "answers:\n  - x\n"]
)
def test_what_may_be_answers_is_marked_however_it_is_written(folder, text):
    folder("course/a.yaml", text)
    assert marked(["course"]) == ["course/a.yaml"]


@pytest.mark.parametrize("text", OTHERS.values())
def test_a_named_file_is_marked_whatever_it_holds(folder, hwsolve, text):
    name = folder("named.yaml", text)
    assert marked([name]) == [name]
    assert hwsolve("check", name)[0] == 2


def test_a_folder_without_answers_says_what_it_holds(folder):
    folder("course/problem.yaml", PROBLEM)
    with pytest.raises(InputError) as caught:
        marked(["course"])
    assert "1 file is no answer file: course/problem.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["old"], ["a.yaml", "b.yml", "new/d.yaml"]),
        (["old/"], ["a.yaml", "b.yml", "new/d.yaml"]),
        (["*.yml"], ["a.yaml", "new/d.yaml", "old/c.yaml"]),
        (["new/d*", "course/old/*"], ["a.yaml", "b.yml"]),
        (["*/[cd].yaml"], ["a.yaml", "b.yml"]),
        (["nothing"], ["a.yaml", "b.yml", "new/d.yaml", "old/c.yaml"]),
    ],
)
def test_patterns_leave_out_what_lies_in_folders(folder, patterns, left):
    for name in ("a.yaml", "b.yml", "old/c.yaml", "new/d.yaml"):
        folder(f"course/{name}", RIGHT)
    assert marked(["course"], exclude=patterns) == [f"course/{name}" for name in left]
    assert marked(["course/a.yaml"], exclude=["*"]) == ["course/a.yaml"]


@pytest.mark.parametrize("between", ["\n", "\r\n", "\0"])
def test_a_list_names_the_files(folder, between):
    names = [folder(f"{name}.yaml", RIGHT) for name in ("b", "a b", "c")]
    folder("list.txt", between.join(names) + between)
    assert marked((), ["list.txt"]) == names
    assert marked(["c.yaml"], ["list.txt"]) == ["c.yaml", *names]


def test_a_list_is_never_a_shipped_problem(folder):
    with pytest.raises(InputError, match="no list of files p1a"):
        marked((), ["p1a"])


def test_a_list_from_standard_input(folder, process):
    folder("a.yaml", WRONG)
    status, output, _ = process("check", "--files-from", "-", "--json", stdin="a.yaml\n")
    assert status == 1
    assert json.loads(output)["source"] == "a.yaml"


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20])
def test_shards_are_all_of_the_files_once_and_alike(folder, count):
    names = [folder(f"course/{n:02}.yaml", RIGHT) for n in range(10)]
    parts = [marked(["course"], shard=Shard.named(f"{k}/{count}")) for k in range(1, count + 1)]
    assert sorted(name for part in parts for name in part) == names
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "-1/2", "1/2/3", "a/b", "²/3"])
def test_a_shard_that_is_none(hwsolve, text):
    status, _, error = hwsolve("check", "a.yaml", "--shard", text)
    assert status == 2
    assert "such as 3/16" in error


def test_a_shard_without_files_is_no_fault(folder, hwsolve):
    folder("course/a.yaml", RIGHT)
    assert hwsolve("check", "course", "--shard", "2/2", "--json") == (0, "", "")


@pytest.mark.parametrize("text", [RIGHT, WRONG, NO_YAML])
def test_exit_zero_is_about_the_files_alone(folder, hwsolve, text):
    name = folder("a.yaml", text)
    assert hwsolve("check", name, "--exit-zero")[0] == 0
    assert hwsolve("check", "nowhere.yaml", "--exit-zero")[0] == 2
    assert hwsolve("check", name, "--spec", "nowhere", "--exit-zero")[0] == 2


def test_something_must_be_named(hwsolve):
    status, _, error = hwsolve("check")
    assert status == 2
    assert "--files-from LIST" in error
