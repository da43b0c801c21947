#!/bin/sh
# Shows lockbox at work: makes sample batches, runs them, and shows what became of them. Everything lies in ./demo, which is
# made anew each time. Run by `make demo`, after set-up and build.
set -eu
cd "$(dirname "$0")/.."
lockbox=${CARGO_TARGET_DIR:-target}/release/lockbox
transactions=60
seed=3

step() { printf '\n== %s\n' "$*"; }
show() {
    printf '$ lockbox'
    printf ' %s' "$@"
    printf '\n'
    "$lockbox" "$@"
}

# A run that holds a batch ends with 3; that is one of the things a demonstration may show.
show_run() {
    status=0
    show "$@" || status=$?
    case $status in
        0) ;;
        3) echo "(a batch is held: its control figures do not prove, so nothing of it posts until somebody accepts that)" ;;
        *) exit "$status" ;;
    esac
}

rm -rf demo
mkdir demo

step "1 of 6: make $transactions sample transactions, drawn and scanned by chance, with the accounts they pay and the truth"
show samples demo/samples --transactions "$transactions" --seed "$seed"
step "2 of 6: load the account master"
show --data demo/data accounts import demo/samples/accounts.csv
step "3 of 6: run the batches: read every page, post what is sure, queue the rest"
show_run --data demo/data run demo/samples/batches/*
step "4 of 6: the batches as they stand in the books"
show --data demo/data batches
step "5 of 6: the first of those that wait for a person, and why"
echo "$ lockbox --data demo/data exceptions | head"
"$lockbox" --data demo/data exceptions >demo/exceptions.txt
head -n 8 demo/exceptions.txt
echo '...'
tail -n 1 demo/exceptions.txt
step "6 of 6: prove the books: every page, item and cent is counted again"
show --data demo/data verify

batch=$("$lockbox" --data demo/data batches --json | sed -n '1s/.*"batch":"\([^"]*\)".*/\1/p')
waiting=$(sed -n '1s/ .*//p' demo/exceptions.txt)
[ -n "$waiting" ] && [ "$waiting" != nothing ] || waiting=$batch/1
posted=$("$lockbox" --data demo/data export outcomes | grep -c '"outcome":"posted"' || true)
queued=$("$lockbox" --data demo/data export outcomes | grep -c '"outcome":"exception"' || true)
cat <<END

== What you have seen
$transactions envelopes were scanned. $posted of them posted to an account by what their coupon says, $queued wait for a person, each with its reasons.
None is lost, and the books balance to the cent. Most amounts are read from the checks themselves. Many of these samples must wait:
closed accounts, letters, checks without a coupon, checks that nobody signed or that are made out to others. A few amounts are
not surely read, and wait as well. What a right program does with each stands in demo/samples/truth.jsonl.

Look at next:
  why one of them waits       $lockbox --data demo/data show $waiting
  what was seen on its pages  $lockbox --data demo/data show $waiting --images demo/pictures
  what posted                 $lockbox --data demo/data export payments --format csv
  a tour and the manual       README.md
END
