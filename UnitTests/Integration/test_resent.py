# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources that are sent again slowly, or change while a job stores or rests: what is made is of one state of the series, or
nothing is."""
import collections
import concurrent.futures
import json
import random
import time

import numpy as np

import settings
from case import OBLIQUE, SliceTest
from lattice import pixels_of
from orthanc import Orthanc
from phantom import Phantom
from test_identity import JSON, brighter, changed, setter, shifted, tilted

# Little to sample, much to store.
MANY = {"Plane": "Coronal", "Columns": 24, "Rows": 24, "Stack": {"Count": 300, "Spacing": 0.1}}


class ResentTest(SliceTest):
    """Sources are replaced under their UIDs, so what the checker would compare is not there any more."""

    configuration = {"OverwriteInstances": True}
    patience_s = 120

    @classmethod
    def check_the_rest(cls):
        return []

    def series(self, seed):
        files = Phantom.make("--slices", "16", "--step", "7", "--seed", str(seed)).files
        return files, self.orthanc.upload_series(files)[0]

    def replace(self, files, change):
        for path in files:
            self.orthanc.upload(changed(path, change))

    def ask(self, series, body, accept="application/json"):
        content = json.dumps(body).encode()
        return self.orthanc.request("POST", f"/series/{series}/mpr-slice" + ("/preview" if "json" not in accept else ""),
                                    content, {**JSON, "Accept": accept})  # fmt: skip

    def doors(self, series):
        """What each door says: an image that is stored, both previews, the geometry."""
        answers = {"slice": self.ask(series, OBLIQUE)}
        answers["picture"] = self.ask(series, OBLIQUE, "image/png")
        answers["file"] = self.ask(series, OBLIQUE, "application/dicom")
        answers["geometry"] = self.orthanc.get(f"/series/{series}/mpr-slice/geometry")
        body = {"Plane": {"Normal": [0, 0, 1], "Point": [0, 0, 0]}, "Region": {"Ellipse": [[0, 0, 0], [9, 0, 0], [0, 9, 0]]}}
        answers["statistics"] = self.orthanc.post(f"/series/{series}/mpr-slice/statistics", body)
        return answers

    def assert_open(self, series):
        answers = self.doors(series)
        self.assertEqual({door: answer.status for door, answer in answers.items()}, dict.fromkeys(answers, 200),
                         answers["slice"].content[:500])  # fmt: skip
        return pixels_of(self.orthanc.dataset(answers["slice"].body["ID"]))

    def assert_closed(self, series, sentence="is being sent again"):
        before = self.orthanc.instances()
        for door, answer in self.doors(series).items():
            with self.subTest(door):
                self.assertEqual(answer.status, 409, answer.content[:500])
                self.assertIn(sentence, answer.details)
                self.assertEqual(answer.headers.get("Retry-After"), "1")
        self.assertEqual(self.orthanc.instances(), before)


class StalledTest(ResentTest):
    def test_half_of_a_series_that_is_sent_again_is_not_sliced(self):
        """However long the sender pauses. A job waits for the rest."""
        files, series = self.series(701)
        whole = self.assert_open(series)
        self.replace(files[:8], brighter(100))
        time.sleep(2)
        self.assert_closed(series, "8 of its 16 images have been replaced")
        job = self.ask(series, {**OBLIQUE, "Asynchronous": True}).body["ID"]
        time.sleep(3)
        self.assertIn(self.orthanc.get(f"/jobs/{job}").body["State"], ("Running", "Pending"))
        self.replace(files[8:], brighter(100))
        self.wait(job, {"Success"})
        again = self.assert_open(series)
        np.testing.assert_array_equal(np.unique((again - whole)[30:-30, 30:-30]), [100])
        self.replace(files[::2], brighter(200))  # once more, in another order
        self.assert_closed(series)
        self.replace(files[1::2], brighter(200))
        again = self.assert_open(series)
        np.testing.assert_array_equal(np.unique((again - whole)[30:-30, 30:-30]), [200])

    def test_texts_and_places_count_as_pixels_do(self):
        for seed, change in enumerate(({"PatientName": "CORRECTED^NAME"}, {"PixelSpacing": [2, 2]}), 710):
            with self.subTest(change):
                files, series = self.series(seed)
                self.replace(files[3:4], setter(**change))
                self.assert_closed(series, "1 of its 16 images have been replaced")
                self.replace(files[:3] + files[4:], setter(**change))
                self.assert_open(series)

    def test_a_series_that_arrives_for_the_first_time_is_sliced_as_it_is(self):
        files = Phantom.make("--slices", "16", "--step", "7", "--seed", "720").files
        series, _ = self.orthanc.upload_series(files[:8])
        self.assert_open(series)
        self.replace(files[:8], lambda dataset: None)  # the sender begins anew, with the same files
        self.replace(files[8:12], lambda dataset: None)
        self.assert_open(series)
        self.replace(files, lambda dataset: None)
        self.assert_open(series)
        self.orthanc.delete(f"/instances/{self.orthanc.upload(files[4])['ID']}")
        self.assert_open(series)
        self.orthanc.upload(files[4])
        self.assert_open(series)

    def test_a_re_send_that_begins_after_a_restart_is_known_as_one(self):
        archive = Orthanc(OverwriteInstances=True)
        try:
            files = Phantom.make("--slices", "16", "--step", "7", "--seed", "730").files
            series, _ = archive.upload_series(files)
            archive.restart()
            for path in files[:5]:
                archive.upload(changed(path, brighter(100)))
            answer = archive.post(f"/series/{series}/mpr-slice/preview", OBLIQUE)
            self.assertEqual(answer.status, 409, answer.content[:300])
            self.assertIn("5 of its 16 images have been replaced", answer.details)
            for path in files[5:]:
                archive.upload(changed(path, brighter(100)))
            self.assertEqual(archive.post(f"/series/{series}/mpr-slice/preview", OBLIQUE).status, 200)
        finally:
            archive.stop()


class StableTest(ResentTest):
    configuration = {"OverwriteInstances": True, "StableAge": 3}

    def test_one_corrected_image_counts_when_the_series_is_stable(self):
        files, series = self.series(740)
        self.assert_open(series)
        self.replace(files[7:8], brighter(300))
        self.assertEqual(self.ask(series, OBLIQUE, "image/png").status, 409)
        time.sleep(3.5)
        self.assert_open(series)

    def test_a_series_may_take_longer_than_that_to_be_sent_again(self):
        files, series = self.series(742)
        self.assert_open(series)

        def send_slowly(files, change):
            for path in files:
                self.orthanc.upload(changed(path, change))
                time.sleep(0.3)

        send_slowly(files, brighter(100))
        self.assert_open(series)
        send_slowly(files[:12], brighter(200))
        self.assertEqual(self.ask(series, OBLIQUE, "image/png").status, 409)

    def test_without_overwriting_nothing_is_replaced(self):
        archive = Orthanc()
        try:
            files = Phantom.make("--slices", "16", "--step", "7", "--seed", "741").files
            series, _ = archive.upload_series(files)
            for path in files[:8]:
                archive.upload(changed(path, brighter(100)))
            self.assertEqual(archive.post(f"/series/{series}/mpr-slice", OBLIQUE).status, 200)
        finally:
            archive.stop()


class MeanwhileTest(ResentTest):
    """A job stores, or rests in the middle of it; then its sources become others, or go."""

    configuration = {"OverwriteInstances": True, "StableAge": 1}

    def series(self, seed):
        """In a study of its own."""
        study = setter(PatientID=f"MEANWHILE{seed}", StudyInstanceUID=f"2.25.{seed}")
        files = []
        for number, path in enumerate(Phantom.make("--slices", "16", "--step", "7", "--seed", str(seed)).files):
            files.append(self.orthanc.folder / f"meanwhile-{seed}-{number}.dcm")
            files[-1].write_bytes(changed(path, study))
        return files, self.orthanc.upload_series(files)[0]

    def derived(self, series):
        """The images of the study that are not of its source."""
        study = self.orthanc.get(f"/series/{series}/study").body
        found = () if study is None or "ID" not in study else self.orthanc.get(f"/studies/{study['ID']}/instances").body
        return [one["ID"] for one in found if one["ParentSeries"] != series]

    def while_it_stores(self, seed, change, pauses):
        """Files, series and the job after its end; change(files, series) happens when it has stored some images."""
        files, series = self.series(seed)
        job = self.ask(series, {**MANY, "Asynchronous": True}).body["ID"]
        deadline = time.monotonic() + 60
        while len(self.derived(series)) < 20 and time.monotonic() < deadline:
            time.sleep(0.02)
        if pauses:
            self.assertEqual(self.orthanc.post(f"/jobs/{job}/pause", {}).status, 200)
            self.wait(job, {"Paused"})
        stored = len(self.derived(series))
        self.assertTrue(0 < stored < 300, stored)
        change(files, series)
        if pauses:
            self.assertEqual(self.orthanc.post(f"/jobs/{job}/resume", {}).status, 200)
        return series, self.wait(job, {"Success", "Failure"})

    def test_replaced_sources_give_images_of_what_they_are_now(self):
        changes = {
            "pixels": lambda files, _: self.replace(files, brighter(100)),
            "PatientName": lambda files, _: self.replace(files, setter(PatientName="CORRECTED^NAME")),
            "PixelSpacing": lambda files, _: self.replace(files, setter(PixelSpacing=[1.5, 1.5])),
            "ImagePositionPatient": lambda files, _: self.replace(files, shifted(0.25)),
            "ImageOrientationPatient": lambda files, _: self.replace(files, tilted(2)),
            "RescaleSlope": lambda files, _: self.replace(files, setter(RescaleSlope=2)),
            "Orthanc's own modification": self.modify,
        }
        ways = [(what, number % 2 == 0) for number, what in enumerate(changes)]
        ways += [("pixels", False), ("Orthanc's own modification", False)]
        for seed, (what, pauses) in enumerate(ways, 750):
            with self.subTest(what, pauses=pauses):
                series, job = self.while_it_stores(seed, changes[what], pauses)
                self.assertEqual(job["State"], "Success", job)
                now = self.ask(series, MANY)
                self.assertEqual({one["Status"] for one in now.body["Instances"]}, {"AlreadyStored"})
                self.assertEqual(sorted(one["ID"] for one in now.body["Instances"]), sorted(self.derived(series)))

    def test_jobs_that_are_paused_resent_and_cancelled_at_random_moments_leave_nothing(self):
        """In any order: a job is paused, its sources are sent again in part or whole, it goes on or not, and is cancelled."""
        chance = random.Random(22)
        files, series = self.series(760)
        met = collections.Counter()
        for turn in range(50 if settings.is_long() else 5):
            job = self.ask(series, {**MANY, "Offset": turn / 16, "Asynchronous": True}).body["ID"]
            for _ in range(chance.randrange(1, 4)):
                time.sleep(chance.uniform(0, 0.8))
                order = chance.choice(("pause", "resume", "resend", "resend a part"))
                met[order] += 1
                if order.startswith("resend"):
                    part = files if order == "resend" else files[: chance.randrange(1, len(files))]
                    self.replace(part, brighter(chance.randrange(300)))
                else:
                    self.orthanc.post(f"/jobs/{job}/{order}", {})
            self.orthanc.post(f"/jobs/{job}/cancel", {})
            state = self.wait(job, {"Success", "Failure", "Paused"})["State"]
            if state == "Paused":  # Orthanc forgets a cancel that comes within the same step as a pause
                self.orthanc.post(f"/jobs/{job}/cancel", {})
                state = self.wait(job, {"Success", "Failure"})["State"]
            met[state] += 1
            left = self.derived(series)
            if state == "Success":
                self.assertEqual(len(left), 300)
                for one in {self.orthanc.get(f"/instances/{instance}").body["ParentSeries"] for instance in left}:
                    self.orthanc.delete(f"/series/{one}")
            else:
                time.sleep(0.3)
                self.assertEqual(self.derived(series), [], "images are left")
        print(f"     jobs paused, sent again and cancelled at random moments: {dict(met)}, no image left")
        self.assertGreater(met["Failure"], 0)

    def modify(self, _, series):
        """In place: every instance keeps its UIDs and is overwritten."""
        body = {
            "Replace": {"RescaleSlope": "2", "SeriesDescription": "modified"},
            "Keep": ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"],
            "Force": True, "KeepSource": True, "Synchronous": True,
        }  # fmt: skip
        answer = self.orthanc.post(f"/series/{series}/modify", body)
        self.assertEqual([answer.status, answer.body.get("ID")], [200, series], answer.content[:300])

    def anonymise(self, _, series):
        body = {"Keep": ["SeriesInstanceUID", "SOPInstanceUID"], "Force": True, "KeepSource": False}
        self.assertEqual(self.orthanc.post(f"/series/{series}/anonymize", body).status, 200)

    def split(self, _, series):
        study = self.orthanc.get(f"/series/{series}/study").body["ID"]
        body = {"Series": [series], "KeepSource": False, "Synchronous": True}
        self.assertEqual(self.orthanc.post(f"/studies/{study}/split", body).status, 200)

    def merge(self, _, series):
        other = Phantom.make("--slices", "4", "--seed", "799").files
        study = self.orthanc.get(f"/series/{self.orthanc.upload_series(other)[0]}/study").body["ID"]
        body = {"Resources": [series], "KeepSource": False, "Synchronous": True}
        self.assertEqual(self.orthanc.post(f"/studies/{study}/merge", body).status, 200)

    def delete(self, _, series):
        self.assertEqual(self.orthanc.delete(f"/series/{series}").status, 200)

    def test_sources_that_go_leave_no_image(self):
        ways = (self.anonymise, self.split, self.merge, self.delete)
        for seed, (way, pauses) in enumerate(((way, pauses) for way in ways for pauses in (True, False)), 770):
            with self.subTest(way.__name__, pauses=pauses):
                known = {}

                def change(files, series):
                    known["study"] = self.orthanc.get(f"/series/{series}/study").body["ID"]
                    way(files, series)

                series, job = self.while_it_stores(seed, change, pauses)
                self.assertEqual(job["State"], "Failure", job)
                left = self.orthanc.get(f"/studies/{known['study']}/instances")
                self.assertEqual(len(left.body) if left.status == 200 else 0, 0, "images are left")

    def test_a_patient_who_is_recycled_leaves_no_image(self):
        archive = Orthanc(MaximumPatientCount=1, MaximumStorageMode="Recycle")
        try:
            files = Phantom.make("--slices", "16", "--step", "7", "--seed", "790").files
            series, _ = archive.upload_series(files)
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(archive.post, f"/series/{series}/mpr-slice", MANY)
                deadline = time.monotonic() + 60
                while archive.get("/statistics").body["CountInstances"] < 40 and time.monotonic() < deadline:
                    time.sleep(0.01)
                other = archive.upload(changed(files[0], setter(PatientID="ANOTHER"), ".9"))
                answer = waiting.result()
            self.assertIn(answer.status, (404, 409, 507), answer.content[:300])
            self.assertEqual(archive.get(f"/series/{series}").status, 404)
            left = archive.instances() - {other["ID"]}  # an image that was at work may have recycled that one in turn
            self.assertEqual(left, set())
        finally:
            archive.stop()
