"""Marking submissions of P1(a): reading, verdicts and diagnosis, on one core and on two.

The submissions differ: each has one or two of its numbers wrong, some carried on, some rounded.
"""

import random
import re
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time

from hwsolve.checking.key_file import write_key
from hwsolve.command_line.parallel_marking import mark_all
from hwsolve.command_line.submission_marker import MarkingJob, marker_for
from hwsolve.command_line.submissions import Submission
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve

LEAST_PER_SECOND = 200
LEAST_RATIO = 1.7
FILES = 400
FILES_FOR_TWO = 2000
PAIRS = 5
TURNS = 50_000_000
COURSES = (1_000, 10_000)
MOST_FOR_MANY = 1.1

NUMBER = re.compile(r"(?<=[ \[])(?<![A-Za-z_]\[)-?[0-9]+(\.[0-9]+)?(?=[],\n])")


def submissions(count):
    """Answer files with wrong numbers, always the same ones."""
    source = find("p1a")
    key = write_key(solve(load_problem(source)), "p1a", heading="a submission")
    draw = random.Random(0)  # noqa: S311 - not a secret
    return source, [Submission(f"{n}.yaml", spoiled(key, draw)) for n in range(count)]


def spoiled(key, draw):
    """The key with one or two numbers changed: another sign, another number, another digit."""
    for _ in range(draw.randint(1, 2)):
        match = draw.choice(list(NUMBER.finditer(key)))
        other = draw.choice([f"-{match[0]}", match[0].lstrip("-") + "1", str(draw.randint(-9, 9))])
        key = key[: match.start()] + other.replace("--", "") + key[match.end() :]
    return key


def main():
    """Print submissions a second on one core, and how many times that two processes do."""
    source, files = submissions(FILES)
    job = MarkingJob(source, "p1a")
    marker_for(job).assignment(source, "p1a")  # derived beforehand: that is done once for all files
    marker = marker_for(job)
    best = processor = float("inf")
    for _ in range(3):
        start, busy = perf_counter(), process_time()
        for file in files:
            marker.result(file)
        best = min(best, perf_counter() - start)
        processor = min(processor, process_time() - busy)
    rate = FILES / best
    print(
        f"marking P1(a): {rate:.0f} submissions a second on one core (target"
        f" {LEAST_PER_SECOND}), {FILES / processor:.0f} a second of processor time"
    )
    files = submissions(FILES_FOR_TWO)[1]
    marking, bare = [], []
    for _ in range(PAIRS):  # in turns: what else the machine does slows all of them
        marking.append(seconds(job, files, 1) / seconds(job, files, 2))
        bare.append(2 * seconds_of_loops(1) / seconds_of_loops(2))
    print(
        f"marking P1(a), {FILES_FOR_TWO} submissions: two processes are {median(marking):.2f} times"
        f" as fast as one (median of {PAIRS} pairs, {min(marking):.2f} to {max(marking):.2f};"
        f" target {LEAST_RATIO}); an empty loop in two processes: {median(bare):.2f}"
        f" ({min(bare):.2f} to {max(bare):.2f})"
    )
    few, many = COURSES
    costs = [seconds(job, submissions(count)[1], 1) / count for count in COURSES]
    print(
        f"marking P1(a): a file of {many} costs {costs[1] / costs[0]:.2f} times what one of {few}"
        f" costs (target {MOST_FOR_MANY}); {costs[1] * 1000:.1f} ms, reading and reporting aside"
    )


def seconds(job, files, jobs):
    """The time to mark all files in so many processes."""
    start = perf_counter()
    for _ in mark_all(job, files, jobs):
        pass
    return perf_counter() - start


def seconds_of_loops(processes):
    """The time that so many processes take to run one loop each: what the cores can give."""
    running = [get_context("fork").Process(target=loop) for _ in range(processes)]
    start = perf_counter()
    for process in running:
        process.start()
    for process in running:
        process.join()
    return perf_counter() - start


def loop():
    """Keep a core busy."""
    for _ in range(TURNS):
        pass


if __name__ == "__main__":
    main()
