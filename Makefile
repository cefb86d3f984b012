# `make run` shows everything on an invented press site; `make test` proves that it works. Both need Python 3.11 or newer only.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
DATA := $(if $(PRESSEARCHIV_DATA),$(PRESSEARCHIV_DATA),data)

.PHONY: run test lint bench clean lock

run: $(VENV)/.run
	@exec $(BIN)/pressearchiv --data "$(DATA)" demo run --port $(PORT)

test: $(VENV)/.dev $(VENV)/.replay
	@sh deploy/install-chromium.sh
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.bench
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache

# Writes the lock files anew; needs `uv`.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev --extra bench pyproject.toml -o requirements-bench.lock
	printf 'pywb>=2.10\nsetuptools<81\n' | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header - -o requirements-replay.lock

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Pressearchiv needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Give another: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making the environment in $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.lock pyproject.toml
	@echo "Installing what Pressearchiv needs"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# pywb replays what was kept, as a judge in the tests; apart, since it brings another brotli along.
$(VENV)/.replay: $(VENV)/.python requirements-replay.lock
	@echo "Installing the replay tool that the tests compare with"
	@$(PYTHON) -m venv $(VENV)/replay
	@$(VENV)/replay/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-replay.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	@echo "Installing what the measurements compare with"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	@touch $@
