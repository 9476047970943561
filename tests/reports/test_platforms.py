"""JUnit XML, GitHub annotations, SARIF and Gradescope results, each read back."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from hwsolve.checking.verdicts import Explanation, Mark, Verdict
from hwsolve.errors import ExitCode
from hwsolve.output.reports.report_github import MOST_PER_LEVEL, summary
from hwsolve.output.reports.report_sarif import rule_of, uri
from tests.reports.marked import failure, hostile, made_up, marking, written

# ---- JUnit --------------------------------------------------------------------------------------


def junit(*results):
    return ET.fromstring(written("junit", results))  # noqa: S314 - our own text


def test_junit_counts_what_it_holds():
    root = junit(marking(), made_up(), failure(), *hostile())
    for element in (root, *root):
        for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"),
                           ("skipped", "skipped")):  # fmt: skip
            if count in element.attrib or element is not root:
                assert int(element.get(count)) == len(element.findall(f".//{tag}"))


def test_junit_tells_what_is_wrong():
    (suite,) = junit(marking())
    outcomes = {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}
    assert outcomes == {
        "z[1]": [], "L": ["skipped"], "dW[1]": ["failure"], "W_new[1]": ["failure"],
        "dQ[1]": ["error"],
    }  # fmt: skip
    wrong = suite.find("testcase[@name='dW[1]']/failure")
    assert wrong.text.startswith("answers/zoe.yaml:5:24: dW[1]: first mistake")
    assert "at 2.2" in wrong.get("message")


@pytest.mark.parametrize(
    ("status", "word"), [(ExitCode.BAD_INPUT, "bad input"), (ExitCode.INTERNAL, "failed")]
)
def test_junit_tells_a_crash_from_bad_input(status, word):
    (suite,) = junit(failure(status=status))
    assert suite.find("testcase/error").get("type") == word


# What both junit-4.xsd (jenkins-junit.xsd) and junit-10.xsd of Jenkins's xUnit plugin allow:
# element: (required attributes, optional ones, the pattern of its children's names); text stands
# in elements without children.
JENKINS = {
    "testsuites": ("", "name time tests failures errors", "(testsuite )*"),
    "testsuite": (
        "name tests failures errors",
        "time skipped timestamp hostname id package",
        "(properties )?(testcase )*(system-out )?(system-err )?",
    ),
    "testcase": (
        "name",
        "time classname",
        "(skipped )?(error )*(failure )*(system-out )*(system-err )*",
    ),
    "properties": ("", "", "(property )+"),
    "property": ("name value", "", ""),
    "skipped": ("", "", ""),
    "error": ("", "type message", ""),
    "failure": ("", "type message", ""),
    "system-out": ("", "", ""),
    "system-err": ("", "", ""),
}
SUREFIRE_TIME = r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?"


def objections(element):
    """What a schema of Jenkins has against an element and those in it."""
    if element.tag not in JENKINS:
        yield f"<{element.tag}> is unknown"
        return
    required, optional, content = JENKINS[element.tag]
    for name in set(required.split()) - set(element.attrib):
        yield f"<{element.tag}> lacks {name}"
    for name in set(element.attrib) - set(f"{required} {optional}".split()):
        yield f"<{element.tag}> has {name}"
    if not re.fullmatch(content, "".join(f"{child.tag} " for child in element)):
        yield f"<{element.tag}> holds {[child.tag for child in element]}"
    if content and (element.text or "").strip():
        yield f"<{element.tag}> holds text"
    if not re.fullmatch(SUREFIRE_TIME, element.get("time", "0")):
        yield f"<{element.tag}> took {element.get('time')}"
    for child in element:
        yield from objections(child)


def test_jenkins_accepts_the_junit_report():
    root = junit(marking(), made_up(), failure(), failure(status=ExitCode.INTERNAL), *hostile())
    assert list(objections(root)) == []
    assert len(list(root.iter("testcase"))) > 2 * len(Verdict)
    assert list(objections(junit())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<testsuites ", '<testsuites skipped="1" '),
        ("<testcase ", '<testcase file="x" '),
        ("<skipped>", '<skipped message="x">'),
        ("<testcase ", "<system-out/><testcase "),
        ("<error ", "<rerun/><error "),
        (' errors="', ' error="'),
        ('time="0"', 'time="soon"'),
    ],
)
def test_what_jenkins_refuses_is_seen(old, new):
    text = written("junit", [marking()])
    assert old in text
    root = ET.fromstring(text.replace(old, new, 1))  # noqa: S314 - our own text
    assert list(objections(root))


# ---- GitHub -------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(*results):
    lines = written("github", results, several=True).splitlines()
    return [COMMAND.fullmatch(line).groups() for line in lines if line.startswith("::")]


def test_an_annotation_is_at_the_wrong_number():
    found = {properties: level for level, properties, _ in commands(marking())}
    assert found["file=answers/zoe.yaml,line=5,col=24,title=dW[1]%3A first mistake"] == "error"
    assert found["file=answers/zoe.yaml,line=6,col=31,title=W_new[1]%3A follows"] == "warning"


def test_nothing_hostile_is_a_command_of_its_own():
    lines = written("github", hostile(), several=True).splitlines()
    assert all(COMMAND.fullmatch(line) or line.startswith("hwsolve check: ") for line in lines)
    for _, properties, message in commands(*hostile()):
        assert properties.startswith("file=")
        assert "\r" not in message
        assert "%0A" not in message.replace("%250A", "")


def test_annotations_end_where_github_stops_showing_them():
    levels = [level for level, _, _ in commands(*(made_up() for _ in range(20)))]
    assert levels.count("error") == levels.count("warning") == MOST_PER_LEVEL
    assert levels.count("notice") == 1


def test_every_file_is_annotated_before_a_second_mistake_of_one():
    junk = "answers:\n" + "".join(f"  q[{n}]: 1\n" for n in range(12))
    files = [marking(junk, source="junk.yaml")]
    files += [marking("answers: {y_hat: 7, L: 7}", source=f"{n}.yaml") for n in range(3)]
    errors = [properties for level, properties, _ in commands(*files) if level == "error"]
    sources = [properties.split(",")[0].removeprefix("file=") for properties in errors]
    assert sources == ["junk.yaml", "0.yaml", "1.yaml", "2.yaml", *["junk.yaml"] * 6]
    assert "8 more are not annotated" in written("github", files)


def test_the_summary_is_a_table_without_markup():
    text = summary([marking(), failure(), *hostile()])
    rows = text.splitlines()[3:]
    assert len(rows) == 5
    assert all(row.count("|") == 6 for row in rows[1:])
    assert "<b>" not in text
    assert "[bold]" not in text


def test_a_large_summary_is_cut():
    assert len(summary([failure(text="x" * 900)] * 3000).encode()) < 1 << 20


# ---- SARIF --------------------------------------------------------------------------------------


def sarif(*results):
    (run,) = json.loads(written("sarif", results))["runs"]
    return run


def test_sarif_has_what_code_scanning_needs():
    document = json.loads(written("sarif", [marking(), made_up(), failure(), *hostile()]))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert re.fullmatch(r"[a-z0-9-]+(/[A-Za-z0-9-]+)?", result["ruleId"])
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
        assert place.get("region", {"startLine": 1})["startLine"] >= 1
        assert result["partialFingerprints"]


@pytest.mark.parametrize(
    ("status", "successful"), [(ExitCode.BAD_INPUT, True), (ExitCode.INTERNAL, False)]
)
def test_a_crash_is_no_success(status, successful):
    (invocation,) = sarif(marking(), failure(status=status))["invocations"]
    assert invocation["executionSuccessful"] is successful
    assert ("toolExecutionNotifications" in invocation) is not successful


def test_sarif_points_at_the_wrong_number():
    result = next(r for r in sarif(marking())["results"] if r["ruleId"].startswith("first-mistake"))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "answers/zoe.yaml"
    assert place["region"] == {"startLine": 5, "startColumn": 24}


def test_the_same_mistake_keeps_its_fingerprint():
    prints = [
        [result["partialFingerprints"] for result in sarif(marking(text))["results"]]
        for text in ("answers: {L: 7}", "# moved down\n\nanswers: {L: 7}")
    ]
    assert prints[0] == prints[1] != []


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        ((), "first-mistake"),
        (("copied:dz[2]",), "first-mistake/copied"),
        (("slip:digit",), "first-mistake/slip-digit"),
        (("copied:dz[2]", "copied:x"), "first-mistake/copied"),
        (("copied:dz[2]", "slip:digit"), "first-mistake"),
    ],
)
def test_a_rule_is_a_sort_of_mistake(names, rule):
    explanations = tuple(Explanation(name, "") for name in names)
    assert rule_of(Mark("x", Verdict.FIRST_MISTAKE, "", "", explanations=explanations)) == rule


def test_paths_are_as_a_repository_sees_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert uri(str(tmp_path / "a b" / "ŷ#.yaml")) == "a%20b/%C5%B7%23.yaml"
    assert uri("./a/../b.yaml") == "b.yaml"
    assert uri("/elsewhere/x.yaml") == "file:///elsewhere/x.yaml"


# ---- Gradescope ---------------------------------------------------------------------------------


def test_gradescope_has_a_test_a_quantity():
    document = json.loads(written("gradescope", [marking()]))
    tests = {test["name"].split()[0]: test for test in document["tests"]}
    assert tests["z[1]"]["status"] == "passed"
    assert tests["dW[1]"]["status"] == "failed"
    assert "status" not in tests["L"]
    assert "max_score" not in tests["dQ[1]"]
    assert document["score"] == pytest.approx(
        sum(test.get("score", 0) for test in document["tests"]), abs=0.01
    )
    assert "at 2.2" in tests["dW[1]"]["output"]


def test_gradescope_shows_text_only():
    document = json.loads(written("gradescope", [made_up(), failure(), *hostile()]))
    assert document["output_format"] == "text"
    for test in document["tests"]:
        assert test["output_format"] == "text"
        assert test.get("score", 0) <= test.get("max_score", 0)
        assert test.get("status", "passed") in ("passed", "failed")


# ---- all of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "github", "gradescope", "json", "junit", "sarif"])
def test_machines_get_the_minus_of_ascii(format):
    texts = "dW[1]: [[-2, 1], [0, −1], [8, -4]]", "W_new[1].2.2: -4.2", "L: -log(y_hat) − 1"
    results = [marking(f"answers:\n  {text}\n", source="a−b.yaml") for text in texts]
    report = written(format, results, several=True)
    said = report.replace("a−b.yaml", "").replace("a%E2%88%92b.yaml", "")
    assert "−" not in said
    assert "-4.2" in said
    assert len(said) < len(report)  # the file keeps its name


def test_people_get_the_minus_of_print():
    assert "−1" in written("terminal", [made_up(text="−1")], several=False)
