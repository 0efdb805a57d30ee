#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the core and measures it against vtkImageReslice; prints a table in Markdown. Takes about a minute.
#   sh Resources/Benchmarks/Run.sh [rounds]
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/Build/benchmark
cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF >/dev/null
cmake --build "$build" --target MprBenchmark >/dev/null
# Debian's interpreter: its packages bring VTK.
exec /usr/bin/python3 "$root/Resources/Benchmarks/Kernels.py" "$build/Resources/Benchmarks/libMprBenchmark.so" "$@"
