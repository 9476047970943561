"""`check --dask`: a cluster says what this computer says, whatever happens to its workers."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hwsolve.command_line.cluster_marking import __name__ as PROGRAM
from tests.checking.conftest import ROOT
from tests.checking.test_command import FOLLOWS, NO_YAML, PROBLEM, RIGHT, UNKNOWN, UNREAD, WRONG

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc"),
    pytest.mark.timeout(240),
]

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        print(cluster.scheduler_address, *(worker.pid for worker in cluster.workers.values()))
        sys.stdout.flush()
        sys.stdin.read()
"""

# Python imports this by itself, in workers and in the programs that they start.
FAULTS = """
import os, signal, sys
from hwsolve.command_line.submission_marker import SubmissionMarker
original = SubmissionMarker._marked
def marked(marker, submission):
    name = os.path.basename(submission.name)
    if name == "hang.yaml":
        while True:
            signal.pause()
    if name == "crash.yaml":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "deadly.yaml":
        os.kill(int(open(f"/proc/{os.getppid()}/stat").read().split()[3]), signal.SIGKILL)
    return original(marker, submission)
SubmissionMarker._marked = marked
"""


@contextmanager
def a_cluster(folder, **environment):
    """A cluster of its own process: its address and the processes of its two workers."""
    (folder / "sitecustomize.py").write_text(FAULTS, encoding="utf-8")
    (folder / "cluster.py").write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, folder / "cluster.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,  # where no answer file is
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", **environment},
        start_new_session=True,
    ) as process:
        try:
            address, *workers = process.stdout.readline().split()
            yield address, workers, process.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with a_cluster(tmp_path_factory.mktemp("cluster")) as (address, workers, _):
        yield address, workers


@pytest.fixture
def fresh(tmp_path_factory):
    """A cluster for one test, which may do what it likes with it."""
    with a_cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def course(folder):
    """Answer files of every sort, some for a problem that lies beside them, some none at all."""
    folder("one.yaml", PROBLEM)
    own = "problem: ../one.yaml\nanswers: {'z[1]': 3}\n"
    texts = (RIGHT, WRONG, FOLLOWS, UNREAD, UNKNOWN, NO_YAML, own, RIGHT.replace("p1a", "none"))
    for n in range(80):
        folder(f"all/{n:02}.yaml", texts[n % len(texts)])
    Path("all/70.yaml").write_bytes(b"answers: \xff")
    return "all"


@contextmanager
def marking(address):
    """A run at a time when some files have been marked on the cluster, and most have not."""
    journal = Path("out.json.journal")
    arguments = ["check", *["all"] * 40, "--dask", address, "-o", "out.json"]
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            wait_until(lambda: journal.exists() and b"Marking" in journal.read_bytes())
            assert child.poll() is None
            yield child
        finally:
            child.kill()


INTERRUPTIBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from hwsolve.command_line import main
main()
"""


def wait_until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def programs(workers):
    """The programs that these workers have started, and that are there yet."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_text(encoding="utf-8", errors="replace").split("\0")
            if PROGRAM in words and words[-2] in workers:
                found.append(path.parent.name)
    return found


# ---- the same report ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [["--json"], ["-f", "csv", "--spec", "p1a"], ["--complete"]], ids=" ".join
)
def test_a_cluster_says_what_this_computer_says(course, process, cluster, options):
    here = process("check", course, *options)
    assert process("check", course, *options, "--dask", cluster[0]) == here
    assert here[0] == 2
    wait_until(lambda: not programs(cluster[1]))


def test_no_files_are_no_work(folder, process, cluster):
    folder("a.yaml", RIGHT)
    arguments = ["check", "a.yaml", "--shard", "2/2", "--json"]
    assert process(*arguments, "--dask", cluster[0]) == process(*arguments)


def whole_report(process):
    """What a run says that marks on this computer: its report, and the lines of its errors."""
    errors = process("check", *["all"] * 40, "-o", "here.json")[2]
    return Path("here.json").read_bytes(), {*errors.splitlines()}


def test_the_batch_of_a_worker_that_is_killed_is_marked_by_another(course, process, fresh):
    address, workers, _ = fresh
    with marking(address) as child:
        os.kill(int(workers[0]), signal.SIGKILL)
        wait_until(lambda: not programs(workers[:1]))
        errors = child.communicate()[1]
    assert (Path("out.json").read_bytes(), {*errors.splitlines()}) == whole_report(process)


