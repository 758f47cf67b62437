# Everything a newcomer types. `make run` on a fresh machine is enough; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test check lint format types contracts migrations templates typescript \
	bench coach-eval reasons-eval shops mail-cases tour lock messages assets clean

PYTHON ?= python3
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--universal --python-version 3.11

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: setup ## Set up, start everything, say where (MUHATAP_HOME, MUHATAP_PORT)
	@exec $(BIN)/muhatap up

setup: ## Install what the desk needs into .venv and node_modules
	@$(PYTHON) scripts/setup.py

setup-dev: ## The same with what the tests need
	@$(PYTHON) scripts/setup.py --dev --system

test: setup-dev ## All tests but the long ones
	@$(BIN)/pytest -n 2 -m "not slow" $(ARGS)

check: setup-dev lint types contracts migrations typescript ## What CI runs: every test, lint, types, architecture
	@$(BIN)/pytest -n 2 $(ARGS)

lint:
	@$(BIN)/ruff check -q muhatap tests benchmarks scripts && echo "lint: ruff is content"
	@$(BIN)/ruff format --check -q muhatap tests benchmarks scripts && echo "lint: the format is kept"
	@$(BIN)/djlint muhatap --lint --quiet && echo "lint: templates are clean"

format: ## Put Python into the agreed form
	@$(BIN)/ruff check -q --fix muhatap tests benchmarks scripts; $(BIN)/ruff format -q muhatap tests benchmarks scripts

types:
	@$(BIN)/mypy

contracts:
	@$(BIN)/lint-imports

migrations:
	@home=$$(mktemp -d) && MUHATAP_HOME=$$home $(BIN)/muhatap manage makemigrations --check --dry-run; \
		code=$$?; rm -rf "$$home"; exit $$code

typescript:
	@$(PYTHON) scripts/setup.py --npm run --silent typecheck && echo "typescript: types fit"

shops: setup-dev ## Start the real shops (Vendure, Medusa) and run the whole exchange with them
	@$(BIN)/pytest tests/orders/shops tests/browser/test_real_shop.py $(ARGS)

bench: setup-dev ## Measure speed and memory against the raw limits of this machine
	@$(BIN)/python -m benchmarks $(ARGS)

coach-eval: setup-dev ## Score the reply coach on labelled drafts: precision and recall by kind and language
	@$(BIN)/python -m benchmarks.coach_eval $(ARGS)

reasons-eval: setup-dev ## Score the guess of the reason on labelled texts: top-1, top-3, don't-knows (DATA=folder)
	@$(BIN)/python -m benchmarks.reasons_eval $(DATA) $(ARGS)

mail-cases: setup-dev ## Score the mail parser on a collection of real mails (DATA=folder)
	@$(BIN)/python -m benchmarks.mail_cases $(ARGS)

tour: setup-dev ## Pictures of every screen, in both languages and themes (FOLDER=tour)
	@$(BIN)/python scripts/tour.py $(or $(FOLDER),tour)

lock: ## Write the lock files anew from pyproject.toml
	@$(COMPILE) --all-extras pyproject.toml -o requirements.lock
	@$(COMPILE) --extra embedded --extra assets -c requirements.lock pyproject.toml -o requirements-run.lock
	@printf 'setuptools~=80.9\nuv~=0.13.9\n' | $(COMPILE) - -o scripts/tools.lock
	@sed -i '1i # Written by `make lock`; installed with --require-hashes by `make setup-dev`.' requirements.lock
	@sed -i '1i # Written by `make lock`: the part of requirements.lock that runs the desk.' requirements-run.lock
	@sed -i '1i # Written by `make lock`: what `make setup` installs the rest with.' scripts/tools.lock

messages: setup ## Collect the strings of every app for the translators (needs gettext)
	@for app in muhatap/*/locale; do (cd $$app/.. && ../../$(BIN)/django-admin makemessages -l tr --no-obsolete -v 0); done

assets: setup ## Build scripts and styles again
	@rm -f .make/assets && $(PYTHON) scripts/setup.py

clean: ## Remove what set-up made; data folders are never touched
	@rm -rf .venv node_modules .make muhatap/web/static/built
	@find muhatap -name '*.mo' -delete
