# make demo    solve a sample problem        make test    run the tests
# make check   lint, then test               make bench   measure
# make mutants measure the checker: plant mistakes, count those it finds and names
# make properties  try every odd problem, of which make test tries a sample; EVERY=10 each tenth
# PYTHON=python3.12 and VENV=.venv-3.12 choose another interpreter and where it is installed to.

# The newest interpreter that runs (a pyenv shim may be there and yet fail) and can make a venv.
USABLE := import sys, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c '$(USABLE)' >/dev/null 2>&1 && echo $$python && break; done)
VENV ?= .venv
RUN := $(VENV)/bin/python -m

# Stamps carry the interpreter's name: another PYTHON is a reason to install anew.
INSTALLED := $(VENV)/installed-by-$(subst /,-,$(PYTHON))
INSTALLED_DEV := $(INSTALLED)-for-development

# A checkout that may not cache its byte code compiles itself at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint check bench mutants properties clean
.DELETE_ON_ERROR:

demo: $(INSTALLED)
	@$(VENV)/bin/hwsolve mlp --spec p1a.yaml

test: $(INSTALLED_DEV)
	$(RUN) pytest -n auto $(PYTEST_ARGUMENTS)

lint: $(INSTALLED_DEV)
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy

check: lint test

bench: $(INSTALLED_DEV)
	$(RUN) tests.benchmarks

# Plants mistakes in problems and counts how many the checker finds and names.
mutants: $(INSTALLED_DEV)
	$(RUN) tests.mutants $(MUTANTS_ARGUMENTS)

# Every problem with every scalar replaced, every key left out, and so on: an hour of a processor.
EVERY ?= 1
properties: $(INSTALLED_DEV)
	HWSOLVE_PROPERTIES=$(EVERY) $(RUN) pytest -n auto --timeout 0 tests/properties $(PYTEST_ARGUMENTS)

clean:
	rm -rf .venv .venv-* build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find hwsolve tests -name __pycache__ -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml
	@$(if $(PYTHON),,echo "hwsolve needs Python 3.11 or newer with venv: make PYTHON=..." >&2; exit 2)
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) pip install --quiet --editable .
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	$(RUN) pip install --quiet --editable '.[dev]'
	@touch $@
