# Two commands set all up: `make demo` to see it work, `make test` to work on it. `make help` lists the rest.
# Each stamp in .venv says that a step was done for the present pyproject.toml and constraints.txt.

# The first Python of 3.11 or newer; another one with: make PYTHON=/path/to/python3
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# A smaller torch for machines without a graphics card: make TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
DEFINED := pyproject.toml constraints.txt

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export HF_HUB_DISABLE_PROGRESS_BARS = 1
export HF_HUB_DISABLE_TELEMETRY = 1

.PHONY: help install demo app api test check docs clean
.DEFAULT_GOAL := help

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/installed ## Install Vademecum into .venv, with the model it needs

demo: .venv/installed ## Install, read the samples, ask three questions
	@$(BIN)/python docs/demo.py

app: .venv/installed ## Open the web page
	@$(BIN)/vademecum app

api: .venv/installed ## Serve the txtai API, read-only
	@$(BIN)/vademecum serve

test: .venv/dev .venv/llm .venv/browser ## Install what the tests need and run them
	@$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: .venv/dev .venv/llm ## Check style, types and generated docs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python docs/build.py --check
	$(BIN)/python -m benchmarks.report --check

docs: .venv/dev ## Write the generated docs anew
	$(BIN)/python docs/build.py

clean: ## Remove .venv, the model and caches; the library stays
	rm -rf .venv models build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is not there. Install it, or name it: make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python $(DEFINED)
	@echo "Installing torch, then the rest: some minutes, once."
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(PIP) --editable .
	$(BIN)/python -m pipelines.models
	@touch $@

.venv/dev: .venv/installed
	$(PIP) --editable '.[dev]'
	@touch $@

.venv/llm: .venv/installed
	@echo "Installing llama-cpp-python; the first time it is compiled, which takes about nine CPU minutes."
	$(PIP) --editable '.[llm]'
	@touch $@

# Chromium and its driver, for the tests of the web page; these are skipped where it can't be installed.
.venv/browser: .venv/installed
	@{ command -v chromium || command -v chromium-browser; } >/dev/null && command -v chromedriver >/dev/null \
		|| { command -v apt-get >/dev/null && $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium chromium-driver; } \
		|| echo "Chromium could not be installed: the tests of the web page are skipped."
	@touch $@
