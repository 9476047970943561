"""The reader of problem files: places, limits, and every hostile input told in words."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.errors import InputError
from hwsolve.problem_files import LARGEST
from hwsolve.spec import yaml_reader
from hwsolve.spec.yaml_reader import MAX_DEPTH, MAX_SCALAR, MAX_VALUES, read_tree, to_plain


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    """Both parsers of PyYAML: not every machine has the one in C."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML without libyaml")
    monkeypatch.setattr(yaml_reader, "Loader", getattr(yaml, request.param))
    return request.param


def fault_of(text):
    with pytest.raises(InputError) as caught:
        read_tree(text, "f.yaml")
    (fault,) = caught.value.faults
    assert fault.source == "f.yaml"
    return fault


def test_scalars_stay_text(loader):
    text = "a: 0.1\nb: yes\nc: 010\nd: 1:30\ne: 2020-01-01\nf: null\ng: 1e-3\ny: ~\nh: 1/3\n"
    plain = to_plain(read_tree(text, "f.yaml"))
    assert plain == {
        "a": "0.1",
        "b": "yes",
        "c": "010",
        "d": "1:30",
        "e": "2020-01-01",
        "f": "null",
        "g": "1e-3",
        "y": "~",
        "h": "1/3",
    }


def test_places_count_from_one(loader):
    tree = read_tree("é: [ü, 3]\nlayers:\n  - {weights: [[1, 2],\n      [3, 4]]}\n", "f.yaml")
    assert (tree.line, tree.column) == (1, 1)
    assert tree.key_positions == {"é": (1, 1), "layers": (2, 1)}
    three = tree.child("é").child(1)
    assert (three.value, three.line, three.column) == ("3", 1, 8)
    layer = tree.child("layers").child(0)
    assert layer.key_positions == {"weights": (3, 6)}
    four = layer.child("weights").child(1).child(1)
    assert (four.value, four.line, four.column) == ("4", 4, 11)


def test_quotes_and_missing_values_are_told_apart(loader):
    tree = read_tree("a: x\nb: 'x'\nc:\nd: ''\n", "f.yaml")
    assert [tree.child(key).plain for key in "abcd"] == [True, False, True, False]
    assert [tree.child(key).is_missing for key in "abcd"] == [False, False, True, False]


def test_json_and_byte_order_mark():
    assert to_plain(read_tree('\ufeff{"a": [1, "2"]}', "f")) == {"a": ["1", "2"]}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: &x 1\nb: *x\n", (1, 4), "anchors are not allowed: &x"),
        ("a: 1\nb: *x\n", (2, 4), "aliases are not allowed: *x"),
        ("a: &a [*a]\n", (1, 4), "anchors"),
        ("a: !!python/object/apply:os.system [x]\n", (1, 4), "tags are not allowed"),
        ("a: !x 1\n", (1, 4), "tags are not allowed"),
        ("a: ! 1\n", (1, 4), "tags are not allowed"),
        ("a: {<<: {b: 1}}\n", (1, 5), "merge keys"),
        ("a: 1\n---\nb: 1\n", (2, 1), "second document"),
        ("? [1]\n: 2\n", (1, 3), "only plain text can be a key"),
        ("? {a: 1}\n: 2\n", (1, 3), "only plain text can be a key"),
        ("?\n: 1\n", (1, 2), "a key is missing"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "'a' stands here a second time"),
        ("a: 1\n'a': 3\n", (2, 1), "'a' stands here a second time"),
        ("", (1, 1), "the file is empty"),
        ("# nothing\n", (1, 1), "the file is empty"),
        ("---\n", (1, 1), "the file is empty"),
        ("a: 1\nb: \x00\n", (2, 4), "U+0000"),
        ("a: 1\n  \x1b[31m: 2\n", (2, 3), "U+001B"),
        ("a: 1\u202e2\n", (1, 5), "right-to-left override"),
        ("a: \ud800\n", (1, 4), "U+D800"),
        ('a: "\\x1b]0;x"\n', (1, 4), "U+001B"),
    ],
)
def test_refused(loader, text, place, words):
    fault = fault_of(text)
    assert words in fault.message
    assert (fault.line, fault.column) == place


def test_duplicate_key_says_where_the_first_stands():
    fault = fault_of("x:\n  bias: 1\n  rate: 2\n  bias: 3\n")
    assert (fault.line, fault.column) == (4, 3)
    assert fault.hint == "the first one is in line 2, column 3"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a:\n\t- 1\n", "a tab stands here"),
        ("a: [1\nb: 2", "a list is not closed"),
        ("a: [1, 2\n", "a list is not closed"),
        ("a: {b: 1", "braces is not closed"),
        ("a: 'x", "quotation mark is not closed"),
        ("a: b: c", "a colon stands where none can"),
        ("a: 1\n  b: 2\n", "a colon stands where none can"),
        ("[1,,2]", "a value is missing here"),
        ("a: @x", "can't start with '@'"),
        ("- 1\nb: 2\n", None),
        (" a: 1\nb: 2\n", "fits neither"),
        ("%FOO\n--- [\n", None),
    ],
)
def test_syntax_errors_in_words(loader, text, words):
    fault = fault_of(text)
    assert fault.line
    assert fault.column
    assert words is None or words in fault.message


