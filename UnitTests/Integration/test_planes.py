# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to say a plane: the image lies where it was asked for, and shows what is there."""
import numpy as np

from case import OBLIQUE, SliceTest
from phantom import Phantom

IDENTITY_ROW = [0, 0, 0, 1]
CENTRE_RAS = [-1.3, 0.7, 2.1]


def slice_to_ras(right, up, third, centre):
    """16 numbers, row by row; columns are directions in RAS."""
    rows = np.column_stack([right, up, third, centre]).tolist()
    return [number for row in rows for number in row] + IDENTITY_ROW


# 3D Slicer's own three matrices; the first and the last have determinant -1.
SLICER = {
    "Axial": ([-1, 0, 0], [0, 1, 0], [0, 0, 1]),
    "Coronal": ([-1, 0, 0], [0, 0, 1], [0, 1, 0]),
    "Sagittal": ([0, -1, 0], [0, 0, 1], [1, 0, 0]),
}
LAYOUTS = {
    "Axial": ([1, 0, 0], [0, 1, 0], ["L", "P"]),
    "Coronal": ([1, 0, 0], [0, 0, -1], ["L", "F"]),
    "Sagittal": ([0, 1, 0], [0, 0, -1], ["P", "F"]),
}


def lps(vector):
    return np.array(vector) * [-1, -1, 1]


