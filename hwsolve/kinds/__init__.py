"""One module for each kind of problem: `Spec`, the model of its file, and `solve`, its mathematics.

A module in this folder is a kind; there is no other registration. Its docstring is its help text.
"""
