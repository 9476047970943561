"""Problems that differ from a problem in one place: what a tired student, or a hostile one, writes.

A problem is nested dicts and lists of text, as YAML has it before anybody reads meaning into it.
"""

import json

REPLACEMENTS = [
    "sqrt(2)", "pi", "0", "-1", "1000000000", "-1000000000", [], {}, None, "", "w", "w_h",
]  # fmt: skip
"""What is put in the place of every scalar; None stands for nothing written."""


def places(value, path=()):
    """(path, value) of everything in a problem, in order."""
    yield path, value
    below = value.items() if isinstance(value, dict) else enumerate(value)
    if not isinstance(value, str) and value is not None:
        for key, part in below:
            yield from places(part, (*path, key))


def with_value(value, path, new):
    """The problem with another value in one place."""
    if not path:
        return new
    key, *others = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = with_value(value[key], others, new)
    return copy


def parent_of(value, path):
    """The mapping or list that holds what stands in a place."""
    for key in path[:-1]:
        value = value[key]
    return value


def replaced(problem):
    """(what was done, problem) for every scalar and every replacement."""
    for path, value in places(problem):
        if isinstance(value, str) and path != ("title",):
            for new in REPLACEMENTS:
                if new != value:
                    yield f"{dotted(path)}: {value} -> {shown(new)}", with_value(problem, path, new)


def deleted(problem):
    """(what was done, problem) for every key and every entry of a list."""
    for path, _ in places(problem):
        if path:
            holder = parent_of(problem, path)
            if isinstance(holder, dict):
                less = {key: part for key, part in holder.items() if key != path[-1]}
            else:
                less = holder[: path[-1]] + holder[path[-1] + 1 :]
            yield f"without {dotted(path)}", with_value(problem, path[:-1], less)


def doubled(problem):
    """(what was done, problem) for every entry of a list."""
    for path, value in places(problem):
        if path and isinstance(holder := parent_of(problem, path), list):
            more = [*holder[: path[-1]], value, *holder[path[-1] :]]
            yield f"{dotted(path)} twice", with_value(problem, path[:-1], more)


def dotted(path):
    """A path for people."""
    return ".".join(str(key) for key in path)


def shown(value):
    """A value for people."""
    return "nothing" if value is None else json.dumps(value)


def as_text(value):
    """A problem as YAML in flow style: its texts plain wherever YAML takes them plain."""
    if value is None:
        return ""
    if isinstance(value, dict):
        inside = ", ".join(f"{_scalar(key)}: {as_text(part)}" for key, part in value.items())
        return "{" + inside + "}"
    if isinstance(value, list):
        return "[" + ", ".join("''" if x == "" else as_text(x) or "~" for x in value) + "]"
    return _scalar(value)


def _scalar(text):
    plain = text and all(c.isalnum() or c in "_.+-*/^() " for c in text) and text == text.strip()
    return text if plain and text[0] not in "-*? " else _number_or_quoted(text)


def _number_or_quoted(text):
    return text if text[:1] == "-" and text[1:2].isdigit() else json.dumps(text)
