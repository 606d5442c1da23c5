# Two commands do everything on a fresh machine: `make demo` and `make test`. Each sets up what it needs.
export UV_PYTHON_DOWNLOADS := never
# Modules are compiled once, at set-up, and not at every start.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo demo-reset test test-long bench check setup browser hledger pdfsig softhsm verapdf oidc-provider clamd clean

demo: .venv/ready
	@$(BIN)/nscl-grants demo

demo-reset: .venv/ready
	@$(BIN)/nscl-grants demo --reset

test: check browser hledger pdfsig
	$(BIN)/python -m pytest -n auto --dist worksteal -q -m "not long"

test-long: check browser hledger pdfsig softhsm verapdf oidc-provider clamd
	$(BIN)/python -m pytest -n auto --dist worksteal -q

# Approvals a second beside raw updates, on SQLite and on PostgreSQL; a few minutes, best on a quiet machine.
bench: .venv/ready-dev
	@$(BIN)/python -m tools.bench

# Quickest first, so that a slip is told within seconds.
check: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/nscl-grants check
	$(BIN)/mypy
	@$(MAKE) --no-print-directory .venv/no-weakness .venv/no-secret

# Each file is looked at when it has changed. B608 and B704 are ruff's S608 and S704, which are waived line by line, each
# with its reason; a secret that is none says so on its line.
PROGRAMS := $(shell find nscl_grants tools -name '*.py')
.venv/no-weakness: $(PROGRAMS)
	@$(BIN)/bandit -q -ll -s B608,B704 $?
	@touch $@

.venv/no-secret: $(PROGRAMS) $(shell find workflows forms nscl_grants -name '*.toml') pyproject.toml Makefile .secrets.baseline
	@$(BIN)/detect-secrets-hook --baseline .secrets.baseline $(filter-out .secrets.baseline,$?)
	@touch $@

setup: .venv/ready-dev

browser:
	@sh tools/need_chromium.sh

hledger:
	@sh tools/need_hledger.sh

pdfsig:
	@sh tools/need_pdfsig.sh

softhsm:
	@sh tools/need_softhsm.sh

verapdf: .venv/ready-dev
	@sh tools/need_verapdf.sh

oidc-provider:
	@sh tools/need_oidc_provider.sh

clamd:
	@sh tools/need_clamd.sh

# Running the system needs less than testing it; each set-up leaves its own mark.
.venv/ready: uv.lock pyproject.toml .uv/bin/uv
	.uv/bin/uv sync --quiet --frozen --no-dev --inexact
	@$(BIN)/python -m compileall -q nscl_grants
	@touch $@

.venv/ready-dev: uv.lock pyproject.toml .uv/bin/uv
	.uv/bin/uv sync --quiet --frozen
	@$(BIN)/python -m compileall -q nscl_grants tests
	@touch $@ .venv/ready

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

clean:
	rm -rf .venv .uv .verapdf .oidc .mypy_cache .ruff_cache .pytest_cache dist
