# Every target sets up what it needs: Python >= 3.11, make and a network to the package index are enough.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiling every module at once would take longer than all the rest; Python does it for those it loads.
UV := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

# What is not kept compiled is compiled anew by each process, and tests start hundreds of them.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help whatsapp run test check chaos bench lock format catalogs picture clean

help: ## what one can do here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/.runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Titian needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up $(VENV) with what Titian needs; the first time this takes about a minute …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Could not make a virtual environment (on Debian or Ubuntu: apt install python3-venv)."; exit 1; }
	@$(PIP) --require-hashes -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.dev: requirements/dev.txt $(BIN)/.runtime
	@echo "Fetching what the tests and checks need …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(BIN)/.whatsapp: requirements/whatsapp.txt $(BIN)/.runtime
	@$(PIP) --require-hashes -r requirements/whatsapp.txt
	@touch $@

whatsapp: $(BIN)/.whatsapp ## add what WhatsApp needs (one package); Telegram needs none of it

# With no token it is the playground, which shows phones of both kinds.
LIVE := $(shell { [ -n "$$TELEGRAM_BOT_TOKEN$$WHATSAPP_TOKEN" ] || grep -qsE '^(TELEGRAM_BOT|WHATSAPP)_TOKEN=.' .env; } && echo yes)

run: $(BIN)/.runtime $(if $(LIVE),,$(BIN)/.whatsapp) catalogs ## the playground in your browser; with TELEGRAM_BOT_TOKEN set, the bot itself
	@echo "Starting …"
	@$(BIN)/python -m bot run

# Two more than there are processors: tests that kill processes and cut connections mostly wait.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 2)

test: $(BIN)/.dev catalogs ## every test, on SQLite and on PostgreSQL, and in a browser
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not browser"
	@$(BIN)/python -m pytest -m browser

check: $(BIN)/.dev catalogs ## what every commit passes, in under 30 s
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(MAKE) --no-print-directory -j 2 --output-sync=target types structure

.PHONY: types structure
types:
	@$(BIN)/mypy

structure:
	@$(BIN)/lint-imports > $(VENV)/imports.log 2>&1 || { cat $(VENV)/imports.log; exit 1; }
	@$(BIN)/python -m pytest -q -m structure $$(grep -rlE 'mark\.structure' tests)

format: $(BIN)/.dev ## put the code into its usual form
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

chaos: $(BIN)/.dev catalogs ## kill, cut off and fill up all there is, for long: MINUTES=30 SEED=7 ONLY="kills clock"
	@$(BIN)/python -m tests.chaos

bench: $(BIN)/.dev catalogs ## one line per figure: name | figure | unit | goal | ok or falls short; ONLY="delivery …" for some
	@$(BIN)/python -m benchmarks $(ONLY)

catalogs: $(BIN)/.runtime ## compile the interface texts of each language
	@$(BIN)/python -m bot.messages.catalogs compile

lock: ## pin every dependency with its hashes; what runs is what was tested
	@$(UV) --extra dev -o requirements/dev.txt pyproject.toml requirements/build.in
	@$(UV) --constraint requirements/dev.txt -o requirements/runtime.txt pyproject.toml requirements/build.in
	@$(UV) --extra whatsapp --constraint requirements/dev.txt -o requirements/whatsapp.txt pyproject.toml requirements/build.in

picture: $(BIN)/.dev catalogs ## take the README's picture anew (needs Chromium)
	@$(BIN)/python -m tests.browser.picture

clean: ## forget the environment and the playground's data
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
