"""The README shows what hwsolve prints: its examples are run and compared.

`python -m tests.test_readme` puts the present output into the README.
"""

import io
import re
import shlex
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import yaml

from hwsolve import kinds
from hwsolve.command_line.entry import run
from hwsolve.solving import solver_of

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(\$ hwsolve .*?)^```$", re.MULTILINE | re.DOTALL)
FILES = re.compile(r"^`(\S+)`:\n\n```(?:yaml|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_LINES = 25
"""Lines of the output of one example."""


def text():
    """The README."""
    return README.read_text(encoding="utf-8")


def commands_of(block):
    """(command, what it prints) for every command of a block."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def examples():
    """(command, what it prints) for every example."""
    return [example for block in BLOCK.findall(text()) for example in commands_of(block)]


def printed(command):
    """What a command of the README prints, through jq if it says so; `# …` is a remark."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    words = list(lexer)
    end = words.index("|") if "|" in words else len(words)
    assert words[0] == "hwsolve"
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        run(words[1:end])
    if end == len(words):
        return output.getvalue()
    filtered = subprocess.run(
        words[end + 1 :], input=output.getvalue(), capture_output=True, text=True, check=True
    )
    return filtered.stdout


def write_files(folder):
    """Write the files that the README shows, and return the folder of its kinds."""
    for name, content in FILES.findall(text()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder / "hwsolve" / "kinds"


@pytest.fixture(autouse=True)
def the_files_of_the_readme(tmp_path, monkeypatch):
    """An empty folder with the files that the README shows, and its own kind among the others."""
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(write_files(tmp_path))])
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("command", "output"), examples())
def test_an_example_prints_what_the_readme_says(command, output):
    if "| jq " in command and not shutil.which("jq"):
        pytest.skip("jq is not installed")
    assert printed(command).strip("\n") == output.strip("\n")
    assert output.count("\n") <= MOST_LINES


def test_there_are_examples():
    assert len(examples()) >= 10


@pytest.mark.parametrize("name", [name for name, _ in FILES.findall(text())])
def test_a_file_of_the_readme_is_used(name):
    """Its commands are run above; a file that none of them names would be shown untried."""
    stem = Path(name).stem
    called = f"python {name}" in text()  # see test_readme_grades
    assert called or any(
        stem in command or name.startswith(f"{word}/")
        for command, _ in examples()
        for word in command.split()
    )


@pytest.mark.parametrize("document", YAML.findall(text()))
def test_what_is_shown_as_yaml_is_yaml(document):
    assert isinstance(yaml.safe_load(document), dict)


def test_the_first_block_says_how_to_start():
    first = re.search(r"^```\w*\n(.*?)^```$", text(), re.MULTILINE | re.DOTALL)
    assert first[1] == "make demo\nmake test\n"


def test_the_kind_of_the_readme_is_derived_and_differentiated():
    answers = solver_of("bump").bump.definition
    assert answers is not None
    status = run(["solve", "bump.yaml", "--json", "--output", "bump.json"])
    assert status == 0
    assert run(["key", "bump.yaml", "--output", "key.yaml"]) == 0
    assert run(["check", "key.yaml", "--complete"]) == 0
    assert run(["lint", "bump.yaml"]) == 0


def rewrite():
    """Put the present output of every example into the README."""

    def fresh(match):
        commands = [command for command, _ in commands_of(match[1])]
        blocks = (f"$ {command}\n{printed(command).strip(chr(10))}\n" for command in commands)
        return "```console\n" + "\n".join(blocks) + "```"

    README.write_text(BLOCK.sub(fresh, text()), encoding="utf-8")


if __name__ == "__main__":
    import os
    import tempfile

    os.environ.update(COLUMNS="80", NO_COLOR="1", TERM="dumb")
    with tempfile.TemporaryDirectory() as folder:
        kinds.__path__.append(str(write_files(Path(folder))))
        os.chdir(folder)
        rewrite()
