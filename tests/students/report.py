"""The measures as one table, each beside its target, and the cases that fell short."""

RATES = (
    # what, of how many, how many fell short, the target: at most this part of them
    ("honest lines accused", "honest", "accused", 0.0),
    ("honest lines undecided or unreadable", "honest", "unsure", 2e-4),
    ("cheats that earn points", "cheats", "paid", 0.0),
    ("slips of 3 to 9 units of the last digit accepted", "slips", "accepted", 0.0),
    ("first wrong line not found", "planted", "missed", 3e-3),
    ("explanation not fair", "found", "unfair", 5e-2),
)


def rows(tally):
    """(what, of how many, how many fell short, the target as a part of them)."""
    for what, whole, short, target in RATES:
        count = tally.planted.total() if whole == "planted" else getattr(tally, whole)
        yield what, count, len(getattr(tally, short)), target


def fell_short(tally):
    """The measures that miss their target, in words."""
    return [
        f"{what}: {short} of {whole}, more than {target:g}"
        for what, whole, short, target in rows(tally)
        if short > target * whole
    ]


def report(tally, most=5):
    """The table, the misconceptions that got no fair explanation, and some cases of each sort."""
    lines = [f"{'measure':<52}{'of':>8}{'short':>8}{'part':>10}{'target':>10}"]
    for what, whole, short, target in rows(tally):
        part = short / max(whole, 1)
        lines.append(f"{what:<52}{whole:>8}{short:>8}{part:>10.4%}{target:>10.2%}")
    lines += ["", f"{'misconception':<52}{'planted':>8}{'fair':>8}  said instead"]
    for name in sorted(tally.planted):
        instead = [case.words for case in tally.unfair if case.slip == name]
        common = "; ".join(f"{words} ({instead.count(words)})" for words in dict.fromkeys(instead))
        lines.append(f"{name:<52}{tally.planted[name]:>8}{tally.fair[name]:>8}  {common[:150]}")
    for title in ("accused", "unsure", "paid", "accepted", "missed"):
        cases = getattr(tally, title)[:most]
        lines += ["", f"{title}:", *(str(case) for case in cases)] if cases else []
    if tally.refused:
        lines += ["", "problems that can't be solved:", *map(str, tally.refused.most_common(most))]
    return "\n".join(lines)