def test_no_program_outlives_its_worker(folder, fresh):
    address, workers, _ = fresh
    folder("hang.yaml", RIGHT)
    command = [sys.executable, "-m", "hwsolve", "check", "hang.yaml", "--timeout", "0"]
    with subprocess.Popen(
        [*command, "--dask", address], env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as child:
        try:
            wait_until(lambda: len(programs(workers)) == 2)  # the other one is its process
            [worker] = [worker for worker in workers if programs([worker])]
            os.kill(int(worker), signal.SIGKILL)
            wait_until(lambda: not programs([worker]))
        finally:
            child.kill()


def test_control_c_ends_quietly_what_resume_completes(course, process, cluster):
    address, workers = cluster
    with marking(address) as child:
        assert programs(workers)
        child.send_signal(signal.SIGINT)
        errors = child.communicate()[1]
        assert child.returncode == 130
    wait_until(lambda: not programs(workers))
    assert not Path("out.json").exists()
    process("check", *["all"] * 40, "-o", "out.json", "--resume", "--dask", address)
    report, words = whole_report(process)
    assert Path("out.json").read_bytes() == report
    assert {*errors.splitlines()} <= words


# ---- what goes wrong ----------------------------------------------------------------------------


def test_a_file_harms_only_itself(folder, process, cluster):
    for name in ("a", "hang", "b", "crash", "c"):
        folder(f"all/{name}.yaml", RIGHT)
    status, output, error = process(
        "check", "all", "-f", "csv", "--timeout", "5", "--dask", cluster[0]
    )
    assert status == 3
    assert "all/hang.yaml: marking it took longer than the limit of 5 seconds" in error
    assert "all/crash.yaml: the process that marked it ended by SIGKILL" in error
    assert "Dask" not in error
    for name in "abc":
        assert f"all/{name}.yaml: " not in error
        assert f"all/{name}.yaml,,p1a,right" in output


def test_a_batch_that_no_worker_survives(folder, process, tmp_path_factory):
    for name in ("a", "deadly", "z"):
        folder(f"all/{name}.yaml", RIGHT)
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with a_cluster(tmp_path_factory.mktemp("cluster"), **once) as (address, *_):
        status, _, error = process("check", "all", "-f", "csv", "--dask", address)
    assert status == 3
    [line] = [line for line in error.splitlines() if not line.startswith(" ")]
    assert line == (
        "all/deadly.yaml: the Dask cluster couldn't mark it:"
        " one worker after the other ended that was to mark it"
    )


def test_a_cluster_that_is_lost(course, fresh):
    address, _, group = fresh
    with marking(address) as child:
        os.killpg(group, signal.SIGKILL)
        errors = child.communicate()[1]
        assert child.returncode == 2  # some files are bad
    assert "00.yaml: the Dask cluster couldn't mark it: the connection" in errors
    assert "Traceback" not in errors
    rows = Path("out.json").read_text(encoding="utf-8")
    assert all(f"all/{n:02}.yaml" in rows for n in range(80))


OTHER_VERSION = """
from hwsolve.command_line import cluster_marking
cluster_marking.__version__ = "0.0"
from hwsolve.command_line import main
main()
"""


def run(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, "check", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_version_on_the_cluster(folder, cluster):
    folder("a.yaml", RIGHT)
    done = run(OTHER_VERSION, "a.yaml", "--dask", cluster[0])
    assert done.returncode == 3
    assert "its worker has hwsolve" in done.stderr
    assert "not 0.0" in done.stderr


WITHOUT = (
    "import sys; sys.modules['distributed'] = None\nfrom hwsolve.command_line import main\nmain()"
)


def test_without_distributed(folder):
    folder("a.yaml", RIGHT)
    done = run(WITHOUT, "a.yaml", "--dask", "tcp://localhost:1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hwsolve[dask]" in done.stderr
    assert run(WITHOUT, "a.yaml").returncode == 0


@pytest.mark.parametrize(
    "address", ["nowhere", "xyz://localhost:1", "tls://localhost:1", "tcp://localhost:1"]
)
def test_where_no_cluster_is(folder, process, address):
    folder("all/a.yaml", RIGHT)
    folder("all/b.yaml", RIGHT)
    status, output, error = process("check", "all", "-o", "out.csv", "--dask", address)
    assert (status, output) == (2, "")
    assert error.startswith(f"Error: no Dask cluster answers at {address}\n")
    assert os.listdir() == ["all"]


def test_what_never_answers(folder, process):
    folder("a.yaml", RIGHT)
    with socket.create_server(("localhost", 0)) as server:
        address = f"tcp://localhost:{server.getsockname()[1]}"
        status, output, error = process("check", "a.yaml", "--dask", address)
    assert (status, output) == (2, "")
    assert "nothing within 10 seconds" in error


def test_what_answers_nonsense(folder, process):
    """The library logs that, with a traceback: nobody is to see it."""
    folder("a.yaml", RIGHT)
    with socket.create_server(("localhost", 0)) as server:

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.sendall((8).to_bytes(8, "little") + bytes(8))  # a message of no parts
                connection.recv(1)

        thread = threading.Thread(target=answer)
        thread.start()
        address = f"tcp://localhost:{server.getsockname()[1]}"
        status, output, error = process("check", "a.yaml", "--dask", address)
        thread.join()
    assert (status, output) == (2, "")
    assert error.startswith(f"Error: no Dask cluster answers at {address}\n")


def test_processes_of_this_computer_do_not_go_with_a_cluster(folder, hwsolve):
    folder("a.yaml", RIGHT)
    status, output, error = hwsolve("check", "a.yaml", "--jobs", "2", "--dask", "tcp://localhost:1")
    assert (status, output) == (2, "")
    assert "--jobs" in error
    assert "--dask" in error
