# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the picture of the README: the phantom cut open by a plane, and the slice that the plugin stored of it.

    /usr/bin/python3 Resources/Pictures/Plane.py [OUT.png]

Needs what Resources/Test.sh installs and builds (MPR_BUILD names another build folder), and the packages python3-pil and
fonts-dejavu-core. Left: rays are marched through the source series; the cut shows the pixels of the stored slice. Right:
these pixels, and the area of the cylinder that is measured in them.
"""
import json
import pathlib
import subprocess
import sys

import numpy
from PIL import Image, ImageDraw, ImageFont

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "UnitTests" / "Integration"))
import orthanc  # noqa: E402
import settings  # noqa: E402

SIDE = 440  # pixels of each panel
VIEW_MM = 200.0  # millimetres across the left panel
SKIN_HU = -500.0
WINDOW = (-400.0, 1200.0)  # black and white, HU
GROUND, YELLOW, TEXT = (22, 25, 29), (255, 215, 94), (230, 233, 236)


def unit(vector):
    return numpy.asarray(vector, float) / numpy.linalg.norm(vector)


class Image3D:
    """Stored values on a lattice: linear interpolation at patient points (LPS, mm), one value outside."""

    def __init__(self, values, index_from_patient, outside):
        self.values, self.index_from_patient, self.outside = values, index_from_patient, outside

    def at(self, points):
        index = points @ self.index_from_patient[:3, :3].T + self.index_from_patient[:3, 3]
        upper = numpy.array(self.values.shape) - 1
        inside = ((index >= -1e-6) & (index <= upper + 1e-6)).all(axis=-1)
        low = numpy.clip(numpy.floor(index).astype(int), 0, numpy.maximum(upper - 1, 0))
        fraction = numpy.clip(index - low, 0, 1)
        total = numpy.zeros(index.shape[:-1])
        for corner in numpy.ndindex(2, 2, 2):
            weight = numpy.where(corner, fraction, 1 - fraction).prod(axis=-1)
            place = numpy.minimum(low + corner, upper)
            total += weight * self.values[tuple(numpy.moveaxis(place, -1, 0))]
        return numpy.where(inside, total, self.outside)


def image_of(datasets):
    """Slices of one series as an Image3D with the axes (column, row, slice)."""
    normal = numpy.cross(*numpy.reshape(datasets[0].ImageOrientationPatient, (2, 3)))
    datasets = sorted(datasets, key=lambda dataset: numpy.dot(normal, dataset.ImagePositionPatient))
    first = datasets[0]
    positions = numpy.array([dataset.ImagePositionPatient for dataset in datasets], float)
    step = (positions[-1] - positions[0]) / (len(datasets) - 1) if len(datasets) > 1 else normal
    across, down = numpy.reshape(first.ImageOrientationPatient, (2, 3)).astype(float)
    patient_from_index = numpy.eye(4)
    patient_from_index[:3, :] = numpy.column_stack(
        [across * first.PixelSpacing[1], down * first.PixelSpacing[0], step, positions[0]])
    values = numpy.stack([dataset.pixel_array.T * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
                          for dataset in datasets], axis=-1)
    return Image3D(values, numpy.linalg.inv(patient_from_index), -1000.0)


def make_slice():
    """The phantom's truth, the source series and the slice that the plugin stores, perpendicular to the cylinder."""
    folder = settings.scratch() / "phantom"
    truth_file = settings.scratch() / "truth.json"
    subprocess.run([settings.program("MPR_PHANTOM"), "--out", folder, "--truth", truth_file], check=True)
    cylinder = json.loads(truth_file.read_text())["Cylinder"]
    server = orthanc.Orthanc()
    series, instances = server.upload_series(sorted(folder.glob("*.dcm")))
    plane = {"Plane": {"Normal": cylinder["Axis"], "Point": cylinder["Centre"]}, "PixelSpacing": 0.5}
    answer = server.post(f"/series/{series}/mpr-slice", plane)
    if answer.status != 200:
        raise RuntimeError(answer.content.decode())
    derived = server.dataset(answer.body["ID"])
    sources = [server.dataset(instance) for instance in instances]
    server.stop()
    return cylinder, sources, derived


def grey(values):
    low, high = WINDOW
    return (numpy.clip((values - low) / (high - low), 0, 1) * 255)[..., None] * numpy.ones(3)


def corners_of(derived):
    across, down = numpy.reshape(derived.ImageOrientationPatient, (2, 3)).astype(float)
    position = numpy.array(derived.ImagePositionPatient, float)
    width = across * derived.PixelSpacing[1] * (derived.Columns - 1)
    height = down * derived.PixelSpacing[0] * (derived.Rows - 1)
    return [position, position + width, position + width + height, position + height]


def march(body, starts, distances, direction, colours, todo):
    """Shades the first point of the body behind each start."""
    light = unit([0.2, -0.7, 0.7])
    for distance in numpy.arange(0.0, VIEW_MM, 1.0):
        points = starts[todo] + (distances[todo] + distance)[:, None] * direction
        hit = body.at(points) > SKIN_HU
        if hit.any():
            where = numpy.flatnonzero(todo)[hit]
            gradient = numpy.stack([body.at(points[hit] + axis) - body.at(points[hit] - axis)
                                    for axis in numpy.eye(3) * 2.0], axis=-1)
            length = numpy.linalg.norm(gradient, axis=-1, keepdims=True) + 1e-9
            shade = 0.3 + 0.7 * numpy.clip(-(gradient / length) @ light, 0, 1)
            colours[where] = shade[:, None] * numpy.array([118, 138, 160])
            todo[where] = False


