# `make` alone lists the targets. Two commands matter: `make demo` needs only Go;
# `make test` sets up what it needs on a Debian machine as root, and names what is missing elsewhere.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
export PATH := $(PATH):/usr/local/go/bin

# On CI, or with ROSTER_TEST_STRICT=1, a skipped test is a failure.
STRICT := $(if $(filter true 1,$(CI) $(ROSTER_TEST_STRICT)),-strict)
ARTIFACTS := $(CURDIR)/artifacts
TOOL := go tool -modfile=tools.mod
FUZZTIME ?= 1m
FUZZBUILD ?= -fuzz=Fuzz

.PHONY: help demo build test gallery contract bench fuzz measure measure-pages screenshots generate check fresh format format-check vet staticcheck fix-check tidy-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

##@ Run
demo: ## the portal and an emulated Logto with demo people, in one process (needs only Go)
	@go run ./cmd/roster demo

build: ## one static binary: ./roster
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o roster ./cmd/roster

##@ Test
# Vetting is a target of its own, which looks for more than go test does.
test: ## everything, with the race detector, PostgreSQL and a browser; screenshots of journeys and of what failed land in artifacts/
	@.ci/setup cc chromium fonts postgres
	@mkdir -p $(ARTIFACTS)
	@go test -race -vet=off -json -timeout 18m -artifacts -outputdir $(ARTIFACTS) ./... | go run ./.ci/testreport $(STRICT)

gallery: ## every page in every state, size, theme and language, judged by all rules in each: artifacts/gallery/index.html
	@.ci/setup chromium fonts
	ROSTER_GALLERY=$(ARTIFACTS)/gallery ROSTER_GALLERY_AXE=all go test -count 1 -timeout 20m -run '^TestGallery' ./e2e

contract: ## the client against a real Logto: LOGTO_URL=… LOGTO_M2M_APP_ID=… LOGTO_M2M_APP_SECRET=… [LOGTO_MANAGEMENT_RESOURCE=…]
	@: "$${LOGTO_URL:?is the address of the Logto to test}" "$${LOGTO_M2M_APP_ID:?}" "$${LOGTO_M2M_APP_SECRET:?}"
	@go test -count 1 -v -timeout 10m -run '^TestContract_' ./apiclient

bench: ## the portal's own share of a page, and what the parts cost
	go test -run '^$$' -bench . -benchmem ./...

# Each package is built once for all its targets; a target runs in its package, where it keeps what it finds.
FUZZ_TARGETS = grep -rE '^func Fuzz' --include='*_test.go' . | sed -nE 's/^\.\/(.*)\/[^/]*:func (Fuzz[A-Za-z0-9_]+).*/\1 \2/p'
fuzz: ## every fuzz target for FUZZTIME (default 1m) each; as many at once as there are processors, one worker each
	@mkdir -p $(ARTIFACTS)/fuzz
	@$(FUZZ_TARGETS) | cut -d' ' -f1 | sort -u | while read -r dir; do \
		mkdir -p "$(ARTIFACTS)/fuzz/$$(dirname $$dir)" && go test -c $(FUZZBUILD) -o $(ARTIFACTS)/fuzz/$$dir.test ./$$dir </dev/null; \
	done
	@$(FUZZ_TARGETS) | xargs -P "$$(nproc)" -L 1 sh -c 'echo "$$0 $$1"; cd "$$0" && \
		$(ARTIFACTS)/fuzz/$$0.test -test.run="^$$" -test.fuzz="^$$1$$" -test.fuzztime=$(FUZZTIME) -test.parallel=1 \
		-test.fuzzcachedir="$$(go env GOCACHE)/fuzz/roster/$$0" </dev/null'

measure: build ## the figures of docs/operations.md: binary size, start-up, memory
	@ROSTER_BINARY=$(CURDIR)/roster go test -tags measure -count 1 -timeout 15m -run '^TestMeasure$$' -v ./e2e

measure-pages: build ## what pages cost in the browser, and whether they take longer than Logto's slowest answer
	@.ci/setup chromium fonts
	@ROSTER_BINARY=$(CURDIR)/roster go test -tags measure -count 1 -timeout 15m -run '^TestMeasurePages$$' -v ./e2e

screenshots: ## take docs/images/*.png from the running demo
	@.ci/setup chromium fonts
	go test -tags screenshots -count 1 -run '^TestScreenshots$$' -v ./e2e

##@ Keep in order
# npm install, not npm ci: a registry mirror may lack the optional packages of other platforms, which
# npm ci demands. Versions and digests are those of the lock file either way, and `make fresh` compares.
generate: ## templ → Go, Tailwind → CSS, icons → sprite, compressed assets (needs npm)
	go tool templ generate
	cd static && npm install --no-save --no-audit --no-fund && npm run build

check: fresh format-check vet staticcheck fix-check tidy-check ## every check that is not a test

format: ## gofumpt and templ fmt over everything
	$(TOOL) gofumpt -w .
	go tool templ fmt .

fresh: # generating again must change nothing
	@state() { git status --porcelain; git diff | sha1sum; }; \
	before=$$(state); $(MAKE) --no-print-directory generate; after=$$(state); \
	[ "$$before" = "$$after" ] || { git --no-pager diff --stat; git status --short; echo 'generated files were stale: commit what `make generate` wrote'; exit 1; }

format-check:
	@files=$$($(TOOL) gofumpt -l .); [ -z "$$files" ] || { echo "not gofumpt-formatted:" $$files; exit 1; }

# The tests are compiled with the race detector; with the same flag checks find everything compiled.
vet:
	go vet -race ./... ./.ci/testreport

staticcheck:
	staticcheck=$$($(TOOL) -n staticcheck); GOFLAGS="$${GOFLAGS:-} -race" "$$staticcheck" ./... ./.ci/testreport

fix-check:
	go fix -race -diff ./... ./.ci/testreport

tidy-check:
	go mod tidy -diff

clean: ## remove what was built or recorded
	rm -rf roster artifacts roster.db roster.db-*
