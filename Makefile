# The two commands a newcomer needs are `make run` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.lock pyproject.toml
	@echo "Setting up $(VENV): about a minute, once." >&2
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --no-deps -r requirements/run.lock
	$(PIP) --no-deps --editable .
	$(BIN)/python -m compileall -q reader
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	$(PIP) --require-hashes --no-deps -r requirements/dev.lock
	@touch $@

run: $(VENV)/.run  ## Open the sample corpus in the reader
	@$(BIN)/wirereader corpus/

dev: $(VENV)/.dev  ## Set up the environment for development

lint: $(VENV)/.dev  ## Style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/.dev  ## The tests alone
	$(BIN)/python -m pytest -n 2

test: lint check evaluate  ## Set up, then run everything that must pass

evaluate: $(VENV)/.dev  ## Precision, recall and F1 on the labelled files, against the pinned floors
	$(BIN)/python -m bench.floors

ARTICLES ?= 100000

bench: $(VENV)/.dev  ## Speed and bytes, beside the peers that are installed; ARTICLES=1000000 for a larger store
	$(BIN)/python -m bench --articles $(ARTICLES)

soak: $(VENV)/.dev  ## The long hunts: fuzzing, kill -9, large corpora
	$(BIN)/python -m pytest -m soak
	$(BIN)/python -m pytest -n 2 -k "not pictures" --hypothesis-profile=hunt
	$(BIN)/python -m bench.reliability

screenshots: $(VENV)/.dev  ## Draw the pictures of the README anew from the running app
	$(BIN)/python -m bench.screenshots

sbom: $(VENV)/.dev  ## Write sbom.json, the bill of materials of what is installed (CycloneDX)
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o sbom.json requirements/run.lock

lock:  ## Resolve the pinned requirements anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml -o requirements/run.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock

clean:  ## Remove the environment and all caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

.PHONY: help run dev lint check test evaluate bench soak screenshots sbom lock clean
