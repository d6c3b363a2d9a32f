PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check soak setup format clean help

# `make help` prints the targets below with what stands behind their ##. `make` alone runs the first, setup.

setup: .venv/ready  ## make .venv with all that is needed

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "wirecopy needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,fast]'
	@touch $@

demo: setup  ## crawl, group and show a sample newsroom; no network but the package index is needed
	$(BIN)/wirecopy demo

test: setup  ## run the tests
	$(BIN)/pytest -n 2 --dist worksteal -m "not soak"

check: setup  ## check formatting, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: setup  ## run the long kill, load and fuzz tests
	$(BIN)/pytest -m soak

format: setup  ## format the code, and fix what ruff can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## remove .venv
	rm -rf .venv

help:  ## list what can be made
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14
