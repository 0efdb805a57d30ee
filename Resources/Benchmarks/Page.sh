#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the plugin and measures how often each view of the page is drawn while lines are turned, on a phantom of 400 slices
# of 512 × 512, in a headless Chromium. Prints a table in Markdown; takes about two minutes.
#   sh Resources/Benchmarks/Page.sh [seconds]
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/Build/benchmark
cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF >/dev/null
cmake --build "$build" --target OrthancMprSlice mpr-slice-worker mpr-phantom >/dev/null
exec /usr/bin/python3 "$root/Resources/Benchmarks/Page.py" "$build" "$@"
