# `make demo` and `make test` need nothing but Python 3.11 or later; they set up the rest in .venv.
PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: help demo test lint types bench set-up clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

set-up:  ## the virtual environment, with everything that demo and tests need
	@$(PYTHON) tools/set_up.py

demo: set-up  ## six short real runs
	@$(RUN) examples/demo.py

lint: set-up  ## style
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .

types: set-up  ## strict types
	@$(RUN) -m mypy

test: set-up  ## style, types, tests
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -m pytest

bench: set-up  ## slow measurements: make bench DATA=folder with dev/ and train/
	@$(RUN) benchmarks/all.py $(DATA)

clean:  ## takes away what set-up made
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
