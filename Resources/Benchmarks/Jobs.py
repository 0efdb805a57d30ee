# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole jobs in a real Orthanc, from the request to the stored image, against what a script does before it can begin to
reslice (fetch every file over HTTP), and against GDCM + vtkImageReslice on the files themselves; then the same without an
archive. Prints tables in Markdown, and fails when an image is not what vtkImageReslice makes of the same series.

    Jobs.py BUILD SERIES_FOLDER [rounds [WORD ...]]      WORDs choose series by their names, and the tables first, cold,
                                                         threads, memory, files and preview
"""
import concurrent.futures
import http.client
import io
import json
import math
import os
import pathlib
import socket
import statistics
import sys
import time

import pydicom

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "UnitTests" / "Integration"))
sys.dont_write_bytecode = True

from orthanc import Orthanc  # noqa: E402
from Peers import (  # noqa: E402
    CODERS, PLANES, SIZE, Files, Gdcm, Volume, bytes_read, convert, cut_of, difference, forget, make_phantom, median_ms, ratio,
    real_series, request_of, seconds_of)

# glibc then keeps what was freed for the next file; otherwise it gives most of it back to the system and asks again.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "8388608", "MALLOC_TRIM_THRESHOLD_": "16777216"}


# ---- the archive ----


class Archive:
    """Orthanc with one series, and one connection that is kept."""

    def __init__(self, files, configuration=None, environment=None, **mpr_slice):
        os.environ.update(environment or {})
        self.orthanc = Orthanc(mpr_slice, **(configuration or {}))
        for name in environment or {}:
            del os.environ[name]
        self.series, self.instances = self.orthanc.upload_series(files)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.orthanc.port)
        self.used = 0
        os.sync()  # the system would write what was uploaded while something else is measured
        time.sleep(4)  # listings are kept when the series has not changed for a moment
        self.waited = 4 + self.wait_for_index()

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.orthanc.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_for_index(self):
        """Orthanc's index is busy for some seconds after an upload; until it rests, in seconds."""
        start, used = time.monotonic(), math.inf
        while used > 0.05 and time.monotonic() - start < 60:
            before = self.processor_seconds()
            time.sleep(1)
            used = self.processor_seconds() - before
        return time.monotonic() - start

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

    def stored_files(self):
        return [path for path in (self.orthanc.folder / "storage").glob("??/??/*") if path.is_file()]


class Viewer:
    """What a page does that turns a plane: it asks through the window of its first picture. No more than a socket, for what
    is measured is the answer, not a client."""

    def __init__(self, archive, request):
        self.head = (f"POST /series/{archive.series}/mpr-slice/preview HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     "Content-Type: application/json\r\nContent-Length: ")  # fmt: skip
        self.port = archive.orthanc.port
        self.window = {}
        self.connect()
        self.first = self.ask(self.body(request))
        center, width = self.first[0]["x-mpr-window"].split("\\")
        self.window = {"WindowCenter": float(center), "WindowWidth": float(width)}

    def body(self, request):
        body = json.dumps({**request, **self.window})
        return f"{self.head}{len(body)}\r\n\r\n{body}".encode()

    def connect(self):
        """Anew: Orthanc ends connections that are idle for a second."""
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, body):
        """The headers and the picture."""
        self.socket.sendall(body)
        received = self.socket.recv(1 << 20)
        while b"\r\n\r\n" not in received:
            received += self.socket.recv(1 << 20)
        head, picture = received.split(b"\r\n\r\n", 1)
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        while len(picture) < int(headers["content-length"]):
            picture += self.socket.recv(1 << 20)
        if " 200 " not in status:
            raise SystemExit(f"preview: {status} {picture[:300]!r}")
        return headers, picture


# ---- tables ----


def print_table(title, columns):
    print(f"\n**{title}**\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")


def print_row(*cells):
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def compare(archive, volume, request):
    """Stores a slice: its difference, the slices read, and its cut."""
    answer = json.loads(archive.post("", request))
    dataset = pydicom.dcmread(io.BytesIO(archive.ask("GET", f"/instances/{answer['ID']}/file")))
    return difference(dataset, volume), answer["Sources"]["Read"], cut_of(dataset)


def post_seconds(archive, angles, turn, volume):
    """Of several requests that were not made before."""
    return statistics.median(seconds_of(lambda: archive.post("", request_of(angles, 10 + turn + repeat / 8, volume))) for repeat in range(5))


def files_of(name, plain, folder):
    if name == "real CT":
        return real_series(folder / "real")
    return convert(plain, CODERS[name], folder / f"{name.replace(' ', '-')}-noise") if CODERS[name] else plain


