# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the instructions of a sample, from slices in memory to values, and holds them against ceilings. Instructions
and not seconds: a slower machine or a busy one counts the same."""
import re
import subprocess
import sys
import tempfile

VALGRIND, COST = sys.argv[1:3]
NEAREST, LINEAR, CUBIC = 0, 1, 2
# Name, degrees about down and across, interpolation, samples of a slab, whether the series has padding; the most instructions of a sample with AVX2 and
# without it. A tenth above what was counted with GCC 12.
CASES = [
    ("linear, 5°/3°", 5, 3, LINEAR, 1, 0, 43, 148),
    ("linear, 85°/3°", 85, 3, LINEAR, 1, 0, 37, 75),
    ("linear, 30°/20°", 30, 20, LINEAR, 1, 0, 52, 123),
    ("linear, not turned", 0, 0, LINEAR, 1, 0, 33, 33),
    ("linear, 5°/3°, padding", 5, 3, LINEAR, 1, 1, 84, 295),
    ("nearest, 5°/3°", 5, 3, NEAREST, 1, 0, 53, 107),
    ("cubic, 5°/3°", 5, 3, CUBIC, 1, 0, 205, 4010),
    ("slab of 9 samples, 30°/20°", 30, 20, LINEAR, 9, 0, 41, 118),
]


def instructions(words):
    """Instructions of mpr_images_sample and all it calls, per sample of a pixel."""
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run([VALGRIND, "--tool=callgrind", "--toggle-collect=mpr_images_sample",
                               f"--callgrind-out-file={out.name}", COST, *map(str, words)],
                              capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1)) / int(done.stdout)


def main():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        has_avx2 = " avx2" in file.read()
    failed = 0
    for name, first, second, interpolation, samples, padding, with_avx2, without in CASES:
        ceiling = with_avx2 if has_avx2 else without
        count = instructions((first, second, interpolation, samples, padding))
        failed += count > ceiling
        print(f"{name}: {count:.1f} instructions per sample, at most {ceiling}", flush=True)
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
