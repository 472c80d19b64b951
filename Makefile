# Two commands: `make demo` and `make test`. Each sets up all it needs, in .venv, and nothing elsewhere.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$name && break; done)

# The official JSON Schema of AsyncAPI documents; no package on PyPI carries it.
ASYNCAPI_SPECS := @asyncapi/specs@6.11.1
ASYNCAPI_DIR := $(VENV)/asyncapi-specs
# It checks the types of the page's modules, which are JavaScript with types in comments.
TYPESCRIPT := typescript@7.0.2
TYPESCRIPT_DIR := $(VENV)/typescript

# The frameworks of `voice_client.integrations` are an environment of their own, laid over this one: openai-agents wants
# an older websockets than all the rest is tested with. What they need to hear and to draw is left out; no test does.
FRAMEWORKS := $(VENV)/frameworks
LEFT_OUT := grpcio llvmlite numba onnxruntime resampy
# And livekit-agents wants an older livekit than the echo canceller is tested with, whose protobuf pipecat does not take.
OTHERWISE := websockets livekit protobuf

# The servers that Repcast is measured beside: an environment laid over this one, too, and packages of npm.
PEERS := $(VENV)/bench
NODE_PEERS := $(VENV)/bench-node
NODE_PACKAGES := ws@8.23.0 socket.io@4.8.4 @socket.io/redis-adapter@8.3.0 redis@6.3.1

# The demo's steps are slowed down, so that a person can watch them; 0 is the real speed.
PACE_S ?= 0.25

# Where `make secrets` puts them; docker-compose.yml looks there.
SECRETS_DIR ?= secrets

RANDOM_WORD := $(PYTHON) -c 'import secrets, sys; sys.stdout.write(secrets.token_hex(32))'

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test faults hostile grid model-report voice-report flood-report bench bench-growth check audit format page chromium lock secrets clean

help:
	@echo "make demo         a server, one job over its socket, shown as it is pushed (ARGS=--once ends then)"
	@echo "make test         all tests, over the cores (ARGS=... goes to pytest, in one process)"
	@echo "make faults       what goes wrong between many processes, at more moments and for longer (SEEDS=20; each takes minutes)"
	@echo "make hostile      what hostile peers send, much more of it by chance (TIMES=20; takes minutes)"
	@echo "make grid         programs for 24,192 wishes, made and scored (ARGS='--sample 500', --goal, --level, --json FILE)"
	@echo "make model-report when the weeks of a program come that a model writes at a pace (ARGS='--tokens-a-s 60')"
	@echo "make flood-report how much a quiet user feels of another one's flood; takes minutes (ARGS='pings --worker')"
	@echo "make voice-report who speaks when, counted and timed with a vendor of models near and far; takes minutes"
	@echo "make bench        Repcast's speed, measured beside its peers; takes 15 minutes, ARGS=--quick 2 (ARGS=--help tells more)"
	@echo "make bench-growth what a frame costs, by sockets, jobs, rate, length of the log, processes; takes 8 minutes (ARGS=--quick)"
	@echo "make check        linters, types, import rules"
	@echo "make audit        what is against the code's safety, and the image's"
	@echo "make format       put the code into form"
	@echo "make page         make anew what the page knows of the protocol"
	@echo "make chromium     a Chromium for the tests of the page, where none is installed"
	@echo "make lock         resolve the dependencies anew"
	@echo "make secrets      make the passwords that docker-compose.yml asks for"
	@echo "make clean        remove what was set up and built"

demo: $(VENV)/.runtime
	@$(BIN)/repcast demo --pace-s $(PACE_S) $(ARGS)

# All tests go over the cores, a stretch of folders to each worker, so that what starts many processes is seldom done
# twice at a time; one worker more than there are cores, as some of the time they wait for what they have begun. Who
# names some of the tests does not wait for workers to start.
ALL_TESTS = -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --maxprocesses=4 --dist=worksteal
test: $(VENV)/.dev $(ASYNCAPI_DIR)/.installed $(FRAMEWORKS)/.installed
	@$(BIN)/pytest $(or $(ARGS),$(ALL_TESTS))

# With outages of up to 30 s, and twenty times 500 sockets.
SEEDS ?= 20
faults: $(VENV)/.dev $(ASYNCAPI_DIR)/.installed
	@FAULT_SEEDS=$(SEEDS) FAULT_LONG=1 $(BIN)/pytest tests/faults tests/e2e/test_delivery_model.py --timeout=900 $(ARGS)

TIMES ?= 20
hostile: $(VENV)/.dev $(ASYNCAPI_DIR)/.installed
	@HOSTILE_EXAMPLES=$(TIMES) $(BIN)/pytest tests/hostile --timeout=1800 $(ARGS)

grid: $(VENV)/.dev
	@$(BIN)/python -m tests.generation.grid $(ARGS)

model-report: $(VENV)/.dev
	@$(BIN)/python -m tests.generation.llm.report $(ARGS)

flood-report: $(VENV)/.dev
	@$(BIN)/python -m tests.faults.flood_report $(ARGS)

voice-report: $(VENV)/.dev
	@$(BIN)/python -m tests.voice_client.realtime.report $(ARGS)

