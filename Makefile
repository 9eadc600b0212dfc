# Shouwang 守望 — two commands do everything: `make run` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= 1
LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q

.PHONY: help run test quick lint bench lock

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Shouwang needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make run PYTHON=python3.12"; exit 2; }
	@echo "▸ making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/run.done: $(BIN)/uv requirements/run.txt pyproject.toml
	@# install, not sync: it must never take away what the tests need from an environment in use
	@if [ ! -e $(VENV)/dev.done ]; then echo "▸ installing what it needs"; $(BIN)/uv pip install -q --require-hashes -r requirements/run.txt; $(BIN)/uv pip install -q --no-deps -e .; fi
	@touch $@

$(VENV)/dev.done: $(BIN)/uv requirements/dev.txt pyproject.toml
	@echo "▸ installing what the tests need"
	@$(BIN)/uv pip sync -q --require-hashes requirements/dev.txt
	@$(BIN)/uv pip install -q --no-deps -e .
	@touch $@ $(VENV)/run.done

run: $(VENV)/run.done ## start both sites with the demonstration county (DEMO=0: empty)
	@exec $(BIN)/shouwang run --demo=$(DEMO)

test: $(VENV)/dev.done ## everything: style, types, layers, policy packs, all tests with the browser and Spark
	@tests/system-packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/shouwang
	$(BIN)/lint-imports
	$(BIN)/shouwang policy check
	@# the market's own tests too where one of the others fails: all that is wrong is seen at once
	@failed=0; for part in "" "--ds=tests.settings_market tests/market"; do \
		echo "$(BIN)/pytest -n 2 --dist loadfile $$part"; \
		$(BIN)/pytest -n 2 --dist loadfile $$part || failed=1; \
	done; exit $$failed

quick: $(VENV)/dev.done ## the tests that take no browser, no Spark and little time
	$(BIN)/pytest -n 2 -m "not slow and not spark and not e2e"
	$(BIN)/pytest -n 2 -m "not slow and not e2e" --ds=tests.settings_market tests/market

lint: $(VENV)/dev.done ## style, types and layers alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/shouwang
	$(BIN)/lint-imports

bench: $(VENV)/dev.done ## measure; writes build/bench.json and docs/reference/benchmarks.md
	$(BIN)/python -m tests.bench.run

lock: $(BIN)/uv ## renew the lock files from pyproject.toml
	$(BIN)/uv pip compile $(LOCK_FLAGS) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile $(LOCK_FLAGS) pyproject.toml --extra spark --group dev -c requirements/run.txt -o requirements/dev.txt
	echo uv | $(BIN)/uv pip compile $(LOCK_FLAGS) - -o requirements/uv.txt
