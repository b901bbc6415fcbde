.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test check bench model evaluate docs pages notebooks clean

help:  ## List what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## Score the sample articles and say where to look
	@$(BIN)/tension demo

test: $(VENV)/installed  ## Run every test; those that need the data say why they are skipped
	$(BIN)/python -m pytest

check: $(VENV)/installed  ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/installed  ## Speed beside VADER, NLTK and imports, and at a million articles
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/scale.py

model: $(VENV)/installed  ## Train the shipped model again, in build/ (needs the data)
	$(BIN)/tension train --output build/tension-2

evaluate: $(VENV)/installed  ## Measure the shipped model beside its peers and write its card (needs the data)
	$(BIN)/tension evaluate

docs: $(VENV)/installed  ## Build the documentation into build/docs
	$(BIN)/python docs/site

pages: $(VENV)/installed  ## Run the documentation's examples and renew the figures they show
	$(BIN)/python -m tests.docs.renewing

notebooks: $(VENV)/installed  ## Run the notebooks anew and keep what they show
	$(BIN)/python -m tests.notebooks.running

clean:  ## Remove what was made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache dist build

$(VENV)/installed: pyproject.toml
	@echo 'Making $(VENV) and installing what is needed (a minute or so) ...'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
