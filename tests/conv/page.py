"""The formulas of a page worked out by nothing but their text and what the page says of its signs.

A ∗ B moves B over A by one entry at a time, without padding, multiplies it with each patch and adds
up, over the channels of A too; the functions are those that the ledger explains. Written for the
tests alone, with plain numpy over whole numbers: it shares no code with what it reads.
"""

import re
from functools import reduce
from itertools import product

import numpy as np

TOKEN = re.compile(
    r"(?P<function>(pad|dilate|downsample)(_-?\d+|\[[-\d,()]+\])|rot180|sum)\("
    r"|(?P<name>[A-Za-z]\w*(\[\d+\])?(\.\w+)*)|(?P<number>-?\d+)"
    r"|(?P<star> \(\*\) |\*)|(?P<sign>[\[\](),_])|\s+"
)


class Misfit(Exception):
    """The formula makes no sense for arrays of these shapes."""


class Page:
    """Reads formulas in ASCII; `values` are the quantities, `groups` how many there are."""

    def __init__(self, values, axes, groups=1):
        self.values, self.axes, self.groups = values, axes, groups

    def value(self, formula):
        self.tokens = [(m.lastgroup, m[0]) for m in TOKEN.finditer(formula) if not m[0].isspace()]
        read = "".join(text for _, text in self.tokens)
        assert read.replace(" ", "") == formula.replace(" ", ""), (read, formula)
        self.at = 0
        tree = self.product()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return self.work_out(tree, {})

    # ---- reading --------------------------------------------------------------------------------

    def next(self, expected=None):
        _, text = token = self.tokens[self.at]
        assert expected in (None, text), (expected, self.tokens[self.at :])
        self.at += 1
        return token

    @property
    def ahead(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def product(self):
        factors = [self.part()]
        while self.ahead in (" (*) ", "*"):
            self.next()
            factors.append(self.part())
        return ("star", *factors) if len(factors) > 1 else factors[0]

    def part(self):
        kind, text = self.next()
        if text == "sum(":
            _, letter = self.next()
            self.next(",")
            body = self.product()
            self.next(")")
            return "sum", letter, body
        if kind == "function":
            body = self.product()
            self.next(")")
            return "call", text[:-1], body
        if kind == "name":
            return "name", text
        if kind == "number":
            return "numbers", int(text)
        assert text in "[(", text
        return self.brackets("]" if text == "[" else ")")

    def brackets(self, closing):
        """Numbers in rows, or a formula for each value of the indices behind it."""
        items = [self.product()]
        while self.ahead == ",":
            self.next()
            items.append(self.product())
        self.next(closing)
        if self.ahead.startswith("_"):
            return "all", self.letters(), items[0]
        if closing == ")":
            return items[0]
        return "numbers", [item[1] for item in items]

    def letters(self):
        _, text = self.next()
        if text != "_":
            return (text[1:],)
        if self.ahead != "(":
            return (self.next()[1],)
        self.next("(")
        found = []
        while self.ahead != ")":
            _, text = self.next()
            if text != ",":
                found.append(text)
        self.next(")")
        return tuple(found)

    # ---- working out ----------------------------------------------------------------------------

    def work_out(self, tree, at):
        match tree:
            case "numbers", nested:
                whole = np.array(nested, dtype=object)  # a column, or a number alone, is a plane
                return whole.reshape(*whole.shape, *(1,) * (self.axes - whole.ndim))
            case "name", text:
                return self.part_of(text, at)
            case "star", *factors:
                return reduce(self.correlate, [self.work_out(factor, at) for factor in factors])
            case "call", function, body:
                return self.call(function, self.work_out(body, at))
            case "sum", letter, body:
                return sum(
                    self.work_out(body, at | {letter: i}) for i in range(self.count(letter, body))
                )
            case "all", letters, body:
                counts = [self.count(letter, body) for letter in letters]
                parts = [
                    self.work_out(body, at | dict(zip(letters, place, strict=True)))
                    for place in product(*map(range, counts))
                ]
                shape = [*counts, *parts[0].shape]
                if "g" in letters:  # groups follow one another along the axis of their parts
                    g = letters.index("g")
                    shape[g : g + 2] = [shape[g] * shape[g + 1]]
                return np.array(parts).reshape(shape)
        raise AssertionError(tree)

    def by_group(self, whole, letters):
        """An array with an axis for its groups where the letters have one."""
        if "g" not in letters:
            return whole
        g = letters.index("g")
        size = whole.shape[g] // self.groups
        return whole.reshape(*whole.shape[:g], self.groups, size, *whole.shape[g + 1 :])

    def part_of(self, text, at):
        name, *letters = text.split(".")
        whole = self.by_group(self.values[name], letters)
        return whole[tuple(int(i) - 1 if i.isdigit() else at[i] for i in letters)]

    def count(self, letter, tree):
        """How many values an index takes: the length of the axis at which it stands."""
        found = set()
        pending = [tree]
        while pending:
            node = pending.pop()
            if node[0] == "name":
                name, *letters = node[1].split(".")
                if letter in letters:
                    whole = self.by_group(self.values[name], letters)
                    found.add(whole.shape[letters.index(letter)])
            else:
                pending += [part for part in node[1:] if isinstance(part, tuple) and part]
                pending = [part for part in pending if part[0] in KINDS]
        (count,) = found or {1}
        return count

    def call(self, function, a):
        axes = range(a.ndim - self.axes, a.ndim)
        if function == "rot180":
            return np.flip(a, tuple(axes))
        name, settings = re.fullmatch(r"([a-z]+)(.*)", function).groups()
        numbers = [int(n) for n in re.findall(r"-?\d+", settings.replace("_", " "))]
        if len(numbers) == 1:
            numbers *= 2 * self.axes
        for place, axis in enumerate(axes):
            a = np.moveaxis(a, axis, 0)
            if name == "pad":
                before, after = numbers[2 * place : 2 * place + 2]
                rows = [np.zeros((max(n, 0), *a.shape[1:]), dtype=object) for n in (before, after)]
                a = np.concatenate([rows[0], a, rows[1]])
                a = a[max(-before, 0) : len(a) - max(-after, 0)]
            elif name == "dilate":
                wide = np.zeros(((len(a) - 1) * numbers[place] + 1, *a.shape[1:]), dtype=object)
                wide[:: numbers[place]] = a
                a = wide
            else:
                a = a[:: numbers[place]]
            a = np.moveaxis(a, 0, axis)
        return a

    def correlate(self, a, b):
        """A ∗ B, for filters or one filter B, over a map or samples A, with channels or without."""
        lead_a, lead_b = a.ndim - self.axes, b.ndim - self.axes
        if lead_a > 1:
            return np.array([self.correlate(sample, b) for sample in a])
        if lead_b == 2 and not lead_a:  # a map without channels has one
            return self.correlate(a[np.newaxis], b)
        if lead_b > lead_a:
            return np.array([self.correlate(a, one) for one in b])
        if a.shape[:lead_a] != b.shape[:lead_b]:
            raise Misfit("other channels")
        if lead_a:
            return sum(self.correlate(plane, one) for plane, one in zip(a, b, strict=True))
        sizes = [n - k + 1 for n, k in zip(a.shape, b.shape, strict=True)]
        if min(sizes) < 1:
            raise Misfit("too large")
        made = np.zeros(sizes, dtype=object)
        for at in np.ndindex(*sizes):
            made[at] = sum(
                a[tuple(i + j for i, j in zip(at, tap, strict=True))] * b[tap]
                for tap in np.ndindex(*b.shape)
            )
        return made


KINDS = ("star", "call", "name", "sum", "all", "numbers")
