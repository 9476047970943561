"""The faults that were found, each kind once with its smallest case."""

from collections import defaultdict


def by_fault(outcomes):
    """{fault: the cases that show it} of (case, the faults of it or how its process died)."""
    found = defaultdict(list)
    for case, faults in outcomes:
        for fault in [faults] if isinstance(faults, str) else faults:
            found[fault].append(case)
    return found


def told(found):
    """The faults, the most frequent first."""
    lines = []
    for fault, cases in sorted(found.items(), key=lambda pair: -len(pair[1])):
        what, text = min(cases, key=lambda case: len(case[1]))
        lines += [f"{len(cases)} × {fault}", f"    {what}", f"    {text}"]
    return "\n".join(lines)
