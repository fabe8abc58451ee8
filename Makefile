# Every target sets up what it needs by itself; Python 3.11 or newer is all that must be there.
UV := sh tools/uv
RUN := $(UV) run --frozen
GOLD ?=

.PHONY: help demo test check evaluate bench growth faults fuzz soak train docs sbom

help: ## what each target does
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: ## show the record of an example page, then serve the sample case in a browser
	@$(RUN) --no-dev onrecord read examples/harbour-talks.html
	@$(RUN) --no-dev python tools/demo.py

test: ## run the tests, with coverage (ONRECORD_GOLD=FOLDER for those on gold data)
	$(RUN) pytest -n 2 --cov --cov-report=term:skip-covered

check: ## format, lint, types, import order, generated reference pages
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) python tools/command_line.py --check
	$(RUN) python tools/case_schema.py --check
	$(RUN) python tools/exports_reference.py --check
	$(RUN) python tools/web_roles.py --check
	$(RUN) python tools/licences.py --check

sbom: ## write the bill of materials into build/ (CycloneDX)
	@mkdir -p build
	$(UV) export --quiet --frozen --no-dev --all-extras --format cyclonedx1.5 --preview-features sbom-export --output-file build/onrecord.cdx.json
	@echo build/onrecord.cdx.json

evaluate: ## score on gold data: make evaluate GOLD=FOLDER
	@test -n "$(GOLD)" || { echo "make evaluate needs the folder of gold data: make evaluate GOLD=path/to/gold" >&2; exit 2; }
	@test -d "$(GOLD)" || { echo "make evaluate: there is no folder $(GOLD)" >&2; exit 2; }
	$(RUN) python -m evaluation evaluate "$(GOLD)"

STATEMENTS ?= 100000
bench: ## measure speed and memory beside spaCy and textacy, then that of a case: make bench STATEMENTS=1000000
	$(RUN) --group bench python -m evaluation.bench
	$(RUN) python -m evaluation.case_bench --statements $(STATEMENTS)

growth: ## grow a made-up case to a hundred thousand pages, and draw how (an hour)
	@mkdir -p build
	$(RUN) python -m evaluation.case_growth grow build/growth.db > build/SQLite.tsv
	$(RUN) --group bench python -m evaluation.case_growth plot build/growth.svg build/SQLite.tsv

faults: ## kill programs at work on cases fifty times in each way, and fill disks (ten minutes; filling needs root)
	ONRECORD_KILLS=50 nice $(RUN) pytest -q tests/test_store_kills.py tests/test_store_disk.py tests/test_store_faults.py

SECONDS ?= 200
fuzz: ## look for pages that break the reader, ten minutes in all (Linux): make fuzz SECONDS=200
	nice $(RUN) --group fuzz python -m evaluation.fuzz story $(SECONDS)
	nice $(RUN) --group fuzz python -m evaluation.fuzz dates $(SECONDS)
	nice $(RUN) --group fuzz python -m evaluation.fuzz read $(SECONDS)

PAGES ?= 20000
soak: ## read that many pages while processes are killed: make soak GOLD=FOLDER PAGES=20000
	@test -d "$(GOLD)" || { echo "make soak needs the folder of gold data: make soak GOLD=path/to/gold" >&2; exit 2; }
	nice $(RUN) python -m evaluation.soak "$(GOLD)" $(PAGES) batch
	nice $(RUN) python -m evaluation.soak "$(GOLD)" $$(( $(PAGES) / 5 )) add
	nice $(RUN) python -m evaluation.soak "$(GOLD)" $$(( $(PAGES) / 5 )) steady

TRAINING := $(RUN) --group train python -m training
WORK := training/work

train: ## train the model (over three hours; see training/README.md): make train GOLD=FOLDER
	@test -d "$(GOLD)" || { echo "make train needs the folder of gold data: make train GOLD=path/to/gold" >&2; exit 2; }
	$(TRAINING) train --gold "$(GOLD)" --on statements --minutes 95 --out $(WORK)/first
	test -d $(WORK)/second || cp -r $(WORK)/first $(WORK)/second
	$(TRAINING) train --gold "$(GOLD)" --on statements --minutes 122 --hidden 0.12 --out $(WORK)/second
	$(TRAINING) mean --gold "$(GOLD)" --of $(WORK)/first $(WORK)/second --out $(WORK)/mean
	$(TRAINING) train --gold "$(GOLD)" --start $(WORK)/mean/weights.pt --minutes 96 --hidden 0.12 --rate 0.75 --out $(WORK)/whole
	$(TRAINING) mean --gold "$(GOLD)" --of $(WORK)/whole $(WORK)/mean --shares 0.65 0.35 --out $(WORK)/mixed
	$(TRAINING) train --gold "$(GOLD)" --start $(WORK)/mixed/weights.pt --minutes 25 --hidden 0.08 --rate 0.3 --out $(WORK)/last
	$(TRAINING) mean --gold "$(GOLD)" --of $(WORK)/last $(WORK)/mixed --shares 0.7 0.3 --out $(WORK)/model
	$(TRAINING) heads --gold "$(GOLD)" --out $(WORK)/model
	$(TRAINING) export --gold "$(GOLD)" --out $(WORK)/model
	$(TRAINING) calibrate --gold "$(GOLD)"

docs: ## build the documentation into site/
	$(RUN) python tools/command_line.py
	$(RUN) python tools/case_schema.py
	$(RUN) python tools/exports_reference.py
	$(RUN) python tools/web_roles.py
	$(RUN) python tools/licences.py
	$(RUN) --group docs zensical build --clean --strict
