# civigraph: `make serve` and `make test` do everything on a machine that has Python 3.11 or newer; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATA   ?= data
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help serve test lint lock benchmark screenshots quality clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

serve: $(VENV)/runtime  ## set up, build the graph from seeds/, serve it at http://127.0.0.1:8000/
	$(BIN)/kg build seeds --data $(DATA)
	$(BIN)/kg serve --data $(DATA)

test: $(VENV)/development lint  ## set up, run every check and test
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/development  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: $(VENV)/development  ## pin current releases, by hash and without any address
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# A stamp file each; they are made again when the lock changes. The package itself is installed without its
# dependencies: these are the lock's.
$(VENV)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "civigraph needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime: requirements.lock pyproject.toml $(wildcard assets/*.*) | $(VENV)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python assets/build.py
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

screenshots: $(VENV)/development  ## pictures of every page type into screenshots/ (needs Chromium)
	$(BIN)/python tests/screenshots.py

quality: $(VENV)/development  ## measure the reader on tests/unseen, for the about page
	$(BIN)/python -m tests.quality

clean:  ## remove what was built, not the data
	rm -rf $(VENV) dist screenshots .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
