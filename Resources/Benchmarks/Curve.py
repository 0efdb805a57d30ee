# SPDX-License-Identifier: GPL-3.0-or-later
"""What one stored slice costs in series of all sizes, as a picture: it grows with what the plane touches, and with nothing
else.

    Curve.py BUILD PICTURE [rounds]
"""
import io
import os
import pathlib
import statistics
import sys
import uuid

import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from Jobs import Archive, Orthanc, request_of, seconds_of  # noqa: E402

SIDE, SPACING, LENGTH_MM = 512, 0.7, 400.0
SLICES = [50, 100, 200, 400, 800, 1600]
PIXELS = [128, 256, 512, 1024, 2048]
PLANES = {"oblique (30°/20°)": (30, 20), "near-axial (5°/3°)": (5, 3)}


class Box:
    """The extent of a series, as request_of wants it."""

    spacing = np.array([SPACING, SPACING, 1.0])


def files_of(count):
    """A CT of LENGTH_MM, cut into count slices of 512 x 512."""
    rng = np.random.default_rng(count)
    noise = rng.integers(-200, 1200, (SIDE, SIDE)).astype(np.int16)
    series, study = (f"2.25.{uuid.uuid4().int}" for _ in range(2))
    for index in range(count):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.TransferSyntaxUID = CTImageStorage, ExplicitVRLittleEndian
        meta.MediaStorageSOPInstanceUID = f"2.25.{uuid.uuid4().int}"
        one = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
        one.is_little_endian, one.is_implicit_VR = True, False
        one.SOPClassUID, one.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        one.PatientID, one.PatientName, one.StudyDate = "CURVE", "Curve", "20240131"
        one.StudyInstanceUID, one.SeriesInstanceUID, one.FrameOfReferenceUID = study, series, study
        one.Modality, one.SeriesNumber, one.InstanceNumber, one.ImageType = "CT", 1, index + 1, ["ORIGINAL", "PRIMARY", "AXIAL"]
        one.ImagePositionPatient = [0, 0, round(index * LENGTH_MM / count, 6)]
        one.ImageOrientationPatient, one.PixelSpacing = [1, 0, 0, 0, 1, 0], [SPACING, SPACING]
        one.SliceThickness = LENGTH_MM / count
        one.SamplesPerPixel, one.PhotometricInterpretation, one.PixelRepresentation = 1, "MONOCHROME2", 1
        one.Rows = one.Columns = SIDE
        one.BitsAllocated = one.BitsStored = 16
        one.HighBit, one.RescaleSlope, one.RescaleIntercept = 15, 1, 0
        one.PixelData = np.roll(noise, 37 * index).tobytes()
        content = io.BytesIO()
        pydicom.dcmwrite(content, one, write_like_original=False)
        yield content.getvalue()


def cost(archive, angles, rounds, size):
    """Median milliseconds, and the highest peak above idle in MB."""
    times, peaks = [], []
    for turn in range(rounds + 1):
        body = request_of(angles, turn * 1.3 + size / 1e4, Box)
        body.update({"Rows": size, "Columns": size, "PixelSpacing": SPACING * SIDE / size})
        peaks.append(archive.peak_above_idle(lambda: times.append(seconds_of(lambda: archive.post("", body)))))
    return statistics.median(times[1:]) * 1e3, max(peaks[1:])


def measure(rounds):
    """Rows of (plane, slices, pixels across, ms, MB)."""
    rows = []
    for count in SLICES:
        archive = Archive(files_of(count))
        for plane, angles in PLANES.items():
            usual = cost(archive, angles, rounds, SIDE)
            rows.append((plane, count, SIDE, *usual))
            for size in PIXELS if count == 400 else []:  # what was asked for before is stored already
                rows.append((plane, "", size, *(usual if size == SIDE else cost(archive, angles, rounds, size))))
        archive.orthanc.stop()
        for row in rows:
            print(*row, flush=True) if row[1] == count else None
    return rows


# ---- the picture ----

WIDTH, HEIGHT, LEFT, TOP, GAP = 400, 190, 60, 40, 80
COLOURS = ["#0b62a4", "#c2571a"]


def nice(most):
    """A round number that is not below, and how many steps it has."""
    for factor, steps in ((1, 5), (2, 4), (4, 4), (5, 5), (10, 5)):
        power = 10 ** np.floor(np.log10(most))
        if most <= factor * power:
            return factor * power, steps
    return 10 * power, 5


def panel(x, y, title, ticks, lines, highest):
    """One drawing, from 0 on both ways. ticks: (place, text); lines: by plane, (place, value)."""
    top, steps = nice(highest)

    def at(place, value):
        return x + place / ticks[-1][0] * WIDTH, y + HEIGHT - value / top * HEIGHT

    parts = [f'<text x="{x}" y="{y - 10}" font-weight="bold">{title}</text>']
    for step in range(steps + 1):
        value = top * step / steps
        _, level = at(0, value)
        parts.append(f'<path d="M{x} {level:.1f}h{WIDTH}" stroke="#ddd"/><text x="{x - 6}" y="{level + 4:.1f}" text-anchor="end">{value:g}</text>')
    for tick, text in ticks:
        place, _ = at(tick, 0)
        parts.append(f'<text x="{place:.1f}" y="{y + HEIGHT + 18}" text-anchor="middle">{text}</text>')
    for colour, points in zip(COLOURS, lines):
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in (at(*point) for point in points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{at(*point)[0]:.1f}" cy="{at(*point)[1]:.1f}" r="3.5" fill="{colour}"/>' for point in points]
    return "\n".join(parts)


def draw(rows, picture):
    columns = [
        ("slices in the series", [(count, count) for count in SLICES if count >= 200], lambda row: row[1]),
        ("pixels of the image", [(size**2, f"{size}²") for size in PIXELS if size >= 512], lambda row: row[2] ** 2 if row[1] == "" else ""),
    ]
    parts = []
    for line, what in enumerate(("POST → stored, ms", "peak of Orthanc above idle, MB")):
        for column, (label, ticks, place) in enumerate(columns):
            lines = [[(place(row), row[3 + line]) for row in rows if row[0] == plane and place(row) != ""] for plane in PLANES]
            x, y = LEFT + column * (WIDTH + GAP), TOP + line * (HEIGHT + GAP)
            parts.append(panel(x, y, f"{what}; {label}", ticks, lines, max(value for points in lines for _, value in points)))
    for index, (colour, plane) in enumerate(zip(COLOURS, PLANES)):
        x, y = LEFT + index * 200, TOP + 2 * (HEIGHT + GAP) - 22
        parts.append(f'<path d="M{x} {y}h24" stroke="{colour}" stroke-width="3"/><text x="{x + 30}" y="{y + 4}">{plane}</text>')
    size = (LEFT + 2 * WIDTH + GAP + 30, TOP + 2 * (HEIGHT + GAP))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif" font-size="13">'
    background = f'<rect width="{size[0]}" height="{size[1]}" fill="white"/>'
    licence = "<!-- SPDX-License-Identifier: GPL-3.0-or-later. Drawn by Resources/Benchmarks/Curve.py. -->"
    pathlib.Path(picture).write_text("\n".join([head, licence, background, *parts, "</svg>"]) + "\n")


def main():
    os.environ["MPR_BUILD"] = str(pathlib.Path(sys.argv[1]).resolve())
    Orthanc.arguments = []
    rows = measure(int(sys.argv[3]) if len(sys.argv) > 3 else 5)
    draw(rows, sys.argv[2])


if __name__ == "__main__":
    main()
