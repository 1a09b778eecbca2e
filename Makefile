# Jiedui 结对. Every command sets up what it needs by itself: Python 3.11 to 3.13, git and make
# are enough to begin with. Everything made here lies in .venv/ and var/; deleting both starts over.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DJANGO_SETTINGS_MODULE := jiedui.config.settings
export UV_SYSTEM_CERTS ?= 1
JIEDUI_PORT ?= 8000
export JIEDUI_PORT

PO := $(wildcard jiedui/*/locale/*/LC_MESSAGES/django.po jiedui/web/*/locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)

# Tests, checks and measurements need the larger set of packages; whoever has it once keeps it,
# and `make run` does not take it away again.
ifneq ($(filter test test-% check check-% bench,$(MAKECMDGOALS))$(wildcard $(VENV)/dev.stamp),)
READY := $(VENV)/dev.stamp
else
READY := $(VENV)/run.stamp
endif

.PHONY: help blank run demo-reset test test-postgresql check bench lock clean chromium words \
	postgresql \
	check-style check-floors check-types check-migrations check-words

help:
	@echo 'make run         the site at http://localhost:$(JIEDUI_PORT)/ with an invented county pair'
	@echo 'make test        every test, on SQLite and then on PostgreSQL (Chromium and a server are'
	@echo '                 installed when root; what cannot be had is skipped, and that is said)'
	@echo 'make check       style, floors, types, migrations, words'
	@echo 'make bench       measures matching, reading and importing; FULL=1 for a whole province'
	@echo 'make demo-reset  throws the invented county pair away and makes it again'
	@echo 'make lock        works out the hashed requirements again from pyproject.toml'
	@echo 'make clean       removes what was built; keeps var/ with its database and keys'

# ---- set-up -------------------------------------------------------------------------------

# A virtual environment with uv in it; uv then puts the locked packages there in seconds.
$(VENV)/setup.stamp: requirements-setup.txt
	@python=; for name in "$${PYTHON:-}" python3.11 python3.12 python3.13 python3; do \
		if [ -n "$$name" ] && "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
		then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'Python 3.11, 3.12 or 3.13 is needed and was not found (Debian: apt install python3 python3-venv).' >&2; \
		echo '需要 Python 3.11、3.12 或 3.13（Debian：apt install python3 python3-venv）。' >&2; exit 1; \
	fi; \
	if [ ! -x $(BIN)/python ]; then \
		if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
				apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; \
			else \
				echo 'The venv module of Python is missing (Debian: apt install python3-venv).' >&2; \
				echo '缺少 Python 的 venv 模块（Debian：apt install python3-venv）。' >&2; exit 1; \
			fi; \
		fi; \
		"$$python" -m venv $(VENV); \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
	@touch $@

# uv knows the machine's own certificates, and whatever mirror pip was told to use.
define sync
	@mirror=$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true); \
	if [ -n "$$mirror" ]; then export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$mirror}"; fi; \
	$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes $(1) requirements-setup.txt; \
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
endef

$(VENV)/run.stamp: $(VENV)/setup.stamp requirements.txt pyproject.toml
	$(call sync,requirements.txt)

$(VENV)/dev.stamp: $(VENV)/setup.stamp requirements-dev.txt pyproject.toml
	$(call sync,requirements-dev.txt)

# The English of every room; Chinese is in the source.
%.mo: %.po | $(READY)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

words: $(MO)

# The empty database that every new house and every `jiedui match` begins with.
blank: $(READY) $(MO)
	@$(BIN)/python -c 'from jiedui.clockwork.blank import kept; raise SystemExit(not kept())' \
		|| $(BIN)/python -c 'from jiedui.clockwork.terminal import house; house.enter_own("zh")'

# ---- the site -----------------------------------------------------------------------------

run: $(READY) $(MO) blank
	@exec env JIEDUI_HASHED_STATIC=$${JIEDUI_HASHED_STATIC:-1} $(BIN)/python manage.py serve

demo-reset: $(READY) $(MO)
	@$(BIN)/python manage.py demo --reset

# ---- before a commit ----------------------------------------------------------------------

# Everything on SQLite; then, where a server can be had, what writes, locks and keeps counties apart
# again on PostgreSQL. `make test-postgresql ON_SERVER=tests/workers` takes other rooms there.
ON_SERVER := $(addprefix tests/,accounts candidacies concurrency core matching)

test: $(READY) $(MO) blank chromium postgresql
	$(BIN)/pytest -n auto --dist loadgroup
	@$(MAKE) test-postgresql

test-postgresql: $(READY) $(MO)
	@status=0; \
	$(BIN)/python -m tests.cluster $(BIN)/pytest -n auto --dist loadgroup $(ON_SERVER) || status=$$?; \
	if [ $$status = 77 ]; then echo 'The tests on PostgreSQL are SKIPPED: no server is installed' \
		'(Debian: apt install postgresql) and JIEDUI_TEST_POSTGRES names none.'; \
	else exit $$status; fi

check: $(READY) $(MO)
	@$(MAKE) --jobs=2 --output-sync=target --keep-going \
		check-style check-floors check-types check-migrations check-words

check-style:
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

check-floors:
	$(BIN)/lint-imports

check-types:
	$(BIN)/mypy

check-migrations:
	JIEDUI_HOME=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run

check-words:
	$(BIN)/pytest -p no:randomly -p no:cacheprovider tests/house/test_words.py

bench: $(READY) $(MO)
	$(BIN)/python -m bench $(if $(FULL),--full)

# The server's programs only: no cluster of the system's is made or started.
postgresql:
	@if [ -z "$${JIEDUI_TEST_POSTGRES:-}" ] && ! $(BIN)/python -m tests.cluster && [ "$$(id -u)" = 0 ] \
			&& command -v apt-get >/dev/null; then \
		echo 'Installing PostgreSQL for the tests …'; \
		mkdir -p /etc/postgresql-common && touch /etc/postgresql-common/createcluster.conf; \
		grep -q '^create_main_cluster' /etc/postgresql-common/createcluster.conf \
			|| echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf; \
		apt-get update -qq && apt-get install -y -qq postgresql >/dev/null \
			|| echo 'PostgreSQL could not be installed.'; \
	fi

chromium:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing Chromium and Chinese fonts for the browser tests …'; \
		apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null \
			|| echo 'Chromium could not be installed: browser tests are skipped.'; \
	elif ! command -v chromium >/dev/null; then \
		echo 'Chromium is not installed: browser tests are skipped (Debian: apt install chromium fonts-noto-cjk).'; \
	fi

# ---- keeping house ------------------------------------------------------------------------

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11
lock: $(VENV)/setup.stamp
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group dev -o requirements-dev.txt
	printf 'setuptools>=77\nuv\n' | $(LOCK) - -o requirements-setup.txt

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find jiedui tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(MO)
