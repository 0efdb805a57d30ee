#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds and measures; prints tables in Markdown.
#   sh Resources/Benchmarks/Run.sh [kernels|jobs|curve|isolation|frames|volumes|samples] [rounds [WORD ...]]
# kernels: the core against vtkImageReslice, about a minute. jobs: whole jobs in a real Orthanc, against a script that
# fetches the files and against GDCM + vtkImageReslice, and the same from files without Orthanc, about twenty minutes, of
# which two make the series at the first time; WORDs choose series (RLE) and tables (first cold threads memory files preview). curve:
# what a slice costs in series of all sizes, as a picture. isolation: what it costs that files are opened by other
# processes. frames: files of many frames against as many files, and previews of a series of many volumes. volumes: how
# long it takes to tell the volumes of a series apart. samples: how long one core samples for as many samples as the default
# of MaximumSamples allows. Without a word: kernels and jobs.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/Build/benchmark
what=all
case ${1:-} in kernels | jobs | curve | isolation | frames | volumes | samples) what=$1 && shift ;; esac

cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF >/dev/null
cmake --build "$build" >/dev/null
cmake --build "$build" --target MprBenchmarkGdcm MprBenchmarkFiles >/dev/null
# Debian's interpreter: its packages bring VTK.

here=$root/Resources/Benchmarks
if [ "$what" = kernels ] || [ "$what" = all ]; then
    /usr/bin/python3 "$here/Kernels.py" "$build/Resources/Benchmarks/libMprBenchmark.so" "$@"
fi
if [ "$what" = jobs ] || [ "$what" = all ]; then
    /usr/bin/python3 "$here/Jobs.py" "$build" "$build/series" "$@"
fi
if [ "$what" = curve ]; then
    /usr/bin/python3 "$here/Curve.py" "$build" "$root/Resources/Pictures/Curve.svg" "$@"
fi
if [ "$what" = isolation ]; then
    cmake --build "$build" --target MprBenchmarkIsolation >/dev/null
    /usr/bin/python3 "$here/Isolation.py" "$build" "$build/series" "$@"
fi
if [ "$what" = frames ]; then
    /usr/bin/python3 "$here/Frames.py" "$build" "$@"
fi
if [ "$what" = volumes ]; then
    cmake --build "$build" --target MprBenchmarkVolumes >/dev/null
    "$build/Resources/Benchmarks/MprBenchmarkVolumes"
fi
if [ "$what" = samples ]; then
    /usr/bin/python3 "$here/Samples.py" "$build/Resources/Benchmarks/libMprBenchmark.so" "$@"
fi
