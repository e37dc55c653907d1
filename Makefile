# make run   simulates Qujing's plan;  make test   checks and tests.  Both set up what they need.

PYTHON       ?= python3
VENV         ?= .venv
REPLICATIONS ?= 20
WORKERS      ?= 2
PYTEST_ARGS  ?=
BENCH_ARGS   ?=
APP_ARGS     ?=
MUTANTS      ?= 60
LOAD_ARGS    ?=
PAGES        ?=

BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.bench-installed
# --no-input: a question nobody is there to answer is an error, not a wait.
PIP   := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
# Drawing to files needs no display.
export MPLBACKEND ?= Agg

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env fonts browser engine run app test lint pages docs words screenshots load notebooks validate mutants bench lock clean

help:
	@echo "make run        simulate Qujing's plan and print its targets (REPLICATIONS=$(REPLICATIONS))"
	@echo "make app        open the explorer in the browser (APP_ARGS='--server.port 8600')"
	@echo "make test       ruff, mypy, import contracts, tests with coverage (PYTEST_ARGS='-k beds')"
	@echo "make notebooks  execute the notebooks anew and keep what they print"
	@echo "make validate   exact cases and face validity at full replication; both engines on 500 random plans, and with tables that move on 60; fits of 200 extracts; calibration to 30 truths"
	@echo "make mutants    one token of an engine changed at a time: do the tests notice? An hour (MUTANTS=$(MUTANTS))"
	@echo "make bench      time and memory beside other simulators, goals (BENCH_ARGS='--quick', '--china')"
	@echo "make docs       build the documentation into site/ (open site/index.html)"
	@echo "make pages      write the generated pages of the documentation anew"
	@echo "make load       users in browsers on the explorer: seconds, errors, memory (LOAD_ARGS='--users 5 --minutes 5')"
	@echo "make screenshots pictures of the explorer's pages into docs/screenshots/ (PAGES='results levers')"
	@echo "make words      the explorer's catalogue of messages brought up to date"
	@echo "make lint       ruff, mypy and import contracts alone"
	@echo "make lock       resolve requirements.lock and requirements-bench.lock anew from pyproject.toml"
	@echo "make clean      remove caches and build files (results/ and $(VENV) stay)"

env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is '$$($(PYTHON) --version 2>&1)'."; \
	  echo "Name another one: make PYTHON=python3.11 ..."; exit 1; }
	@# Debian keeps what makes virtual environments in a package of its own.
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "env: installing python3-venv"; \
	    { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	      python3-venv; } </dev/null >/dev/null; \
	  else \
	    echo "$(PYTHON) cannot make virtual environments; on Debian or Ubuntu: sudo apt install python3-venv"; exit 1; \
	  fi; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  echo "env: creating $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "env: installing the locked packages (a minute or two the first time)"
	@# The lock names every package. Resolving again could prefer a newer release of what the lock pins without its extra.
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "env: ready"

# Figures carry Chinese text. Without a Chinese font they are still drawn, with boxes for the characters.
fonts:
	@if fc-list :lang=zh family 2>/dev/null | grep -q . \
	  || [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "fonts: installing fonts-noto-cjk"; \
	  if { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	    fonts-noto-cjk; } </dev/null >/dev/null; then \
	    rm -f "$${MPLCONFIGDIR:-$${XDG_CACHE_HOME:-$$HOME/.cache}/matplotlib}"/fontlist-*.json; \
	  else \
	    echo "fonts: fonts-noto-cjk could not be installed; Chinese text in figures will show as boxes"; \
	  fi; \
	else \
	  echo "fonts: no Chinese font found; figures will show boxes. Debian or Ubuntu: sudo apt install fonts-noto-cjk"; \
	fi

# The explorer is tested in a real browser; without one those tests are left out, and say so.
browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "browser: installing chromium"; \
	  { apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
	    chromium; } </dev/null >/dev/null \
	  || echo "browser: chromium could not be installed; the tests in a browser will fail"; \
	else \
	  echo "browser: no Chromium found; tests in a browser are left out. Debian or Ubuntu: sudo apt install chromium"; \
	fi

# Compiled once, before tests start several processes that would each compile it.
engine: env
	@$(BIN)/python -c 'from model.engines.choice import get_ready, must_compile; \
	must_compile("auto") and print("engine: compiling (a minute or two, once)", flush=True); get_ready("auto")'

run: env fonts
	@$(BIN)/jingkang run qujing --replications $(REPLICATIONS) --workers $(WORKERS) --out results/qujing --force

# Only on this machine; another address needs a login (see the README).
app: env fonts engine
	@$(BIN)/python -m model.explorer $(APP_ARGS)

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

pages: env
	@$(BIN)/python -m model.report.pages

# Strict: a broken link, a missing anchor or a page outside the navigation is an error.
docs: env
	@$(BIN)/sphinx-build -q -W --keep-going -c docs . site
	@echo "docs: site/index.html"

test: env fonts browser lint engine
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup --cov --cov-report=term $(PYTEST_ARGS)

words: env
	@$(BIN)/python -m model.explorer.catalogue

screenshots: env fonts browser engine
	@$(BIN)/python tests/explorer/screenshots.py $(PAGES)

load: env fonts browser engine
	@$(BIN)/python bench/load.py $(LOAD_ARGS)

# Sources are notebooks/*.py; what they print is kept beside them, and compared by the tests.
notebooks: env fonts engine
	@$(BIN)/python tests/notebooks.py

validate: env fonts engine
	@$(BIN)/jingkang validate
	@$(BIN)/python tests/engine/many_plans.py 0 500
	@$(BIN)/python tests/engine/moving_tables.py 0 60
	@$(BIN)/python tests/local/recovery.py 100
	@$(BIN)/python tests/local/calibration_recovery.py 30

# Results are kept: called again, or with more mutants, it goes on.
mutants: env fonts
	@$(BIN)/python tests/mutants.py --number $(MUTANTS) --json results/mutants.json

# What only measurements need is not installed by the tests.
$(BENCH_STAMP): $(STAMP) requirements-bench.lock
	@echo "bench: installing the simulators to compare with"
	@$(PIP) install --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

bench: $(BENCH_STAMP)
	@$(BIN)/python -m bench $(BENCH_ARGS)

# Hashes, but no addresses: packages come from whatever index pip is set up with.
lock: env
	@$(PIP) install uv
	@$(BIN)/uv --quiet pip compile pyproject.toml --extra dev --extra distributed --extra app --extra docs --extra notebooks --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	@$(BIN)/uv --quiet pip compile pyproject.toml --extra bench --constraint requirements.lock --universal \
	  --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --no-header --output-file requirements-bench.lock

clean:
	@rm -rf build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.*
	@find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
