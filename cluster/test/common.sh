# What the tests of engines have in common; for `source`. Leaves: $program, $folder (scratch), $plan, $all (its lines), and the evidence of an undisturbed run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
engine=$(basename "$0")

skip() { echo "$engine: $1: skipped"; exit 0; }
fail() { echo "$engine: $1"; exit 1; }
# Waits for up to $1 seconds until the command after it succeeds.
until_true() {
    local seconds=$1
    shift
    for _ in $(seq $((seconds * 5))); do "$@" && return 0; sleep 0.2; done
    return 1
}

prepare() {
    if [ -z "${ASYMPTEST:-}" ]; then
        cargo build --release --quiet
        ASYMPTEST=target/release/asymptest
    fi
    program=$(realpath "$ASYMPTEST")
    export ASYMPTEST=$program
    folder=$(mktemp -d)
    # Cells of a second or two, so that one can be killed on the way.
    study=(sec-4-trained --scale smoke --widths 16384..65536 --seeds "${SEEDS:-1}" --data gaussian)
    # Whether the verdicts are as expected is not the question.
    "$program" verify "${study[@]}" --out "$folder/undisturbed" >/dev/null 2>&1 || [ $? = 1 ]
    plan=$folder/plan.jsonl
    "$program" plan "${study[@]}" --out "$folder/collected" > "$plan"
    all=$(wc -l < "$plan")
}

stored() { find "$folder/cells" -name '*.cell' 2>/dev/null | wc -l; }
at_least() { [ "$(stored)" -ge "$1" ]; }
# The process of this program with these words on its command line, of those that are children of this test's engine.
working() { pgrep -f -- "^$program cell .*--store $folder/cells" | head -1; }

compare() {
    "$program" collect "${study[@]}" --out "$folder/collected" --store "$folder/cells" --missing "$folder/missing" >/dev/null 2>"$folder/said" || [ $? = 1 ]
    [ -e "$folder/missing" ] || fail "not collected: $(tail -1 "$folder/said")"
    [ ! -s "$folder/missing" ] || fail "$(wc -l < "$folder/missing") cells are missing"
    # The manifest says how the run went, and reports and the page repeat that: its seals are those of the undisturbed run, and with its manifest all is the same.
    "$program" report "$folder/collected" >/dev/null || [ $? = 1 ] || fail "the collected evidence is not what its manifest seals"
    cp "$folder/undisturbed/manifest.json" "$folder/collected/manifest.json"
    "$program" report "$folder/collected" >/dev/null || [ $? = 1 ] || fail "the collected evidence is not that of the undisturbed run"
    diff -rq --exclude=.cells "$folder/undisturbed" "$folder/collected" || fail "the evidence differs from that of the undisturbed run"
    echo "$engine: $all cells, $1: the evidence is that of the undisturbed run, byte for byte"
}
