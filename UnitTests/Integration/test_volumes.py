# SPDX-License-Identifier: GPL-3.0-or-later
"""Series of several volumes and files of several frames, as a request sees them: which volume it means, what an instance
route takes, which frames it names. What volumes there are is tested by the cases."""
import numpy as np

import test_cases
from case import OBLIQUE, SliceTest, Stored
from frames import frames
from lattice import Lattice
from test_cases import make, read_case


class VolumesTest(SliceTest):
    upload = test_cases.CasesTest.upload

    def stored_case(self, name):
        """(the series with the lattice of each volume, the volume of each instance)"""
        paths, volumes, series, instances = self.upload(name, read_case(name))
        images = [frame for path in paths for frame in frames(path)]
        numbers = list(volumes.values())
        lattices = [
            Stored(paths, series, instances, Lattice([one for one, at in zip(images, numbers) if at == volume]))
            for volume in sorted(set(numbers) - {None})
        ]
        return lattices, numbers

    def test_an_instance_means_its_own_volume(self):
        volumes, numbers = self.stored_case("ct-four-dimensional")
        instances = volumes[0].instances
        for volume, source in enumerate(volumes):
            own = instances[numbers.index(volume)]
            made = self.slice(source, OBLIQUE, instance=own)
            self.compare(made, f"an instance of volume {volume}")
            self.assertTrue(any(f"this is volume {volume}" in text for text in made.answer["Warnings"]))
            self.assertEqual(self.orthanc.get(f"/instances/{own}/mpr-slice/geometry").body["Volume"], volume)
        self.assertNotIn("Volume", self.orthanc.get(f"/series/{volumes[0].series}/mpr-slice/geometry").body)

    def test_without_a_number_it_is_the_first_and_a_warning_says_so(self):
        volumes, _ = self.stored_case("mr-echoes")
        made = self.slice(volumes[0], OBLIQUE)
        self.compare(made, "the first of two echoes")
        self.assertEqual(
            made.answer["Warnings"][0],
            "the series holds 2 volumes; this is volume 0, of 11 images: EchoNumbers=1, EchoTime=10",
        )

    def test_a_number_wins_over_the_instance(self):
        volumes, numbers = self.stored_case("mr-b-values")
        first = volumes[0].instances[numbers.index(0)]
        made = self.slice(volumes[2], {**OBLIQUE, "Volume": 2}, instance=first)
        self.compare(made, "volume 2, asked for at an instance of volume 0")

    def test_volumes_have_different_identifiers(self):
        volumes, _ = self.stored_case("mr-magnitude-phase")
        made = [self.slice(source, {**OBLIQUE, "Volume": number}) for number, source in enumerate(volumes)]
        self.assertEqual(len({one.dataset.SOPInstanceUID for one in made}), 2)
        self.assertEqual([one.dataset.ImageType[3] for one in made], ["M", "P"])

    def test_a_number_too_large_is_a_wrong_request(self):
        volumes, _ = self.stored_case("ct-acquisitions")
        answer = self.orthanc.post(f"/series/{volumes[0].series}/mpr-slice", {"Volume": 2})
        self.assertEqual([answer.status, answer.details], [400, "Volume is 2; the series has 2, numbered from 0"])

    def test_an_image_that_was_set_aside_has_no_volume(self):
        volumes, numbers = self.stored_case("ct-localizer")
        aside = volumes[0].instances[numbers.index(None)]
        answer = self.orthanc.post(f"/instances/{aside}/mpr-slice", {})
        self.assertEqual(answer.status, 422)
        self.assertIn("belongs to no volume: it and the other images of its orientation and size, 2 in all", answer.details)
        self.assertNotIn("Volume", self.orthanc.get(f"/instances/{aside}/mpr-slice/geometry").body)

    def test_frames_that_contribute_are_named(self):
        """All frames: no numbers; some of them: their numbers, from 1 on."""
        (source,), _ = self.stored_case("enhanced-ct")
        every = self.slice(source, {"Plane": "Coronal"}).dataset.SourceImageSequence
        self.assertEqual(len(every), 1)
        self.assertNotIn("ReferencedFrameNumber", every[0])
        position = [float(x) for x in source.lattice.positions[4] + (source.lattice.positions[5] - source.lattice.positions[4]) / 2]
        plane = {"Normal": [0, 0, 1], "Point": position}
        some = self.slice(source, {"Plane": plane}).dataset.SourceImageSequence
        self.assertEqual([list(item.ReferencedFrameNumber) for item in some], [[5, 6]])

    def test_the_route_of_a_multi_frame_instance_takes_its_frames(self):
        (source,), _ = self.stored_case("enhanced-mr")
        by_series = self.slice(source, OBLIQUE)
        by_instance = self.slice(source, OBLIQUE, instance=source.instances[0])
        self.assertEqual(by_series.dataset.SOPInstanceUID, by_instance.dataset.SOPInstanceUID)
        native = self.slice(source, None, instance=source.instances[0])
        self.assertFalse(native.answer["Geometry"]["Interpolated"])

    def test_one_of_two_multi_frame_files_is_named(self):
        case = read_case("enhanced-two-files")
        paths, _, series, instances = self.upload("enhanced-two-files", case)
        for path, instance in zip(paths, instances):
            source = Stored([path], series, [instance], Lattice(frames(path)))
            self.compare(self.slice(source, OBLIQUE, instance=instance), "one of two files")

    def test_an_image_of_another_size_is_set_aside_when_it_is_touched(self):
        """Its place is its own, so only its file tells; what is left has a gap, and both are said."""
        case = {"Phantom": [], "Change": [["cropped", {"which": 8, "rows": 30}]]}
        paths, _ = make("cropped", case)
        series, instances = self.orthanc.upload_series(paths)
        answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(answer.status, 200, answer.content[:300])
        warnings = "\n".join(answer.body["Warnings"])
        self.assertRegex(warnings, r"1 of \d+ images were set aside; instance 9 \(.{8}\): it is the only one of its")
        self.assertRegex(warnings, r"instance 8 \(.{8}\) and instance 10 \(.{8}\) are .* mm apart.*slices are missing")
        self.assertEqual(answer.body["Sources"]["Contributing"], len(instances) - 1)
        itself = self.orthanc.post(f"/instances/{instances[8]}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(itself.status, 422)
        self.assertRegex(itself.details, r"^instance 9 \(.{8}\) belongs to no volume: it is the only one")
        beside = self.orthanc.post(f"/instances/{instances[3]}/mpr-slice", {})
        self.assertEqual(beside.status, 200, beside.content[:300])

    def test_slices_of_a_volume_do_not_mix(self):
        """Every volume is brighter than the one before by the same amount."""
        volumes, _ = self.stored_case("mr-trigger-times")
        made = [self.slice(source, {**OBLIQUE, "Volume": number}).values for number, source in enumerate(volumes)]
        inside = made[1] > made[1].min() + 150
        for before, after in zip(made, made[1:]):
            np.testing.assert_allclose((after - before)[inside], 100, atol=1)