# A peer that cannot be installed is not measured, and the others are.
bench: $(VENV)/.dev
	-@$(MAKE) --no-print-directory --keep-going $(PEERS)/.installed $(NODE_PEERS)/.installed
	@$(BIN)/python -m tests.load $(ARGS)

bench-growth: $(VENV)/.dev
	@$(BIN)/python -m tests.load.growth $(ARGS)

check: $(VENV)/.dev $(FRAMEWORKS)/.installed $(TYPESCRIPT_DIR)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --exclude '^(tests/)?voice_client/integrations/'
	$(BIN)/mypy --python-executable $(FRAMEWORKS)/bin/python \
		-p voice_client.integrations -p tests.voice_client.integrations
	$(BIN)/lint-imports
	$(TYPESCRIPT_DIR)/node_modules/.bin/tsc --project tests/browser

# What needs no network; whether a release that is locked is known to be vulnerable only a database on it can say:
# pip-audit --strict --require-hashes --requirement requirements.lock
audit: $(VENV)/.dev
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive server voice_client schemas
	$(BIN)/ruff check --select S server voice_client schemas
	$(BIN)/hadolint Dockerfile

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

page: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.generated

# One that is installed is found by itself; REPCAST_CHROMIUM names another.
chromium: $(VENV)/.dev
	@PLAYWRIGHT_BROWSERS_PATH=$(CURDIR)/$(VENV)/chromium $(BIN)/playwright install --no-shell chromium

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group build --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group dev --constraints requirements.lock --output-file requirements-dev.lock pyproject.toml
	sed -n '$(foreach name,$(OTHERWISE),/^$(name)==/d;) s/^\([^ ]*==[^\]*\).*/\1/p' requirements-dev.lock > $(VENV)/constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --all-extras $(LEFT_OUT:%=--no-emit-package=%) --constraints $(VENV)/constraints.txt \
		--output-file requirements-frameworks.lock pyproject.toml
	sed -n 's/^\([^ ]*==[^\]*\).*/\1/p' requirements-dev.lock > $(VENV)/constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group bench --constraints $(VENV)/constraints.txt \
		--output-file requirements-bench.lock

# What is there already is kept; the model's key is empty until somebody writes it. Containers run as other users, so
# the files are readable; their folder is not.
secrets:
	@mkdir -p -m 700 $(SECRETS_DIR)
	@for name in postgres_password redis_password repcast_token_secret; do \
		test -e $(SECRETS_DIR)/$$name || $(RANDOM_WORD) > $(SECRETS_DIR)/$$name || exit 1; done
	@touch $(SECRETS_DIR)/openai_api_key
	@printf 'postgresql://repcast:%s@postgres:5432/repcast' "$$(cat $(SECRETS_DIR)/postgres_password)" \
		> $(SECRETS_DIR)/repcast_database_url
	@printf 'redis://:%s@redis:6379/0' "$$(cat $(SECRETS_DIR)/redis_password)" > $(SECRETS_DIR)/repcast_redis_url
	@chmod 644 $(SECRETS_DIR)/*
	@echo "The secrets are in $(SECRETS_DIR)/."

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found." >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is needed (Debian: apt install python3-venv)." >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Installing what the server and the client need"
	@$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements-dev.lock pyproject.toml
	@echo "Installing what the tests and the linters need"
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/pip download --quiet --require-hashes --dest $(VENV)/wheelhouse -r requirements.lock
	@touch $@ $(VENV)/.runtime

$(ASYNCAPI_DIR)/.installed: $(VENV)/.dev Makefile
	@echo "Fetching $(ASYNCAPI_SPECS)"
	@$(BIN)/npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix $(ASYNCAPI_DIR) $(ASYNCAPI_SPECS)
	@touch $@

$(TYPESCRIPT_DIR)/.installed: $(VENV)/.dev Makefile
	@echo "Fetching $(TYPESCRIPT)"
	@$(BIN)/npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix $(TYPESCRIPT_DIR) $(TYPESCRIPT)
	@touch $@

$(FRAMEWORKS)/.installed: $(VENV)/.dev requirements-frameworks.lock
	@echo "Installing the frameworks that voice_client.integrations plugs into"
	@$(BIN)/python -m venv --without-pip $(FRAMEWORKS)
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' \
		> $$($(FRAMEWORKS)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/under.pth
	@$(BIN)/pip --python $(FRAMEWORKS) install --quiet --no-deps --require-hashes -r requirements-frameworks.lock
	@touch $@

$(PEERS)/.installed: $(VENV)/.dev requirements-bench.lock
	@echo "Installing the peers of the benchmark"
	@$(BIN)/python -m venv --without-pip $(PEERS)
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' \
		> $$($(PEERS)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/under.pth
	@$(BIN)/pip --python $(PEERS) install --quiet --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

$(NODE_PEERS)/.installed: $(VENV)/.dev Makefile
	@echo "Fetching $(NODE_PACKAGES)"
	@$(BIN)/npm install --silent --no-audit --no-fund --ignore-scripts --no-save --prefix $(NODE_PEERS) $(NODE_PACKAGES)
	@touch $@
