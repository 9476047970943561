"""The measurement as text: the confusion matrix, what was missed, who was accused."""

from tests.mutants.measure import ALONE, LIKELIER, MISSED, NONE, TIED

COLUMNS = (ALONE, TIED, LIKELIER, NONE, MISSED)


def report(tally, most=12):
    """Everything, one table and three lists."""
    lines = [
        f"{'planted':<40}" + "".join(f"{column:>10}" for column in COLUMNS) + "  named instead"
    ]
    for (sort, name), counts in sorted(tally.named.items()):
        instead = ", ".join(f"{other} {n}" for other, n in tally.instead[sort, name].most_common(4))
        cells = "".join(f"{counts[column] or '·':>10}" for column in COLUMNS)
        lines.append(f"{sort + ': ' + name:<40}{cells}  {instead}")
    lines += [
        "",
        f"planted: {tally.planted}; the first wrong quantity named: {tally.found:.3%}",
        *(
            f"  of the sort {sort!r}, named alone or in a tie: {tally.part_named(sort):.2%}"
            for sort in sorted({sort for sort, _ in tally.named})
        ),
        f"honest lines: {sum(tally.honest.values())}; accused: {len(tally.accused)}; "
        + ", ".join(f"{verdict}: {n}" for verdict, n in tally.honest.most_common()),
        f"marked a second: {tally.marked / max(tally.seconds, 1e-9):.0f}",
    ]
    for title, found in (
        ("missed", [_missed(*case) for case in tally.missed[:most]]),
        ("not named", [_unnamed(*case) for case in tally.unnamed[:most]]),
        ("accused", [_accused(*case) for case in tally.accused[:most]]),
    ):
        if found:
            lines += ["", f"{title}:", *found]
    return "\n".join(lines)


def _missed(label, fault, first, student):
    named = "nothing" if first is None else f"{first.id} ({first.why})"
    return f"  {label} {fault.id} {fault.name} {student.texts.get(fault.id)}: {named}"


def _unnamed(label, fault, first):
    return f"  {label} {fault.id} {fault.name}: {first.written} for {first.expected}: {first.why}"


def _accused(label, style, mark, student):
    what = f"{mark.written} for {mark.expected}: {mark.why}"
    return f"  {label} {type(style).__name__} {mark.id}: {what}"
