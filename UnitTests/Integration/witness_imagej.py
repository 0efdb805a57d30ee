# SPDX-License-Identifier: GPL-3.0-or-later
"""What ImageJ measures on one DICOM file: the area above a threshold, and a length, in the unit that it read."""
import pathlib
import subprocess
import tempfile
from dataclasses import dataclass

import settings

JAR = "/usr/share/java/ij.jar"
TIMEOUT_S = 120

# The wand outlines the connected region above the threshold around a pixel. A region's area in ImageJ is its number
# of pixels times the pixel's area, so this is what a person gets who measures by hand.
_MACRO = """
open("{path}");
getPixelSize(unit, width, height);
setThreshold({threshold}, 1e30);
doWand({column}, {row});
getStatistics(area, mean);
getSelectionBounds(left, top, columns, rows);
makeLine({x0}, {y0}, {x1}, {y1});
getLine(a, b, c, d, thickness);
getDimensions(imageWidth, imageHeight, channels, slices, frames);
List.setMeasurements;
length = List.getValue("Length");
print("unit=" + unit);
print("width=" + d2s(width, 9));
print("height=" + d2s(height, 9));
print("columns=" + imageWidth);
print("rows=" + imageHeight);
print("area=" + d2s(area, 9));
print("mean=" + d2s(mean, 9));
print("length=" + d2s(length, 9));
eval("script", "System.exit(0);");
"""


@dataclass
class Measurement:
    unit: str
    pixel_width: float
    pixel_height: float
    columns: int
    rows: int
    area: float
    mean: float
    length: float


def measure(path, threshold, seed, line):
    """threshold in output values (HU for CT); seed = (column, row) of a pixel in the region; line = (x0, y0, x1, y1) in
    pixels."""
    with tempfile.TemporaryDirectory(dir=settings.scratch()) as folder:
        macro = pathlib.Path(folder) / "measure.ijm"
        x0, y0, x1, y1 = line
        values = {"path": path, "threshold": threshold, "column": seed[0], "row": seed[1]}
        macro.write_text(_MACRO.format(**values, x0=x0, y0=y0, x1=x1, y1=y1))
        # Its preferences go to a home folder of its own.
        java = ["java", f"-Duser.home={folder}", "-jar", JAR, "-ijpath", folder, "-batch", str(macro)]
        run = subprocess.run(["xvfb-run", "-a", *java], capture_output=True, text=True, timeout=TIMEOUT_S)
    found = dict(line.split("=", 1) for line in run.stdout.splitlines() if "=" in line)
    if "length" not in found:
        raise AssertionError(f"ImageJ gave no result:\n{run.stdout}\n{run.stderr}")
    return Measurement(
        unit=found["unit"],
        pixel_width=float(found["width"]),
        pixel_height=float(found["height"]),
        columns=int(found["columns"]),
        rows=int(found["rows"]),
        area=float(found["area"]),
        mean=float(found["mean"]),
        length=float(found["length"]),
    )