def test_an_unclosed_bracket_says_where_it_was_opened(loader):
    fault = fault_of("a: [1\nb: 2")
    assert "opened in line 1, column 4" in fault.message


# What nests a text when it is repeated, and the column in which the 25th level begins.
DEEP = {"[": 25, "- ": 49, "{a: ": 97, "[{a: ": 61, "[ {a: [": 57}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("opening", DEEP)
@pytest.mark.parametrize("times", [30, 2_000, 20_000])
def test_deep_nesting_is_refused_at_its_place(loader, opening, times):
    fault = fault_of(opening * times)
    assert (fault.line, fault.column) == (1, DEEP[opening])
    assert f"limit of {MAX_DEPTH}" in fault.message


def test_deep_keys_are_refused(loader):
    assert "only plain text can be a key" in fault_of("? " * 10_000).message


@pytest.mark.parametrize("limit", [MAX_DEPTH + 1, 100, 1000])
def test_a_limit_of_the_parser_changes_no_message(loader, limit, monkeypatch):
    """Releases of PyYAML stop at depths of their own, far ahead of the events they hand out."""

    def parse(text, Loader):
        if len(text) > limit:
            mark = yaml.Mark("f", limit, 0, limit, None, None)
            raise yaml.scanner.ScannerError("while increasing flow level", None, "too deep", mark)
        return original(text, Loader=Loader)

    original = yaml.parse
    monkeypatch.setattr(yaml, "parse", parse)
    fault = fault_of("[" * 5_000)
    assert (fault.line, fault.column) == (1, MAX_DEPTH + 1)
    assert f"limit of {MAX_DEPTH}" in fault.message


@pytest.mark.parametrize("end", [", @]", ", {]", "\n\t- 1", ": {", '"\\q"'])
def test_the_first_fault_is_told_and_not_one_behind_it(loader, end):
    fault = fault_of("a: 1\nb: [2, &x 3" + end)
    assert fault.message.startswith("anchors are not allowed")
    assert (fault.line, fault.column) == (2, 8)


def test_depth_limit_is_exact(loader):
    read_tree("[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH, "f")
    deeper = MAX_DEPTH + 1
    assert f"limit of {MAX_DEPTH}" in fault_of("[" * deeper + "1" + "]" * deeper).message


def test_alias_bomb():
    text = "a: &a [1]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(50))
    assert "anchors" in fault_of(text).message


def test_limit_on_values():
    assert f"limit of {MAX_VALUES:,}" in fault_of("[" + "1," * MAX_VALUES + "]").message
    assert len(read_tree("[" + "1," * (MAX_VALUES - 1) + "]", "f").value) == MAX_VALUES - 1


def test_limit_on_a_scalar(loader):
    assert f"limit of {MAX_SCALAR:,}" in fault_of("a: " + "9" * (MAX_SCALAR + 1)).message
    read_tree("a: " + "9" * MAX_SCALAR, "f")


def test_limit_on_bytes():
    assert "2,000,000 bytes" in str(fault_of("é" * (LARGEST // 2 + 1)))
    assert "2,000,000 bytes" in str(fault_of("a" * (LARGEST + 1)))


def test_a_net_of_128_units_fits():
    row = "[" + ", ".join(["-0.123456"] * 128) + "]"
    tree = read_tree("w:\n" + f"  - {row}\n" * 128 * 6, "f")
    assert len(tree.child("w").value) == 768


YAML_PIECES = st.lists(
    st.sampled_from(
        [
            *"[]{}:,-?&*!|>%@`'\"#\n \t\\",
            "a",
            "1",
            ": ",
            "- ",
            "\n  ",
            "---\n",
            "...\n",
            "<<",
            "é",
            "\x00",
            "\ufeff",
        ]
    )
).map("".join)


@given(st.one_of(st.text(), YAML_PIECES))
def test_any_text_is_a_tree_or_an_input_error(text):
    nodes, words = [], ""
    try:
        nodes = [node for _, node in read_tree(text, "f.yaml").descendants()]
    except InputError as error:
        words = str(error)
    assert all(node.line >= 1 and node.column >= 1 for node in nodes)
    assert bool(nodes) != bool(words)
    assert all(line.isprintable() for line in words.split("\n"))
