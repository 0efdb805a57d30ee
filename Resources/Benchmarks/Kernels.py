# SPDX-License-Identifier: GPL-3.0-or-later
"""The core against vtkImageReslice: the same planes of the same bytes, one thread each, in turn in one process. Times
are those of the thread, so that other programs hardly count. Prints a table in Markdown and fails when the two do not
compute the same pixels."""
import ctypes
import math
import os
import statistics
import sys
import time

# numpy asks for large pages, programs that load DICOM do not: in those all slices fall on the same places of the caches.
os.environ["NUMPY_MADVISE_HUGEPAGE"] = "0"

import numpy as np  # noqa: E402
import vtk  # noqa: E402
from vtk.util import numpy_support  # noqa: E402

COLUMNS, ROWS, SLICES = 512, 512, 400
SPACING, STEP = 0.7, 1.0
SIZE = 512
VOID = -32768  # VTK's background; no value of the phantom
NEAREST, LINEAR, CUBIC = 0, 1, 2
SINGLE, MEAN, MAXIMUM = 0, 1, 2


class Cut(ctypes.Structure):
    _fields_ = [("position", ctypes.c_double * 3), ("across", ctypes.c_double * 3), ("down", ctypes.c_double * 3),
                ("spacing", ctypes.c_double), ("slab_step", ctypes.c_double), ("stack_step", ctypes.c_double),
                ("columns", ctypes.c_uint32), ("rows", ctypes.c_uint32), ("samples", ctypes.c_uint32),
                ("count", ctypes.c_uint32), ("interpolation", ctypes.c_int32), ("projection", ctypes.c_int32)]


def phantom():
    """Smooth and rough parts, and edges: values from about -1000 to 2000, none of them VOID."""
    x = np.linspace(-1, 1, COLUMNS, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, ROWS, dtype=np.float32)[:, None]
    noise = np.random.default_rng(6).normal(0, 20, (ROWS, COLUMNS)).astype(np.float32)
    volume = np.empty((SLICES, ROWS, COLUMNS), np.int16)
    for k, z in enumerate(np.linspace(-1, 1, SLICES, dtype=np.float32)):
        body = x * x / 0.8 + y * y / 0.6 + z * z / 0.95
        value = np.where(body < 1, 100 + 400 * np.sin(9 * x + 5 * z) * np.cos(7 * y - 3 * z), -1000)
        value = np.where(np.hypot(x - 0.2 * z, y + 0.1) < 0.1, 1500, value)
        volume[k] = value + np.roll(noise, 37 * k)
    return volume


def turned(first_deg, second_deg, across, down):
    """across and down, turned about down and then about across."""
    across, down = np.array(across, float), np.array(down, float)
    normal = np.cross(across, down)
    a, b = math.radians(first_deg), math.radians(second_deg)
    across, normal = math.cos(a) * across + math.sin(a) * normal, math.cos(a) * normal - math.sin(a) * across
    down = math.cos(b) * down + math.sin(b) * normal
    return across, down


def cut_at(offset, directions, interpolation=LINEAR, projection=SINGLE, samples=1, count=1, size=SIZE):
    """A square cut whose middle is offset mm along its normal from the middle of the volume."""
    across, down = directions
    centre = np.array([(COLUMNS - 1) * SPACING, (ROWS - 1) * SPACING, (SLICES - 1) * STEP]) / 2
    centre = centre + offset * np.cross(across, down)
    position = centre - (size - 1) / 2 * SPACING * (across + down)
    return Cut(tuple(position), tuple(across), tuple(down), SPACING, STEP, STEP, size, size, samples, count,
               interpolation, projection)


class Ours:
    def __init__(self, library, volume, has_padding=False):
        self.library = ctypes.CDLL(library)
        self.library.benchmark_open.restype = ctypes.c_void_p
        self.series = ctypes.c_void_p(self.library.benchmark_open(
            volume.ctypes.data_as(ctypes.c_void_p), COLUMNS, ROWS, SLICES,
            ctypes.c_double(SPACING), ctypes.c_double(STEP), has_padding))

    def run(self, cut):
        """Seconds of the sampling, of the encoding, and the pixels."""
        out = np.empty((cut.count, cut.rows, cut.columns), np.int16)
        seconds = (ctypes.c_double * 2)()
        if self.library.benchmark_cut(self.series, ctypes.byref(cut), out.ctypes.data_as(ctypes.c_void_p), seconds):
            raise SystemExit("the core failed")
        return seconds[0], seconds[1], out


class Vtk:
    def __init__(self, volume):
        self.image = vtk.vtkImageData()
        self.image.SetDimensions(COLUMNS, ROWS, SLICES)
        self.image.SetSpacing(SPACING, SPACING, STEP)
        self.image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(volume.ravel(), deep=False))

    def run(self, cut):
        across, down = np.array(cut.across), np.array(cut.down)
        normal = np.cross(across, down)
        reslice = vtk.vtkImageReslice()
        reslice.SetInputData(self.image)
        reslice.SetNumberOfThreads(1)
        reslice.SetEnableSMP(False)
        reslice.SetResliceAxesDirectionCosines(*across, *down, *normal)
        reslice.SetResliceAxesOrigin(*cut.position)
        reslice.SetOutputOrigin(0, 0, 0)
        reslice.SetOutputSpacing(cut.spacing, cut.spacing, cut.stack_step)
        reslice.SetOutputExtent(0, cut.columns - 1, 0, cut.rows - 1, 0, cut.count - 1)
        reslice.SetBackgroundLevel(VOID)
        [reslice.SetInterpolationModeToNearestNeighbor, reslice.SetInterpolationModeToLinear,
         reslice.SetInterpolationModeToCubic][cut.interpolation]()
        if cut.samples > 1:
            reslice.SetSlabNumberOfSlices(cut.samples)
            reslice.SetSlabSliceSpacingFraction(cut.slab_step / cut.stack_step)
            reslice.SetSlabModeToMean() if cut.projection == MEAN else reslice.SetSlabModeToMax()
        start = time.thread_time()
        reslice.Update()
        seconds = time.thread_time() - start
        values = numpy_support.vtk_to_numpy(reslice.GetOutput().GetPointData().GetScalars())
        return seconds, 0, values.reshape(cut.count, cut.rows, cut.columns)


