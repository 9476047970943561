"""What is printed, to the letter. After a change that is meant: python -m tests.golden"""

import pytest

from tests.golden.outputs import CASES, FOLDER, printed


@pytest.mark.parametrize("name", CASES)
def test_output_is_as_kept(name):
    assert printed(*CASES[name]) == (FOLDER / name).read_text(encoding="utf-8")


def test_nothing_else_is_kept():
    assert {path.name for path in FOLDER.glob("*-*.txt")} == set(CASES)
