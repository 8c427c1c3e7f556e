.DEFAULT_GOAL := help
.PHONY: help setup lock demo test bench bench-page equivalence mutations lint lint-python lint-models build docs clean
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
BENCH_INSTALLED := .venv/.bench-installed
SCALE ?= 0.1
RUNS ?= 200
SEED ?= $(shell od -An -N3 -tu4 /dev/urandom | tr -d ' ')
# A home of its own, with nothing loaded: no warehouse is opened, locked or needed.
LINT_HOME := data/.lint
LINT_ENV := CLAIMS_HOME=$(LINT_HOME) DBT_TARGET_PATH=$(LINT_HOME)/target DBT_LOG_PATH=$(LINT_HOME)/logs

help: ## Show the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

setup: $(INSTALLED) ## Install the project and its tools into .venv, every package pinned by hash

$(INSTALLED): requirements.lock requirements-uv.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	UV_COMPILE_BYTECODE=1 $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

lock: $(INSTALLED) ## Pin every package anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade --group bench --constraints requirements.lock -o requirements-bench.lock

demo: $(INSTALLED) ## Generate a small sample, load it, build the warehouse, show member-years
	$(BIN)/claims demo

test: $(INSTALLED) lint ## Run every check: lint, Python tests, dbt build and its tests
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

bench: $(BENCH_INSTALLED) ## Measure load, build and refresh beside scripts of the same answer; SCALE=1 is a whole sample
	$(BIN)/python -m bench run --scale $(SCALE)

bench-page: $(BENCH_INSTALLED) ## Write docs/benchmarks.md from what `make bench` recorded
	$(BIN)/python -m bench page

# On top of what `make setup` synchronizes, which removes it again when a package changes.
$(BENCH_INSTALLED): $(INSTALLED) requirements-bench.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-bench.lock
	@touch $@

equivalence: $(INSTALLED) ## Compare RUNS random schedules of deliveries, from SEED on, with full refreshes
	CLAIMS_EQUIVALENCE_RUNS=$(RUNS) CLAIMS_EQUIVALENCE_SEED=$(SEED) $(BIN)/pytest --numprocesses 2 --dist load tests/python/test_equivalence.py

mutations: $(INSTALLED) ## Break every rule on purpose, see a test turn red, and write docs/mutations.md
	$(BIN)/python tests/python/mutating.py
	$(BIN)/pytest tests/python/test_mutations.py tests/python/test_plain_dbt.py

lint: $(INSTALLED) ## Check style, types, names, layers and portability
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint-python lint-models
	@# sqlfluff's worker processes end with a warning about a semaphore, whatever they find.
	$(LINT_ENV) PYTHONWARNINGS=ignore:resource_tracker $(BIN)/python -m medicare_claims.checks.layout --disable-progress-bar models tests analyses

lint-python: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lint-models: $(INSTALLED)
	@mkdir -p $(LINT_HOME)
	$(LINT_ENV) $(BIN)/python -m medicare_claims.checks.portability
	$(BIN)/dbt-bouncer run

build: $(INSTALLED) ## Build and test the warehouse over what is loaded
	$(BIN)/claims build

docs: $(INSTALLED) ## Make the docs site, lineage included, in one folder that opens offline
	$(BIN)/claims docs

clean: ## Remove what was built, never what was loaded
	rm -rf target logs
