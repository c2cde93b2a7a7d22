# Needs Python 3.11 or newer, pip and make; no root. Another Python: make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NEEDS := setup.cfg pyproject.toml constraints.txt
INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e

# Some distributions keep ensurepip in a package of its own: then the pip of PYTHON fills the environment.
WITHOUT_ENSUREPIP = { rm -rf $(VENV) && $(PYTHON) -m venv --without-pip $(VENV) && \
	$(PYTHON) -m pip --python $(BIN)/python install -q pip; }

.PHONY: help demo gallery test check bench clean

help:
	@echo "make demo    compare the shipped trial and write its report"
	@echo "make gallery write the rendered examples in reports/ again"
	@echo "make test    run the tests"
	@echo "make check   the tests, the linters and the types"
	@echo "make bench   speed against other libraries, as ratios"
	@echo "make clean   remove what these made"

demo: $(VENV)/.demo
	@$(BIN)/psmatrial compare --example

gallery: $(VENV)/.demo
	@$(BIN)/python docs/make_gallery.py

test: $(VENV)/.test
	@$(BIN)/python -m pytest -q -n 2

check: $(VENV)/.check
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q -n 2 --cov --cov-report=term:skip-covered

bench: $(VENV)/.demo
	@$(BIN)/python benchmarks

clean:
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis .coverage
	find psmatrial tests benchmarks data -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp says that an install succeeded after the files it depends on were last changed.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "psmatrial needs Python 3.11 or newer, this is " \
	+ sys.version.split()[0] + ": try make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(WITHOUT_ENSUREPIP)
	@touch $@

$(VENV)/.demo: $(VENV)/.made $(NEEDS)
	@echo "Installing into $(VENV); the first time takes a minute."
	@$(INSTALL) .
	@touch $@

$(VENV)/.test: $(VENV)/.made $(NEEDS)
	@echo "Installing into $(VENV); the first time takes a minute."
	@$(INSTALL) '.[test]'
	@touch $@ $(VENV)/.demo

$(VENV)/.check: $(VENV)/.made $(NEEDS)
	@echo "Installing into $(VENV); the first time takes a minute."
	@$(INSTALL) '.[test,check]'
	@touch $@ $(VENV)/.test $(VENV)/.demo
