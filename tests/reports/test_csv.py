"""CSV read back, and no cell that a spreadsheet would run."""

import csv
import io

import pytest

from hwsolve.output.reports.report_csv import COLUMNS, safe_cell
from tests.reports.marked import failure, hostile, made_up, marking, written


def rows(*results):
    return list(csv.DictReader(io.StringIO(written("csv", results, several=True))))


def test_a_line_a_file():
    marked, bad = rows(marking(), failure())
    assert marked["source"] == "answers/zoe.yaml"
    assert (marked["right"], marked["first_mistake"], marked["follows"]) == ("1", "1", "1")
    assert marked["first_mistake_id"] == "dW[1]"
    assert marked["points"] == "100"
    assert (bad["result"], bad["earned"]) == ("bad input", "")
    assert bad["why"].startswith("a list is not closed")


def test_every_row_has_every_column():
    for row in rows(marking(), made_up(), failure(), *hostile()):
        assert tuple(row) == COLUMNS
        assert None not in row.values()


RUN = "=1+1 +cmd -cmd() −cmd() @SUM(A1) |x ＝1 ﹣x -1+1 -1/2/3 -1/x".split()


@pytest.mark.parametrize("text", [*RUN, " =1", "\u200d=1", "\xa0=1"])
def test_what_could_be_a_formula_is_text(text):
    assert safe_cell(text) == f"'{text}"
    # Where cells are separated by semicolons, one begins in the middle of this.
    assert safe_cell(f"1;{text}; {text}") == f"1;'{text};' {text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", "\x00=1"])
def test_what_a_spreadsheet_skips_is_spelled_out(text):
    assert safe_cell(text).startswith("\\")


@pytest.mark.parametrize(
    "text", ["-1", "+2.5", "-3.4e-5", "plain", "1/2", "-1/2", "[-1, 2]", "at 1: no; more; 1"]
)
def test_numbers_stay_numbers(text):
    assert safe_cell(text) == text
