"""The command line: reads arguments, solves or marks, writes results; it does no mathematics."""

from hwsolve.command_line.entry import main

__all__ = ["main"]
