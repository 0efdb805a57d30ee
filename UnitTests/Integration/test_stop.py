# SPDX-License-Identifier: GPL-3.0-or-later
"""How work ends: jobs that are cancelled and paused at random moments, Orthanc stopped while it works, and what jobs say
after a restart. Times are printed; the limits leave room for a busy machine."""
import concurrent.futures
import http.client
import json
import random
import signal
import time

import settings
from case import SliceTest
from orthanc import Orthanc
from phantom import Phantom

# Little to sample, much to store.
MANY = {"Plane": "Coronal", "Columns": 24, "Rows": 24, "Stack": {"Count": 400, "Spacing": 0.1}}
LONG_STACK = {**MANY, "Stack": {"Count": 1000, "Spacing": 0.04}}
# Minutes of sampling in one image.
LONG = {"Plane": "Coronal", "Columns": 4000, "Rows": 4000, "PixelSpacing": 0.025, "Interpolation": "Lanczos",
        "Slab": {"Thickness": 20, "Projection": "Mean"}}
GENEROUS = {"MaximumSamples": 10**15}


class StopTest(SliceTest):
    configuration = {"SaveJobs": True, "ConcurrentJobs": 4, "mpr_slice": GENEROUS}

    @classmethod
    def tearDownClass(cls):
        cls.orthanc.stop()  # nothing is left to be checked, or only what was counted

    def setUp(self):
        self.source = self.store(Phantom.make().files)
        self.route = f"/series/{self.source.series}/mpr-slice"

    def submit(self, body):
        answer = self.orthanc.post(self.route, {**body, "Asynchronous": True})
        self.assertEqual(answer.status, 200, answer.content[:600])
        return answer.body["ID"]

    def derived(self):
        return self.orthanc.get("/statistics").body["CountInstances"] - len(self.orthanc.uploaded)

    def order(self, job, what):
        self.assertEqual(self.orthanc.post(f"/jobs/{job}/{what}", {}).status, 200)

    def until_nothing_is_left(self, start, limit_s=30):
        while self.derived() > 0:
            self.assertLess(time.monotonic() - start, limit_s, f"{self.derived()} images are left")
            time.sleep(0.02)
        return time.monotonic() - start

    def at_random(self, job, generator):
        """Some are caught while they sample, most while they store."""
        delay = generator.uniform(0, 3)
        deadline = time.monotonic() + delay
        while time.monotonic() < deadline and self.orthanc.get(f"/jobs/{job}").body["State"] != "Success":
            time.sleep(0.01)

    def forget(self, job):
        """What a job that was quicker has stored."""
        self.wait(job, {"Success", "Failure"})
        for series in self.orthanc.get("/series").body:
            if series != self.source.series:
                self.orthanc.delete(f"/series/{series}")

    def test_job_cancelled_at_any_moment_leaves_nothing(self):
        generator = random.Random(20)
        took = []
        for _ in range(25 if settings.is_long() else 6):
            job = self.submit(MANY)
            self.at_random(job, generator)
            stored = self.derived()
            start = time.monotonic()
            self.order(job, "cancel")
            if self.wait(job, {"Failure", "Success"})["State"] == "Success":
                self.forget(job)
                continue
            took.append((stored, round(self.until_nothing_is_left(start), 2)))
            time.sleep(0.3)
            self.assertEqual(self.derived(), 0, "images came after the end")
        print(f"     images stored when a job was cancelled, and seconds until none was left: {took}")
        self.assertTrue(any(stored > 0 for stored, _ in took), "no job was caught while it stored")

    def test_stack_of_1000_cancelled_while_it_is_stored_leaves_nothing(self):
        job = self.submit(LONG_STACK)
        deadline = time.monotonic() + 60
        while self.derived() < 300 and time.monotonic() < deadline:
            time.sleep(0.02)
        stored = self.derived()
        self.assertTrue(300 <= stored < 1000, stored)
        start = time.monotonic()
        self.order(job, "cancel")
        took = self.until_nothing_is_left(start)
        self.wait(job, {"Failure"})
        time.sleep(0.3)
        self.assertEqual(self.derived(), 0, "images came after the end")
        print(f"     {stored} of 1000 images were stored when the job was cancelled, none {took:.2f} s later")

    def test_paused_job_rests_and_its_cancel_leaves_nothing(self):
        generator = random.Random(21)
        rests = []
        for _ in range(25 if settings.is_long() else 5):
            job = self.submit(MANY)
            self.at_random(job, generator)
            self.order(job, "pause")
            ordered = self.derived()
            if self.wait(job, {"Paused", "Success"})["State"] == "Success":
                self.forget(job)
                continue
            time.sleep(0.5)
            rests.append(self.derived())
            self.assertLessEqual(rests[-1], ordered + 1, "more than the image that was at work came")
            time.sleep(0.5)
            self.assertEqual(self.derived(), rests[-1], "a paused job went on")
            self.order(job, "cancel")
            self.until_nothing_is_left(time.monotonic())
            self.wait(job, {"Failure"})
        print(f"     images stored when a job was paused and then cancelled: {rests}")
        self.assertTrue(rests)

    def test_paused_job_goes_on_to_all_its_images(self):
        job = self.submit(MANY)
        time.sleep(1)
        self.order(job, "pause")
        if self.wait(job, {"Paused", "Success"})["State"] == "Paused":
            self.order(job, "resume")
        self.assertEqual(self.wait(job, {"Success", "Failure"})["State"], "Success")
        self.assertEqual(self.derived(), 400)
        self.forget(job)

    def test_single_image_is_left_within_its_rows(self):
        job = self.submit(LONG)
        self.wait(job, {"Running"})
        time.sleep(1)
        start = time.monotonic()
        self.order(job, "cancel")
        self.wait(job, {"Failure"})
        took = time.monotonic() - start
        print(f"     one image of minutes cancelled within {took:.2f} s")
        self.assertLess(took, 10)


