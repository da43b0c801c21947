# The commands of this project. One cargo profile (release) everywhere, so that dependencies are built once.
# `make` alone tells what there is.

.DEFAULT_GOAL := help
.PHONY: help setup build demo test browser check fmt clippy doc licences bless bench baselines

# rustup's folder is not on the PATH of a shell that was open before it was installed.
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

help:
	@echo 'make demo    sets up what is missing, builds, and shows sample batches being processed'
	@echo 'make test    sets up what is missing, and runs every test'
	@echo 'make browser the exceptions desk in a real browser: sets up Chromium and Node, and runs every browser test'
	@echo 'make check   formatting, lints, documentation and licences: all that must be clean before a commit'
	@echo 'make bless   takes what the program does now as the expected output of the tests'
	@echo 'make bench   measures the stages and the whole'
	@echo 'make baselines   the matcher beside splink and recordlinkage, on public data'

setup:
	@sh tools/setup.sh

build: setup
	@echo 'build: the first time takes some minutes, after that seconds'
	@cargo build --release --locked

demo: build
	@sh tools/demo.sh

test: setup
	@echo 'test: building the tests takes some minutes the first time'
	@cargo test --release --locked --no-fail-fast

browser: setup
	@sh tools/browser.sh

check: setup fmt clippy doc licences

fmt:
	cargo fmt --check

clippy:
	cargo clippy --release --locked --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS='-D warnings -A rustdoc::private-intra-doc-links' cargo doc --release --locked --no-deps --document-private-items

licences:
	@sh tools/licences.sh

bless: setup
	INSTA_UPDATE=always cargo test --release --locked

bench: setup
	cargo bench --locked --profile release

baselines: setup
	@sh tools/baselines/run.sh
