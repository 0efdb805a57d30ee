#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The long form of what Test.sh does in short: hours of abuse, and every tool that finds faults. Each stage says how it
# went; the last line counts stages. STAGES are some of: faults sanitize threads valgrind analyze coverage
# portable fuzz
#   sh Resources/TestLong.sh [STAGE …]          FUZZ_SECONDS=600 of each fuzzer
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
out=$root/Build/long
# shellcheck source=Resources/Packages.sh
. "$root/Resources/Packages.sh"
# shellcheck disable=SC2086 # lists of words
packages_install $PACKAGES_BUILD $PACKAGES_RUN $PACKAGES_TEST $PACKAGES_LONG
mkdir -p "$out"
cd "$root"

build() { # preset
    cmake --preset "$1" >/dev/null && cmake --build --preset "$1"
}

unit_tests() { # build folder, and more words for ctest
    folder=$1
    shift
    ctest --test-dir "$folder" -E "Integration|Browser|House" --output-on-failure "$@"
}

# Mutants, faults, load, sources that are sent again and servers that take images back, in their long forms, against a real Orthanc.
stage_faults() {
    build release && MPR_LONG=1 /usr/bin/python3 UnitTests/Integration/run.py --build Build/release \
        test_mutants test_faults test_storm test_stop test_load test_requests test_access test_mixed test_resent test_withdrawal
}

# The plugin of a sanitizer's build in a real Orthanc, which is not built for it: only what the plugin touches is watched.
# What is found becomes a file.
in_real_orthanc() { # preset, library, words for run.py
    preset=$1
    library=$2
    shift 2
    rm -f "$out"/found.*
    MPR_PRELOAD=$(gcc -print-file-name="$library") /usr/bin/python3 UnitTests/Integration/run.py --build "Build/$preset" "$@"
    if ls "$out"/found.* 2>/dev/null; then
        cat "$out"/found.*
        return 1
    fi
}

# Leaks are looked for in the unit tests: Orthanc has some of its own.
stage_sanitize() {
    build asan
    unit_tests Build/asan
    export ASAN_OPTIONS="detect_leaks=0 allocator_may_return_null=1 log_path=$out/found"
    export UBSAN_OPTIONS="print_stacktrace=1 log_path=$out/found"
    in_real_orthanc asan libasan.so test_answers test_requests test_errors test_preview test_hostile test_jobs
}

# Jobs, rules and many clients have their threads from a real Orthanc.
stage_threads() {
    build tsan
    unit_tests Build/tsan
    export TSAN_OPTIONS="ignore_noninstrumented_modules=1 allocator_may_return_null=1 exitcode=0 log_path=$out/found"
    in_real_orthanc tsan libtsan.so test_job_gives test_progress test_stable_series test_many_clients
}

# The tests that check values in millions of turns add nothing here but hours; a worker's mapped memory is its own.
stage_valgrind() {
    build debug
    for noun in Error Buffer Affine Json Request Split Grid ThreadPool Prefetch FrameCache CatalogueCache Identity Digest Dicom \
        Refusal Verify Lies Start FakeOrthanc Preview Jobs Withdrawal Failing; do
        program=Build/debug/UnitTests/Test$noun
        MPR_WORKER=$PWD/Build/debug/Plugin/mpr-slice-worker MPR_PLUGIN=$PWD/Build/debug/Plugin/libOrthancMprSlice.so \
            MPR_FAILING_PLUGIN=$PWD/Build/debug/UnitTests/libFailingPlugin.so \
            MPR_PHANTOM=$PWD/Build/debug/Resources/Phantom/mpr-phantom \
            valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite "$program" ||
            { echo "valgrind: Test$noun"; return 1; }
    done
}

# passedByValue: vectors of three numbers travel in registers. legacyUninitvar: a buffer that the same list fills.
stage_analyze() {
    build debug
    git ls-files 'Plugin/*.c' 'Plugin/*.cpp' | xargs -P2 -n4 clang-tidy -p Build/debug --quiet
    cppcheck --error-exitcode=1 --enable=warning,performance,portability --inline-suppr --quiet \
        --suppress=missingInclude --suppress=passedByValue --suppress=legacyUninitvar:Plugin/Worker/Writer.cpp \
        -D_GNU_SOURCE '-DMPR_VERSION="0"' -IPlugin Plugin
    for file in $(git ls-files 'Plugin/*.c'); do
        gcc -std=c11 -D_GNU_SOURCE '-DMPR_VERSION="0"' -IBuild/debug/Plugin -IPlugin -IResources/Orthanc/Sdk-1.10.1 -fanalyzer \
            -Wall -Werror -O1 -c "$file" -o /dev/null
    done
}

stage_coverage() {
    cmake -S . -B Build/coverage -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=--coverage \
        -DCMAKE_CXX_FLAGS=--coverage >/dev/null
    cmake --build Build/coverage
    find Build/coverage -name '*.gcda' -delete
    unit_tests Build/coverage
    # Jobs and rules need a real Orthanc; gcov counts what it does as well. (A worker may open no file, so it counts nothing.)
    /usr/bin/python3 UnitTests/Integration/run.py --build Build/coverage test_requests test_errors test_jobs test_rules \
        test_preview test_answers test_cache
    /usr/bin/python3 Resources/Coverage.py Build/coverage
}

# The zip in Orthancs that it was not built for: those of Debian 12 and 13, and of what comes next. Needs root.
stage_portable() {
    cmake --preset portable >/dev/null && cmake --build --preset portable --target zip
    rm -rf "$out/zip"
    mkdir -p "$out/zip"
    (cd "$out/zip" && cmake -E tar xf "$root"/Build/portable/orthanc-mpr-slice-*.zip && cd orthanc-mpr-slice-* && sha256sum -c --quiet SHA256SUMS)
    MPR_PLUGIN=$(echo "$out"/zip/*/libOrthancMprSlice.so)
    MPR_WORKER=$(echo "$out"/zip/*/mpr-slice-worker)
    export MPR_PLUGIN MPR_WORKER MPR_TREE MPR_ORTHANC="$root/Resources/Portable/Orthanc.sh"
    build release
    for release in bookworm trixie forky; do
        MPR_TREE=$out/trees/$release
        if ! [ -x "$MPR_TREE/usr/sbin/Orthanc" ]; then
            as_root rm -rf "$MPR_TREE"
            mkdir -p "$out/trees"
            as_root mmdebstrap --quiet --variant=apt --aptopt='Acquire::Check-Valid-Until "false"' --include=orthanc \
                "$release" "$MPR_TREE" "${MPR_DEBIAN_MIRROR:-http://deb.debian.org}/debian"
        fi
        echo "     $release: $(chroot "$MPR_TREE" Orthanc --version | head -n 1)"
        /usr/bin/python3 UnitTests/Integration/run.py --build Build/release \
            test_answers test_preview. test_planes test_jobs test_rules test_hostile test_options
    done
}

stage_fuzz() { sh Resources/Fuzz.sh "${FUZZ_SECONDS:-600}"; }

passed=0
failed=0
[ $# -gt 0 ] || set -- faults sanitize threads valgrind analyze coverage portable fuzz
for stage in "$@"; do
    echo "$stage: begins"
    # A subshell, because within a condition "set -e" does not hold.
    set +e
    (set -e; "stage_$stage") >"$out/$stage.log" 2>&1
    status=$?
    set -e
    grep '^     [^ ]' "$out/$stage.log" || true
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        echo "$stage: ok"
    else
        failed=$((failed + 1))
        tail -40 "$out/$stage.log"
        echo "$stage: FAILED ($out/$stage.log)"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
