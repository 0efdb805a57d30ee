# SPDX-License-Identifier: GPL-3.0-or-later
"""What MaximumSamples costs: how long one core samples when a request is just as large as its default allows, by
interpolation and plane. A Cubic sample counts 4 times and a Lanczos sample 100 times (Request/Budget.c), so all rows should be
of the same order of magnitude."""
import statistics
import sys

from Kernels import (AXIAL, CUBIC, LINEAR, MAXIMUM, MEAN, NEAR_AXIAL, NEAR_SAGITTAL, NEAREST, OBLIQUE, SINGLE, Ours, cut_at,
                     phantom, turned)  # fmt: skip

LANCZOS = 3
WEIGHTS = {NEAREST: 1, LINEAR: 1, CUBIC: 4, LANCZOS: 100}
DEFAULT = 10_000_000_000
PLANES = {
    "not turned": turned(0, 0, *AXIAL), "near-axial (5°/3°)": NEAR_AXIAL, "oblique (30°/20°)": OBLIQUE,
    "near-sagittal (5°/3°)": NEAR_SAGITTAL,
}  # fmt: skip
# Interpolation, projection, planes of the slab, images of the stack.
KINDS = {
    "`Nearest`": (NEAREST, SINGLE, 1, 20),
    "`Linear`": (LINEAR, SINGLE, 1, 20),
    "`Linear`, slab of 21 planes, mean": (LINEAR, MEAN, 21, 1),
    "`Linear`, slab of 21 planes, maximum": (LINEAR, MAXIMUM, 21, 1),
    "`Cubic`": (CUBIC, SINGLE, 1, 5),
    "`Cubic`, slab of 21 planes, mean": (CUBIC, MEAN, 21, 1),
    "`Lanczos`": (LANCZOS, SINGLE, 1, 1),
}


def seconds(ours, directions, kind, rounds):
    """Of one core for as many samples as the default allows; the median of the rounds."""
    interpolation, projection, planes, count = kind
    size = 256 if interpolation == LANCZOS else 512
    times = []
    for turn in range(rounds):
        cut = cut_at(0.3 + 7 * turn - count / 2, directions, interpolation, projection, planes, count, size)
        times.append(ours.run(cut)[0])
    counted = size * size * planes * count * WEIGHTS[interpolation]
    return statistics.median(times) / counted * DEFAULT


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    volume = phantom()  # which the core borrows
    ours = Ours(sys.argv[1], volume)
    print("Seconds of one core.\n\n| | " + " | ".join(PLANES) + " |")
    print("| --- " * (len(PLANES) + 1) + "|")
    for name, kind in KINDS.items():
        times = [seconds(ours, directions, kind, rounds) for directions in PLANES.values()]
        print(f"| {name} | " + " | ".join(f"{time:.0f}" for time in times) + " |", flush=True)


main()
