"""The table of formats and the words that reports share."""

import pytest

from hwsolve.command_line import kind_commands
from hwsolve.command_line.check_commands import ReportFormat
from hwsolve.command_line.failures import printable
from hwsolve.errors import ExitCode, InputError
from hwsolve.numbers import rational
from hwsolve.output.reports import status_of, worst_status
from hwsolve.output.reports.results import points, reason
from hwsolve.output.reports.text import clean
from hwsolve.spec import read_tree
from tests.reports.marked import failure, hostile, made_up, marking, written

UNSAFE = [chr(code) for code in (0, 7, 8, 0x1B, 0x7F, 0x9B, 0x202E, 0x2066, 0xFFFE)]


FORMATS = tuple(ReportFormat)


def test_a_format_is_there_because_its_module_is(monkeypatch, tmp_path):
    """Those of the README, and one more once there is a module report_NAME."""
    assert set(FORMATS) == {"terminal", "json", "junit", "sarif", "github", "gradescope", "csv"}
    (tmp_path / "output" / "reports").mkdir(parents=True)
    for name in ("report_html.py", "report_csv.py", "results.py", "__init__.py"):
        (tmp_path / "output" / "reports" / name).write_text("")
    monkeypatch.setattr(kind_commands, "files", lambda _: tmp_path)
    assert kind_commands.report_formats() == ("csv", "html")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("several", [False, True])
def test_every_format_takes_every_verdict_and_hostile_text(format, several):
    text = written(format, [*hostile(), made_up(), failure()], several=several)
    assert text.endswith("\n")
    assert not [character for character in UNSAFE if character in text]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_no_files_at_all(format):
    written(format, [], several=True)


def test_text_is_made_visible():
    assert clean("a\x1b[31m\n\u202eŷ\ud800") == "a\\x1b[31m\\n\\u202eŷ\\ud800"
    assert clean("x" * 30, longest=10) == "xxxxxxxxxx… (20 more characters)"


def test_points_are_written_to_two_places():
    assert [points(rational(*x)) for x in ((100, 1), (1, 2), (2, 3), (1, 1000), (0, 1))] == [
        "100", "0.5", "0.67", "0", "0",
    ]  # fmt: skip


def test_the_status_of_a_file_and_of_a_run():
    right = marking("problem: p1a\nanswers: {y_hat: 0.5}")
    wrong = marking("problem: p1a\nanswers: {y_hat: 0.6}")
    unread = marking("problem: p1a\nanswers: {y_hat: one half}")
    unknown = marking("problem: p1a\nanswers: {y_het: 0.6, L: 7}")
    results = [right, unread, wrong, unknown]
    assert [status_of(result) for result in results] == [0, 3, 1, 2]
    assert [worst_status(results[:n]) for n in range(5)] == [0, 0, 3, 1, 2]
    assert worst_status([unknown, failure(), wrong]) == ExitCode.BAD_INPUT


def test_a_reason_names_the_wrong_entries():
    mark = next(m for m in marking().marks if m.id == "dW[1]")
    assert reason(mark).startswith("at 2.2: ")


@pytest.mark.parametrize("character", ["\u061c", "\u2060", "\u200b", "\ufff9", "\x0b", "\u202e"])
def test_what_is_harmful_is_so_everywhere(character):
    assert character not in clean(character)
    assert character not in printable(character)
    with pytest.raises(InputError, match="not allowed"):
        read_tree(f"a: {character}", "a.yaml")


def test_the_joiners_of_names_are_text():
    name = "می\u200cخواهم"
    assert clean(name) == printable(name) == name
    assert read_tree(f"name: {name}", "a.yaml").child("name").text == name