AXIAL = ([1, 0, 0], [0, 1, 0])
SAGITTAL = ([0, 1, 0], [0, 0, -1])
NEAR_AXIAL, NEAR_SAGITTAL = turned(5, 3, *AXIAL), turned(5, 3, *SAGITTAL)
OBLIQUE = turned(30, 20, *AXIAL)
# Name, how many different planes are cut one after another, and the cut.
CASES = [
    ("near-axial oblique (5°/3°)", 12, lambda at: cut_at(at, NEAR_AXIAL)),
    ("near-sagittal oblique (5°/3°)", 12, lambda at: cut_at(at, NEAR_SAGITTAL)),
    ("oblique (30°/20°)", 12, lambda at: cut_at(at, OBLIQUE)),
    ("oblique, the series declares padding", 12, lambda at: cut_at(at, OBLIQUE)),
    ("not turned, between slices", 12, lambda at: cut_at(at + 0.3, turned(0, 0, *AXIAL))),
    ("nearest, near-axial", 12, lambda at: cut_at(at, NEAR_AXIAL, NEAREST)),
    ("cubic, near-axial", 6, lambda at: cut_at(at, NEAR_AXIAL, CUBIC)),
    ("slab 20 mm, maximum, oblique", 2, lambda at: cut_at(at, OBLIQUE, LINEAR, MAXIMUM, 21)),
    ("slab 20 mm, mean, oblique", 2, lambda at: cut_at(at, OBLIQUE, LINEAR, MEAN, 21)),
    ("stack of 200, near-axial", 1, lambda at: cut_at(at - 55, NEAR_AXIAL, count=200)),
]


def inner(cut):
    """Pixels whose slab and support lie in the volume, and that are not half-way between two voxels: at its border
    and there the two may differ. Of the first image."""
    across, down = np.array(cut.across), np.array(cut.down)
    u, v = np.meshgrid(np.arange(cut.columns), np.arange(cut.rows))
    voxel = np.array(cut.position) + cut.spacing * (u[..., None] * across + v[..., None] * down)
    voxel = voxel / [SPACING, SPACING, STEP]
    reach = 3 + (cut.samples - 1) / 2 * cut.slab_step / min(SPACING, STEP)
    mask = np.all((voxel > reach) & (voxel < np.array([COLUMNS, ROWS, SLICES]) - 1 - reach), axis=-1)
    if cut.interpolation == NEAREST:
        mask &= np.all(np.abs(voxel - np.floor(voxel) - 0.5) > 1e-4, axis=-1)
    return mask


def compare(name, case, ours, peer):
    cut = case(3.3)
    a, b = ours.run(cut)[2][0].astype(int), peer.run(cut)[2][0].astype(int)
    mask = inner(cut)
    if mask.sum() < 10000:
        raise SystemExit(f"{name}: only {mask.sum()} pixels to compare")
    difference = np.abs(a - b)[mask]
    return int(difference.max()), int((difference > 0).sum()), int(mask.sum())


def measure(case, planes, rounds, ours, peer):
    """Milliseconds per cut: medians over the rounds of our sampling, our encoding, and the peer; and of the ratio of
    the peer to our sampling, and to both. All planes of the one, then all of the other: who comes second at a plane would
    find its voxels in the cache."""
    offsets = [(plane - planes / 2) * 90 / planes for plane in range(planes)]
    times = []
    for _ in range(rounds):
        mine = np.array([ours.run(case(offset))[:2] for offset in offsets])
        theirs = [peer.run(case(offset))[0] for offset in offsets]
        times.append((*mine.sum(axis=0), sum(theirs)))
    return ([statistics.median(t[n] for t in times) / planes * 1e3 for n in range(3)],
            statistics.median(t[2] / t[0] for t in times), statistics.median(t[2] / (t[0] + t[1]) for t in times))


def main():
    library, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    volume = phantom()
    plain, padded, peer = Ours(library, volume), Ours(library, volume, True), Vtk(volume)
    print(f"{SLICES} × {ROWS} × {COLUMNS} int16, images of {SIZE} × {SIZE}, milliseconds of one thread, medians of {rounds} rounds; "
          f"vtkImageReslice {vtk.vtkVersion().GetVTKVersion()}.\n")
    print("| | sampling, ms | encoding, ms | vtkImageReslice, ms | ratio | with encoding | largest difference | "
          "pixels that differ |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    wrong = []
    for name, planes, case in CASES:
        ours = padded if "padding" in name else plain
        largest, differing, compared = compare(name, case, ours, peer)
        (sampling, encoding, theirs), ratio, both = measure(case, planes, rounds, ours, peer)
        print(f"| {name} | {sampling:.2f} | {encoding:.2f} | {theirs:.2f} | {ratio:.1f} | {both:.1f} | {largest} | "
              f"{differing} of {compared} |", flush=True)
        if largest > 1:
            wrong.append(name)
    if wrong:
        raise SystemExit("not the same pixels: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
