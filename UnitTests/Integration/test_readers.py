# SPDX-License-Identifier: GPL-3.0-or-later
"""A stored slice in the eyes of others: everybody reads the same pixels at the same place, with the same letters."""
import base64

import numpy as np

import settings
import variants
import witness_imagej
import witness_readers
from case import OBLIQUE, SliceTest
from phantom import Phantom
from test_cases import changed, images_of

WEB_VIEWER = "/usr/share/orthanc/plugins/libOrthancWebViewer.so"
PLANES = {
    "oblique": OBLIQUE,
    "coronal": {"Plane": "Coronal"},
    "sagittal": {"Plane": "Sagittal", "Rotation": 20},
    "upside down": {"Plane": {"Normal": [0.1, 0.2, -0.97]}, "Layout": "AsGiven", "PixelSpacing": [1.1, 0.7]},
}
SERIES = {
    "CT": ["--tilt", "12"],
    "MR": ["--modality", "MR", "--oblique", "10,-20,35"],
    "MR 8 bits": ["--modality", "MR", "--bits", "8"],
    "CT unsigned": ["--unsigned"],
}


class ReadersTest(SliceTest):
    configuration = {"Plugins": [str(settings.program("MPR_PLUGIN")), WEB_VIEWER]}

    def slices(self, **series):
        for name, options in (series or SERIES).items():
            source = self.store(Phantom.make(*options).files)
            for plane, body in PLANES.items():
                yield f"{name}, {plane}", self.slice(source, body)

    def test_pixels_are_the_same_to_everybody(self):
        count = 0
        for _, made in self.slices():
            wanted = made.dataset.pixel_array
            np.testing.assert_array_equal(witness_readers.pixels_by_gdcm(made.path, made.dataset), wanted)
            np.testing.assert_array_equal(witness_readers.pixels_by_dcmtk(made.path, made.dataset), wanted)
            count += 1
        print(f"     {count} slices: GDCM, DCMTK and pydicom read the same pixels")

    def test_colours_are_the_same_to_everybody(self):
        images = changed(images_of([], "readers"), [["coloured", {"photometric": "RGB", "planar": False}]], "readers")
        variants.of_class(images, "1.2.840.10008.5.1.4.1.1.7", "OT")
        paths = [settings.scratch() / f"readers-{image.InstanceNumber}.dcm" for image in images]
        for image, path in zip(images, paths):
            image.save_as(path)
        made = self.slice(self.store(paths), OBLIQUE)
        wanted = made.dataset.pixel_array
        np.testing.assert_array_equal(witness_readers.pixels_by_gdcm(made.path, made.dataset), wanted)
        np.testing.assert_array_equal(witness_readers.pixels_by_dcmtk(made.path, made.dataset), wanted)

    def test_converters_to_nifti_place_every_pixel_where_the_answer_says(self):
        """Not the corners alone: every pixel, by its value and its place."""
        worst = {}
        for _, made in self.slices(CT=SERIES["CT"], MR=SERIES["MR"]):
            plane = made.plane
            geometry = made.answer["Geometry"]
            across, down = np.array(geometry["ImageOrientationPatient"]).reshape(2, 3)
            for name, place in (("dcm2niix", witness_readers.placed_by_dcm2niix),
                                ("dicomtonifti", witness_readers.placed_by_vtk_dicom)):  # fmt: skip
                values, points = place(made.path)
                offset = points - np.array(geometry["ImagePositionPatient"])
                u, v = offset @ across / geometry["PixelSpacing"][1], offset @ down / geometry["PixelSpacing"][0]
                column, row = np.rint(u).astype(int), np.rint(v).astype(int)
                self.assertEqual(len(set(zip(row.ravel(), column.ravel()))), plane.rows * plane.columns)
                apart = np.linalg.norm(points - plane.points()[row, column], axis=-1).max()
                worst[name] = max(worst.get(name, 0), apart)
                self.assertLess(apart, 1e-4, f"{name}: mm")
                np.testing.assert_array_equal(values, made.dataset.pixel_array[row, column])
        print("     largest distance of a pixel's place: " + ", ".join(f"{k} {v:.1e} mm" for k, v in worst.items()))

    def test_pixelmed_shows_the_letters_that_are_written(self):
        for name, made in self.slices(CT=SERIES["CT"], MR=SERIES["MR"]):
            found = witness_readers.letters_by_pixelmed(made.path)
            self.assertEqual(found, list(made.dataset.PatientOrientation), name)

    def test_imagej_measures_a_known_length(self):
        """From the upper left corner to the lower right one, in the millimetres of the lattice."""
        for name, made in self.slices(CT=SERIES["CT"]):
            plane = made.plane
            line = (0, 0, plane.columns - 1, plane.rows - 1)
            centre = (plane.columns // 2, plane.rows // 2)
            found = witness_imagej.measure(made.path, -2000, centre, line)
            known = np.linalg.norm(plane.point(plane.columns - 1, plane.rows - 1) - plane.position)
            print(f"     {name}: {found.length:.4f} mm, known {known:.4f} mm")
            self.assertAlmostEqual(found.length, known, delta=1e-3)
            self.assertEqual(found.unit, "mm")

    def test_previews_are_not_black(self):
        for name, made in self.slices():
            image = self.orthanc.get(f"/instances/{made.answer['ID']}/preview")
            self.assertEqual(image.status, 200)
            pixels = witness_readers.pixels_of_png(image.content)
            self.assertGreater(pixels.max() - pixels.min(), 100, name)
            self.assertGreater((pixels > 30).mean(), 0.1, name)

    def test_web_viewer_opens_it(self):
        for name, made in self.slices():
            series = self.orthanc.get(f"/web-viewer/series/{made.answer['ParentSeries']}")
            self.assertEqual(series.status, 200)
            self.assertIn(f"{made.answer['ID']}_0", series.body["Slices"])
            image = self.orthanc.get(f"/web-viewer/instances/jpeg95-{made.answer['ID']}_0")
            self.assertEqual(image.status, 200, name)
            self.assertTrue(base64.b64decode(image.body["Orthanc"]["PixelData"]).startswith(b"\xff\xd8"))
            self.assertEqual([image.body["height"], image.body["width"]], [made.plane.rows, made.plane.columns])
            shown = [image.body["rowPixelSpacing"], image.body["columnPixelSpacing"]]
            np.testing.assert_allclose(shown, [made.plane.spacing_down, made.plane.spacing_across], atol=1e-9)
