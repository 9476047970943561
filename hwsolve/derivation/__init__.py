"""Derivations: steps in order, the tape that collects them, and backpropagation over it."""
