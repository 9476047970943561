"""Checking answers: every written quantity is held against the derivation and against the writer's
own earlier lines, and what is wrong is explained."""
