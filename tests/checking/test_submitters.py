"""Who handed submissions in, as the metadata that Gradescope exports beside them tell."""

import csv
import json

import pytest

from hwsolve.command_line.submission_marker import MarkingJob, marker_for
from hwsolve.command_line.submissions import Selection, Submission
from tests.checking.test_command import RIGHT

METADATA = """\
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :sid: '100'
    :email: ada@example.edu
  :created_at: 2026-10-01 10:00:00.000000000 Z
  :history: []
submission_2:
  :submitters:
  - :name: Bob
    :sid: '200'
  - :name: Zoë
"""
ADA, GROUP = "Ada Lovelace <ada@example.edu>", "Bob (200), Zoë"


@pytest.fixture
def export(folder):
    """A folder as Gradescope exports it, within another."""

    def made(metadata=METADATA, **files):
        folder("all/export/submission_metadata.yml", metadata)
        files = {"submission_1": RIGHT, "submission_2": RIGHT, "submission_3": RIGHT} | files
        for name, text in files.items():
            folder(f"all/export/{name}/hw.yaml", text)
        return folder

    return made


def told(place="all"):
    """Who handed each file in."""
    files = Selection([place]).submissions().files
    return {file.name.removeprefix("all/export/"): file.submitters for file in files}


def test_each_submission_has_its_submitters(export):
    export()
    assert told() == {
        "submission_1/hw.yaml": ADA,
        "submission_2/hw.yaml": GROUP,
        "submission_3/hw.yaml": "",
    }


@pytest.mark.parametrize("place", ["all/export", "all/export/", "./all", "all/../all/export"])
def test_whatever_the_folder_is_called(export, place):
    export()
    assert list(told(place).values()) == [ADA, GROUP, ""]


def test_nobody_hands_metadata_in(export):
    folder = export()
    others = "hw.yaml:\n  :submitters:\n  - :name: Mallory\n"
    folder("all/export/submission_1/submission_metadata.yml", others)
    folder("all/export/submission_3/submission_metadata.yml", others)
    assert list(told().values()) == [ADA, GROUP, ""]


@pytest.mark.parametrize(
    "metadata",
    ["[1, 2]", "submission_1: 3", "submission_1: {':submitters': 3}", "a: [", "a: *b", "\x00", ""],
)
def test_metadata_of_another_sort_name_nobody(export, metadata):
    export(metadata)
    assert set(told().values()) == {""}


def test_reports_name_them_rather_than_whom_the_file_names(export, hwsolve):
    export(submission_1=f"name: Mallory\n{RIGHT}", submission_2="answers: [1", submission_3=RIGHT)
    _, output, _ = hwsolve("check", "all", "--format", "csv")
    assert [row["name"] for row in csv.DictReader(output.splitlines())] == [ADA, GROUP, ""]
    _, output, _ = hwsolve("check", "all", "--json")
    assert [json.loads(line)["name"] for line in output.splitlines()] == [ADA, GROUP, ""]


def test_a_result_is_not_taken_over_where_somebody_else_handed_the_file_in():
    marker = marker_for(MarkingJob())
    one, other = (marker.fingerprint(Submission("a.yaml", RIGHT, False, who)) for who in "ab")
    assert one != other
