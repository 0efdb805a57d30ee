# SPDX-License-Identifier: GPL-3.0-or-later
"""The phantom's closed form once more, written from its description and not from its C code, for whole arrays of
points; and the series that the generator writes."""
import json
import subprocess

import numpy as np

import settings

RADIUS_MM = 15.0
AREA_MM2 = np.pi * RADIUS_MM**2
EDGE_MM = 3.0

_BODY_SEMIAXES = np.array([56.0, 48.0, 54.0])
_CYLINDER_CENTRE = np.array([6.0, -4.0, 3.0])
_CYLINDER_HALF_LENGTH = 32.0
_SOLID_RADIUS, _FLAT_RADIUS, _FLAT_UNIT = 3.5, 2.5, 4.0

# The letter F in three dimensions: stem, upper arm, lower arm, and a peg to the back.
_STEM_FOOT, _STEM_TOP = (-44, 4, -20), (-44, 4, 20)
SOLID_LETTER = [
    (_STEM_FOOT, _STEM_TOP),
    (_STEM_TOP, (-26, 4, 20)),
    ((-44, 4, 4), (-32, 4, 4)),
    ((-44, 4, -12), (-44, 20, -12)),
]

# The letters on the faces as polylines of (u to the right, v down) on a field of 4 by 6 units.
_LETTER_LINES = {
    "R": [[(0, 6), (0, 0)], [(0, 0), (4, 0), (4, 3), (0, 3)], [(1.5, 3), (4, 6)]],
    "L": [[(0, 0), (0, 6), (4, 6)]],
    "A": [[(0, 6), (2, 0), (4, 6)], [(1, 4), (3, 4)]],
    "P": [[(0, 6), (0, 0)], [(0, 0), (4, 0), (4, 3), (0, 3)]],
    "H": [[(0, 0), (0, 6)], [(4, 0), (4, 6)], [(0, 3), (4, 3)]],
    "F": [[(0, 6), (0, 0), (4, 0)], [(0, 3), (3, 3)]],
}
_LEFT, _POSTERIOR, _HEAD = np.eye(3)
# Middle of the face, u and v: the sagittal, coronal and axial layouts of radiology.
_FACES = {
    "R": (-64 * _LEFT, _POSTERIOR, -_HEAD),
    "L": (64 * _LEFT, _POSTERIOR, -_HEAD),
    "A": (-57 * _POSTERIOR, _LEFT, -_HEAD),
    "P": (57 * _POSTERIOR, _LEFT, -_HEAD),
    "H": (62 * _HEAD, _LEFT, _POSTERIOR),
    "F": (-62 * _HEAD, _LEFT, _POSTERIOR),
}


def _flat_segments():
    for letter, lines in _LETTER_LINES.items():
        middle, right, down = _FACES[letter]
        for line in lines:
            corners = [middle + _FLAT_UNIT * ((u - 2) * right + (v - 3) * down) for u, v in line]
            yield from zip(corners, corners[1:])


def _smooth(t):
    t = np.clip(t, 0, 1)
    return 3 * t**2 - 2 * t**3


def _coverage(distance):
    return _smooth(0.5 - distance / EDGE_MM)


def _to_segment(points, start, end):
    start, end = np.asarray(start, float), np.asarray(end, float)
    length = np.linalg.norm(end - start)
    direction = (end - start) / length
    along = np.clip((points - start) @ direction, 0, length)
    return np.linalg.norm(points - start - along[..., None] * direction, axis=-1)


def _to_cylinder(points, axis):
    along = (points - _CYLINDER_CENTRE) @ axis
    radial = np.linalg.norm(np.cross(points - _CYLINDER_CENTRE, axis), axis=-1)
    return np.maximum(radial - RADIUS_MM, np.abs(along) - _CYLINDER_HALF_LENGTH)


def _field(points):
    x, y, z = np.moveaxis(points, -1, 0)
    waves = 0.3 * np.sin(x / 11 + 0.5) + 0.25 * np.sin(y / 13 + 1.1) + 0.25 * np.cos(z / 16 + 0.2)
    return waves + 0.2 * np.sin((x + 2 * y - 3 * z) / 40)


def cylinder_axis(tilt_deg=25.0, azimuth_deg=40.0):
    tilt, azimuth = np.radians([tilt_deg, azimuth_deg])
    return np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)])


def cylinder_centre():
    return _CYLINDER_CENTRE.copy()


def density(points, axis=None):
    """0 in air, 100 ± 20 in the body, 160 in the cylinder, 220 in letters; points[..., 3] in patient mm."""
    points = np.asarray(points, float)
    to_cylinder = _to_cylinder(points, cylinder_axis() if axis is None else axis)
    inside = _coverage((np.linalg.norm(points / _BODY_SEMIAXES, axis=-1) - 1) * _BODY_SEMIAXES[1])
    result = inside * (100 + 20 * _smooth((to_cylinder - 3) / 6) * _field(points))
    in_cylinder = _coverage(to_cylinder)
    result = result * (1 - in_cylinder) + 160 * in_cylinder
    to_letters = np.full(points.shape[:-1], np.inf)
    for start, end in SOLID_LETTER:
        to_letters = np.minimum(to_letters, _to_segment(points, start, end) - _SOLID_RADIUS)
    for start, end in _flat_segments():
        to_letters = np.minimum(to_letters, _to_segment(points, start, end) - _FLAT_RADIUS)
    in_letter = _coverage(to_letters)
    return result * (1 - in_letter) + 220 * in_letter


class Phantom:
    """A generated series: files (in the order of InstanceNumber), truth, and the value at any point."""

    _made = {}

    def __init__(self, options):
        folder = settings.scratch() / f"phantom-{len(self._made)}"
        truth = folder.with_suffix(".json")
        program = str(settings.program("MPR_PHANTOM"))
        subprocess.run([program, "--out", str(folder), "--truth", str(truth), *options], check=True)
        self.files = sorted(folder.glob("*.dcm"))
        self.truth = json.loads(truth.read_text())

    @classmethod
    def make(cls, *options):
        """The series of these options; made once per run."""
        options = tuple(str(option) for option in options)
        if options not in cls._made:
            cls._made[options] = cls(options)
        return cls._made[options]

    def value(self, points):
        axis = np.array(self.truth["Cylinder"]["Axis"])
        return self.truth["Background"] + self.truth["Unit"] * density(points, axis)
