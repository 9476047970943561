"""What is built is complete: an installed hwsolve brings its problems along."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROBLEMS = {path.name for path in (ROOT / "problems").iterdir() if path.suffix in {".yaml", ".yml"}}


def call(*command, cwd=ROOT, **environment):
    """Run a command that must succeed, and return what it prints."""
    clean = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**clean, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdist")
    call(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    """The wheel as it is built from the sdist: nothing can come from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    without = ("--no-deps", "--no-build-isolation", "--no-index")
    call(sys.executable, "-m", "pip", "wheel", *without, "--wheel-dir", folder, sdist)
    (path,) = folder.iterdir()
    return path


def test_sdist_brings_what_it_takes_to_test_it(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    files = "Makefile .constraints.txt LICENSE README.md pyproject.toml tests/conftest.py"
    assert set(files.split()) <= names
    assert {f"problems/{name}" for name in PROBLEMS} <= names


def test_wheel_brings_modules_and_problems_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "hwsolve").rglob("*.py")}
    problems = {f"hwsolve/problems/{name}" for name in PROBLEMS}
    schemas = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "hwsolve").rglob("*.schema.json")
    }
    assert modules | problems | schemas | {"hwsolve/py.typed"} <= names
    assert {name.partition("/")[0] for name in names} == {"hwsolve"}


def test_installed_wheel_finds_its_problems(wheel, tmp_path):
    venv = tmp_path / "venv"
    call(sys.executable, "-m", "venv", "--without-pip", venv)
    scripts = venv / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    pip = (sys.executable, "-m", "pip", "--python", python)
    call(*pip, "install", "--no-deps", "--no-index", wheel)
    # The requirements come from the environment of the tests; its own hwsolve does not, since
    # an editable install is found through a .pth file, which counts in a venv's own folder only.
    (site,) = venv.glob("**/site-packages")
    (site / "requirements.pth").write_text(sysconfig.get_path("purelib"))

    where = call(python, "-c", "import hwsolve; print(hwsolve.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(venv)
    listed = call(scripts / "hwsolve", "list", cwd=tmp_path)
    assert {line.split()[0] for line in listed.splitlines()} == {
        Path(name).stem for name in PROBLEMS
    }
