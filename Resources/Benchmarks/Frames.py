# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of many frames costs, against as many files of one frame with the same pixels; and what a preview of a series of
many volumes costs, against one of a CT. Prints tables in Markdown.

    Frames.py BUILD [rounds]
"""
import io
import os
import pathlib
import statistics
import sys
import tempfile
import time
import uuid

import pydicom

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "UnitTests" / "Integration"))

SIDE = 128
FRAMES = [44, 88, 176, 352, 704, 1408, 2000]
VOLUMES, SLICES = 200, 30  # of the series of many volumes
LONG = 400  # slices of the CT that it is measured against


def of_new_series(images):
    """The same images once more, as another study has them."""
    study, series = (f"2.25.{uuid.uuid4().int}" for _ in range(2))
    for image in images:
        image.StudyInstanceUID, image.SeriesInstanceUID = study, series
        image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"2.25.{uuid.uuid4().int}"
    return images


def bytes_of(image):
    content = io.BytesIO()
    image.save_as(content)
    return content.getvalue()


def images_of(count, *options):
    from phantom import Phantom

    made = Phantom.make("--modality", "MR", "--columns", str(SIDE), "--rows", str(SIDE), "--slices", str(count), "--step", "1", *options)
    return [pydicom.dcmread(path) for path in made.files]


class Tree:
    """Orthanc and the workers that it has, in MB."""

    def __init__(self, pid):
        self.pid = pid

    def pids(self):
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                todo += [int(word) for word in (task / "children").read_text().split()]
        return found

    def field(self, name):
        total = 0
        for pid in self.pids():
            lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
        return total

    def begin(self):
        for pid in self.pids():
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peaks begin anew

    def cpu_s(self):
        ticks = 0
        for pid in self.pids():
            words = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(words[11]) + int(words[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def first_post(orthanc, files):
    """Seconds, seconds of the processors, and MB above idle of the first coronal image of a series that is new."""
    series, _ = orthanc.upload_series(files)
    os.sync()
    time.sleep(3)
    tree = Tree(orthanc.pid)
    tree.begin()
    idle, cpu, start = tree.field("VmRSS"), tree.cpu_s(), time.monotonic()
    answer = orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
    took = time.monotonic() - start
    if answer.status != 200:
        raise SystemExit(f"{answer.status} {answer.content[:300]!r}")
    result = took, tree.cpu_s() - cpu, tree.field("VmHWM") - idle
    orthanc.delete(f"/series/{series}")
    return result


def measure_frames(rounds):
    from enhanced import multi_frame
    from orthanc import Orthanc

    print("\n| frames | classic files, ms | one enhanced file, ms | ratio | processor, ms | file, MB | peak above idle, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    images = images_of(max(FRAMES))
    orthanc = Orthanc({})
    for count in FRAMES:
        classic, many = [], []
        for _ in range(rounds):
            classic.append(first_post(orthanc, [bytes_of(one) for one in of_new_series(images[:count])]))
            file = bytes_of(of_new_series(multi_frame(of_new_series(images[:count])))[0])
            many.append(first_post(orthanc, [file]))
        a, b = (statistics.median(row[0] for row in rows) * 1e3 for rows in (classic, many))
        cpu = statistics.median(row[1] for row in many) * 1e3
        peak = max(row[2] for row in many)
        print(f"| {count} | {a:.0f} | {b:.0f} | {b / a:.2f} | {cpu:.0f} | {len(file) / 2**20:.1f} | {peak:.1f} |", flush=True)
    orthanc.stop()


def four_dimensional():
    """VOLUMES phases of SLICES slices."""
    files = []
    for phase in range(VOLUMES):
        for index, image in enumerate(BASE):
            image.TemporalPositionIdentifier = phase + 1
            image.InstanceNumber = phase * SLICES + index + 1
            image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"2.25.{uuid.uuid4().int}"
            files.append(bytes_of(image))
    return files


def measure_previews(rounds):
    global BASE
    from Jobs import Archive, Viewer

    BASE = of_new_series(images_of(SLICES))
    medians = {}
    for name, files in (("many volumes", four_dimensional()), ("CT", [bytes_of(one) for one in of_new_series(images_of(LONG))])):
        archive = Archive(files, {"StableAge": 1})
        viewer = Viewer(archive, {"Plane": "Coronal", "Rows": 256, "Columns": 256, "PixelSpacing": 1})
        times = []
        for turn in range(20 * rounds):
            body = viewer.body({"Plane": "Coronal", "Offset": 0.01 * turn, "Rows": 256, "Columns": 256, "PixelSpacing": 1})
            start = time.monotonic()
            viewer.ask(body)
            times.append(time.monotonic() - start)
        medians[name] = statistics.median(times) * 1e3
        archive.orthanc.stop()
    print(f"\n| warm preview | ms |\n| --- | --- |\n| {VOLUMES} volumes of {SLICES} slices | {medians['many volumes']:.2f} |")
    print(f"| CT of {LONG} slices | {medians['CT']:.2f} |\n| ratio | {medians['many volumes'] / medians['CT']:.2f} |")


def main():
    os.environ["MPR_BUILD"] = str(pathlib.Path(sys.argv[1]).resolve())
    os.environ.setdefault("MPR_SCRATCH", tempfile.mkdtemp())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    measure_frames(rounds)
    measure_previews(rounds)


if __name__ == "__main__":
    main()
