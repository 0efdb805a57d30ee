# SPDX-License-Identifier: GPL-3.0-or-later
"""The mission: a colleague measures the stored slice in a viewer of their own, and the figure is right.

The plane is perpendicular to the tilted cylinder; ImageJ opens the stored DICOM file, outlines the cylinder at half its
contrast and measures area and length in mm.
"""
import numpy as np

import phantom
import witness_imagej
from case import SliceTest
from phantom import Phantom

SERIES = {
    "CT": [],
    "CT, tilted by 15°": ["--tilt", "15"],
    "CT, uneven": ["--uneven"],
    "CT, oblique": ["--oblique", "10,-20,35", "--unsigned"],
    "MR": ["--modality", "MR", "--spacing-across", "1.1", "--spacing-down", "0.9", "--columns", "130", "--rows", "150"],
}
SIZE = 180  # pixels of 0.3 mm


class CylinderTest(SliceTest):
    def measure(self, options, layout, spacing):
        made_of = Phantom.make(*options)
        axis = made_of.truth["Cylinder"]["Axis"]
        centre = made_of.truth["Cylinder"]["Centre"]
        body = {"Plane": {"Normal": axis, "Point": centre}, "Layout": layout, **spacing}
        made = self.slice(self.store(made_of.files), body)
        middle = np.linalg.solve(
            np.column_stack([made.plane.across * made.plane.spacing_across, made.plane.down * made.plane.spacing_down,
                             made.plane.normal]),
            np.array(centre) - made.plane.position,
        )  # fmt: skip
        column, row = (int(round(x)) for x in middle[:2])
        line = (column - 20, row - 15, column + 20, row + 15)
        found = witness_imagej.measure(made.path, made_of.truth["Cylinder"]["Threshold"], (column, row), line)
        return made, found, line

    def check(self, name, options, layout="Cardinal", spacing=None):
        spacing = spacing or {"PixelSpacing": 0.3, "Rows": SIZE, "Columns": SIZE}
        made, found, line = self.measure(options, layout, spacing)
        error = 100 * (found.area / phantom.AREA_MM2 - 1)
        length = np.hypot((line[2] - line[0]) * made.plane.spacing_across, (line[3] - line[1]) * made.plane.spacing_down)
        print(f"     {name}: ImageJ measures {found.area:.3f} mm² ({error:+.3f} %), a line of {found.length:.4f} mm")
        self.assertEqual(found.unit, "mm")
        self.assertEqual([found.pixel_width, found.pixel_height], [made.plane.spacing_across, made.plane.spacing_down])
        self.assertEqual([found.columns, found.rows], [made.plane.columns, made.plane.rows])
        self.assertLess(abs(error), 1.0)
        self.assertAlmostEqual(found.length, length, places=3)

    def test_area_in_every_kind_of_series(self):
        for name, options in SERIES.items():
            with self.subTest(name):
                self.check(name, options)

    def test_area_with_pixels_that_are_not_square(self):
        self.check("CT, pixels of 0.4 × 0.25 mm", [], spacing={"PixelSpacing": [0.4, 0.25], "Rows": 140, "Columns": 200})

    def test_area_as_given(self):
        self.check("CT, as given", [], layout="AsGiven")
