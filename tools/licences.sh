#!/bin/sh
# Checks the licence of every crate that lockbox is built from against the list in deny.toml; `--table` prints how many crates
# are under each licence instead. Advisories are looked up with cargo-deny where it and its database are installed.
set -eu
cd "$(dirname "$0")/.."

crates=$(cargo tree --locked --edges normal,build,dev --prefix none --no-dedupe --format '{p}|{l}' |
    sed 's/ (proc-macro)//' | sort -u)

if [ "${1:-}" = --table ]; then
    printf '%s\n' "$crates" | cut -d'|' -f2 | sed 's,/, OR ,g; s/  */ /g' | sort | uniq -c | sort -rn
    exit 0
fi

allowed=$(sed -n '/^allow = \[/,/^\]/s/^ *"\(.*\)",/\1/p' deny.toml)
printf '%s\n' "$crates" | awk -F'|' -v allowed="$allowed" '
    BEGIN { count = split(allowed, list, "\n"); for (i = 1; i <= count; i++) may[list[i]] = 1 }

    # Whether an SPDX expression can be met by what is allowed: each licence becomes 1 or 0, then AND and OR are worked out.
    function fits(expression,    words, n, i, flat, before) {
        gsub("/", " OR ", expression)
        gsub(/[()]/, " & ", expression)
        n = split(expression, words, " ")
        flat = ""
        for (i = 1; i <= n; i++) {
            if (words[i] == "AND" || words[i] == "OR" || words[i] == "(" || words[i] == ")") flat = flat " " words[i]
            else if (words[i + 1] == "WITH") { flat = flat " " ((words[i] " WITH " words[i + 2]) in may ? 1 : 0); i += 2 }
            else flat = flat " " (words[i] in may ? 1 : 0)
        }
        flat = flat " "
        do {
            before = flat
            while (gsub(/ 1 AND 1 /, " 1 ", flat) + gsub(/ (0 AND [01]|1 AND 0) /, " 0 ", flat)) { }
            # An OR may be worked out only where no AND binds its sides more closely; none is left between bare values.
            if (flat == before) while (gsub(/ (1 OR [01]|0 OR 1) /, " 1 ", flat) + gsub(/ 0 OR 0 /, " 0 ", flat)) { }
            gsub(/ \( 1 \) /, " 1 ", flat)
            gsub(/ \( 0 \) /, " 0 ", flat)
        } while (flat != before)
        return flat == " 1 "
    }

    { crates++ }
    $2 == "" || !fits($2) { bad++; print "licences: " $1 " is under `" $2 "`, which deny.toml does not allow" > "/dev/stderr" }
    END {
        if (bad) exit 1
        print "licences: all " crates " crates are under licences that deny.toml allows"
    }
'

if ! command -v cargo-deny >/dev/null 2>&1; then
    echo "advisories: not looked up, for cargo-deny is not installed (cargo install cargo-deny --locked)"
elif ! cargo deny --offline check bans sources licenses; then
    exit 1
elif ! ls "${CARGO_HOME:-$HOME/.cargo}"/advisory-dbs/*/ >/dev/null 2>&1; then
    echo "advisories: not looked up, for the advisory database is not here and cannot be had offline (cargo deny fetch)"
else
    cargo deny --offline check advisories
fi
