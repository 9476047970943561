# make demo    solve a sample problem        make test    run the tests
# make check   lint, then test               make smoke   run a few tests, of everything
# make bench   measure                       make mutants measure the checker on planted mistakes
# make golden  compare what is said with an earlier commit's words: BEFORE=COMMIT
# make properties  try every odd problem, of which make test tries a sample; EVERY=10 each tenth
# make lock    move the lock to the newest versions of what hwsolve needs
# PYTHON=python3.12 and VENV=.venv-3.12 choose another interpreter and where it is installed to,
# LOCK=FILE other constraints on the versions; LOCK= has the newest that pyproject.toml allows.

# The versions of Python that the lock is for, the newest first. A newer one goes without.
LOCKED := 3.14 3.13 3.12 3.11
LOCK ?= .constraints.txt

# The newest interpreter that runs (a pyenv shim may be there and yet fail) and can make a venv.
USABLE := import sys, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in $(LOCKED:%=python%) python3; do \
	$$python -c '$(USABLE)' >/dev/null 2>&1 && echo $$python && break; done)
VENV ?= .venv
RUN := $(VENV)/bin/python -m

# pip takes the constraints for what it builds with from the one variable or the other.
VERSION = $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
CONSTRAINTS = $(if $(filter $(VERSION),$(LOCKED)),$(LOCK))
CONSTRAINED = $(foreach lock,$(CONSTRAINTS),PIP_CONSTRAINT=$(lock) PIP_BUILD_CONSTRAINT=$(lock))
PIP = $(CONSTRAINED) $(RUN) pip install --quiet

# Stamps carry the interpreter's name and the lock's: another one is a reason to install anew.
INSTALLED := $(VENV)/installed-by-$(subst /,-,$(PYTHON)$(LOCK:%=-with-%))
INSTALLED_DEV := $(INSTALLED)-for-development

# A checkout that may not cache its byte code compiles itself at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test smoke lint check bench mutants golden properties lock clean
.DELETE_ON_ERROR:

demo: $(INSTALLED)
	@$(VENV)/bin/hwsolve mlp --spec p1a.yaml

test: $(INSTALLED_DEV)
	$(RUN) pytest -n auto $(PYTEST_ARGUMENTS)

# Few and fast, and yet they touch each thing that hwsolve and its tests depend on.
smoke: PYTEST_ARGUMENTS += tests/spec tests/command_line tests/reports tests/test_packaging.py \
	tests/mlp/test_p1a.py tests/mlp/test_solution_schema.py tests/conv/test_p1b.py \
	tests/laplacian/test_p3.py tests/laplacian/test_random_walk.py tests/optim/test_derivatives.py \
	tests/rnn/test_files.py tests/checking/test_shipped_keys.py tests/networks/test_words.py \
	tests/test_readme.py
smoke: test

lint: $(INSTALLED_DEV)
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

check: lint test

bench: $(INSTALLED_DEV)
	$(RUN) tests.benchmarks

# Plants mistakes in problems and counts how many the checker finds and names: by hwsolve's own
# mutants, and by students whose programs know nothing of hwsolve.
mutants: $(INSTALLED_DEV)
	$(RUN) tests.mutants $(MUTANTS_ARGUMENTS)
	$(RUN) tests.students $(STUDENTS_ARGUMENTS)

# Every reading of every step and mark, from the tests' own problems and a set of submissions.
golden: $(INSTALLED_DEV)
	$(RUN) tests.golden.record $(BEFORE)

# Every problem with every scalar replaced, every key left out, and so on: an hour of a processor.
EVERY ?= 1
properties: $(INSTALLED_DEV)
	HWSOLVE_PROPERTIES=$(EVERY) $(RUN) pytest -n auto --timeout 0 tests/properties $(PYTEST_ARGUMENTS)

clean:
	rm -rf .venv .venv-* build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find hwsolve tests -name __pycache__ -prune -exec rm -rf {} +

lock:
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --extra dev --no-annotate \
		--python-version $(lastword $(LOCKED)) --custom-compile-command "make lock" \
		--output-file .constraints.txt pyproject.toml

$(INSTALLED): pyproject.toml $(LOCK)
	@$(if $(PYTHON),,echo "hwsolve needs Python 3.11 or newer with venv: make PYTHON=..." >&2; exit 2)
	@$(if $(LOCK),$(if $(CONSTRAINTS),,echo "The versions in $(LOCK) are for Python $(LOCKED);" \
		"$(VERSION) gets the newest ones instead." >&2))
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) --editable .
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	$(PIP) --editable '.[dev]'
	@touch $@
