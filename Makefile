.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export HOST PORT
# Programs that tests start would otherwise translate the whole source again, each for itself.
unexport PYTHONDONTWRITEBYTECODE
# Each process takes one half in its order, so that what a module sets up is set up once; who is done first helps.
TWO_AT_A_TIME := -n 2 --dist worksteal

.PHONY: help run install dev test test-full soak test-spark check bench wheel lock messages screenshots clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/\1\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "iks needs Python 3.11 or newer; call: make PYTHON=python3.11 run"; exit 1; }
	@echo "Making the virtual environment ..."
	@$(PYTHON) -m venv $(VENV)

# The stamp stands for "everything of the lock file is installed".
$(VENV)/run.stamp: requirements/run.txt | $(VENV)/bin/python
	@echo "Installing what iks needs (once, about half a minute) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/iks-checkout.pth"
	@printf '#!/bin/sh\nexec "%s" -m iks.cli "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/iks && chmod +x $(BIN)/iks
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what tests and checks need ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: requirements/bench.txt $(VENV)/dev.stamp
	@echo "Installing the peers that the benchmarks run beside the draw ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

$(VENV)/spark.stamp: requirements/spark.txt $(VENV)/dev.stamp
	@echo "Installing Spark (half a gigabyte; needs Java 17) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/spark.txt
	@touch $@

install: $(VENV)/run.stamp  ## Set everything up in .venv

dev: $(VENV)/dev.stamp  ## Set up what tests and checks need as well

run: install  ## Open the demo on http://127.0.0.1:8000
	@$(BIN)/python -m iks.cli demo --serve

test: dev  ## Run all tests, on SQLite and on a real PostgreSQL
	@.ci/system-packages
	@$(BIN)/python -m pytest $(TWO_AT_A_TIME) -m "not full and not spark"

test-full: dev  ## Run the long tests as well (up to an hour)
	@.ci/system-packages
	@$(BIN)/python -m pytest $(TWO_AT_A_TIME) -m "not spark"

soak: dev  ## Run the longest tests: a million draws, long faults (hours)
	@.ci/system-packages
	@IKS_SOAK=1 $(BIN)/python -m pytest -m "(soak or full) and not spark"

check: dev  ## Lint, types, import rules, rules about the code itself
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/house -m "not full"

test-spark: $(VENV)/spark.stamp  ## Draw with Spark as well and compare (needs Java 17)
	@$(BIN)/python -m pytest -m spark

bench: $(VENV)/bench.stamp  ## Measure draw and month end
	@for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

wheel: dev  ## Build the wheel, install it alone and start it
	@.ci/wheel

screenshots: dev  ## Take the pictures of docs/ from the demo
	@.ci/system-packages
	@$(BIN)/python -m tests.browser.take_screenshots

messages: install  ## Bring the English catalogue up to date with the texts of the program
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k _ -k ngettext:1,2 --no-location --sort-output --omit-header -o build/messages.pot .
	@$(BIN)/pybabel -q update -w 100 -i build/messages.pot -o iks/translations/en.po -l en --no-fuzzy-matching --ignore-obsolete
	@sed -i -E '/^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):/d' iks/translations/en.po

COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --upgrade pyproject.toml

lock:  ## Renew the hash-pinned lock files from pyproject.toml (needs uv)
	$(COMPILE) -o requirements/run.txt
	$(COMPILE) --group test --group check --group build -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --group bench -c requirements/dev.txt -o requirements/bench.txt
	$(COMPILE) --extra spark -c requirements/dev.txt -o requirements/spark.txt

clean:  ## Remove what was set up and built; the demo's data in instance/ stays
	rm -rf $(VENV) dist build
