# `make demo` grades a synthetic class; `make test` runs the tests and checks. Both set up all they need in .venv,
# and need the network only the first time (or when pyproject.toml or constraints.txt changed).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Pins hold for the build back end too, so that a set-up today and one in a year agree.
PIP := PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test check peers notebook lint types bench clean

demo: $(VENV)/.ready-grader
	$(BIN)/coursekit demo

test: lint types
	$(BIN)/python -m pytest -n auto -m "not peers and not notebook" --cov --cov-report=term:skip-covered
	$(BIN)/python -m coverage report --include='coursekit/*' --show-missing --skip-covered --fail-under=100

check: lint types
	$(BIN)/python -m pytest -n auto -m "not slow and not peers and not notebook" --hypothesis-profile=quick

# Beside PyTorch itself, where `make test` takes the values that are stored of it. Downloads some 200 MB the first time.
peers: $(VENV)/.ready-peers
	$(BIN)/python -m pytest -n auto -m peers

# The widgets once more, in Notebook 7, where `make test` uses them in JupyterLab.
notebook: $(VENV)/.ready-test
	$(BIN)/python -m pytest -n auto -m notebook

lint: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-test
	$(BIN)/mypy

bench: $(VENV)/.ready-peers
	$(BIN)/python -m benchmarks.autodiff
	$(BIN)/python -m benchmarks.verdicts
	$(BIN)/python -m benchmarks.grading
	$(BIN)/python -m benchmarks.widgets

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "CourseKit needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-grader: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --editable '.[grader]'
	@touch $@

$(VENV)/.ready-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --editable '.[grader,test]'
	@touch $@ $(VENV)/.ready-grader

$(VENV)/.ready-peers: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --editable '.[grader,test,peers]'
	@touch $@ $(VENV)/.ready-test $(VENV)/.ready-grader

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
