# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that Orthanc does in the background, on other images' planes, and on more than one series or volume."""
import concurrent.futures
import io
import time

import numpy as np
import pydicom

from case import OBLIQUE, SliceTest
from lattice import Plane, pixels_of
from phantom import Phantom

FINE = {"PixelSpacing": 0.4}  # enough work to be seen at work


class JobsTest(SliceTest):
    configuration = {"SaveJobs": True}

    def setUp(self):
        self.source = self.store(Phantom.make("--uneven").files)
        self.route = f"/series/{self.source.series}/mpr-slice"

    def submit(self, body):
        answer = self.orthanc.post(self.route, {**body, "Asynchronous": True})
        self.assertEqual(answer.status, 200, answer.content[:600])
        self.assertEqual(set(answer.body), {"ID", "Path"})
        self.assertEqual(answer.body["Path"], f"/jobs/{answer.body['ID']}")
        return answer.body["ID"]

    def wait(self, job, states, seconds=60):
        """The job when it is in one of the states."""
        for _ in range(seconds * 20):
            found = self.orthanc.get(f"/jobs/{job}").body
            if found["State"] in states:
                return found
            time.sleep(0.05)
        self.fail(f"the job is {found['State']}, not {states}: {found}")

    def test_job_gives_the_answer_of_the_request(self):
        done = self.wait(self.submit(OBLIQUE), {"Success", "Failure"})
        self.assertEqual((done["State"], done["Progress"], done["Type"]), ("Success", 100, "MprSlice"))
        direct = self.orthanc.post(self.route, OBLIQUE).body
        self.assertEqual(direct["Status"], "AlreadyStored")
        for key in ("ID", "ParentSeries", "Geometry", "Sources", "Warnings"):
            self.assertEqual(done["Content"][key], direct[key])
        self.assertEqual(done["Content"]["Job"]["Request"]["Plane"], OBLIQUE["Plane"])

    def test_failure_is_told_in_the_content(self):
        failed = self.wait(self.submit({"Plane": "Axial", "Offset": 900}), {"Success", "Failure"})
        self.assertEqual(failed["State"], "Failure")
        self.assertRegex(failed["Content"]["Errors"][0], "the plane misses the volume by")

    def test_wrong_request_is_refused_before_it_is_a_job(self):
        answer = self.orthanc.post(self.route, {"Asynchronous": True, "Plain": 1})
        self.assertEqual(answer.status, 400)
        both = self.orthanc.post(self.route, {"Asynchronous": True, "Synchronous": True})
        self.assertEqual(both.status, 400)

    def test_progress_pause_resume_and_cancel(self):
        before = self.orthanc.instances()
        slow = {"Plane": "Coronal", **FINE, "Interpolation": "Lanczos", "Stack": {"Count": 60, "Spacing": 1}}
        job = self.submit(slow)
        seen = set()
        for _ in range(600):
            found = self.orthanc.get(f"/jobs/{job}").body
            seen.add(found["Progress"])
            if len([p for p in seen if 0 < p < 100]) > 2 or found["State"] not in ("Pending", "Running"):
                break
            time.sleep(0.02)
        self.assertGreater(len([p for p in seen if 0 < p < 100]), 2, f"progress was {sorted(seen)}")
        self.assertEqual(self.orthanc.post(f"/jobs/{job}/pause", {}).status, 200)
        self.wait(job, {"Paused"})
        time.sleep(1.0)  # the slice that was at work is done
        held = self.orthanc.get(f"/jobs/{job}").body["Progress"]
        time.sleep(0.5)
        self.assertEqual(self.orthanc.get(f"/jobs/{job}").body["Progress"], held)
        self.assertEqual(self.orthanc.post(f"/jobs/{job}/resume", {}).status, 200)
        self.wait(job, {"Running", "Pending"})
        start = time.monotonic()
        self.assertEqual(self.orthanc.post(f"/jobs/{job}/cancel", {}).status, 200)
        self.wait(job, {"Failure"})
        print(f"     cancelled within {time.monotonic() - start:.2f} s")
        self.assertEqual(self.orthanc.instances(), before)

    def test_job_goes_on_after_a_restart(self):
        body = {"Plane": "Sagittal", **FINE, "Interpolation": "Lanczos", "Stack": {"Count": 40, "Spacing": 1}}
        job = self.submit(body)
        self.wait(job, {"Running"})
        self.orthanc.restart()
        done = self.wait(job, {"Success", "Failure"}, 120)
        self.assertEqual(done["State"], "Success", done)
        self.assertEqual(len(done["Content"]["Instances"]), 40)
        again = self.orthanc.post(self.route, body).body
        self.assertEqual([i["ID"] for i in again["Instances"]], [i["ID"] for i in done["Content"]["Instances"]])

    def test_permissive_request_tells_failure_in_the_answer(self):
        answer = self.orthanc.post(self.route, {"Plane": "Axial", "Offset": 900, "Permissive": True})
        self.assertEqual(answer.status, 200)
        self.assertRegex(answer.body["Errors"][0], "misses the volume")

    def test_like_instance_takes_plane_and_grid_of_another_image(self):
        like = self.orthanc.post(self.route, {**OBLIQUE, "FieldOfView": 70, "PixelSpacing": [1.1, 0.9]}).body
        # Another series of the same frame of reference, on the very same grid.
        other = self.store(Phantom.make("--oblique", "10,-20,35").files)
        made = self.slice(other, {"Plane": {"LikeInstance": like["ID"]}})
        for key in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing", "Rows", "Columns"):
            self.assertEqual(made.answer["Geometry"][key], like["Geometry"][key])
        exact, _ = other.lattice.trilinear(made.plane.points())
        inside = other.lattice.inside(made.plane.points(), 0)
        self.assertLessEqual(np.abs(made.values - exact)[inside].max(), 0.52)
        # Of a stack's member, in a series of another modality.
        stack = self.orthanc.post(self.route, {**OBLIQUE, "FieldOfView": 60, "Stack": {"Count": 3, "Spacing": 4}}).body
        member = stack["Instances"][2]
        mr = self.store(Phantom.make("--modality", "MR").files)
        made = self.slice(mr, {"Plane": {"LikeInstance": member["ID"]}})
        for key in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing", "Rows", "Columns"):
            self.assertEqual(made.answer["Geometry"][key], member["Geometry"][key])
        # In another frame of reference the same numbers mean another place.
        elsewhere = []
        for path in other.files:
            dataset = pydicom.dcmread(path)
            dataset.FrameOfReferenceUID = "2.25.4711"
            dataset.SeriesInstanceUID += ".1"
            dataset.SOPInstanceUID += ".1"
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
            content = io.BytesIO()
            dataset.save_as(content)
            elsewhere.append(self.orthanc.upload(content.getvalue()))
        answer = self.orthanc.post(
            f"/instances/{elsewhere[0]['ID']}/mpr-slice", {"Plane": {"LikeInstance": like["ID"]}}
        )
        self.assertEqual(answer.status, 422)
        for reference in (pydicom.dcmread(self.source.files[0]).FrameOfReferenceUID, "2.25.4711"):
            self.assertIn(reference, answer.details)
        again = self.orthanc.post(self.route, {"Plane": {"LikeInstance": like["ID"]}, "Interpolation": "Nearest"})
        self.assertEqual(again.status, 200, again.content[:600])
        for key in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing", "Rows", "Columns"):
            self.assertEqual(again.body["Geometry"][key], like["Geometry"][key])
        self.assertEqual(self.orthanc.post(self.route, {"Plane": {"LikeInstance": "x"}}).status, 400)
        self.assertEqual(self.orthanc.post(self.route, {"Plane": {"LikeInstance": self.source.series}}).status, 404)

    def test_study_slices_every_series_that_can_be(self):
        study = self.orthanc.get(f"/series/{self.source.series}").body["ParentStudy"]
        self.orthanc.post(self.route, {**OBLIQUE, "Stack": {"Count": 3, "Spacing": 2}})
        answer = self.orthanc.post(f"/studies/{study}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(answer.status, 200, answer.content[:600])
        sliced = {s["Source"] for s in answer.body["Series"]}
        skipped = {s["Source"]: s["Reason"] for s in answer.body["Skipped"]}
        self.assertIn(self.source.series, sliced)
        self.assertEqual(set(skipped.values()), {"it was made by this plugin"})
        everything = set(self.orthanc.get(f"/studies/{study}").body["Series"])
        made = {s["ParentSeries"] for s in answer.body["Series"]}
        self.assertLessEqual(everything - made, sliced | set(skipped))
        self.assertEqual(self.orthanc.post("/studies/" + study[::-1] + "/mpr-slice", {}).status, 404)

    def test_all_volumes_of_a_series(self):
        # Three phases: the same places three times, told apart by their numbers.
        phases = []
        for phase in range(3):
            for path in Phantom.make("--slices", "12", "--step", "8", "--seed", "31").files:
                dataset = pydicom.dcmread(path)
                dataset.SOPInstanceUID = f"{dataset.SOPInstanceUID}.{phase}"
                dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
                dataset.InstanceNumber = int(dataset.InstanceNumber) + 100 * phase
                pixels = dataset.pixel_array + 10 * phase
                dataset.PixelData = pixels.astype(dataset.pixel_array.dtype).tobytes()
                content = io.BytesIO()
                dataset.save_as(content)
                phases.append(self.orthanc.upload(content.getvalue()))
        series = self.orthanc.get(f"/instances/{phases[0]['ID']}").body["ParentSeries"]
        answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal", "Volume": "All"})
        self.assertEqual(answer.status, 200, answer.content[:600])
        made = [pydicom.dcmread(io.BytesIO(self.orthanc.file(v["ID"]))) for v in answer.body["Volumes"]]
        self.assertEqual(len({d.SeriesInstanceUID for d in made}), 3)
        for phase, dataset in enumerate(made):
            np.testing.assert_array_equal(pixels_of(dataset), pixels_of(made[0]) + 10 * phase)
            self.assertEqual(list(dataset.ImagePositionPatient), list(made[0].ImagePositionPatient))
        first = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"}).body
        self.assertTrue(any("the series holds 3 volumes" in w for w in first["Warnings"]), first["Warnings"])


class BusyTest(SliceTest):
    configuration = {"mpr_slice": {"MaximumRequests": 1}}

    def test_one_request_too_many_is_503_and_says_so(self):
        source = self.store(Phantom.make().files)
        route = f"/series/{source.series}/mpr-slice"
        slow = {"Plane": "Coronal", "PixelSpacing": 0.3, "Interpolation": "Lanczos"}
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: self.orthanc.post(route, {**slow, "Offset": n}), range(8)))
        refused = [answer for answer in answers if answer.status != 200]
        self.assertTrue(refused and len(refused) < 8, [answer.status for answer in answers])
        for answer in refused:
            self.assertEqual(answer.status, 503)
            self.assertIn("1 request is worked on already (MaximumRequests)", answer.details)
            self.assertEqual(answer.headers.get("Retry-After"), "1")
        self.assertEqual(self.orthanc.post(route, {**slow, "Offset": 9}).status, 200)