def measure_series(name, files, build, rounds):
    """Rows of POST → stored, and the largest difference."""
    volume = Volume(files)
    gdcm = Gdcm(build / "Resources" / "Benchmarks" / "libMprBenchmarkGdcm.so", volume, build)
    archive = Archive(files)
    checks = {plane: compare(archive, volume, request_of(angles, 2.3, volume)) for plane, angles in PLANES.items()}
    peaks = {plane: archive.peak_above_idle(lambda: archive.post("", request_of(angles, 4.1, volume))) for plane, angles in PLANES.items()}
    archive.fetch_all()
    ours = {plane: [] for plane in PLANES}
    fetching, reading = [], []
    for turn in range(rounds):
        fetching.append(seconds_of(archive.fetch_all))
        for plane, angles in PLANES.items():
            ours[plane].append(post_seconds(archive, angles, turn, volume))
        reading.append(gdcm.run(*checks[next(iter(PLANES))][2]))
    for plane in PLANES:
        worst, read, _ = checks[plane]
        print_row(name, plane, f"{read} of {len(files)}", f"{median_ms(ours[plane]):.0f}", f"{median_ms(fetching):.0f}",
                  f"**{ratio(fetching, ours[plane]):.1f}**", f"{median_ms(reading):.0f}", f"**{ratio(reading, ours[plane]):.1f}**",
                  f"{peaks[plane]:.1f}", worst)
    archive.orthanc.stop()
    return max(check[0] for check in checks.values())


def cold_seconds(archive, action):
    """Orthanc's files are on the disk alone when the action begins; and how much it read from there, in MB."""
    forget(archive.stored_files())
    before = bytes_read(archive.orthanc.pid)
    seconds = seconds_of(action)
    return seconds, (bytes_read(archive.orthanc.pid) - before) / 1e6


def measure_cold(files, rounds):
    volume = Volume(files)
    archive = Archive(files, {"MaximumStorageCacheSize": 0})  # Orthanc has a cache of its own
    os.sync()  # what is not written yet would stay in memory
    ours = {plane: [] for plane in PLANES}
    fetching = []
    for turn in range(rounds):
        fetching.append(cold_seconds(archive, archive.fetch_all))
        for plane, angles in PLANES.items():
            ours[plane].append(cold_seconds(archive, lambda: archive.post("", request_of(angles, 10 + turn, volume))))
    size = sum(path.stat().st_size for path in map(pathlib.Path, files)) / 1e6
    if statistics.median(read for _, read in fetching) < 0.9 * size:
        raise SystemExit("the files were not cold")
    theirs = [seconds for seconds, _ in fetching]
    for plane in PLANES:
        mine = [seconds for seconds, _ in ours[plane]]
        read = statistics.median(read for _, read in ours[plane])
        print_row(plane, f"{read:.0f} of {size:.0f}", f"{median_ms(mine):.0f}", f"{median_ms(theirs):.0f}", f"**{ratio(theirs, mine):.1f}**")
    archive.orthanc.stop()


def compare_archives(name, files, archives, rounds):
    """The same requests to two archives in turn."""
    volume = Volume(files)
    for plane, angles in PLANES.items():
        times = [[post_seconds(archive, angles, turn, volume) for archive in archives] for turn in range(rounds)]
        one, other = zip(*times)
        print_row(name, plane, f"{median_ms(one):.0f}", f"{median_ms(other):.0f}", f"**{ratio(one, other):.2f}**")
    for archive in archives:
        archive.orthanc.stop()


def measure_threads(name, files, rounds):
    compare_archives(name, files, [Archive(files, Threads=count, Workers=count) for count in (1, 2)], rounds)


def measure_memory(name, files, rounds):
    compare_archives(name, files, [Archive(files), Archive(files, environment=KEPT_MEMORY)], rounds)


def measure_files(volume, build, folder, rounds, is_cold):
    """Rows of files → slice, and the largest difference."""
    gdcm = Gdcm(build / "Resources" / "Benchmarks" / "libMprBenchmarkGdcm.so", volume, build)
    ours = Files(build, volume, folder)
    worst = 0
    for plane, angles in PLANES.items():
        ours.run(request_of(angles, 2.3, volume))
        dataset = pydicom.dcmread(ours.output)
        apart = difference(dataset, volume)
        mine, theirs = [], []
        for turn in range(rounds):
            forget(volume.files if is_cold else [])
            mine.append(ours.run(request_of(angles, 10 + turn, volume)))
            forget(volume.files if is_cold else [])
            theirs.append(gdcm.run(*cut_of(dataset)))
        print_row("cold" if is_cold else "warm", plane, f"{median_ms(mine):.0f}", f"{median_ms(theirs):.0f}", f"**{ratio(theirs, mine):.1f}**", apart)
        worst = max(worst, apart)
    ours.stop()
    return worst


def measure_previews(files, rounds):
    volume = Volume(files)
    archive = Archive(files)
    for plane, angles in PLANES.items():
        ours, theirs = [], []
        cuts = [compare(archive, volume, request_of(angles, offset, volume))[2] for offset in range(6)]
        viewer = Viewer(archive, request_of(angles, 0, volume))
        first, *others = [viewer.body(request_of(angles, offset, volume)) for offset in range(-1, 6)]
        for _ in range(rounds):
            viewer.connect()
            viewer.ask(first)
            mine = [seconds_of(lambda: viewer.ask(body)) for body in others]
            ours.append(statistics.mean(mine))
            theirs.append(statistics.mean(volume.reslice(*cut)[0] for cut in cuts))
        print_row(plane, f"{median_ms(ours):.1f}", f"{1 / statistics.median(ours):.0f}", f"{median_ms(theirs):.1f}", f"**{ratio(theirs, ours):.1f}**")
    archive.orthanc.stop()


