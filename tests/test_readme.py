"""The README shows what hwsolve prints: its examples are run and compared.

`python -m tests.test_readme` puts the present output into the README.
"""

import io
import re
import shlex
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from hwsolve.command_line.entry import run

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```console\n(\$ hwsolve .*?)^```$", re.MULTILINE | re.DOTALL)
FILES = re.compile(r"^`(\S+\.yaml)`:\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples():
    """(command, what it prints) for every example; several commands may share a block."""
    found = []
    for block in BLOCK.findall(README.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def printed(command):
    """What a command of the README prints; `# …` behind it is a remark."""
    words = shlex.split(command, comments=True)
    assert words[0] == "hwsolve"
    output = io.StringIO()
    with redirect_stdout(output):
        run(words[1:])
    return output.getvalue()


@pytest.fixture(autouse=True)
def the_files_of_the_readme(tmp_path, monkeypatch):
    """An empty folder with the files that the README shows."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.findall(README.read_text(encoding="utf-8")):
        Path(name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("command", "output"), examples())
def test_an_example_prints_what_the_readme_says(command, output):
    assert printed(command).strip("\n") == output.strip("\n")


def test_there_are_examples():
    assert len(examples()) >= 3


def rewrite():
    """Put the present output of every example into the README."""
    text = README.read_text(encoding="utf-8")

    def fresh(match):
        parts = re.split(r"^\$ ", match[1], flags=re.MULTILINE)[1:]
        commands = [part.partition("\n")[0] for part in parts]
        blocks = (f"$ {command}\n{printed(command).strip(chr(10))}\n" for command in commands)
        return "```console\n" + "\n".join(blocks) + "```"

    README.write_text(BLOCK.sub(fresh, text), encoding="utf-8")


if __name__ == "__main__":
    import os
    import tempfile

    os.environ.update(COLUMNS="80", NO_COLOR="1", TERM="dumb")
    with tempfile.TemporaryDirectory() as folder:
        for file_name, content in FILES.findall(README.read_text(encoding="utf-8")):
            (Path(folder) / file_name).write_text(content, encoding="utf-8")
        os.chdir(folder)
        rewrite()
