"""The README shows what hwsolve prints: its examples are run and compared."""

import re
import shlex
from pathlib import Path

import pytest

from hwsolve.command_line.entry import run

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """(command, what it prints) for every example; several commands may share a block."""
    found = []
    for block in BLOCK.findall(README.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.mark.parametrize(("command", "output"), examples())
def test_an_example_prints_what_the_readme_says(command, output, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    assert words[0] == "hwsolve"
    run(words[1:])
    assert capsys.readouterr().out.strip("\n") == output.strip("\n")


def test_there_are_examples():
    assert len(examples()) >= 3
