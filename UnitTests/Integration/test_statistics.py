# SPDX-License-Identifier: GPL-3.0-or-later
"""Statistics of regions: against the stored image of the same body, and against the phantom as it was made."""
import math

import numpy as np

from case import OBLIQUE, SliceTest
from phantom import Phantom

# The phantom's cylinder: radius 15 mm, 600 HU, about an axis through this point that is tilted by 25° towards 40°.
THROUGH, RADIUS = np.array([6.0, -4.0, 3.0]), 15.0
TILT, AZIMUTH = math.radians(25), math.radians(40)
AXIS = np.array([math.sin(TILT) * math.cos(AZIMUTH), math.sin(TILT) * math.sin(AZIMUTH), math.cos(TILT)])
ACROSS = np.array([-math.sin(AZIMUTH), math.cos(AZIMUTH), 0.0])


def points(*vectors):
    return [[round(float(value), 6) for value in vector] for vector in vectors]


class StatisticsTest(SliceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        phantom = Phantom.make()
        cls.series, cls.images = cls.orthanc.upload_series(phantom.files)
        cls.route = f"/series/{cls.series}/mpr-slice"

    def ask(self, body, path=None):
        return self.orthanc.post(f"{path or self.route}/statistics", body)

    def test_cylinder_of_the_phantom(self):
        down = np.cross(AXIS, ACROSS)
        plane = {"Plane": {"Normal": AXIS.tolist(), "Point": THROUGH.tolist()}}
        edge = {"Ellipse": points(THROUGH, THROUGH + RADIUS * ACROSS, THROUGH + RADIUS * down)}
        found = self.ask({**plane, "Region": edge}).body
        self.assertAlmostEqual(found["Area"], 706.86, delta=0.01)
        self.assertAlmostEqual(found["Pixels"] * np.prod(found["PixelSpacing"]), found["Area"], delta=0.02 * found["Area"])
        inside = {"Ellipse": points(THROUGH, THROUGH + 10 * ACROSS, THROUGH + 10 * down)}
        found = self.ask({**plane, "Region": inside}).body
        self.assertEqual([found[key] for key in ("Mean", "StandardDeviation", "Minimum", "Maximum", "Missing")], [600, 0, 600, 600, 0])

    def test_values_are_those_that_would_be_stored(self):
        for name, more in (
            ("one plane", {}), ("given size", {"Layout": "AsGiven", "Rows": 90, "Columns": 120, "FieldOfView": [90, 120]}),
            ("slab", {"Slab": {"Thickness": 8, "Projection": "Maximum"}, "Interpolation": "Cubic"}),
        ):  # fmt: skip
            with self.subTest(name):
                body = {**OBLIQUE, **more}
                dataset = self.orthanc.dataset(self.orthanc.post(self.route, body).body["ID"])
                values = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
                position = np.array(dataset.ImagePositionPatient, float)
                across, down = np.array(dataset.ImageOrientationPatient, float).reshape(2, 3)
                high, wide = [float(value) for value in dataset.PixelSpacing]
                row, column = dataset.Rows / 2, dataset.Columns / 2
                corners = [(column + u, row + v) for u, v in ((-20.3, -15.2), (20.6, -15.2), (20.6, 11.7), (-20.3, 11.7))]
                polygon = points(*(position + u * wide * across + v * high * down for u, v in corners))
                found = self.ask({**body, "Region": {"Polygon": polygon}}).body
                part = values[math.ceil(row - 15.2):math.ceil(row + 11.7), math.ceil(column - 20.3):math.ceil(column + 20.6)]
                self.assertEqual([found["Pixels"], found["Missing"]], [part.size, 0])
                self.assertAlmostEqual(found["Area"], 40.9 * wide * 26.9 * high, places=2)
                for key, wanted in (("Mean", part.mean()), ("StandardDeviation", part.std()), ("Minimum", part.min()), ("Maximum", part.max())):
                    self.assertAlmostEqual(found[key], wanted, places=6, msg=key)

    def test_instance_and_ras(self):
        instance = self.images[10]
        position = np.array(self.orthanc.dataset(instance).ImagePositionPatient, float)
        body = {"Region": {"Ellipse": points(position + [30, 30, 0], position + [38, 30, 0], position + [30, 35, 0])}}
        path = f"/instances/{instance}/mpr-slice"
        found = self.ask(body, path)
        self.assertEqual(found.status, 200, found.content)
        mirrored = {"Ellipse": [[-x, -y, z] for x, y, z in body["Region"]["Ellipse"]]}
        self.assertEqual(self.ask({"Space": "RAS", "Region": mirrored}, path).body, found.body)

    def test_what_is_refused_and_why(self):
        ellipse = {"Ellipse": [[0, 0, 0], [9, 0, 0], [0, 9, 0]]}
        bow = {"Polygon": [[0, 0, 0], [9, 9, 0], [9, 0, 0], [0, 9, 0]]}
        plane = {"Plane": {"Normal": [0, 0, 1], "Point": [0, 0, 0]}}
        for body, status, sentence in (
            (plane, 400, "Region is missing"), ({**plane, "Region": bow}, 400, "sides 1 and 3 of the polygon cross"),
            ({**plane, "Offset": 2, "Region": ellipse}, 400, "point 1 lies 2 mm off the plane"),
            ({**plane, "Layout": "AsGiven", "FieldOfView": 10, "PixelSpacing": 1, "Region": ellipse}, 400, "reaches 4 mm beyond the image"),
            ({**plane, "Region": ellipse, "Stack": {"Count": 2, "Spacing": 1}}, 400, "of one image"),
            ({**plane, "Region": ellipse, "Quality": 3}, 400, "Quality"),
            ({"Plane": {"Normal": [0, 0, 1], "Point": [0, 0, 900]}, "Region": {"Ellipse": [[0, 0, 900], [9, 0, 900], [0, 9, 900]]}}, 422, None),
        ):  # fmt: skip
            with self.subTest(sentence):
                answer = self.ask(body)
                self.assertEqual(answer.status, status, answer.content)
                self.assertIn(sentence or "", answer.details)
