# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole jobs in a real Orthanc, from the request to the stored image, against what a script does before it can begin to
reslice (fetch every file over HTTP), and against GDCM + vtkImageReslice on the files themselves. Prints tables in
Markdown, and fails when a stored image is not what vtkImageReslice makes of the same series.

    Jobs.py BUILD SERIES_FOLDER [rounds [WORD ...]]      WORDs choose series by their names
"""
import ctypes
import http.client
import io
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pydicom
import vtk
from vtk.util import numpy_support

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "UnitTests" / "Integration"))
sys.dont_write_bytecode = True

from orthanc import Orthanc  # noqa: E402

SIZE = 512
VOID = -32768  # VTK's background; no value of the series
# Turned about the rows, then about the columns (degrees); from the plane of the slices.
PLANES = {"oblique (30°/20°)": (30, 20), "near-axial (5°/3°)": (5, 3), "coronal": None}
CODERS = {
    "uncompressed": None,
    "RLE": ["dcmcrle"],
    "JPEG-LS": ["gdcmconv", "--jpegls"],
    "JPEG lossless": ["dcmcjpeg", "+e1", "+un"],
    "JPEG 2000": ["gdcmconv", "--j2k"],
}
SLOW = ("RLE", "JPEG-LS", "JPEG lossless", "JPEG 2000")


# ---- series ----


def make_phantom(build, folder):
    """400 slices of 512 x 512, 16 bits: 210 MB. It is kept for the next run."""
    if not folder.exists():
        part = folder.with_suffix(".part")
        options = ["--columns", 512, "--rows", 512, "--slices", 400, "--spacing-across", 0.7, "--spacing-down", 0.7, "--step", 1]
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
        self.image = vtk.vtkImageData()
        self.image.SetDimensions(*self.values.shape[::-1])
        self.image.SetSpacing(*self.spacing)
        self.image.SetOrigin(*self.origin)

    def centre(self):
        return self.origin + self.spacing * (np.array(self.values.shape[::-1]) - 1) / 2

    def reslice(self, values, position, across, down, spacing, rows, columns):
        """Seconds, and the pixels."""
        self.image.GetPointData().SetScalars(numpy_support.numpy_to_vtk(values.ravel(), deep=False))
        self.image.Modified()
        reslice = vtk.vtkImageReslice()
        reslice.SetInputData(self.image)
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
    """GDCM reads and decodes all files; then vtkImageReslice."""

    def __init__(self, library, volume):
        self.library = ctypes.CDLL(str(library))
        self.volume = volume
        self.paths = (ctypes.c_char_p * len(volume.files))(*[path.encode() for path in volume.files])

    def run(self, *cut):
        slices, rows, columns = self.volume.values.shape
        start = time.perf_counter()
        values = np.empty((slices, rows, columns), np.int16)
        distances = np.empty(slices)
        failed = self.library.benchmark_read(
            self.paths, ctypes.c_size_t(slices), ctypes.c_size_t(rows * columns),
            values.ctypes.data_as(ctypes.c_void_p), distances.ctypes.data_as(ctypes.c_void_p))
        if failed or np.any(np.diff(distances) <= 0):
            raise SystemExit(f"GDCM: file {failed}")
        self.volume.reslice(values, *cut)
        return time.perf_counter() - start


# ---- the archive ----


class Archive:
    """Orthanc with one series, and one connection that is kept."""

    def __init__(self, files, **mpr_slice):
        self.orthanc = Orthanc(mpr_slice)
        self.series, self.instances = self.orthanc.upload_series(files)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.orthanc.port)
        self.used = 0
        time.sleep(4)  # listings are kept when the series has not changed for a moment

    def ask(self, method, path, body=None, headers=None):
        if time.monotonic() - self.used > 0.5:  # Orthanc ends connections that are idle for a second
            self.connection.close()
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        content = answer.read()
        self.used = time.monotonic()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {content[:300]!r}")
        return content

    def post(self, below, request):
        headers = {"Content-Type": "application/json"}
        return self.ask("POST", f"/series/{self.series}/mpr-slice{below}", json.dumps(request).encode(), headers)

    def fetch_all(self):
        for instance in self.instances:
            self.ask("GET", f"/instances/{instance}/file")

    def memory(self, field):
        """Of Orthanc's process, in MB."""
        status = pathlib.Path(f"/proc/{self.orthanc.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field)) / 1024

    def peak_above_idle(self, action):
        idle = self.memory("VmRSS")
        pathlib.Path(f"/proc/{self.orthanc.pid}/clear_refs").write_text("5")  # the peak begins anew
        action()
        return self.memory("VmHWM") - idle


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


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


# ---- the same pixels ----


def cut_of(dataset):
    """Where a stored image lies, as Volume.reslice wants it."""
    orientation = [float(value) for value in dataset.ImageOrientationPatient]
    position = [float(value) for value in dataset.ImagePositionPatient]
    spacing = [float(dataset.PixelSpacing[1]), float(dataset.PixelSpacing[0])]
    return position, orientation[:3], orientation[3:], spacing, dataset.Rows, dataset.Columns


def compare(archive, volume, request):
    """Stores a slice: the largest difference to vtkImageReslice in grey levels, the slices read, and its cut."""
    answer = json.loads(archive.post("", request))
    dataset = pydicom.dcmread(io.BytesIO(archive.ask("GET", f"/instances/{answer['ID']}/file")))
    cut = cut_of(dataset)
    position, across, down, spacing, rows, columns = cut
    u, v = np.meshgrid(np.arange(columns), np.arange(rows))
    places = np.array(position) + u[..., None] * spacing[0] * np.array(across) + v[..., None] * spacing[1] * np.array(down)
    voxels = (places - volume.origin) / volume.spacing
    inner = np.all((voxels > 1) & (voxels < np.array(volume.values.shape[::-1]) - 2), axis=-1)
    if inner.sum() < 10000:
        raise SystemExit(f"only {inner.sum()} pixels to compare")
    theirs = volume.reslice(volume.values, *cut)[1]
    difference = np.abs(dataset.pixel_array.astype(int) - theirs)[inner]
    return int(difference.max()), answer["Sources"]["Read"], cut


# ---- tables ----


def median_ms(values):
    return statistics.median(values) * 1e3


def ratio(peer, ours):
    """Of the same rounds."""
    return statistics.median(theirs / mine for theirs, mine in zip(peer, ours))


def measure_series(name, files, build, rounds):
    """Rows of POST → stored, and the largest difference."""
    volume = Volume(files)
    gdcm = Gdcm(build / "Resources" / "Benchmarks" / "libMprBenchmarkGdcm.so", volume)
    archive = Archive(files)
    checks = {plane: compare(archive, volume, request_of(angles, 2.3, volume)) for plane, angles in PLANES.items()}
    peaks = {plane: archive.peak_above_idle(lambda: archive.post("", request_of(angles, 4.1, volume))) for plane, angles in PLANES.items()}
    archive.fetch_all()
    ours = {plane: [] for plane in PLANES}
    fetching, reading = [], []
    for turn in range(rounds):
        fetching.append(seconds_of(archive.fetch_all))
        for plane, angles in PLANES.items():
            times = [seconds_of(lambda: archive.post("", request_of(angles, 10 + turn + repeat / 8, volume))) for repeat in range(5)]
            ours[plane].append(statistics.median(times))
        reading.append(gdcm.run(*checks[next(iter(PLANES))][2]))
    for plane in PLANES:
        difference, read, _ = checks[plane]
        print(
            f"| {name} | {plane} | {read} of {len(files)} | {median_ms(ours[plane]):.0f} | {median_ms(fetching):.0f} | "
            f"**{ratio(fetching, ours[plane]):.1f}** | {median_ms(reading):.0f} | **{ratio(reading, ours[plane]):.1f}** | "
            f"{peaks[plane]:.1f} | {difference} |", flush=True)
    archive.orthanc.stop()
    return max(check[0] for check in checks.values())


def measure_previews(files, rounds):
    volume = Volume(files)
    archive = Archive(files)
    for plane, angles in PLANES.items():
        ours, theirs = [], []
        cuts = [compare(archive, volume, request_of(angles, offset, volume))[2] for offset in range(6)]
        archive.post("/preview", request_of(angles, 0, volume))
        for _ in range(rounds):
            mine = [seconds_of(lambda: archive.post("/preview", request_of(angles, offset, volume))) for offset in range(6)]
            ours.append(statistics.mean(mine))
            theirs.append(statistics.mean(volume.reslice(volume.values, *cut)[0] for cut in cuts))
        print(f"| {plane} | {median_ms(ours):.1f} | {1 / statistics.median(ours):.0f} | {median_ms(theirs):.1f} | **{ratio(theirs, ours):.1f}** |", flush=True)
    archive.orthanc.stop()


def main():
    build, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    words = sys.argv[4:]
    os.environ["MPR_BUILD"] = str(build)
    Orthanc.arguments = []
    folder.mkdir(parents=True, exist_ok=True)
    plain = make_phantom(build, folder / "phantom")
    worst = 0
    print(f"One oblique, near-axial or coronal image of {SIZE} × {SIZE} from a stored series of 400 × 512 × 512 (210 MB) and from a real head CT; "
          f"Orthanc 1.10.1, {os.cpu_count()} cores, medians of {rounds} rounds, files in the page cache.\n")
    print("| series | plane | slices read | POST → stored, ms | fetch all files over HTTP, ms | ratio | "
          "GDCM + vtkImageReslice on the files, ms | ratio | peak memory of Orthanc above idle, MB | largest difference |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, coder in [*CODERS.items(), ("real CT", None)]:
        if words and not any(word in name for word in words):
            continue
        files = real_series(folder / "real") if name == "real CT" else plain if coder is None else convert(plain, coder, folder / name.replace(" ", "-"))
        worst = max(worst, measure_series(name, files, build, rounds))
    print("\n| warm preview, JPEG, whole HTTP answer | ms | per second | vtkImageReslice alone, all cores, ms | ratio |")
    print("| --- | --- | --- | --- | --- |")
    measure_previews(plain, rounds)
    if worst > 1:
        raise SystemExit(f"not the same pixels: {worst} grey levels apart")


if __name__ == "__main__":
    main()
