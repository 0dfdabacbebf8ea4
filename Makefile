# One command per job, the same for a person and for CI. Each does the set-up it needs, inside $(VENV).
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
SUPPORTED := 3.11 3.12 3.13
BENCHES := ingest due planning rendering ledger limits telegram answers search years tags
NEW_ENOUGH := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	$$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$name && break; done)
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --group build

ON_ALL_CORES = --numprocesses auto --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test coverage test-all lint check proof bench lock

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "make %-9s %s\n", $$1, $$2}'

demo: $(VENV)/run ## a digest from the samples, then a chat in this terminal; needs no account and no token
	@$(BIN)/paperwire demo

test: $(VENV)/dev ## the test suite
	@$(BIN)/pytest $(ON_ALL_CORES)

coverage: $(VENV)/dev ## the test suite, and what of the program it runs; takes half as long again
	@$(BIN)/pytest $(ON_ALL_CORES) --cov

lint: $(VENV)/dev ## style, format, types, import contracts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

check: lint ## the same, and the tests of the docs
	@$(BIN)/pytest tests/docs tests/project --numprocesses auto

test-all: ## the test suite on every supported Python that is installed
	@run=; missing=; for version in $(SUPPORTED); do \
		python=; for name in python$$version $${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version.*/bin/python; do \
			$$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && python=$$name && break; done; \
		if test -z "$$python"; then missing="$$missing $$version"; continue; fi; \
		echo "Python $$version"; \
		$(MAKE) --no-print-directory test VENV=.venv-$$version PYTHON="$$python" || exit 1; \
		run="$$run $$version"; done; \
	echo "Passed on:$${run:- none}. Not found:$${missing:- none}."; test -n "$$run"

proof: $(VENV)/dev ## the long tests, run before a release; broken off, they go on where they were
	@$(BIN)/pytest -m "hypothesis and not proof" --hypothesis-profile many --numprocesses auto
	@$(BIN)/pytest -m proof -rP --resume=.proof-$$(git rev-parse --short HEAD)

bench: $(VENV)/dev ## how fast reading, planning, rendering and sending are, against what is required
	@missed=; for name in $(BENCHES); do echo; echo "bench.$$name"; \
		$(BIN)/python -m bench.$$name || missed="$$missed $$name"; done; \
		test -z "$$missed" || { echo; echo "Missed:$$missed"; exit 1; }

lock: $(VENV)/dev ## pin the newest versions that pyproject.toml allows
	@$(LOCK) --upgrade --output-file requirements.lock
	@$(LOCK) --upgrade --constraints requirements.lock --group dev --output-file requirements-dev.lock

$(VENV)/run: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Paperwire needs Python 3.11 or newer with its venv module; none was found." \
		"Install one (Debian, Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(BIN)/python -c 'import pip; $(NEW_ENOUGH)' >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing Paperwire into $(VENV) …"
	@$(PIP) install --no-deps --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "Installing the tools for tests and checks into $(VENV) …"
	@$(PIP) install --no-deps --require-hashes --requirement requirements-dev.lock
	@touch $@
