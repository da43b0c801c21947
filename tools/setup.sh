#!/bin/sh
# Sees to everything that building, testing and showing lockbox needs: Rust is asked for, missing packages are installed.
# Says nothing but one line where nothing is missing. Root is asked for only where a package is missing.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'set-up: %s\n' "$*"; }
stop() {
    printf 'set-up: %s\n' "$*" >&2
    exit 1
}

rust_needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
get_rust="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . \"\$HOME/.cargo/env\""
command -v curl >/dev/null 2>&1 || get_rust="apt-get install -y curl && $get_rust"

# rustup's folder is not on the PATH of a shell that was open before it was installed.
PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
command -v cargo >/dev/null 2>&1 && command -v rustc >/dev/null 2>&1 ||
    stop "Rust is missing; this gets it (then run make again): $get_rust"
rust_found=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9][0-9.]*\).*/\1/p')
[ -n "$rust_found" ] ||
    stop "rustc does not run; this mends it (then run make again): rustup default stable"
oldest=$(printf '%s\n%s\n' "$rust_needed" "$rust_found" | sort -V | head -n 1)
if [ "$oldest" != "$rust_needed" ]; then
    if command -v rustup >/dev/null 2>&1; then get_rust="rustup update stable && rustup default stable"; fi
    stop "Rust $rust_found is older than $rust_needed, which lockbox needs; this gets a newer one (then run make again): $get_rust"
fi

packages=$(sed 's/#.*//' tools/packages.txt)
for package in $(sed -n '/FONT_PACKAGES/,/^];/s/^ *"\(.*\)",/\1/p' src/samples/fonts.rs); do
    printf '%s\n' $packages | grep -qx "$package" ||
        stop "tools/packages.txt lacks $package, which src/samples/fonts.rs names: add it there"
done

# Where the system is one of Debian's, its packages are looked at and the missing ones installed.
install_packages() {
    missing=
    for package in $packages; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] ||
            missing="$missing $package"
    done
    if [ -z "$missing" ]; then
        say "Rust $rust_found and all packages are here"
        return
    fi
    say "these packages are missing and will be installed:$missing"
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            stop "only root can install packages; as root, run: apt-get install --no-install-recommends$missing"
        say "only root can install packages, so sudo may ask for your password"
        as_root=sudo
    fi
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    {
        $as_root apt-get update -q &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
    } >"$log" 2>&1 </dev/null || {
        tail -n 15 "$log" >&2
        stop "apt-get failed (its last words are above); mend that, then run make again"
    }
    say "installed"
}

if command -v dpkg-query >/dev/null 2>&1; then
    install_packages
else
    say "this is neither Debian nor Ubuntu: install what answers to tools/packages.txt yourself; going on without a look"
fi
sh tools/models.sh
