# SPDX-License-Identifier: GPL-3.0-or-later
"""Series as files, and what makes an image of them: vtkImageReslice, GDCM before it, and the plugin's own code without an
archive."""
import ctypes
import json
import math
import os
import pathlib
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pydicom
import vtk
from vtk.util import numpy_support

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZE = 512
VOID = -32768  # VTK's background; no value of the series
# Turned about the rows, then about the columns (degrees); from the plane of the slices.
PLANES = {"oblique (30°/20°)": (30, 20), "near-axial (5°/3°)": (5, 3), "coronal": None}
CODERS = {
    "uncompressed": None,
    "Implicit VR": ["dcmconv", "+ti"],
    "RLE": ["dcmcrle"],
    "JPEG-LS": ["gdcmconv", "--jpegls"],
    "JPEG lossless": ["dcmcjpeg", "+e1", "+un"],
    "JPEG 2000": ["gdcmconv", "--j2k"],
}


# ---- series ----


def make_phantom(build, folder, *more):
    """400 slices of 512 x 512, 16 bits: 210 MB. It is kept for the next run."""
    if not folder.exists():
        part = folder.with_suffix(".part")
        options = ["--columns", 512, "--rows", 512, "--slices", 400, "--spacing-across", 0.7, "--spacing-down", 0.7, "--step", 1, *more]
        program = build / "Resources" / "Phantom" / "mpr-phantom"
        subprocess.run([str(program), "--out", str(part), *map(str, options)], check=True)
        part.rename(folder)
    return sorted(folder.glob("*.dcm"))


def convert(files, coder, folder):
    if not folder.exists():
        part = folder.with_suffix(".part")
        part.mkdir(exist_ok=True)
        commands = [[*coder, str(path), str(part / path.name)] for path in files]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(lambda command: subprocess.run(command, check=True, capture_output=True), commands))
        part.rename(folder)
    return sorted(folder.glob("*.dcm"))


def real_series(folder):
    """The head CT of the demo: its slices are axial."""
    if not folder.exists():
        subprocess.run(["sh", str(ROOT / "Resources" / "Series" / "InvesaliusCt.sh"), str(folder)], check=True, capture_output=True)
    return sorted(folder.glob("*.dcm"))


class Volume:
    """The series as one array in memory, and vtkImageReslice on it with all cores."""

    def __init__(self, files):
        datasets = sorted((pydicom.dcmread(path) for path in files), key=lambda one: float(one.ImagePositionPatient[2]))
        first, last = datasets[0], datasets[-1]
        if [float(value) for value in first.ImageOrientationPatient] != [1, 0, 0, 0, 1, 0]:
            raise SystemExit("the slices are not axial")
        self.files = [path for _, path in sorted((float(pydicom.dcmread(path, stop_before_pixels=True).ImagePositionPatient[2]), str(path)) for path in files)]
        self.origin = np.array([float(value) for value in first.ImagePositionPatient])
        step = (float(last.ImagePositionPatient[2]) - self.origin[2]) / (len(datasets) - 1)
        self.spacing = np.array([float(first.PixelSpacing[1]), float(first.PixelSpacing[0]), step])
        self.values = np.stack([one.pixel_array for one in datasets]).astype(np.int16)
        self.image = self.empty_image()
        self.image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(self.values.ravel(), deep=False))

    def empty_image(self):
        image = vtk.vtkImageData()
        image.SetDimensions(*self.values.shape[::-1])
        image.SetSpacing(*self.spacing)
        image.SetOrigin(*self.origin)
        return image

    def centre(self):
        return self.origin + self.spacing * (np.array(self.values.shape[::-1]) - 1) / 2

    def reslice(self, position, across, down, spacing, rows, columns, image=None):
        """Seconds, and the pixels; of another image of the same size, when one is given."""
        reslice = vtk.vtkImageReslice()
        reslice.SetInputData(image or self.image)
        reslice.SetResliceAxesDirectionCosines(*across, *down, *np.cross(across, down))
        reslice.SetResliceAxesOrigin(*position)
        reslice.SetOutputOrigin(0, 0, 0)
        reslice.SetOutputSpacing(*spacing, 1)
        reslice.SetOutputExtent(0, columns - 1, 0, rows - 1, 0, 0)
        reslice.SetBackgroundLevel(VOID)
        reslice.SetInterpolationModeToLinear()
        start = time.perf_counter()
        reslice.Update()
        seconds = time.perf_counter() - start
        pixels = numpy_support.vtk_to_numpy(reslice.GetOutput().GetPointData().GetScalars())
        return seconds, pixels.reshape(rows, columns)


