"""The verdict on each line: against the truth, and against the writer's own earlier lines."""
