"""Finding and reading problem files."""

import io
import os
import sys
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hwsolve import problem_files
from hwsolve.errors import InputError
from hwsolve.problem_files import LARGEST, find, headings, known_names, shipped


@pytest.fixture
def shipping(tmp_path_factory, monkeypatch):
    """Ship one problem, p1a, instead of the real ones."""
    folder = tmp_path_factory.mktemp("shipped")
    (folder / "p1a.yaml").write_text('kind: mlp\ntitle: "P1(a)"  # easy\n')
    monkeypatch.setattr(problem_files, "shipped", lambda: {"p1a": folder / "p1a.yaml"})


@pytest.mark.parametrize("name", ["p.yaml", "p", "./p.yaml", "./p"])
def test_a_path_or_a_bare_name(folder, name):
    folder("p.yaml", "here")
    assert find(name).text == "here"


@pytest.mark.parametrize("name", ["q", "q.yml", "problems/q"])
def test_the_folder_problems_is_searched_too(folder, name):
    folder("problems/q.yml", "there")
    assert find(name) == ("problems/q.yml".replace("/", os.sep), "there")


@pytest.mark.usefixtures("shipping")
@pytest.mark.parametrize("name", ["p1a", "p1a.yaml", "p1a.yml"])
def test_shipped_problems_come_last(folder, name):
    assert find(name).name == "p1a.yaml"
    folder("problems/p1a.yaml", "second")
    folder("problems/p1a.yml", "second")
    assert find(name).text == "second"
    folder("p1a.yaml", "first")
    folder("p1a.yml", "first")
    assert find(name).text == "first"


@pytest.mark.usefixtures("shipping")
def test_a_folder_of_that_name_is_no_obstacle(folder):
    folder("p1a/notes.txt")
    assert find("p1a").text.startswith("kind: mlp")


@pytest.mark.usefixtures("shipping")
@pytest.mark.parametrize("name", ["other/p1a", "../p1a"])
def test_a_path_is_not_a_name(folder, name):
    folder("x.yaml")
    with pytest.raises(InputError, match="no problem file"):
        find(name)


@pytest.mark.usefixtures("shipping")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("p1b", "did you mean p1a?"),
        ("zzzzz", "hwsolve list"),
        ("", "empty name"),
        ("nul\0", "no problem file"),
        ("x" * 5000, "no problem file"),
        (".", "is a folder"),
        ("large.yaml", "too large"),
    ],
)
def test_what_cannot_be_read_is_told(folder, name, words):
    folder("large.yaml", "x" * 2_000_001)
    with pytest.raises(InputError) as caught:
        find(name)
    assert words in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")
def test_endless_input_is_not_read_to_its_end():
    with pytest.raises(InputError, match="too large"):
        find("/dev/zero")


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="no /dev/fd")
def test_process_substitution_is_read():
    reading, writing = os.pipe()
    os.write(writing, b"piped")
    os.close(writing)
    assert find(f"/dev/fd/{reading}").text == "piped"
    os.close(reading)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_unreadable_file_is_told(folder):
    folder("p.yaml").chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        find("p")


def test_byte_order_mark_is_dropped(folder):
    folder("p.yaml").write_bytes(b"\xef\xbb\xbfkind: mlp")
    assert find("p").text == "kind: mlp"


def test_standard_input_is_named(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("ŷ".encode())))
    assert find("-") == ("<stdin>", "ŷ")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="closed"):
        find("-")


@pytest.mark.usefixtures("shipping")
def test_names_for_completion(folder):
    folder("a.yaml")
    folder("problems/b.yml")
    assert known_names() == ["a", "b", "p1a"]


@pytest.mark.usefixtures("shipping")
def test_quotes_and_comments_of_a_title_are_dropped():
    assert headings() == [("p1a", "mlp", "P1(a)")]


def test_headings_agree_with_the_files():
    for heading in headings():
        content = yaml.safe_load(shipped()[heading.name].read_text(encoding="utf-8"))
        assert heading[1:] == (content["kind"], content.get("title", ""))


@pytest.mark.parametrize(
    ("data", "place", "found"),
    [
        (b"a: 1\nb: \xff\n", (2, 4), "0xff"),
        ("kind: mlp\ntitle: ŷ ".encode() + b"\xe9", (2, 10), "0xe9"),
        (b"\xef\xbb\xbfa: \xe9", (1, 4), "0xe9"),
        ("a: 1".encode("utf-16"), (1, 1), "UTF-16"),
    ],
)
def test_what_is_not_utf8_has_a_place(folder, data, place, found):
    folder("p.yaml").write_bytes(data)
    with pytest.raises(InputError) as caught:
        find("p")
    (fault,) = caught.value.faults
    assert (fault.source, fault.line, fault.column) == ("p.yaml", *place)
    assert found in fault.found
    assert "UTF-8" in fault.message


@given(st.binary())
def test_any_bytes_are_text_or_an_input_error(data):
    with patch("sys.stdin", io.TextIOWrapper(io.BytesIO(data))):
        try:
            expected = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            with pytest.raises(InputError, match=r"<stdin>:[0-9]+:[0-9]+: the file is not UTF-8"):
                find("-")
        else:
            assert find("-").text == expected


def test_a_stream_is_read_no_further_than_the_limit(monkeypatch):
    class Endless:
        asked = 0

        def read(self, size):
            self.asked += size
            return b"a" * size

    stream = Endless()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    with pytest.raises(InputError, match="2,000,000 bytes"):
        find("-")
    assert stream.asked == LARGEST + 1