def cut_open(sources, derived, cylinder):
    """The left panel."""
    body, cut = image_of(sources), image_of([derived])
    normal = unit(cylinder["Axis"])
    direction = unit([-0.5, 0.6, -0.62])  # of sight: from the left front, above
    right = unit(numpy.cross(direction, [0, 0, 1]))
    up = numpy.cross(right, direction)
    steps = (numpy.arange(SIDE) - (SIDE - 1) / 2) * VIEW_MM / SIDE
    starts = (steps[None, :, None] * right - steps[:, None, None] * up - VIEW_MM * direction).reshape(-1, 3)
    distances = ((numpy.array(cylinder["Centre"]) - starts) @ normal) / (direction @ normal)
    points = starts + distances[:, None] * direction
    corners = corners_of(derived)
    in_frame = numpy.ones(len(points), bool)
    for edge in range(4):
        side = corners[(edge + 1) % 4] - corners[edge]
        in_frame &= (points - corners[edge]) @ numpy.cross(numpy.cross(corners[1] - corners[0],
                                                                       corners[3] - corners[0]), side) >= 0
    values = cut.at(points)
    is_cut = in_frame & (values > SKIN_HU)
    colours = numpy.tile(numpy.array(GROUND, float), (len(points), 1))
    colours[is_cut] = grey(values[is_cut])
    march(body, starts, distances, direction, colours, ~is_cut)
    veil = in_frame & ~is_cut
    colours[veil] = 0.86 * colours[veil] + 0.14 * numpy.array(YELLOW)
    picture = Image.fromarray(colours.reshape(SIDE, SIDE, 3).astype(numpy.uint8))
    frame = [(SIDE / 2 + corner @ right * SIDE / VIEW_MM, SIDE / 2 - corner @ up * SIDE / VIEW_MM)
             for corner in corners]
    ImageDraw.Draw(picture).line(frame + frame[:1], fill=YELLOW, width=2)
    return picture


def measured_area(derived, cylinder):
    """Square millimetres of the pixels around the cylinder's centre that are above the phantom's threshold."""
    across, down = numpy.reshape(derived.ImageOrientationPatient, (2, 3)).astype(float)
    from_position = numpy.array(cylinder["Centre"]) - numpy.array(derived.ImagePositionPatient, float)
    u = numpy.arange(derived.Columns) * derived.PixelSpacing[1] - from_position @ across
    v = numpy.arange(derived.Rows) * derived.PixelSpacing[0] - from_position @ down
    near = u[None, :] ** 2 + v[:, None] ** 2 < 20.0 ** 2
    values = derived.pixel_array * float(derived.RescaleSlope) + float(derived.RescaleIntercept)
    return numpy.count_nonzero(near & (values > cylinder["Threshold"])) * numpy.prod(derived.PixelSpacing)


def opposite(letters):
    return letters.translate(str.maketrans("LRPAHF", "RLAPFH"))


def annotate(picture, derived, scale, area):
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype("DejaVuSans.ttf", 15)
    across, down = derived.PatientOrientation
    for x, y, anchor, text in [(SIDE - 6, SIDE / 2, "rm", across), (6, SIDE / 2, "lm", opposite(across)),
                               (SIDE / 2, SIDE - 6, "md", down), (SIDE / 2, 6, "ma", opposite(down))]:
        draw.text((x, y), text, fill=YELLOW, font=font, anchor=anchor)
    bar = 50.0 / scale
    draw.line([(16, SIDE - 20), (16 + bar, SIDE - 20)], fill=TEXT, width=3)
    draw.text((16, SIDE - 26), "50 mm", fill=TEXT, font=font, anchor="ld")
    draw.text((SIDE - 12, SIDE - 12), f"cylinder: {area:.1f} mm²", fill=TEXT, font=font, anchor="rd")


def stored_slice(derived, area):
    """The right panel: the pixels, scaled to fit, nothing else done to them."""
    pixels = derived.pixel_array * float(derived.RescaleSlope) + float(derived.RescaleIntercept)
    size_mm = numpy.array([derived.Columns * derived.PixelSpacing[1], derived.Rows * derived.PixelSpacing[0]])
    scale = size_mm.max() / SIDE
    drawn = Image.fromarray(grey(pixels).astype(numpy.uint8)).resize(
        [int(side) for side in numpy.rint(size_mm / scale)], Image.LANCZOS)
    picture = Image.new("RGB", (SIDE, SIDE), GROUND)
    picture.paste(drawn, ((SIDE - drawn.width) // 2, (SIDE - drawn.height) // 2))
    annotate(picture, derived, scale, area)
    return picture


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "Plane.png"
    cylinder, sources, derived = make_slice()
    area = measured_area(derived, cylinder)
    picture = Image.new("RGB", (2 * SIDE + 12, SIDE), "white")
    picture.paste(cut_open(sources, derived, cylinder), (0, 0))
    picture.paste(stored_slice(derived, area), (SIDE + 12, 0))
    picture.quantize(128, dither=Image.Dither.NONE).save(out, optimize=True)
    print(f"{out}: {picture.width} x {picture.height}, cylinder {area:.1f} mm2 of {cylinder['Area']:.1f}")


if __name__ == "__main__":
    main()
