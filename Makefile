# From a fresh checkout with Python 3.11+ and make: `make demo`. Everything lands in .venv and var/.

# Each command starts several Pythons: they read what the first compiled, whatever the environment says of it.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
# Which Python makes .venv: the first of these that is 3.11 or newer and can make one by itself, else the first that is
# 3.11 or newer. That of the system comes first: a distribution compiles it for speed, which whoever builds one at home
# may have left out: a page then takes a fifth to a third longer (measured with two of one version, 3.11).
ifndef PYTHON
PYTHON := $(shell for needs in 'ensurepip, ' ''; do \
	for name in /usr/bin/python3 python3 python3.11 python3.12 python3.13 python3.14 python; do \
		$$name -c "import $${needs}sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$name && exit; done; done)
endif

RUN := .venv/bin/python
EMBEDDED := $(RUN) -m tzcld.embedded
# What the checks of a production deployment read; no service is asked for anything.
AS_IN_PRODUCTION := SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DEBUG=0 SECURE=1 DEMO=0 ALLOWED_HOSTS=example.org SITE_URL=https://example.org

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo demo-reset test lint format bench check

help:
	@echo 'make demo         the site with its demo world on http://127.0.0.1:$(PORT) (PORT=… for another)'
	@echo 'make demo-reset   forget the demo data; the next `make demo` starts afresh'
	@echo 'make test         the whole test suite (ARGS="-k name" to choose)'
	@echo 'make lint         style, layers, templates, migrations, deployment checks'
	@echo 'make format      put Python and templates into shape'
	@echo 'make bench        speed of the main pages and jobs, each beside its floor'
	@echo 'make check        lint, then test'
	@echo 'make setup        only install what is missing'

setup:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Il faut Python 3.11 ou plus récent : installez-le, ou indiquez-le par « make $(MAKECMDGOALS) PYTHON=/chemin/de/python3.11 ».' >&2; \
		exit 1; }
	@$(PYTHON) -I tzcld/embedded/install.py

setup-test: setup
	@$(PYTHON) -I tzcld/embedded/install.py --browser

demo: setup
	@exec $(EMBEDDED) demo --port '$(PORT)'

demo-reset: setup
	@$(EMBEDDED) reset
	@echo 'Données de démonstration effacées : « make demo » repart à neuf.'

test: setup-test
	@exec $(EMBEDDED) run --test -- $(RUN) -m pytest -n 2 $(ARGS)

lint: setup
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m ruff format --check --output-format concise .
	@.venv/bin/lint-imports --no-logo
	@.venv/bin/djlint templates --quiet --check || { echo 'Gabarits à mettre en forme : « make format »' >&2; exit 1; }
	@.venv/bin/djlint templates --quiet --lint
	@$(AS_IN_PRODUCTION) $(EMBEDDED) run --test -- $(RUN) manage.py makemigrations --check --dry-run
	@$(AS_IN_PRODUCTION) $(RUN) manage.py check --deploy --fail-level WARNING

format: setup
	@$(RUN) -m ruff check --quiet --fix --exit-zero .
	@$(RUN) -m ruff format .
	@.venv/bin/djlint templates --quiet --reformat || true

bench: setup
	@exec $(EMBEDDED) run -- $(RUN) manage.py bench $(ARGS)

check:
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test
