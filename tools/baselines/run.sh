#!/bin/sh
# The matcher beside splink and recordlinkage: makes a Python environment with pinned packages (data packages among them), the tasks, and the
# table, which goes to the standard output. Everything is made in target/baselines; pip alone uses the network, and only where something is missing.
set -eu
cd "$(dirname "$0")/../.."

say() { printf 'baselines: %s\n' "$*" >&2; }
here=tools/baselines
work=target/baselines
python=$work/venv/bin/python

mkdir -p "$work"
if ! cmp -s "$here/requirements.txt" "$work/installed.txt"; then
    say "installing the packages of $here/requirements.txt in $work/venv; this takes some minutes"
    "${PYTHON:-python3}" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' || {
        say 'Python 3.11 or 3.12 is wanted; PYTHON=... names another than python3'
        exit 1
    }
    "${PYTHON:-python3}" -m venv --clear "$work/venv"
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: -r "$here/requirements.txt" >&2
    cp "$here/requirements.txt" "$work/installed.txt"
fi

say 'making the tasks'
"$python" "$here/data.py" "$work/data" 2>"$work/data.log" || {
    cat "$work/data.log" >&2
    exit 1
}
say 'building the matcher'
cargo build --release --locked --quiet --example match_people
for task in febrl town febrl1 febrl2 febrl3; do
    data=$work/data/$task
    "${CARGO_TARGET_DIR:-target}/release/examples/match_people" "$data/accounts.csv" "$data/payers.csv" >"$data/ours.csv"
done
say 'matching with all three; this takes some minutes'
"$python" "$here/baselines.py" "$work/data"