def first_views(archive, is_coarse):
    """Three views of a series, asked for at once as the page does: seconds until all are there, and the coarsest step."""
    steps = []

    def see(plane):
        request = {"Plane": plane, "Rows": SIZE, "Columns": SIZE, **({"Coarse": True} if is_coarse else {})}
        headers, _ = Viewer(archive, request).first
        steps.append(int(headers.get("x-mpr-coarse", 1)))

    def see_all():
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            list(threads.map(see, ("Axial", "Coronal", "Sagittal")))

    return seconds_of(see_all), max(steps)


def measure_first(name, files, rounds):
    """Each round is that of an Orthanc that has decoded nothing yet."""
    coarse, whole, alone, steps, waits = [], [], [], 1, []
    for _ in range(rounds):
        archive = Archive(files)
        seconds, steps = first_views(archive, True)
        coarse.append(seconds)
        whole.append(seconds + first_views(archive, False)[0])
        waits.append(archive.waited)
        archive.orthanc.stop()
        archive = Archive(files)
        alone.append(first_views(archive, False)[0])
        archive.orthanc.stop()
    print_row(name, f"{median_ms(coarse):.0f}", steps, f"{median_ms(whole):.0f}", f"{median_ms(alone):.0f}", f"{max(waits):.0f}")


def main():
    build, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    words = sys.argv[4:]

    def is_wanted(name):
        return not words or any(word in name for word in words)

    os.environ["MPR_BUILD"] = str(build)
    Orthanc.arguments = []
    folder.mkdir(parents=True, exist_ok=True)
    plain = make_phantom(build, folder / "phantom")
    noisy = make_phantom(build, folder / "phantom-noise", "--noise", 12)  # as badly compressible as real series
    worst = [0]
    print(f"One oblique, near-axial or coronal image of {SIZE} × {SIZE} from a stored series of 400 × 512 × 512 (210 MB) and from a real head CT; "
          f"Orthanc 1.10.1, {os.cpu_count()} cores, medians of {rounds} rounds; load at the start: {os.getloadavg()[0]:.1f}.")
    print_table("POST → stored, files in the page cache",
                ["series", "plane", "slices read", "POST → stored, ms", "fetch all files over HTTP, ms", "ratio",
                 "GDCM + vtkImageReslice, files → file, ms", "ratio", "peak memory of Orthanc above idle, MB", "largest difference"])
    for name in filter(is_wanted, [*CODERS, "real CT"]):
        worst.append(measure_series(name, files_of(name, noisy, folder), build, rounds))
    if is_wanted("12 bits stored"):
        twelve = make_phantom(build, folder / "phantom-12", "--noise", 12, "--bits", 12, "--unsigned")
        worst.append(measure_series("12 bits stored", twelve, build, rounds))
    if is_wanted("first"):
        print_table("three first views of 512 × 512 of a series that nobody has read, asked for at once",
                    ["series", "coarse, ms", "of every so manyeth slice", "coarse, then whole, ms", "whole alone, ms", "waited after the upload, s"])
        for name in CODERS:
            measure_first(name, files_of(name, noisy, folder), rounds)
    if is_wanted("cold"):
        print_table("POST → stored, uncompressed, files on the disk alone, without Orthanc's cache of files",
                    ["plane", "MB read", "POST → stored, ms", "fetch all files over HTTP, ms", "ratio"])
        measure_cold(plain, rounds)
    if is_wanted("threads"):
        print_table("POST → stored, Threads and Workers 1 and 2", ["series", "plane", "one, ms", "two, ms", "two are faster by"])
        for name in ("uncompressed", "JPEG-LS"):
            measure_threads(name, files_of(name, noisy, folder), rounds)
    if is_wanted("memory"):
        words_of_it = " ".join("=".join(pair) for pair in KEPT_MEMORY.items())
        print_table(f"POST → stored, Orthanc started with {words_of_it}", ["series", "plane", "without, ms", "with, ms", "faster by"])
        measure_memory("uncompressed", plain, rounds)
    if is_wanted("files"):
        print_table("files → slice without an archive, uncompressed", ["page cache", "plane", "ours, ms", "GDCM + vtkImageReslice, ms", "ratio", "largest difference"])
        volume = Volume(plain)
        worst += [measure_files(volume, build, folder, rounds, is_cold) for is_cold in (False, True)]
    if is_wanted("preview"):
        print_table("warm preview, JPEG, whole HTTP answer", ["plane", "ms", "per second", "vtkImageReslice alone, all cores, ms", "ratio"])
        measure_previews(plain, rounds)
    print(f"\nLoad at the end: {os.getloadavg()[0]:.1f}.")
    if max(worst) > 1:
        raise SystemExit(f"not the same pixels: {max(worst)} grey levels apart")


if __name__ == "__main__":
    main()
