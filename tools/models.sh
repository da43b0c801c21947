#!/bin/sh
# Brings in the reader of writing, which is no part of this repository: the recogniser PP-OCRv6 (small) out of the Python package
# rapidocr, by name, version and SHA-256. Nothing of the package is installed or run. Says one line where it is here already.
set -eu
cd "$(dirname "$0")/.."

package=rapidocr
version=3.10.0
wheel_digest=2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050
file=PP-OCRv6_rec_small.onnx
digest=$(sed -n 's/^pub const MODEL_SHA256: &str = "\(.*\)";/\1/p' src/evidence/line_reader.rs)

say() { printf 'models: %s\n' "$*"; }
stop() {
    printf 'models: %s\n' "$*" >&2
    exit 1
}
is() { printf '%s  %s\n' "$2" "$1" | sha256sum --check --status 2>/dev/null; }

if is "models/$file" "$digest"; then
    say "$file is here and is what it should be"
    exit 0
fi
command -v python3 >/dev/null 2>&1 && python3 -m pip --version >/dev/null 2>&1 ||
    stop "pip is missing, which fetches the package: apt-get install python3-pip (then run make again)"
say "fetching $file out of the package $package $version"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
    --dest "$folder" "$package==$version" >"$folder/log" 2>&1 </dev/null || {
    tail -n 5 "$folder/log" >&2
    stop "pip could not fetch $package $version (its last words are above); mend that, then run make again. Or put $file into models/ by hand; lockbox run --no-neural goes without it"
}
wheel=$(ls "$folder"/*.whl)
is "$wheel" "$wheel_digest" || stop "the package fetched is not the $package $version it should be: its SHA-256 differs; nothing was taken"
python3 -m zipfile -e "$wheel" "$folder/wheel"
is "$folder/wheel/$package/models/$file" "$digest" || stop "$file in the package is not what it should be: its SHA-256 differs; nothing was taken"
mkdir -p models
mv "$folder/wheel/$package/models/$file" "models/$file.part"
mv "models/$file.part" "models/$file"
say "$file is in models/"
