#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up everything on a Debian 12, builds with warnings as errors, and runs every test there is. The last line counts
# single tests: those of cmocka, of the integration suite, of the house, and the demo.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/Build/test
# shellcheck source=Resources/Packages.sh
. "$root/Resources/Packages.sh"

# Adds up what the programs say of themselves in CTest's log. A program that failed without counting a failure (it
# crashed, or ran out of time) is one.
count_tests() {
    awk '
        /^[0-9]+\/[0-9]+ Test: /                   { counted = 0 }
        /^\[  PASSED  \] [0-9]+ test\(s\)\.$/      { passed += $4 }
        /^\[  FAILED  \] [0-9]+ test\(s\), listed/ { failed += $4; counted += $4 }
        /^[0-9]+ passed, [0-9]+ failed$/           { passed += $1; failed += $3; counted += $3 }
        /^Test Failed\.$/ && counted == 0          { failed++ }
        END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }
    ' "$@"
}

# What the programs that failed said, without the tests that passed and what was measured: among thousands of lines the
# few that matter would be lost.
show_failures() {
    awk '
        /^[0-9]+\/[0-9]+ Test: /                   { said = "" }
        /^(ok  |     [^ ]|\[ RUN|\[       OK )/   { next }
                                                  { said = said $0 "\n" }
        /^Test Failed\.$/                         { printf "%s", said }
    ' "$@"
}

# The names alone of the tests that failed, for a reader of the last lines.
name_failures() {
    grep -hE '^(FAIL |\[  FAILED  \] [A-Za-z])' "$@" | sort -u || true
}

# What the integration tests measured: the indented lines of their output.
show_figures() {
    awk '/^[0-9]+\/[0-9]+ Test: /  { has_figures = $3 == "Integration" || $3 == "Browser" }
         has_figures && /^     [^ ]/ { print }' "$1"
}

# shellcheck disable=SC2086 # lists of words
packages_install $PACKAGES_BUILD $PACKAGES_RUN $PACKAGES_TEST $PACKAGES_BROWSER $PACKAGES_CT $PACKAGES_MR

cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DMPR_WARNINGS_ARE_ERRORS=ON
cmake --build "$build"

log=$build/Testing/Temporary/LastTest.log
ctest --test-dir "$build" -j 2 || true # the count below decides
show_figures "$log"

# What works on bytes from outside, a second time under AddressSanitizer and UBSan. TestLong.sh does so with all.
asan=$root/Build/asan
cmake -S "$root" -B "$asan" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DMPR_SANITIZE=address,undefined
cmake --build "$asan" --target TestJson TestRequest TestSplit TestLies TestFakeOrthanc TestFailing TestCsa TestElements TestPlainFile TestJpegLossless \
    FuzzRequest FuzzGeometry FuzzPlainFile FuzzCsa FuzzJpegLossless FuzzCodestreams FuzzFragments FuzzRoutes FuzzDicom
ctest --test-dir "$asan" -j 2 -R '^(Json|Request|Split|Lies|FakeOrthanc|Failing|Csa|Elements|PlainFile|JpegLossless|Fuzz.*)$' || true
asan_log=$asan/Testing/Temporary/LastTest.log

demo=$build/demo.log
if sh "$root/Resources/Demo.sh" --once --build "$build" >"$demo" 2>&1; then
    echo "1 passed, 0 failed" >>"$demo"
else
    cat "$demo"
    echo "0 passed, 1 failed" >>"$demo"
fi
show_failures "$log" "$asan_log"
name_failures "$log" "$asan_log"
count_tests "$log" "$asan_log" "$demo"
