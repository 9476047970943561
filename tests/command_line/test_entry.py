"""The program as the shell sees it: streams, signals, exit status."""

import os
import signal
import subprocess
import sys

import pytest

import hwsolve

HEAVY = ("flint", "hwsolve.kinds", "hwsolve.spec", "numpy", "rich", "sympy", "yaml")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and devices of POSIX")


def modules_after(*arguments):
    """The modules that a command line has loaded."""
    code = "import sys; from hwsolve.command_line.entry import run; run(sys.argv[1:]); "
    code += "print('\\n'.join(sys.modules), file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return set(result.stderr.split())


def test_version_needs_nothing_but_the_standard_library(process):
    child = process("--version", real=True)
    assert child.communicate() == (f"hwsolve {hwsolve.__version__}\n", "")
    assert child.returncode == 0
    assert not modules_after("--version") & {"typer", "dataclasses", *HEAVY}


@pytest.mark.parametrize("arguments", [["--help"], ["solve", "--help"], ["list"], ["nonsense"]])
def test_help_and_usage_errors_load_no_solver(arguments):
    assert not modules_after(*arguments) & set(HEAVY)


def test_no_command_shows_help_and_fails(process):
    child = process(real=True)
    output, errors = child.communicate()
    assert (child.returncode, output) == (2, "")
    assert "solve" in errors


@posix
def test_closed_pipe_ends_quietly(process, folder):
    path = folder("long.yaml", "long")
    child = process("solve", str(path))
    assert child.stdout.readline() == "x = ŷ long\n"
    child.stdout.close()
    assert child.stderr.read() == ""
    assert child.wait() == -signal.SIGPIPE  # the shell says 141


@posix
def test_interrupt_ends_quietly(process, folder):
    child = process("solve", str(folder("p.yaml", "sleep")), "--output", "out.txt")
    assert child.stderr.readline() == "asleep\n"
    child.send_signal(signal.SIGINT)
    assert child.communicate() == ("", "")
    assert child.returncode == 130
    assert os.listdir() == ["p.yaml"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["list"], ["solve", "p.yaml"]])
def test_full_disk_is_told(process, folder, arguments):
    folder("p.yaml")
    with open("/dev/full", "w") as full:
        child = process(*arguments, stdout=full)
    _, errors = child.communicate()
    assert child.returncode == 2
    assert "can't be written: No space left" in errors
    assert errors.count("\n") == 1


@posix
def test_output_may_be_a_pipe(process, folder):
    child = process("solve", str(folder("p.yaml")), "--only", "x", "--output", "/dev/stdout")
    assert child.communicate() == ("x = ŷ fine\n", "")


@posix
def test_closed_standard_output_is_told(process, folder):
    path = folder("p.yaml")
    child = process("solve", str(path), preexec_fn=lambda: os.close(1))
    _, errors = child.communicate()
    assert (child.returncode, errors) == (2, "Error: standard output is closed\n")


def test_output_is_utf8_in_any_locale(process, folder):
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    output, errors = process("solve", str(folder("p.yaml")), env=environment).communicate()
    assert output.startswith("x = ŷ fine\n")
    assert errors == ""


@pytest.mark.parametrize("position", [0, 1, 2])
def test_debug_adds_the_traceback_wherever_it_stands(process, folder, position):
    arguments = ["solve", str(folder("p.yaml", "crash"))]
    arguments.insert(position, "--debug")
    child = process(*arguments)
    _, errors = child.communicate()
    assert child.returncode == 4
    assert errors.startswith("Traceback")
    assert "please report it" in errors