class Gdcm:
    """What a C++ program does: GDCM reads and decodes all files into an image of VTK, vtkImageReslice makes the slice, and GDCM
    writes it as a copy of the first file with other pixels."""

    def __init__(self, library, volume, folder):
        self.library = ctypes.CDLL(str(library))
        self.volume = volume
        self.output = str(folder / "peer.dcm")
        self.paths = (ctypes.c_char_p * len(volume.files))(*[path.encode() for path in volume.files])

    def run(self, *cut):
        slices, rows, columns = self.volume.values.shape
        distances = np.empty(slices)
        start = time.perf_counter()
        image = self.volume.empty_image()
        image.AllocateScalars(vtk.VTK_SHORT, 1)
        values = numpy_support.vtk_to_numpy(image.GetPointData().GetScalars())
        failed = self.library.benchmark_read(
            self.paths, ctypes.c_size_t(slices), ctypes.c_size_t(rows * columns),
            values.ctypes.data_as(ctypes.c_void_p), distances.ctypes.data_as(ctypes.c_void_p))
        if failed or np.any(np.diff(distances) <= 0):
            raise SystemExit(f"GDCM: file {failed}")
        pixels = self.volume.reslice(*cut, image=image)[1]
        if self.library.benchmark_write(self.paths[0], pixels.ctypes.data_as(ctypes.c_void_p), ctypes.c_uint(pixels.shape[0]),
                                        ctypes.c_uint(pixels.shape[1]), self.output.encode()):
            raise SystemExit("GDCM: the slice was not written")
        return time.perf_counter() - start


class Files:
    """The plugin's workers, core and writer on the files themselves; its threads and workers are kept, as in Orthanc."""

    def __init__(self, build, volume, folder, threads=None):
        self.library = ctypes.CDLL(str(build / "Resources" / "Benchmarks" / "libMprBenchmarkFiles.so"))
        self.library.benchmark_start.restype = ctypes.c_void_p
        worker = build / "Plugin" / "mpr-slice-worker"
        self.machine = ctypes.c_void_p(self.library.benchmark_start(str(worker).encode(), ctypes.c_uint(threads or os.cpu_count())))
        self.paths = (ctypes.c_char_p * len(volume.files))(*[path.encode() for path in volume.files])
        self.output = str(folder / "slice.dcm")

    def run(self, request):
        """Seconds; the slice is in self.output."""
        body = json.dumps(request).encode()
        start = time.perf_counter()
        if self.library.benchmark_slice(self.machine, self.paths, ctypes.c_size_t(len(self.paths)), body, self.output.encode()):
            raise SystemExit("the slice was not made")
        return time.perf_counter() - start

    def stop(self):
        self.library.benchmark_stop(self.machine)


# ---- requests ----


def request_of(angles, offset, volume):
    """A square image whose middle is offset mm from the middle of the volume."""
    base = {"Rows": SIZE, "Columns": SIZE, "PixelSpacing": float(volume.spacing[0]), "Layout": "AsGiven", "Offset": offset}
    if angles is None:
        return {**base, "Plane": "Coronal"}
    a, b = (math.radians(angle) for angle in angles)
    across = np.array([math.cos(a), 0, math.sin(a)])
    normal = np.array([-math.sin(a), 0, math.cos(a)])
    down = math.cos(b) * np.array([0, 1, 0]) + math.sin(b) * normal
    return {**base, "Plane": {"Normal": list(np.cross(across, down)), "Across": list(across)}}


# ---- the same pixels ----


def cut_of(dataset):
    """Where a stored image lies, as Volume.reslice wants it."""
    orientation = [float(value) for value in dataset.ImageOrientationPatient]
    position = [float(value) for value in dataset.ImagePositionPatient]
    spacing = [float(dataset.PixelSpacing[1]), float(dataset.PixelSpacing[0])]
    return position, orientation[:3], orientation[3:], spacing, dataset.Rows, dataset.Columns


def difference(dataset, volume):
    """The largest to vtkImageReslice, in grey levels, where both have the slices they need."""
    cut = cut_of(dataset)
    position, across, down, spacing, rows, columns = cut
    u, v = np.meshgrid(np.arange(columns), np.arange(rows))
    places = np.array(position) + u[..., None] * spacing[0] * np.array(across) + v[..., None] * spacing[1] * np.array(down)
    voxels = (places - volume.origin) / volume.spacing
    inner = np.all((voxels > 1) & (voxels < np.array(volume.values.shape[::-1]) - 2), axis=-1)
    if inner.sum() < 10000:
        raise SystemExit(f"only {inner.sum()} pixels to compare")
    theirs = volume.reslice(*cut)[1]
    return int(np.abs(dataset.pixel_array.astype(int) - theirs)[inner].max())


# ---- the page cache ----


def forget(paths):
    """The files are on the disk alone: their pages leave the cache."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def bytes_read(pid="self"):
    """From the disk, by a process."""
    lines = pathlib.Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("read_bytes"))


# ---- numbers ----


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def median_ms(values):
    return statistics.median(values) * 1e3


def ratio(peer, ours):
    """Of the same rounds."""
    return statistics.median(theirs / mine for theirs, mine in zip(peer, ours))