class TermTest(StopTest):
    configuration = {"SaveJobs": True, "ConcurrentJobs": 4, "mpr_slice": GENEROUS}
    test_job_cancelled_at_any_moment_leaves_nothing = None
    test_stack_of_1000_cancelled_while_it_is_stored_leaves_nothing = None
    test_paused_job_rests_and_its_cancel_leaves_nothing = None
    test_paused_job_goes_on_to_all_its_images = None
    test_single_image_is_left_within_its_rows = None

    def ask(self, path, body):
        """The answer; None when Orthanc's server had stopped before it was sent, as happens on a busy machine."""
        try:
            return self.orthanc.raw("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        except (http.client.RemoteDisconnected, ConnectionError, AssertionError):
            return None

    def files(self):
        """How many files the archive keeps, but for its index."""
        storage = self.orthanc.folder / "storage"
        return sum(path.is_file() and not path.name.startswith("index") for path in storage.rglob("*"))

    def empty_stop(self):
        """Seconds that the same Orthanc needs when it has nothing to do, its clients connected as ever."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: self.orthanc.get("/system"), range(8)))
        took = self.orthanc.end_by(signal.SIGTERM)
        self.orthanc.start()
        return took

    def test_orthanc_stops_soon_while_images_are_stored(self):
        """Stored images keep Orthanc 1.10.1 from telling its plugins of its end; the plugin finds it out."""
        idle_s = self.empty_stop()
        stored = self.derived()
        files = self.files()
        jobs = [self.submit({**LONG_STACK, "Offset": n / 7}) for n in range(4)]
        bodies = [{**LONG_STACK, "Plane": "Sagittal", "Offset": n / 7} for n in range(4)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(self.ask, self.route, body) for body in bodies]
            deadline = time.monotonic() + 60
            while self.derived() < stored + 100 and time.monotonic() < deadline:
                time.sleep(0.02)
            took = self.orthanc.end_by(signal.SIGTERM)
            answers = [answer.result() for answer in answers]
        print(f"     Orthanc stopped within {took:.2f} s of TERM while 8 stacks of 1000 images were stored, with nothing at "
              f"work within {idle_s:.2f} s")  # fmt: skip
        self.assertLess(took, idle_s + 10)
        for answer in (answer for answer in answers if answer is not None):
            self.assertEqual(answer.status, 503, answer.content[:300])
        self.assertEqual(self.files(), files, "images of work that was stopped are left")
        self.orthanc.start()
        for job in jobs:
            self.wait(job, {"Running", "Pending", "Success"})
            self.order(job, "cancel")
            self.wait(job, {"Failure", "Success"})
        self.until_nothing_is_left(time.monotonic())

    def test_orthanc_stops_soon_whatever_is_computed(self):
        idle_s = self.empty_stop()
        jobs = [self.submit({**LONG, "Offset": n}) for n in range(4)]
        work = [LONG, {**LONG, "Plane": "Sagittal"}, {**LONG, "Plane": "Sagittal", "Offset": 3}]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(self.ask, self.route, body) for body in work]
            answers.append(pool.submit(self.ask, f"{self.route}/preview", LONG))
            time.sleep(2)
            took = self.orthanc.end_by(signal.SIGTERM)
            answers = [answer.result() for answer in answers]
        answers = [answer for answer in answers if answer is not None]
        print(f"     {len(answers)} of 4 clients were still answered")
        print(f"     Orthanc stopped within {took:.2f} s of TERM, with nothing at work within {idle_s:.2f} s")
        self.assertLess(took, idle_s + 10)
        for answer in answers:
            self.assertEqual(answer.status, 503, answer.content[:300])
            self.assertIn("Orthanc is stopping", answer.details)
        self.orthanc.start()
        for job in jobs:
            self.assertIn(self.wait(job, {"Running", "Pending", "Success"})["State"], ("Running", "Pending", "Success"))
            self.order(job, "cancel")
            self.wait(job, {"Failure", "Success"})
        self.forget(jobs[3])

    def test_jobs_say_after_a_restart_what_they_said_before(self):
        done = self.submit({"Plane": "Axial"})
        failed = self.submit({"Plane": "Axial", "Offset": 900})
        cancelled = self.submit(LONG)
        self.wait(cancelled, {"Running"})
        self.order(cancelled, "cancel")
        jobs = (done, failed, cancelled)
        kept = ("State", "Progress", "Content", "Type", "ErrorCode", "Priority")
        before = [{key: self.wait(job, {"Success", "Failure"})[key] for key in kept} for job in jobs]
        self.assertIn("ParentSeries", before[0]["Content"])
        self.assertRegex(before[1]["Content"]["Errors"][0], "misses the volume")
        stored = self.orthanc.instances()
        for _ in range(2):
            self.orthanc.restart()
            after = [{key: self.orthanc.get(f"/jobs/{job}").body[key] for key in kept} for job in jobs]
            self.assertEqual(after, before)
        self.assertEqual(self.orthanc.instances(), stored)
        self.order(failed, "resubmit")
        again = self.wait(failed, {"Failure", "Success"})
        self.assertEqual(again["Content"], before[1]["Content"])
        self.forget(done)


class SamplesTest(SliceTest):
    configuration = {"SaveJobs": False, "mpr_slice": {"MaximumSamples": 100000}}

    def test_every_door_refuses_too_many_samples(self):
        source = self.store(Phantom.make().files)
        study = self.orthanc.get(f"/series/{source.series}").body["ParentStudy"]
        route = f"/series/{source.series}/mpr-slice"
        size = {"Plane": "Coronal", "Columns": 200, "Rows": 200}
        cases = [
            (route, {"Plane": "Coronal", "Columns": 400, "Rows": 251}, "100400"),
            (route, {**size, "Stack": {"Count": 3, "Spacing": 1}}, "120000"),
            (route, {**size, "Turn": {"Count": 3}}, "120000"),
            (f"{route}/preview", {"Plane": "Coronal", "Columns": 400, "Rows": 251}, "100400"),
            (route, {"Plane": "Coronal", "Columns": 400, "Rows": 251, "Volume": "All"}, "100400"),
            (f"/studies/{study}/mpr-slice", {"Plane": "Coronal", "Columns": 400, "Rows": 251}, "100400"),
        ]
        before = self.orthanc.instances()
        for path, body, number in cases:
            answer = self.orthanc.post(path, body)
            self.assertEqual(answer.status, 413, (path, body, answer.content[:300]))
            self.assertIn(f"{number} samples", answer.details)
            self.assertIn("(MaximumSamples)", answer.details)
        slab = self.orthanc.post(route, {**size, "Slab": {"Thickness": 20}})
        self.assertEqual(slab.status, 413)
        self.assertIn("(MaximumSamples)", slab.details)
        job = self.orthanc.post(route, {"Plane": "Coronal", "Columns": 400, "Rows": 251, "Asynchronous": True}).body["ID"]
        while self.orthanc.get(f"/jobs/{job}").body["State"] not in ("Success", "Failure"):
            time.sleep(0.05)
        self.assertIn("100400 samples", self.orthanc.get(f"/jobs/{job}").body["Content"]["Errors"][0])
        self.assertEqual(self.orthanc.instances(), before)
        almost = self.orthanc.post(route, {"Plane": "Coronal", "Columns": 250, "Rows": 400})
        self.assertEqual(almost.status, 200, almost.content[:300])
        self.assertTrue(any("Asynchronous" in one for one in almost.body["Warnings"]), almost.body["Warnings"])
        small = self.orthanc.post(route, {"Plane": "Coronal", "Columns": 50, "Rows": 40})
        self.assertFalse(any("Asynchronous" in one for one in small.body["Warnings"]), small.body["Warnings"])
