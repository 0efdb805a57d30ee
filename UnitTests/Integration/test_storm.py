# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers and the process that bears them, ended at random while images are made: every answer is right or 503, and no image
is marked as one that costs workers. Halted by SIGSTOP, they hold up neither a cancel nor Orthanc's end."""
import collections
import io
import json
import os
import random
import signal
import subprocess
import threading
import time

import pydicom

import process
import settings
from case import SliceTest
from phantom import Phantom

CLIENTS = 3
SECONDS = 60 if settings.is_long() else 8
PLANES = ({"Plane": "Coronal"}, {"Plane": "Sagittal"}, {"Plane": {"Normal": [1, 2, 3]}}, {"Plane": "Axial", "Offset": 1.5})


def compressed(study):
    """The files of a series that only workers can read."""
    files = []
    for index, path in enumerate(Phantom.make("--slices", "10", "--step", "9", "--study", study).files):
        files.append(settings.scratch() / f"{study}.{index}.dcm")
        subprocess.run(["dcmcrle", str(path), str(files[-1])], check=True)
    return files


class StormTest(SliceTest):
    configuration = {"mpr_slice": {"CacheSize": 0, "Workers": 3}}

    def make(self, series, body):
        """Status and, of a file that would be stored, everything that a reader sees of its pixels and their place."""
        headers = {"Content-Type": "application/json", "Accept": "application/dicom"}
        answer = self.orthanc.request(
            "POST", f"/series/{series}/mpr-slice/preview", json.dumps(body).encode(), headers
        )
        if answer.status != 200:
            return answer.status, answer.content[:300]
        image = pydicom.dcmread(io.BytesIO(answer.content))
        return 200, (image.PixelData, *(str(image[word].value) for word in (
            "SOPInstanceUID", "Rows", "Columns", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing",
            "RescaleSlope", "RescaleIntercept", "PatientID",
        )))  # fmt: skip

    def client(self, series, right, seed, is_over, seen):
        chance = random.Random(seed)
        while not is_over.is_set():
            number = chance.randrange(len(PLANES))
            status, image = self.make(series, PLANES[number])
            seen[status] += 1
            if status != 503 and image != right[number]:
                seen["wrong"] += 1
                print(f"plane {number}: {status} {image if status != 200 else 'other pixels'}")

    def kill_at_random(self, is_over):
        chance = random.Random(11)
        while not is_over.is_set():
            family = process.descendants(self.orthanc.pid)
            if family:
                try:
                    os.kill(chance.choice(family), chance.choice((signal.SIGKILL, signal.SIGTERM)))
                except ProcessLookupError:
                    pass
            time.sleep(chance.uniform(0.0, 0.3))

    def test_storm_of_kills(self):
        series, instances = self.orthanc.upload_series(compressed("storm"))
        right = [self.make(series, body)[1] for body in PLANES]
        is_over, seen = threading.Event(), collections.Counter()
        threads = [threading.Thread(target=self.kill_at_random, args=(is_over,))]
        for seed in range(CLIENTS):
            threads.append(threading.Thread(target=self.client, args=(series, right, seed, is_over, seen)))
        for thread in threads:
            thread.start()
        time.sleep(SECONDS)
        is_over.set()
        for thread in threads:
            thread.join()
        print(f"storm of {SECONDS} s: {dict(seen)}")
        self.assertEqual(set(seen) - {200, 503}, set(), seen)
        self.assertGreater(seen[200], 0)
        for instance in instances:
            answer = self.orthanc.post(f"/instances/{instance}/mpr-slice/preview", {})
            self.assertEqual(answer.status, 200, answer.content[:300])


class HaltedTest(SliceTest):
    configuration = {"SaveJobs": False, "mpr_slice": {"CacheSize": 0, "Workers": 2, "MaximumSamples": 10**15}}
    LONG = {"Plane": "Coronal", "Rows": 60, "Columns": 60, "Stack": {"Count": 1000, "Spacing": 0.05}}

    def halt(self):
        """All workers and the process that bears them, whatever they are at."""
        for pid in process.descendants(self.orthanc.pid):
            os.kill(pid, signal.SIGSTOP)

    def at_work(self, series):
        job = self.orthanc.post(f"/series/{series}/mpr-slice", {**self.LONG, "Asynchronous": True}).body["ID"]
        while self.orthanc.get(f"/jobs/{job}").body["State"] == "Pending":
            time.sleep(0.01)
        time.sleep(0.3)
        self.halt()
        time.sleep(0.3)
        self.assertEqual(self.orthanc.get(f"/jobs/{job}").body["State"], "Running")
        return job

    def test_halted_workers_hold_up_neither_a_cancel_nor_the_end(self):
        series, _ = self.orthanc.upload_series(compressed("halted"))
        before = self.orthanc.instances()
        job = self.at_work(series)
        start = time.monotonic()
        self.orthanc.post(f"/jobs/{job}/cancel", {})
        while self.orthanc.get(f"/jobs/{job}").body["State"] == "Running":
            time.sleep(0.01)
        cancelled_s = time.monotonic() - start
        self.assertEqual(self.orthanc.instances(), before)
        self.assertEqual(self.orthanc.get("/mpr-slice/quarantine").body, {"Files": 0})
        answer = self.orthanc.post(f"/series/{series}/mpr-slice/preview", {})  # new workers are there
        self.assertEqual(answer.status, 200, answer.content[:300])
        idle_s = self.orthanc.end_by(signal.SIGTERM)
        self.orthanc.start()
        self.at_work(series)
        family = process.descendants(self.orthanc.pid)
        stopped_s = self.orthanc.end_by(signal.SIGTERM)
        print(f"     workers halted: a job cancelled within {cancelled_s:.2f} s; Orthanc ended within {stopped_s:.2f} s "
              f"of TERM, idle within {idle_s:.2f} s")  # fmt: skip
        self.assertLess(cancelled_s, 7)
        self.assertLess(stopped_s, idle_s + 7)
        self.assertEqual([pid for pid in family if process.is_there(pid)], [])
        self.orthanc.start()
