#!/bin/sh
# The exceptions desk in a real browser: sees to Chromium, Node and the two packages of the tests, builds, and runs all browser tests.
# What cannot be had is said, and ends it with 77: nothing was tested. A file whose tests fail is run once more, by itself, before it counts.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'browser: %s\n' "$*"; }
stop() {
    printf 'browser: %s\n' "$*" >&2
    exit 77
}

export CHROMIUM="${CHROMIUM:-/usr/bin/chromium}"
missing=
while read -r command package; do
    case "$command" in '' | '#'*) continue ;; esac
    [ "$command" = chromium ] && command="$CHROMIUM"
    command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
done <tools/browser_packages.txt

log=$(mktemp)
home=$(mktemp -d)
trap 'rm -rf "$log" "$home"' EXIT
if [ -n "$missing" ]; then
    command -v apt-get >/dev/null 2>&1 ||
        stop "these are missing, and this is neither Debian nor Ubuntu: install what answers to$missing (CHROMIUM names another browser than /usr/bin/chromium)"
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || stop "only root can install packages; as root, run: apt-get install --no-install-recommends$missing"
        as_root=sudo
    fi
    say "these packages are missing and will be installed:$missing"
    {
        $as_root apt-get update -q &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
    } >"$log" 2>&1 </dev/null || {
        tail -n 15 "$log" >&2
        stop "apt-get failed (its last words are above), so the browser tests cannot run; mend that, then run make browser again"
    }
fi
"$CHROMIUM" --version >"$log" 2>/dev/null || stop "$CHROMIUM does not start, so the browser tests cannot run"
say "$(sed 's/ built on.*//' "$log"), Node $(node --version)"
oldest=$(printf '%s\n%s\n' v20 "$(node --version)" | sort -V | head -n 1)
[ "$oldest" = v20 ] || stop "Node $(node --version) is too old: the tests want Node 20 or newer"

(cd tests/browser && npm ci --no-audit --no-fund --loglevel=error) >"$log" 2>&1 || {
    tail -n 15 "$log" >&2
    stop "npm ci failed (its last words are above), so the browser tests cannot run"
}

export LOCKBOX_BIN="${LOCKBOX_BIN:-target/release/lockbox}"
if [ "${LOCKBOX_BIN}" = target/release/lockbox ]; then
    cargo build --release --locked
fi
say "reading the samples, once for all tests: some minutes"
node tests/browser/base.mjs "$home"
export LOCKBOX_BROWSER_BASE="$home/usual" LOCKBOX_BROWSER_MANY="$home/many"
failed=
for file in tests/browser/*.test.mjs; do
    node --test --test-reporter=spec "$file" || failed="$failed $file"
done
for file in $failed; do
    say "$file failed; once more, by itself"
    node --test --test-reporter=spec "$file" || exit 1
done
