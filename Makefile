# make demo: builds everything and serves a system with sample companies; ARGS="…" passes flags on. Needs Go and Node.
# make test: installs what the tests need and runs all of them.
.PHONY: build demo test check go-test browser-test kill bench soak generate clean

ARGS ?=

build: bin/anteroom

bin/anteroom: web/vendor/htmx.min.js FORCE
	go build -o bin/anteroom ./cmd/anteroom

FORCE:

# The one front-end package: a script and its licence. Without npm the portal works too, less pleasantly.
web/vendor/htmx.min.js: package.json package-lock.json
	@if command -v npm >/dev/null; then npm ci --omit=dev --ignore-scripts --no-audit --no-fund --silent && \
		cp node_modules/htmx.org/dist/htmx.min.js web/vendor/ && cp node_modules/htmx.org/LICENSE web/vendor/htmx.LICENSE; \
		else echo "npm is not here: the portal is built without htmx"; fi

demo: build
	@exec bin/anteroom demo $(ARGS)

test: check go-test browser-test

# what can be said without running anything
check: build
	test/install
	@test -z "$$(git ls-files '*.go' | grep -v -e _templ.go -e '^store/db/' | xargs gofmt -l | tee /dev/stderr)" || { echo "run gofmt -w"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

# The race detector watches everything but SQLite, which is C made into Go and guarded by its own locks, and the hash of
# passwords: it would spend two thirds of the tests' time there.
race = -race $(foreach p,modernc.org/sqlite/lib modernc.org/libc golang.org/x/crypto/argon2,-gcflags='$(p)=-race=false -d=checkptr=0')

# Every Go test, on SQLite and PostgreSQL, with the race detector; real sipp and baresip call it. What takes longest begins first, and
# one package more goes on than there are processors, for some wait most of the time. check has run vet.
go-test:
	test/with-postgres go test $(race) -vet=off -p $$(($$(getconf _NPROCESSORS_ONLN) + 1)) -exec "$(CURDIR)/test/exec" -timeout 15m ./cmd/anteroom ./voice ./office ./web ./...
	ANTEROOM_CROWD=100 go test -run TestGoodAmongHostile ./voice

# the pages in Chromium, against a demo of its own
browser-test: build
	npm ci --ignore-scripts --no-audit --no-fund --silent
	test/with-demo node --test test/browser/*.test.mjs

# killed 200 times at random moments under load, 20 times while 10 000 messages go out, and while 50 000 users are
# imported on either store: half an hour
kill:
	ANTEROOM_KILLS=200 ANTEROOM_MESSAGES=10000 ANTEROOM_IMPORTS=50000 test/with-postgres go test -timeout 60m -run "TestKilled|TestMessagesKilled|TestImportKilled" -v ./cmd/anteroom

bench: build
	test/install
	test/with-postgres go run ./bench

# an hour of calls at half of the highest rate that this machine bears
soak: build
	test/install
	go run ./bench soak $(MINUTES) $(RATE)

generate:
	go tool templ generate
	go generate ./...
	go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 generate

clean:
	rm -rf bin data node_modules web/vendor/htmx.*
