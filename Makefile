# Everything a fresh machine needs: `make run` and `make test`. A second run installs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BROWSER_INSTALLED := $(VENV)/.browser-installed
LLM_INSTALLED := $(VENV)/.llm-installed
AUDIT := .audit
PORT ?= 8501
Q ?=
LLM ?= 0.5b
QUESTIONS ?= 60
JUDGED ?= 100
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install index run ask test test-browser test-deep test-elsewhere test-engine test-faults test-fuzz test-installs test-llm test-llm-large test-milvus test-package test-service test-wide lint format eval audit sbom licences clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(INSTALLED): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[dev]'
	touch $@

$(BROWSER_INSTALLED): $(INSTALLED)
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[browser]'
	sh tests/browser/install.sh
	touch $@

$(LLM_INSTALLED): $(INSTALLED)
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[llm]'
	touch $@

# Apart from the product's own packages, so that neither changes the other.
$(AUDIT)/.installed: pyproject.toml constraints.txt
	test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install -q -c constraints.txt cyclonedx-bom pip-audit
	touch $@

install: $(INSTALLED) ## create .venv with the pinned dependencies

index: $(INSTALLED) ## build the index if it is missing or stale
	@$(BIN)/policy index --if-stale

run: index ## start the page on http://127.0.0.1:8501
	@echo "政策问答：请在浏览器打开 http://127.0.0.1:$(PORT) （按 Ctrl+C 停止）"
	@$(BIN)/streamlit run streamlit_server.py --server.port $(PORT)

ask: index ## answer one question: make ask Q='新认定的高企给多少？'
	@$(BIN)/policy ask "$$QUESTION"
ask: export QUESTION := $(value Q)

# Worksteal: neighbours share what their file sets up. Programs that tests start compile what they import only once.
SUITE := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal

test: $(INSTALLED) ## the default suite: every room, each answer, the pages; without the network
	@$(SUITE)

test-deep: $(INSTALLED) ## what takes long: all dev questions, programs of their own, shelves by the dozen, every example of a property
	@$(SUITE) --hypothesis-profile whole -m '(deep or hypothesis) and not engine and not fuzz and not faults' tests

test-browser: $(BROWSER_INSTALLED) index ## the page in a real browser
	@$(BIN)/python -m pytest -m browser -n 2 --dist worksteal tests/browser

test-engine: $(INSTALLED) ## the embedding engine against its model and sentence-transformers
	@$(BIN)/python -m pytest --hypothesis-profile whole -m engine tests

test-fuzz: $(INSTALLED) ## 10,000 mutations of the documents and 10,000 generated ones
	@$(BIN)/python -m pytest -m fuzz -n auto tests/fuzz

test-faults: $(INSTALLED) ## kills, flipped bits, full disks, several writers, load, wrong words
	@$(BIN)/python -m pytest -m faults -n auto tests/faults

test-elsewhere: $(INSTALLED) ## as on a plainer processor, and as without fonts: what these may change (WHOLE=1: the suite)
	@sh tests/elsewhere.sh $(BIN)/python $(WHOLE)

test-llm: $(LLM_INSTALLED) ## the fluent path against llama.cpp's own server
	@$(BIN)/python -m pytest -m llm tests/llm

# Not in CI: hundreds of megabytes, an hour of two cores, and somebody has to read what is left.
test-llm-large: $(LLM_INSTALLED) ## a capable model behind llama.cpp's server: LLM=0.5b or 1.5b, QUESTIONS=60, JUDGED=100
	@$(BIN)/python -m tests.llm.large $(LLM) --questions $(QUESTIONS) --judged $(JUDGED)

test-milvus: $(INSTALLED) ## the tests of an engine over Milvus Lite, which takes Milvus's place in them
	@sh tests/index/milvus.sh $(BIN)/python

test-package: $(INSTALLED) ## the wheel in a clean environment outside the checkout (needs a registry)
	@$(BIN)/python -m pytest -m 'package and not installs' tests/package

test-installs: $(INSTALLED) ## the lines of the guide for pipx and uv, word for word (needs a registry, and 12 GB)
	@$(BIN)/python -m pytest -m installs tests/package

test-service: $(INSTALLED) ## the service against its OpenAPI, while the index changes, and full
	@$(BIN)/python -m pytest -m service tests/service

test-wide: $(INSTALLED) ## the answers on documents that nobody here grew up with, against their floors
	@$(BIN)/policy eval gate --wide

lint: $(INSTALLED) ## ruff and mypy --strict
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(INSTALLED) ## let ruff rewrite the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

eval: index ## measure the answers on the question set
	@$(BIN)/policy eval

audit: $(AUDIT)/.installed ## ask whether a fault of a dependency is known (needs the network)
	@mkdir -p build
	@$(AUDIT)/bin/pip-audit -r constraints.txt --no-deps --disable-pip --progress-spinner off -f json -o build/audit.json || true
	@$(AUDIT)/bin/python -m benchmarks.audited build/audit.json

sbom: $(INSTALLED) $(AUDIT)/.installed ## write build/sbom.cdx.json, a bill of materials (CycloneDX)
	@mkdir -p build
	@$(AUDIT)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --sv 1.6 --of JSON -o build/sbom.cdx.json
	@echo "build/sbom.cdx.json"

licences: $(INSTALLED) ## write the licences of all dependencies into docs/licences.md
	@$(BIN)/python -m benchmarks.licences

clean: ## remove what was built here; sources and documents stay
	rm -rf $(VENV) $(AUDIT) index/built build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
