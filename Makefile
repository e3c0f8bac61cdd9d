# Two commands for a new machine: `make run` and `make test`. Everything else is listed by `make help`.
# Recipes quote every path: the project may lie in a folder with spaces or Chinese characters.

.DEFAULT_GOAL := help
.PHONY: help setup run test e2e storm chaos fuzz bench check demo lock clean
SHELL := /bin/sh
BIN := .venv/bin
STAMP := .venv/.installed

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## make .venv from the lock

$(STAMP): requirements.lock pyproject.toml
	@sh tools/setup.sh

run: setup ## start everything, file an example case, print the addresses
	@exec $(BIN)/zhixing up

test: setup ## run the whole suite, four files at a time
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

e2e: setup ## the pages in a real browser, a day of each role; needs Chromium (Debian: apt install chromium fonts-wqy-microhei)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-e2e.lock
	@$(BIN)/python -m pytest tests/browser

storm: setup ## two hundred cases through their whole lives while everything goes wrong that can
	@STORM_CASES=200 $(BIN)/python -m pytest tests/life

chaos: setup ## a hundred and twenty kills of every part while entries, timers, money and measures flow; CHAOS_SEED repeats a run
	@CHAOS_KILLS=$${CHAOS_KILLS:-120} $(BIN)/python -m pytest tests/chaos -s

fuzz: setup ## throw at the API and the records what somebody may send who means no good; FUZZ_SEED repeats a run
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-2000} FUZZ_SEED=$${FUZZ_SEED:-$$(date +%s)} $(BIN)/python -m pytest tests/fuzz -s

bench: setup ## measure against the raw engine, in the same run
	@$(BIN)/python -m bench.enforce6

check: setup ## format, lint, types, import contracts, lock and docs freshness
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tools/lock.py --check
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/python -m tools.reference --check
	@$(BIN)/python -m tools.states --check
	@$(BIN)/python -m tools.law_pages --check
	@$(BIN)/python -m tools.process --check
	@$(BIN)/python -m tools.subsystem_contracts --check
	@$(BIN)/python -m tools.licences --check
	@$(BIN)/python -m tools.document_templates --check
	@$(BIN)/python -m tools.authority_page --check

demo: setup ## a year of a case in seconds, told as it happens
	@$(BIN)/zhixing demo

lock: setup ## renew both locks (needs uv)
	@$(BIN)/python tools/lock.py

clean: ## remove what setup and runs have made here
	rm -rf .venv .zhixing .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
