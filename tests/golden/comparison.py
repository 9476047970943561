"""What two records differ in, and which differences were meant."""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

MOST_LACKING = 0.03
"""The share of problems that one of two records may lack: a test may stop sooner or later."""


@dataclass(frozen=True)
class Change:
    """One reading that is another now; None where it isn't there."""

    operation: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Improvement:
    """Changes that are meant: of an operation (or *), of a field, by patterns of before and after.

    `count` says how many lines it covers.
    """

    operation: str
    field: str
    before: str
    after: str
    count: int
    reason: str

    def covers(self, change):
        """Whether a change is one of these."""
        if self.operation not in ("*", change.operation) or self.field != change.field:
            return False
        sides = (self.before, change.before or ""), (self.after, change.after or "")
        return all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in sides)


def read_improvements(text):
    """The improvements of a file: blocks of lines `key: value`, a blank line between two."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    found = []
    for block in blocks:
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            entry = dict(line.split(": ", maxsplit=1) for line in lines)
            found.append(
                Improvement(
                    entry["operation"], entry["field"], entry["from"], entry["to"],
                    int(entry["lines"]), entry["why"],
                )
            )  # fmt: skip
    return found


def read_record(lines):
    """{of what: {(where, field): {(operation, text)}}}"""
    found = defaultdict(lambda: defaultdict(set))
    for line in lines:
        of, where, operation, readings = json.loads(line)
        for field, text in readings.items():
            found[of][where, field].add((operation, text))
    return found


def changes(before, after):
    """The changes in what both records have, and the share of problems that only one has."""
    both = before.keys() & after.keys()
    found = [
        change
        for of in sorted(both)
        for place in sorted(before[of].keys() | after[of].keys())
        for change in _of_place(place, before[of].get(place, set()), after[of].get(place, set()))
    ]
    lacking = len(before.keys() ^ after.keys()) / max(1, len(before.keys() | after.keys()))
    return found, lacking


def _of_place(place, before, after):
    _, field = place
    texts = [{text: operation for operation, text in side} for side in (before, after)]
    gone, new = (sorted(texts[a].keys() - texts[1 - a].keys()) for a in (0, 1))
    for k in range(max(len(gone), len(new))):
        old = gone[k] if k < len(gone) else None
        now = new[k] if k < len(new) else None
        operation = texts[0][old] if old is not None else texts[1][now]
        yield Change(operation, field, old, now)


def verdict(found, improvements):
    """What is to be said of changes: a line for each kind that isn't covered as it is stated."""
    covered, rest = Counter(), Counter()
    for change in found:
        entry = next((entry for entry in improvements if entry.covers(change)), None)
        if entry is None:
            rest[change] += 1
        else:
            covered[entry] += 1
    told = [
        f"{count} × {change.operation}, {change.field}:\n  - {change.before}\n  + {change.after}"
        for change, count in rest.most_common()
    ]
    return told + [
        f"{covered[entry]} lines, not {entry.count}, are covered by: {entry.reason}"
        for entry in improvements
        if covered[entry] != entry.count
    ]
