# SPDX-License-Identifier: GPL-3.0-or-later
"""What is answered, what is stored where, and that asking twice stores once."""
import re
import time

import numpy as np

from case import OBLIQUE, SliceTest
from checks_image import letters
from phantom import Phantom

SETTLED_S = 3.2


class AnswersTest(SliceTest):
    # Orthanc logs what it reads itself, from its storage: newer ones keep what is stored in their cache.
    configuration = {"mpr_slice": {"ReadStorage": False}, "MaximumStorageCacheSize": 0}

    def setUp(self):
        self.source = self.store(Phantom.make().files)

    def test_answer_has_all_its_parts(self):
        made = self.slice(self.source, OBLIQUE)
        self.assertEqual(
            set(made.answer),
            {"ID", "ParentSeries", "ParentStudy", "ParentPatient", "Path", "Status", "Geometry", "Sources", "Warnings"},
        )
        self.assertEqual(made.answer["Path"], f"/instances/{made.answer['ID']}")
        self.assertTrue(made.answer["Geometry"]["Interpolated"])
        self.assertEqual(set(made.answer["Geometry"]["Layout"]), {"Convention", "QuarterTurns", "FromOppositeSide"})

    def test_image_joins_study_patient_and_frame_of_reference(self):
        made = self.slice(self.source, {"Plane": "Coronal"})
        series = self.orthanc.get(f"/series/{self.source.series}").body
        study = self.orthanc.get(f"/studies/{series['ParentStudy']}").body
        self.assertEqual(made.answer["ParentStudy"], series["ParentStudy"])
        self.assertEqual(made.answer["ParentPatient"], study["ParentPatient"])
        self.assertNotEqual(made.answer["ParentSeries"], self.source.series)
        stored = self.orthanc.get(f"/instances/{made.answer['ID']}").body
        self.assertEqual(stored["ParentSeries"], made.answer["ParentSeries"])
        original = self.source.lattice.datasets[0]
        for keyword in ("StudyInstanceUID", "PatientID", "FrameOfReferenceUID"):
            self.assertEqual(made.dataset[keyword].value, original[keyword].value)

    def test_asking_twice_stores_once(self):
        body = {**OBLIQUE, "Offset": 3.25}
        first = self.slice(self.source, body)
        before = self.orthanc.instances()
        second = self.slice(self.source, body)
        self.assertEqual([first.answer["Status"], second.answer["Status"]], ["Success", "AlreadyStored"])
        for key in ("ID", "ParentSeries", "ParentStudy", "ParentPatient", "Path", "Geometry", "Sources"):
            self.assertEqual(first.answer[key], second.answer[key])
        self.assertEqual(self.orthanc.instances(), before)

    def test_after_deletion_the_same_image_is_made(self):
        body = {**OBLIQUE, "Offset": 4.5}
        first = self.slice(self.source, body)
        self.assertEqual(self.orthanc.delete(f"/instances/{first.answer['ID']}").status, 200)
        second = self.slice(self.source, body)
        self.assertEqual(second.answer["Status"], "Success")
        self.assertEqual(first.dataset.SOPInstanceUID, second.dataset.SOPInstanceUID)
        np.testing.assert_array_equal(first.values, second.values)

    def test_what_changes_pixels_changes_the_identifier(self):
        requests = [
            OBLIQUE, {**OBLIQUE, "Offset": 1}, {**OBLIQUE, "Rotation": 1}, {**OBLIQUE, "PixelSpacing": 2},
            {**OBLIQUE, "Rows": 50, "Columns": 50}, {**OBLIQUE, "FieldOfView": 80},
            {**OBLIQUE, "Interpolation": "Nearest"}, {**OBLIQUE, "Rows": 50}, {**OBLIQUE, "Columns": 50},
            {**OBLIQUE, "PixelSpacing": [2, 1.5]}, {"Plane": "Coronal", "Offset": 7}, {**OBLIQUE, "Interpolation": "Cubic"},
            {**OBLIQUE, "Interpolation": "Lanczos"}, {**OBLIQUE, "Slab": {"Thickness": 5}},
            {**OBLIQUE, "Slab": {"Thickness": 6}}, {**OBLIQUE, "Slab": {"Thickness": 5, "Projection": "Maximum"}},
        ]  # fmt: skip
        answers = [self.orthanc.post(f"/series/{self.source.series}/mpr-slice", body).body for body in requests]
        self.assertEqual(len({one["ID"] for one in answers}), len(requests))
        self.assertEqual(len({one["ParentSeries"] for one in answers}), len(requests))

    def test_order_of_upload_does_not_matter(self):
        small = Phantom.make("--slices", "10", "--seed", "5").files
        first = self.slice(self.store(small), {"Plane": "Coronal"})
        self.orthanc.delete(f"/patients/{first.answer['ParentPatient']}")
        self._stored.clear()
        second = self.slice(self.store(small[::-1]), {"Plane": "Coronal"})
        self.assertEqual(first.dataset.SOPInstanceUID, second.dataset.SOPInstanceUID)

    def test_sources_are_the_slices_that_are_touched(self):
        lattice = self.source.lattice
        between = (lattice.positions[20] + lattice.positions[21]) / 2
        for height, count in ((lattice.positions[20][2], 1), (between[2], 2)):
            with self.subTest(count):
                made = self.slice(self.source, {"Plane": {"Normal": [0, 0, 1], "Point": [0, 0, float(height)]}})
                self.assertEqual(made.answer["Sources"], {"Contributing": count, "Read": count, "Listed": 48})
                named = [item.ReferencedSOPInstanceUID for item in made.dataset.SourceImageSequence]
                wanted = [one.SOPInstanceUID for one in lattice.datasets[20 : 20 + count]]
                self.assertEqual(sorted(named), sorted(wanted))

    def test_series_description_and_number(self):
        made = self.slice(self.source, {"Plane": "Axial", "SeriesDescription": "Four chambers", "SeriesNumber": 901})
        self.assertEqual([made.dataset.SeriesDescription, made.dataset.SeriesNumber], ["Four chambers", 901])
        made = self.slice(self.source, {"Plane": "Axial"})
        self.assertEqual([made.dataset.SeriesDescription, made.dataset.SeriesNumber], ["Phantom MPR", 101])

    def test_geometry_report(self):
        for route in (f"/series/{self.source.series}", f"/instances/{self.source.instances[3]}"):
            with self.subTest(route.split("/")[1]):
                answer = self.orthanc.get(f"{route}/mpr-slice/geometry")
                self.assertEqual(answer.status, 200)
                self.assertTrue(answer.body["Sliceable"])
                volume = answer.body["Volumes"][0]
                self.assertEqual([volume["Rows"], volume["Columns"], volume["Slices"]], [80, 96, 48])
                self.assertEqual(volume["FrameOfReferenceUID"], self.source.lattice.datasets[0].FrameOfReferenceUID)
                self.assertEqual(volume["PixelSpacing"], [1.7, 1.5])
                self.assertAlmostEqual(volume["Steps"]["Median"], 2.9)
                self.assertEqual(answer.body["Warnings"], [])

    def test_geometry_report_of_a_tilted_stack_with_a_gap(self):
        source = self.store(Phantom.make("--tilt", "18.5", "--gap", "20", "--seed", "8").files)
        report = self.orthanc.get(f"/series/{source.series}/mpr-slice/geometry").body
        self.assertAlmostEqual(report["Volumes"][0]["Tilt"], 18.5, places=2)
        # Steps are measured along the normal.
        self.assertAlmostEqual(report["Volumes"][0]["Steps"]["Maximum"], 5.8 * np.cos(np.radians(18.5)), places=4)
        self.assertTrue(any("18.5" in text for text in report["Warnings"]), report["Warnings"])

    def volume_of(self, *options):
        source = self.store(Phantom.make(*options).files)
        report = self.orthanc.get(f"/series/{source.series}/mpr-slice/geometry").body
        return report["Volumes"][0], source.lattice

    def test_geometry_report_describes_the_lattice(self):
        volume, lattice = self.volume_of("--oblique", "-7,12,160", "--tilt", "15", "--reversed", "--padding", "-2000")
        plane = lattice.plane
        np.testing.assert_allclose(volume["ImageOrientationPatient"], [*plane.across, *plane.down], atol=1e-9)
        np.testing.assert_allclose(volume["FirstPosition"], lattice.positions[0], atol=1e-9)
        np.testing.assert_allclose(volume["LastPosition"], lattice.positions[-1], atol=1e-9)
        np.testing.assert_allclose(volume["Centre"], lattice.centre(), atol=1e-6)
        self.assertEqual(volume["Axes"], [letters(axis) for axis in (plane.across, plane.down, plane.normal)])
        self.assertEqual(volume["Handedness"], "Left")
        step = lattice.positions[1] - lattice.positions[0]
        shear = [step @ axis / (step @ plane.normal) for axis in (plane.across, plane.down)]
        np.testing.assert_allclose(volume["Shear"], shear, atol=1e-6)
        self.assertAlmostEqual(volume["Tilt"], 15, places=4)
        depth = lattice.steps().sum() + np.median(lattice.steps())
        np.testing.assert_allclose(volume["Extent"], [96 * 1.5, 80 * 1.7, depth], atol=1e-6)
        first = lattice.datasets[0]
        self.assertEqual([volume["RescaleSlope"], volume["RescaleIntercept"]], [first.RescaleSlope, first.RescaleIntercept])
        self.assertEqual([volume["WindowCenter"], volume["WindowWidth"]], [first.WindowCenter, first.WindowWidth])
        self.assertEqual([volume["Padding"], volume["BitsStored"], volume["Signed"]], [[-2000, -2000], 16, True])
        self.assertEqual([volume["Modality"], volume["SamplesPerPixel"]], ["CT", 1])

    def test_geometry_report_says_where_steps_are_odd(self):
        volume, lattice = self.volume_of("--uneven", "--seed", "11")
        steps, median = lattice.steps(), np.median(lattice.steps())
        self.assertAlmostEqual(volume["Steps"]["Median"], sorted(steps)[len(steps) // 2], places=6)
        wanted = [step for step in steps if abs(step - median) > 0.01 * median]
        np.testing.assert_allclose([one["Step"] for one in volume["Steps"]["Odd"]], wanted, atol=1e-6)
        names = [f"instance {one.InstanceNumber} " for one in lattice.datasets]
        odd = [name for name, step in zip(names, steps) if abs(step - median) > 0.01 * median]
        for one, name in zip(volume["Steps"]["Odd"], odd):
            self.assertTrue(one["After"].startswith(name), (one, name))
        self.assertEqual([volume["Steps"]["Irregular"], volume["Handedness"]], [True, "Right"])

    def files_read(self, ask):
        """How many lines Orthanc logged about files that it read while it was asked."""
        before = len(self.orthanc.log())
        self.assertEqual(ask().status, 200)
        return len(re.findall("Read(ing)? attachment", self.orthanc.log()[before:]))

    def test_every_header_is_read_once(self):
        """What tells volumes apart stands in the files alone, so the report opens each; the next one none."""
        source = self.store(Phantom.make("--slices", "9", "--seed", "12").files)
        time.sleep(SETTLED_S)  # a listing is kept when the series has not changed for a while
        route = f"/series/{source.series}/mpr-slice"
        once = self.files_read(lambda: self.orthanc.get(f"/instances/{source.instances[0]}/file"))  # one line, or two
        self.assertGreater(once, 0)
        self.assertEqual(self.files_read(lambda: self.orthanc.get(f"{route}/geometry")), 9 * once)
        self.assertEqual(self.files_read(lambda: self.orthanc.get(f"{route}/geometry")), 0)

    def test_geometry_report_of_one_image_says_why_not(self):
        source = self.store(Phantom.make("--slices", "1", "--seed", "9").files)
        report = self.orthanc.get(f"/series/{source.series}/mpr-slice/geometry").body
        self.assertFalse(report["Sliceable"])


class OverwriteTest(SliceTest):
    """With OverwriteInstances Orthanc replaces a file that is sent again; ours must stay as it was."""

    configuration = {"OverwriteInstances": True}

    def test_asking_twice_changes_nothing(self):
        source = self.store(Phantom.make("--slices", "10", "--seed", "6").files)
        first = self.slice(source, OBLIQUE)
        second = self.slice(source, OBLIQUE)
        self.assertEqual(second.answer["Status"], "AlreadyStored")
        self.assertEqual(first.path.read_bytes(), self.orthanc.file(second.answer["ID"]))
