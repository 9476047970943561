"""Step-by-step solutions of deep-learning homework, in exact arithmetic."""

__version__ = "0.5.0"
