# SPDX-License-Identifier: GPL-3.0-or-later
"""Several images for one request, and several samples for one pixel: slabs, stacks, turns, finer interpolation."""
import io

import numpy as np
import pydicom

from case import OBLIQUE, SliceTest
from lattice import Lattice, Plane, pixels_of
from phantom import Phantom

SIZE = {"FieldOfView": 80, "PixelSpacing": 1.25}


class StacksTest(SliceTest):
    def setUp(self):
        self.source = self.store(Phantom.make("--tilt", "12", "--uneven").files)

    def ask(self, body):
        return self.orthanc.post(f"/series/{self.source.series}/mpr-slice", body)

    def files_of(self, answer):
        """The stored images of an answer, checked, in the order of the answer."""
        datasets = []
        for item in answer["Instances"]:
            findings, path = self.check_stored(item["ID"], self.source.files)
            self.assertEqual(findings, [])
            datasets.append(pydicom.dcmread(path))
            self.assertEqual(item["Geometry"]["ImagePositionPatient"], list(Plane(datasets[-1]).position))
        return datasets

    def test_stack_is_one_series_and_a_volume_again(self):
        answer = self.ask({**OBLIQUE, **SIZE, "Stack": {"Count": 9, "Spacing": 2.5}})
        self.assertEqual(answer.status, 200, answer.content[:600])
        datasets = self.files_of(answer.body)
        self.assertEqual(answer.body["SpacingBetweenSlices"], 2.5)
        self.assertEqual([int(d.InstanceNumber) for d in datasets], list(range(1, 10)))
        self.assertEqual(len({d.SeriesInstanceUID for d in datasets}), 1)
        self.assertEqual(len({d.SOPInstanceUID for d in datasets}), 9)
        planes = [Plane(d) for d in datasets]
        for before, plane in zip(planes, planes[1:]):
            np.testing.assert_allclose(plane.position - before.position, 2.5 * plane.normal, atol=1e-6)
        worst = 0
        for dataset, plane in zip(datasets, planes):
            self.assertEqual(float(dataset.SpacingBetweenSlices), 2.5)
            exact, _ = self.source.lattice.trilinear(plane.points())
            inside = self.source.lattice.inside(plane.points(), 0)
            worst = max(worst, np.abs(pixels_of(dataset) - exact)[inside].max())
        print(f"     stack of 9: largest difference from exact trilinear {worst:.3f} HU")
        self.assertLessEqual(worst, 0.52)
        # What was made is a volume: resliced on a member's own plane it gives back that member.
        again = self.orthanc.post(f"/instances/{answer.body['Instances'][3]['ID']}/mpr-slice", {"Layout": "AsGiven"})
        self.assertEqual(again.status, 200, again.content[:600])
        self.assertFalse(again.body["Geometry"]["Interpolated"])
        copy = pydicom.dcmread(io.BytesIO(self.orthanc.file(again.body["ID"])))
        np.testing.assert_array_equal(pixels_of(copy), pixels_of(datasets[3]))
        # Between two members: the same as interpolating the stack.
        half = self.orthanc.post(
            f"/instances/{answer.body['Instances'][3]['ID']}/mpr-slice", {"Offset": 1.25, "Layout": "AsGiven"}
        )
        made = pydicom.dcmread(io.BytesIO(self.orthanc.file(half.body["ID"])))
        between = (pixels_of(datasets[3]) + pixels_of(datasets[4])) / 2
        self.assertLessEqual(np.abs(pixels_of(made) - between).max(), 0.51)

    def test_asking_twice_stores_once(self):
        body = {"Plane": "Coronal", **SIZE, "Stack": {"From": -10, "To": 10, "Spacing": 5}}
        first, second = self.ask(body), self.ask(body)
        self.assertEqual([i["Status"] for i in first.body["Instances"]], ["Success"] * 5)
        self.assertEqual([i["Status"] for i in second.body["Instances"]], ["AlreadyStored"] * 5)
        self.assertEqual([i["ID"] for i in first.body["Instances"]], [i["ID"] for i in second.body["Instances"]])

    def test_turn_has_the_axis_in_every_image(self):
        answer = self.ask({"Plane": "Coronal", **SIZE, "Turn": {"Count": 6, "Range": 180, "Axis": "Down"}})
        self.assertEqual(answer.status, 200, answer.content[:600])
        datasets = self.files_of(answer.body)
        self.assertEqual(len(datasets), 6)
        for number, dataset in enumerate(datasets):
            plane = Plane(dataset)
            np.testing.assert_allclose(plane.down, [0, 0, -1], atol=1e-12)
            angle = np.degrees(np.arctan2(plane.across[1], plane.across[0]))
            np.testing.assert_allclose(angle, 30 * number, atol=1e-6)
            exact, _ = self.source.lattice.trilinear(plane.points())
            inside = self.source.lattice.inside(plane.points(), 0)
            self.assertLessEqual(np.abs(pixels_of(dataset) - exact)[inside].max(), 0.52)
            self.assertNotIn("SpacingBetweenSlices", dataset)

    def test_slab_projections(self):
        thickness = 8
        reduce = {"Mean": np.mean, "Maximum": np.max, "Minimum": np.min}
        codes = {"Mean": "113049", "Maximum": "113078", "Minimum": "113079"}
        for projection in reduce:
            with self.subTest(projection):
                answer = self.ask({**OBLIQUE, **SIZE, "Slab": {"Thickness": thickness, "Projection": projection}})
                self.assertEqual(answer.status, 200, answer.content[:600])
                findings, path = self.check_stored(answer.body["ID"], self.source.files, slab=codes[projection])
                self.assertEqual(findings, [])
                dataset = pydicom.dcmread(path)
                self.assertEqual(float(dataset.SliceThickness), thickness)
                self.assertEqual([c.CodeValue for c in dataset.DerivationCodeSequence][-2:], ["113072", codes[projection]])
                plane = Plane(dataset)
                samples = int(dataset.DerivationDescription.split("mm, ")[1].split()[0])
                offsets = (np.arange(samples) - (samples - 1) / 2) * thickness / samples
                points = [plane.points() + offset * plane.normal for offset in offsets]
                values = [self.source.lattice.trilinear(p)[0] for p in points]
                inside = np.all([self.source.lattice.inside(p, 0) for p in points], axis=0)
                worst = np.abs(pixels_of(dataset) - reduce[projection](values, axis=0))[inside].max()
                print(f"     slab {projection}, {samples} samples: largest difference {worst:.3f} HU")
                self.assertLessEqual(worst, 0.52)

    def test_finer_interpolation_is_nearer_to_the_truth(self):
        made_of = Phantom.make()
        source = self.store(made_of.files)
        rms = {}
        for way in ("Nearest", "Linear", "Cubic", "Lanczos"):
            answer = self.orthanc.post(f"/series/{source.series}/mpr-slice", {**OBLIQUE, **SIZE, "Interpolation": way})
            self.assertEqual(answer.status, 200, answer.content[:600])
            dataset = pydicom.dcmread(io.BytesIO(self.orthanc.file(answer.body["ID"])))
            plane = Plane(dataset)
            difference = pixels_of(dataset) - made_of.value(plane.points())
            rms[way] = float(np.sqrt(np.mean(difference[source.lattice.inside(plane.points(), 0)] ** 2)))
        print("     rms from the closed form: " + ", ".join(f"{way} {value:.2f}" for way, value in rms.items()))
        self.assertLess(rms["Linear"], rms["Nearest"])
        self.assertLess(rms["Cubic"], 0.8 * rms["Linear"])
        self.assertLess(rms["Lanczos"], 0.8 * rms["Linear"])

    def test_what_is_too_much_is_refused_and_nothing_is_stored(self):
        before = self.orthanc.instances()
        for body, word in (
            ({"Stack": {"Count": 1e9, "Spacing": 1}}, "MaximumImages"),
            ({"Turn": {"Count": 1e9}}, "MaximumImages"),
            ({"Slab": {"Thickness": 1e5}}, "MaximumSlabSamples"),
        ):
            with self.subTest(word):
                answer = self.ask(body)
                self.assertEqual(answer.status, 413)
                self.assertIn(word, answer.details)
        # The last planes miss the volume: the first ones are not left behind.
        answer = self.ask({"Plane": "Axial", "Stack": {"From": 0, "To": 900, "Spacing": 30}})
        self.assertEqual(answer.status, 422)
        self.assertRegex(answer.details, r"plane \d+ of 31 misses the volume by")
        self.assertEqual(self.orthanc.instances(), before)
