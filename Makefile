# Encaisse: install · run · test · check · bench · lock
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FILES ?=
COMPANY ?=
PORT ?= 8000
# The checks read the settings; they need no data folder.
CHECK := ENCAISSE_SECRET=check ENCAISSE_HOME=$(CURDIR)/build/home PYTHONPATH=src

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test browser check fix bench lock messages python

help:  ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)' 2>/dev/null || \
	  { echo "Encaisse demande Python 3.11 ou plus récent. Installez-le, ou nommez-le : make run PYTHON=python3.11" >&2; exit 1; }

install: python $(VENV)/.installed  ## only the environment: .venv/bin/encaisse

$(VENV)/.installed: requirements.txt pyproject.toml
	@echo "Préparation de l'environnement (une fois)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install-dev: install $(VENV)/.installed-dev

$(VENV)/.installed-dev: requirements-dev.txt
	@echo "Outils de contrôle et de test (une fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: install  ## everything: database, worker, pages (FILES="…" COMPANY="…" PORT=8000)
	@$(BIN)/encaisse start $(FILES) $(if $(COMPANY),--company "$(COMPANY)") --port $(PORT)

test: install-dev  ## all tests but the guards of make check, the browser's last and apart
	@bash tests/dovecot.sh
	@$(BIN)/python -m pytest -n 2 --dist loadscope -m "not browser" --ignore tests/guards
	@$(MAKE) --no-print-directory browser

browser: install-dev
	@bash tests/browser/chromium.sh
	@$(BIN)/python -m pytest -m browser -p no:randomly tests/browser

check: install-dev  ## format, lint, types, contracts, templates, migrations, guards
	@mkdir -p build/home
	@$(BIN)/ruff format --check --quiet src tests bench || { echo "→ make fix"; exit 1; }
	@$(BIN)/ruff check --quiet src tests bench
	@$(CHECK) $(BIN)/mypy --no-error-summary
	@$(CHECK) $(BIN)/lint-imports --no-logo 2>/dev/null | tail -n 1
	@$(CHECK) $(BIN)/lint-imports >build/contracts.txt 2>&1 || { cat build/contracts.txt; exit 1; }
	@$(BIN)/djlint --quiet --lint src
	@$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'src/*.html')
	@$(BIN)/yamllint --strict -d '{extends: default, rules: {document-start: disable, line-length: {max: 240}, comments: disable, braces: {max-spaces-inside: 1}}}' src docs
	@$(CHECK) $(BIN)/python -m django makemigrations --check --dry-run --settings encaisse.config.settings >build/migrations.txt 2>&1 || { cat build/migrations.txt; exit 1; }
	@$(BIN)/python -m pytest -n 2 -p no:randomly tests/guards -m "not browser"
	@echo "make check : tout va bien"

fix: install-dev  ## what can be repaired by itself
	@$(BIN)/ruff check --quiet --fix src tests bench || true
	@$(BIN)/ruff format --quiet src tests bench
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'src/*.html') || true

bench: install-dev  ## the measured promises, one table
	@$(BIN)/python -m bench

lock: install-dev  ## requirements*.txt from requirements*.in, with hashes and no address
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -c requirements-dev.txt requirements.in -o requirements.txt
