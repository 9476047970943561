"""Reads the notation of a line in letters with numbers in place of the letters.

So a claim is tested as it is printed: the tree that a reader sees is what is evaluated here.
"""

import operator

import numpy as np

from hwsolve.notation import tree
from tests.rnn import networks

SIGNS = {
    "=": np.isclose,
    "≤": lambda a, b: a <= b * (1 + 1e-9) + 1e-12,
    "≥": lambda a, b: a * (1 + 1e-9) + 1e-12 >= b,
    "<": operator.lt,
    ">": operator.gt,
}


class LeftOut(Exception):
    """A part that says ⋯, →, or lim: nothing to evaluate."""


class Network:
    """A vanilla network with numbers: what each symbol of a derivation in letters stands for."""

    def __init__(self, activation, U, W, b, xs, start, z=0.3, transposed=False):
        self.squash = networks.ACTIVATIONS[activation]
        self.activation, self.transposed = activation, transposed
        self.U, self.W, self.b, self.xs, self.z = U, W, b, xs, z
        self.s = [start]
        for x in xs:
            self.s.append(self.squash(U @ x + W @ self.s[-1] + b))
        self.gamma = 0.25 if activation == "sigmoid" else 1.0

    def slope(self, z):
        if self.activation == "linear":
            return np.ones_like(z)
        return np.imag(self.squash(np.asarray(z) + 1e-30j)) / 1e-30

    def pre(self, j):
        return self.U @ self.xs[j - 1] + self.W @ self.s[j - 1] + self.b

    def jacobian(self, t, k):
        """∂s[t]/∂s[k], by complex steps through the network itself."""

        def later(s):
            for j in range(k + 1, t + 1):
                s = self.squash(self.U @ self.xs[j - 1] + self.W @ s + self.b)
            return s

        J = networks.jacobian(later, self.s[k])
        return J.T if self.transposed else J


class Reader:
    """Evaluates notation in a network, for given times t and k (and j) and entries i and m."""

    def __init__(self, network, t, k, j, i=0, m=0, n=3):
        self.network = network
        self.places = {"t": t, "k": k, "j": j, "i": i, "m": m, "n": n}

    def place(self, text):
        letter, shift = text[0], text[1:]
        return self.places[letter] + int(shift or 0)

    def holds(self, relation):
        """Whether every sign of a chain holds; an implication if its premise does."""
        if relation.signs == ("⇒",):
            premise, conclusion = relation.parts
            return not self.premise(premise) or self.holds(conclusion)
        values = []
        for part in relation.parts:
            try:
                values.append(self.value(part))
            except LeftOut:
                values.append(None)
        if all(sign == "=" for sign in relation.signs):
            known = [value for value in values if value is not None]
            return all(np.allclose(known[0], value) for value in known[1:])
        for sign, left, right in zip(relation.signs, values, values[1:], strict=False):
            known = sign != "→" and left is not None and right is not None
            if known and not np.all(SIGNS[sign](left, right)):
                return False
        return True

    def premise(self, relation):
        """Whether a premise holds; what grows without end exceeds 1 at some time."""
        if relation.signs == ("→",):
            return self.value(relation.parts[0]) > 1 + 1e-9
        return self.holds(relation)

    def value(self, node):
        match node:
            case tree.Numeral(digits):
                return float(digits)
            case tree.Elided():
                raise LeftOut
            case tree.Symbol():
                return self.symbol(node)
            case tree.Sum(terms):
                return sum(self.value(term) for term in terms)
            case tree.Negation(body):
                return -self.value(body)
            case tree.Product(factors, sign):
                return self.product([self.value(factor) for factor in factors], sign)
            case tree.Quotient(tree.Symbol() as a, tree.Symbol() as b) if a.name.startswith("∂"):
                return self.partial(a, b)
            case tree.Quotient(a, b):
                return self.value(a) / self.value(b)
            case tree.Power(base, exponent):
                base, exponent = self.value(base), self.value(exponent)
                if np.ndim(base) == 2:
                    return np.linalg.matrix_power(base, int(exponent))
                return base**exponent
            case tree.Transpose(body):
                return self.value(body).T
            case tree.Fenced(tree.Quotient(), "‖‖"):
                raise LeftOut  # ∂L/∂s: the network here has no loss
            case tree.Fenced(body, "‖‖"):
                return np.linalg.norm(self.value(body), 2)
            case tree.Fenced(body, "||"):
                return np.abs(self.value(body))
            case tree.Call(function, (argument,)):
                return self.call(function.ascii, argument)
            case tree.Large("∏", body):
                return self.large(body)
            case tree.Cases(((first, tree.Relation((z, _), (">",))), (otherwise, _))):
                return self.value(first if self.value(z) > 0 else otherwise)
        raise TypeError(f"can't read {node!r}")

    def product(self, values, sign):
        result = values[0]
        for value in values[1:]:
            matrices = sign != "⊙" and np.ndim(result) == np.ndim(value) == 2
            vector = sign == "" and np.ndim(result) == 2 and np.ndim(value) == 1
            result = result @ value if matrices or vector else result * value
        return result

    def large(self, body):
        network, t, k = self.network, self.places["t"], self.places["k"]
        times = range(k + 1, t + 1) if network.transposed else range(t, k, -1)
        readers = [Reader(network, t, k, j) for j in times]
        return self.product([reader.value(body) for reader in readers], "")

    def call(self, name, argument):
        if name == "max":  # over i, which the argument holds
            units = len(self.network.s[0])
            p = self.places
            return max(
                Reader(self.network, p["t"], p["k"], p["j"], i).value(argument)
                for i in range(units)
            )
        if name == "lim":
            raise LeftOut
        value = self.value(argument)
        if name == "diag":
            return np.diag(value)
        if name == "rho":
            return np.abs(np.linalg.eigvals(value)).max()
        return self.network.slope(value) if name.endswith("'") else self.network.squash(value)

    def symbol(self, symbol):
        network = self.network
        places = [self.place(text) for text in symbol.superscript]
        index = tuple(self.places[text] for text in symbol.index)
        if symbol.name == "J":
            return network.jacobian(*(places if len(places) == 2 else (places[0], places[0] - 1)))
        if places:
            value = {"s": lambda j: network.s[j], "z": network.pre,
                     "x": lambda j: network.xs[j - 1]}[symbol.name](places[0])  # fmt: skip
        elif symbol.name == "infinity":
            raise LeftOut
        elif symbol.name in self.places:
            value = self.places[symbol.name]
        else:
            named = {"U": network.U, "W": network.W, "b": network.b, "z": network.z,
                     "gamma": network.gamma, "e": np.e}  # fmt: skip
            value = named[symbol.name]
        return value[index] if index else value

    def partial(self, above, below):
        network = self.network
        if not above.superscript:
            return 1.0
        t, k = self.place(above.superscript[0]), self.place(below.superscript[0])
        J = network.W if above.name == "∂z" else network.jacobian(t, k)
        if not above.index:
            return J
        i, m = (self.places[text] for text in above.index + below.index)
        flipped = network.transposed and above.name != "∂z"
        return J[m, i] if flipped else J[i, m]
