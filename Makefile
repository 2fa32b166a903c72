# Everything here also works without make once the package is installed; see README.md.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO_HOME ?= demo-home

.PHONY: help demo test check bench deep seed serve wheel clean
.DEFAULT_GOAL := help

help: ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 2; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null && $(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(BIN)/python install -q pip; }

$(VENV)/run.stamp: $(BIN)/python setup.cfg setup.py pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/test.stamp
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[bench]'
	@touch $@

demo: $(VENV)/run.stamp ## database, demo country, a workbook taken in, proof: one command
	@PRECURSORS_HOME=$(DEMO_HOME) $(BIN)/precursors demo

serve: $(VENV)/run.stamp ## open the registry of the demo on http://127.0.0.1:8000
	@PRECURSORS_HOME=$(DEMO_HOME) $(BIN)/precursors serve

test: $(VENV)/test.stamp ## run the test suite
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/test.stamp ## lint, types, floors of the house, budgets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m bench.budgets

bench: $(VENV)/bench.stamp ## measure the figures of README
	@$(BIN)/python -m bench

deep: $(VENV)/bench.stamp ## the long figures: many more kills, faults, mutations (PIECES="kills disk" for some)
	@$(BIN)/python -m tests.deep $(PIECES)

seed: $(VENV)/run.stamp ## recompile the edition of units and load new editions
	@$(BIN)/precursors seed

wheel: $(VENV)/test.stamp ## build dist/*.whl
	@$(BIN)/python -m build --wheel

clean: ## remove the environment and what was built
	@rm -rf $(VENV) build dist *.egg-info demo-home
