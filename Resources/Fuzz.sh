#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzzers with clang and runs each for SECONDS (default 600), two at a time. What they find stays in
# Build/fuzz/Findings; put it into UnitTests/Fuzz/Corpus/<Noun>, where the ordinary tests replay it.
#   sh Resources/Fuzz.sh [SECONDS [NOUN …]]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/Build/fuzz
seconds=${1:-600}
[ $# -gt 0 ] && shift
# shellcheck source=Resources/Packages.sh
. "$root/Resources/Packages.sh"

# shellcheck disable=SC2086 # lists of words
packages_install $PACKAGES_BUILD $PACKAGES_RUN $PACKAGES_TEST $PACKAGES_LONG
cd "$root"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
# The worker as it is used: under sanitizers it has no limit of memory, and a hostile length keeps it busy for seconds.
cmake --preset release >/dev/null
cmake --build --preset release --target mpr-slice-worker

export MPR_WORKER="$root/Build/release/Plugin/mpr-slice-worker" MPR_PLUGIN="$build/Plugin/libOrthancMprSlice.so"
export MPR_PHANTOM="$build/Resources/Phantom/mpr-phantom"
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1
mkdir -p "$build/Findings"

# New inputs that reach new code go to the first folder; the second one is that of the tree.
run() {
    grown=$build/Grown/$1
    mkdir -p "$grown"
    if nice "$build/UnitTests/Fuzz$1" -max_total_time="$seconds" -max_len=8192 -timeout=20 -print_final_stats=1 \
        -artifact_prefix="$build/Findings/$1-" "$grown" "$root/UnitTests/Fuzz/Corpus/$1" >"$build/Fuzz$1.log" 2>&1; then
        sed -n 's/^stat::number_of_executed_units: */     Fuzz'"$1"': executions /p' "$build/Fuzz$1.log"
    else
        tail -30 "$build/Fuzz$1.log"
        return 1
    fi
}

passed=0
failed=0
judge() { if wait "$1"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
[ $# -gt 0 ] || set -- Request Geometry PlainFile Csa JpegLossless Codestreams Fragments Routes Dicom
while [ $# -gt 0 ]; do
    run "$1" & first=$!
    shift
    if [ $# -gt 0 ]; then
        run "$1" & second=$!
        shift
        judge $second
    fi
    judge $first
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
