# Every target can be run from a fresh clone. `make verify` and `make test` are the two that users need.

CARGO ?= cargo

.PHONY: verify test setup build lint doc book python oracles gmp-self-tests all-mutations mutants agreement clean

# Checks the built-in catalogue of claims.
verify: setup
	$(CARGO) build --release --locked --package maskproof-cli
	./target/release/maskproof verify

# The whole test suite: unit, integration and documentation tests of all packages.
test: setup
	$(CARGO) test --workspace --locked

# Checks for what the build needs, and installs m4 where that is possible.
setup:
	@sh scripts/setup.sh

# The two programs, target/release/maskproof and target/release/maskproof-check.
build: setup
	$(CARGO) build --release --locked --package maskproof-cli --package maskproof-checker

lint: setup
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --features maskproof/testing

doc: setup
	$(CARGO) doc --workspace --no-deps --locked --features maskproof/testing

# The documents and proof notes as a book, in target/book/html. Installs mdBook into target/ the first time.
book:
	@CARGO="$(CARGO)" sh scripts/book.sh

# The Python package: its wheel, its tests, its types and its notebooks. Installs what it needs into target/python.
python: setup
	@CARGO="$(CARGO)" sh scripts/python.sh

# Optional foreign oracles of the tests.
oracles:
	@sh scripts/oracles.sh

# GMP and MPFR, compiled afresh with their own test suites. Takes several minutes.
gmp-self-tests: setup
	sh scripts/gmp-self-tests.sh

# Every change in one place of every certificate; the test suite tries a sample of most. Takes about a quarter of an hour
# on two cores.
all-mutations: setup
	MASKPROOF_ALL_MUTATIONS=1 $(CARGO) test --release --locked --package maskproof --test certificates every_change

# Changes the exact layer and the checker in one place at a time, and runs their tests on each: docs/trust.md says what survives.
# Takes an hour or two on two idle cores. Needs cargo-mutants.
mutants: setup
	@CARGO="$(CARGO)" sh scripts/mutants.sh

# The engine against the checker, on statements and claims made at random: each of three parts for MINUTES minutes.
MINUTES ?= 15
agreement: setup
	MASKPROOF_AGREEMENT_MINUTES=$(MINUTES) $(CARGO) test --release --locked --package maskproof --test agreement -- \
	    --nocapture --test-threads=1

clean:
	$(CARGO) clean