class PlanesTest(SliceTest):
    def setUp(self):
        self.phantom = Phantom.make()
        self.source = self.store(self.phantom.files)

    def test_presets_lie_in_the_radiological_layouts(self):
        for name, (across, down, letters) in LAYOUTS.items():
            with self.subTest(name):
                made = self.slice(self.source, {"Plane": name})
                np.testing.assert_array_equal([made.plane.across, made.plane.down], [across, down])
                self.assertEqual(made.answer["Geometry"]["PatientOrientation"], letters)
                self.assertEqual(made.answer["Geometry"]["Layout"]["Convention"], name)
                off = (made.plane.position - self.source.lattice.centre()) @ made.plane.normal
                self.assertAlmostEqual(off, 0, places=6)
                self.compare(made, name, truth=self.phantom)

    def test_offset_moves_along_the_normal(self):
        for name in LAYOUTS:
            with self.subTest(name):
                made = self.slice(self.source, {"Plane": name, "Offset": 12.5})
                off = (made.plane.position - self.source.lattice.centre()) @ made.plane.normal
                self.assertAlmostEqual(off, 12.5, places=6)
                self.compare(made, f"{name} + 12.5 mm", truth=self.phantom)

    def test_default_grid_covers_the_cut_with_square_pixels(self):
        made = self.slice(self.source, {"Plane": "Coronal"})
        self.assertEqual([made.plane.spacing_down, made.plane.spacing_across], [1.5, 1.5])
        self.assertEqual(made.plane.columns, 96)
        self.assertEqual(made.plane.rows, int(np.ceil(48 * 2.9 / 1.5)))

    def test_native_plane_gives_stored_values(self):
        made = self.slice(self.source, {"Plane": "Native"})
        self.assert_stored_values(made)
        self.assertEqual([made.plane.rows, made.plane.columns], [80, 96])
        self.assertEqual(made.answer["Sources"], {"Contributing": 1, "Read": 1, "Listed": 48})

    def test_instance_route_gives_back_the_instance(self):
        for index in (0, 17, 47):
            with self.subTest(index):
                made = self.slice(self.source, None, instance=self.source.instances[index])
                self.assert_stored_values(made)
                original = self.source.lattice.datasets[index]
                self.assertEqual(made.dataset.PixelData, original.PixelData)
                self.assertEqual(made.dataset.ImagePositionPatient, original.ImagePositionPatient)
                self.assertEqual(
                    made.dataset.SourceImageSequence[0].ReferencedSOPInstanceUID, original.SOPInstanceUID
                )

    def test_normal_and_point(self):
        made = self.slice(self.source, OBLIQUE)
        normal = np.array(OBLIQUE["Plane"]["Normal"])
        self.assertAlmostEqual(abs(made.plane.normal @ normal), 1, places=9)
        self.assertAlmostEqual((made.plane.position - OBLIQUE["Plane"]["Point"]) @ normal, 0, places=6)
        self.compare(made, "oblique", truth=self.phantom)

    def test_points(self):
        points = [[-30, 4, -20], [28, -7, 11], [3, 31, 25]]
        made = self.slice(self.source, {"Plane": {"Points": points}})
        for point in points:
            self.assertAlmostEqual((np.array(point) - made.plane.position) @ made.plane.normal, 0, places=5)
        self.compare(made, "three points", truth=self.phantom)

    def test_orientation_and_position_are_kept_as_given(self):
        across, down = np.array([0.8, 0.6, 0]), np.array([0.36, -0.48, 0.8])
        position = [-20.5, -30.25, -40.125]
        body = {
            "Plane": {"ImageOrientationPatient": [*across, *down], "ImagePositionPatient": position},
            "Layout": "AsGiven", "Rows": 70, "Columns": 55, "PixelSpacing": [1.25, 0.75],
        }  # fmt: skip
        made = self.slice(self.source, body)
        np.testing.assert_allclose([made.plane.across, made.plane.down], [across, down], atol=1e-12)
        np.testing.assert_array_equal(made.plane.position, position)
        self.assertEqual([made.plane.spacing_down, made.plane.spacing_across], [1.25, 0.75])
        self.assertEqual([made.plane.rows, made.plane.columns], [70, 55])
        self.assertEqual(made.answer["Geometry"]["Layout"]["Convention"], "AsGiven")
        self.compare(made, "given orientation", truth=self.phantom)

    def test_slicer_matrices(self):
        """Column 1 is right, column 2 up, column 4 the centre; the sign of column 3 changes no picture."""
        for name, (right, up, third) in SLICER.items():
            for sign in (1, -1):
                with self.subTest(name, sign=sign):
                    matrix = slice_to_ras(right, up, np.multiply(third, sign), CENTRE_RAS)
                    size = {"Rows": 60, "Columns": 80, "PixelSpacing": 1.25}
                    made = self.slice(self.source, {"Plane": {"SliceToRAS": matrix}, "Layout": "AsGiven", **size})
                    np.testing.assert_allclose(made.plane.across, lps(right), atol=1e-12)
                    np.testing.assert_allclose(made.plane.down, -lps(up), atol=1e-12)
                    np.testing.assert_allclose(made.plane.centre(), lps(CENTRE_RAS), atol=1e-6)
                    self.assertEqual(made.answer["Geometry"]["PatientOrientation"], LAYOUTS[name][2])
                    self.compare(made, f"3D Slicer {name}, column 3 · {sign}", truth=self.phantom)

    def test_slicer_offset_grows_along_column_3(self):
        for name, (right, up, third) in SLICER.items():
            for sign in (1, -1):
                with self.subTest(name, sign=sign):
                    axis = np.multiply(third, sign)
                    matrix = slice_to_ras(right, up, axis, CENTRE_RAS)
                    body = {"Plane": {"SliceToRAS": matrix}, "Offset": 7, "Rows": 60, "Columns": 80}
                    made = self.slice(self.source, body)
                    np.testing.assert_allclose(made.plane.centre(), lps(CENTRE_RAS + 7 * axis), atol=1e-6)

    def test_oblique_slicer_matrix(self):
        right = np.array([-0.9, 0.3, np.sqrt(1 - 0.81 - 0.09)])
        up = np.cross([0.2, 0.7, 0.5], right)
        up /= np.linalg.norm(up)
        matrix = slice_to_ras(right, up, -np.cross(right, up), [3, 5, -8])
        body = {"Plane": {"SliceToRAS": np.round(matrix, 6).tolist()}, "Layout": "AsGiven", "FieldOfView": [100, 90]}
        made = self.slice(self.source, body)
        np.testing.assert_allclose(made.plane.across, lps(right), atol=1e-5)
        np.testing.assert_allclose(made.plane.down, -lps(up), atol=1e-5)
        self.compare(made, "oblique SliceToRAS", truth=self.phantom)

    def test_ras_is_lps_with_two_signs_changed(self):
        plane = {"Normal": [0.36, -0.48, 0.8], "Point": [2.5, -3.0, 4.0]}
        turned = {key: lps(value).tolist() for key, value in plane.items()}
        first = self.slice(self.source, {"Plane": plane})
        second = self.slice(self.source, {"Plane": turned, "Space": "RAS"})
        self.assertEqual(first.answer["ID"], second.answer["ID"])

    def test_across_chooses_the_upright(self):
        plane = {"Normal": [0, 0, 1], "Point": [0, 0, 10], "Across": [0.6, 0.8, 0]}
        made = self.slice(self.source, {"Plane": plane, "Layout": "AsGiven"})
        np.testing.assert_allclose([*made.plane.across, *made.plane.down], [0.6, 0.8, 0, -0.8, 0.6, 0], atol=1e-12)
        self.compare(made, "across given", truth=self.phantom)

    def test_rotation_turns_the_image_in_its_plane(self):
        size = {"Rows": 64, "Columns": 48, "PixelSpacing": 1.1, "Layout": "AsGiven"}
        still = self.slice(self.source, {**OBLIQUE, **size})
        turned = self.slice(self.source, {**OBLIQUE, **size, "Rotation": 15})
        np.testing.assert_allclose(turned.plane.normal, still.plane.normal, atol=1e-9)
        np.testing.assert_allclose(turned.plane.centre(), still.plane.centre(), atol=1e-6)
        angle = np.degrees(np.arctan2(turned.plane.across @ still.plane.down, turned.plane.across @ still.plane.across))
        self.assertAlmostEqual(angle, 15, places=6)
        self.compare(turned, "rotated by 15°", truth=self.phantom)

    def test_layouts_show_the_same_points(self):
        """Upside down and from behind: the stored layout is turned, never mirrored, and every point keeps its value."""
        for down in ([0, 0, 1], [0, 0, -1]):
            for across in ([1, 0, 0], [-1, 0, 0]):
                with self.subTest(across=across, down=down):
                    corner = self.source.lattice.centre() - 30 * np.array(across) - 40 * np.array(down)
                    plane = {"ImageOrientationPatient": across + down, "ImagePositionPatient": corner.tolist()}
                    body = {"Plane": plane, "Rows": 65, "Columns": 49, "PixelSpacing": 1.25}
                    given = self.slice(self.source, {**body, "Layout": "AsGiven"})
                    turned = self.slice(self.source, body)
                    np.testing.assert_array_equal(turned.plane.across, [1, 0, 0])
                    np.testing.assert_array_equal(turned.plane.down, [0, 0, -1])
                    steps = turned.plane.points() - given.plane.position
                    u = np.rint(steps @ given.plane.across / 1.25).astype(int)
                    v = np.rint(steps @ given.plane.down / 1.25).astype(int)
                    off = np.abs(turned.values - given.values[v, u])  # a half may be rounded either way
                    self.assertLessEqual(off.max(), 1)
                    self.assertLess((off > 0).mean(), 0.005)

    def test_sizes(self):
        cases = {
            "spacing": ({"PixelSpacing": 2}, (2, 2), None),
            "spacings": ({"PixelSpacing": [2, 1]}, (2, 1), None),
            "matrix": ({"Rows": 50, "Columns": 60}, (1.5, 1.5), (50, 60)),
            "field": ({"FieldOfView": [90, 60], "PixelSpacing": 1}, (1, 1), (90, 60)),
            "field and matrix": ({"FieldOfView": [90, 60], "Rows": 45, "Columns": 60}, (2, 1), (45, 60)),
        }
        for name, (body, spacing, matrix) in cases.items():
            with self.subTest(name):
                made = self.slice(self.source, {"Plane": "Axial", **body})
                self.assertEqual((made.plane.spacing_down, made.plane.spacing_across), spacing)
                if matrix:
                    self.assertEqual((made.plane.rows, made.plane.columns), matrix)
                np.testing.assert_allclose(made.plane.centre()[:2], self.source.lattice.centre()[:2], atol=1)
                self.compare(made, f"size by {name}", truth=self.phantom)

    def test_nearest(self):
        made = self.slice(self.source, {**OBLIQUE, "Interpolation": "Nearest"})
        points = made.plane.points()
        within = self.source.lattice.inside(points, -0.5 + 1e-5)
        agreed = self.source.lattice.nearest_is(points, made.values, 0)
        self.assertEqual((~agreed & within).sum(), 0)
