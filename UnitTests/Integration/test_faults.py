# SPDX-License-Identifier: GPL-3.0-or-later
"""What may happen to an archive while it slices: images go and come, the storage is full, the database is locked, and
the process is ended at any moment. Afterwards every listed image is whole, and the same request works."""
import concurrent.futures
import http.client
import io
import random
import resource
import signal
import sqlite3
import threading
import time

import pydicom

import process
import settings
from case import SliceTest
from orthanc import Orthanc
from phantom import Phantom

STACK = {"Plane": "Coronal", "PixelSpacing": 0.5, "Stack": {"Count": 12, "Spacing": 2}}
MEGABYTE = 1 << 20
JSON = {"Content-Type": "application/json"}


class Faults(SliceTest):
    @classmethod
    def tearDownClass(cls):
        cls.orthanc.stop()  # the images are looked at here

    def derived(self):
        """The stored images that no test has stored."""
        return [one for one in self.orthanc.instances() if one not in self.orthanc.uploaded]

    def forget_derived(self):
        for one in self.derived():
            self.orthanc.delete(f"/instances/{one}")

    def check_whole(self):
        """Every listed image can be read to its last pixel."""
        for one in self.orthanc.instances():
            dataset = pydicom.dcmread(io.BytesIO(self.orthanc.file(one)))
            self.assertEqual(len(dataset.PixelData), 2 * dataset.Rows * dataset.Columns)


class ChangesTest(Faults):
    """The series goes, or grows, while it is sliced. Nothing is cached, so that every slice is asked for."""

    configuration = {"mpr_slice": {"CacheSize": 0}}

    def at_once(self, body, then, delay_s):
        """A request, and what happens to the archive meanwhile; the answer."""
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = pool.submit(self.orthanc.post, f"/series/{self.series}/mpr-slice", body)
            time.sleep(delay_s)
            then()
            return answer.result()

    def upload(self, files):
        self.series, instances = self.orthanc.upload_series(files)
        return instances

    def test_series_deleted_while_it_is_sliced(self):
        files = Phantom.make("--slices", "60", "--step", "2", "--study", "goes").files
        statuses = []
        for turn in range(24 if settings.is_long() else 8):
            self.upload(files)
            before = set(self.orthanc.instances())
            answer = self.at_once(STACK, lambda: self.orthanc.delete(f"/series/{self.series}"), 0.02 * turn)
            statuses.append(answer.status)
            made = [one for one in self.orthanc.instances() if one not in before]
            self.assertIn(answer.status, (200, 404, 409), answer.content[:300])
            self.assertEqual(len(made), 12 if answer.status == 200 else 0)
            self.orthanc.uploaded.clear()
            for one in self.orthanc.instances():
                self.orthanc.delete(f"/instances/{one}")
        print(f"     a series deleted while it is sliced: {statuses}")

    def test_series_growing_while_it_is_sliced(self):
        files = Phantom.make("--slices", "60", "--step", "2", "--study", "grows").files
        for turn in range(16 if settings.is_long() else 5):
            self.upload(files[:40])
            answer = self.at_once(STACK, lambda: self.orthanc.upload_series(files[40:]), 0.02 * turn)
            self.assertEqual(answer.status, 200, answer.content[:300])
            self.assertLessEqual(answer.body["Sources"]["Contributing"], answer.body["Sources"]["Listed"])
            listed = {pydicom.dcmread(path, stop_before_pixels=True).SOPInstanceUID
                      for path in files[: answer.body["Sources"]["Listed"]]}  # fmt: skip
            for image in answer.body["Instances"]:
                sources = self.orthanc.dataset(image["ID"]).SourceImageSequence
                self.assertLessEqual({item.ReferencedSOPInstanceUID for item in sources}, listed)
            self.forget_derived()
            self.orthanc.delete(f"/series/{self.series}")


class FullStorageTest(Faults):
    """No file can grow beyond a limit (RLIMIT_FSIZE, of which the process gets no signal): what a full disk says, for any
    user on any machine."""

    configuration = {"mpr_slice": {"Workers": 1}}  # it is there from the start; the memory of another would be a file, too

    @classmethod
    def setUpClass(cls):
        Orthanc.takes_sigxfsz = False  # Python ignores it, and Orthanc inherits that
        super().setUpClass()
        Orthanc.takes_sigxfsz = True
        cls.orthanc.takes_sigxfsz = False  # after a restart, too

    def limit(self, size):
        resource.prlimit(self.orthanc.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def files(self):
        storage = self.orthanc.folder / "storage"
        return {path for path in storage.rglob("*") if path.is_file() and len(path.name) == 36}

    def test_full_storage(self):
        source = self.store(Phantom.make().files)
        route = f"/series/{source.series}/mpr-slice"
        large = {"Plane": "Coronal", "Rows": 2600, "Columns": 2600, "PixelSpacing": 0.1}
        before, files = self.orthanc.instances(), self.files()
        self.limit(12 * MEGABYTE)  # the database is smaller, the image is larger
        for _ in range(3):
            answer = self.orthanc.post(route, large)
            self.assertEqual(answer.status, 507, answer.content[:300])
            self.assertIn("the archive did not store the derived image", answer.details)
            self.assertEqual(self.orthanc.instances(), before)
        small = self.orthanc.post(route, {"Plane": "Coronal"})
        self.assertEqual(small.status, 200, "what fits is still stored")
        self.limit(resource.RLIM_INFINITY)
        answer = self.orthanc.post(route, large)
        self.assertEqual(answer.status, 200, answer.content[:300])
        print(f"     files that Orthanc left of images it did not store: {len(self.files() - files) - 2}")
        self.check_whole()

    def test_storage_that_fills_up_during_a_stack(self):
        source = self.store(Phantom.make().files)
        body = {"Plane": "Sagittal", "Rows": 2600, "Columns": 2600, "PixelSpacing": 0.1,
                "Stack": {"Count": 6, "Spacing": 2}}  # fmt: skip
        before = self.orthanc.instances()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            request = pool.submit(self.orthanc.post, f"/series/{source.series}/mpr-slice", body)
            while len(self.orthanc.instances()) < len(before) + 2 and not request.done():
                time.sleep(0.005)
            self.limit(12 * MEGABYTE)
            answer = request.result()
        self.limit(resource.RLIM_INFINITY)
        self.assertIn(answer.status, (200, 507))
        self.assertEqual(len(self.orthanc.instances()) - len(before), 6 if answer.status == 200 else 0)
        print(f"     storage that fills up during a stack: {answer.status}")
        again = self.orthanc.post(f"/series/{source.series}/mpr-slice", body)
        self.assertEqual(again.status, 200, again.content[:300])
        self.forget_derived()

    def test_database_that_somebody_else_locks(self):
        """Orthanc keeps its database for itself: nobody can lock it from outside, and trying does no harm."""
        source = self.store(Phantom.make().files)
        index = sqlite3.connect(self.orthanc.folder / "storage" / "index", timeout=0.2)
        with self.assertRaises(sqlite3.OperationalError):
            index.execute("BEGIN EXCLUSIVE")
            index.execute("SELECT COUNT(*) FROM Resources").fetchall()
        answer = self.orthanc.post(f"/series/{source.series}/mpr-slice", {"Plane": "Axial"})
        index.close()
        self.assertEqual(answer.status, 200, answer.content[:300])
        self.forget_derived()


class EndsTest(Faults):
    """TERM and KILL at any moment of requests and jobs."""

    configuration = {"SaveJobs": True, "mpr_slice": {"CacheSize": 0}}

    def load(self):
        """Requests and a job until Orthanc is gone or is told to end; the job, or None. Before Orthanc stops it waits until
        nothing has changed for 0.1 s, and serves all the while: those who went on would keep it for ever."""
        jobs = []
        self.ending.clear()

        def ask(number):
            try:
                body = {"Plane": "Sagittal", "Offset": number, "PixelSpacing": 0.7}
                while not self.ending.is_set():
                    body["Offset"] += 0.25
                    self.orthanc.raw("POST", self.route, str(body).replace("'", '"').encode(), JSON)
            except (OSError, http.client.HTTPException, AssertionError, ValueError):
                pass  # the end of Orthanc

        def submit():
            try:
                body = str({**STACK, "Asynchronous": "yes"}).replace("'", '"').replace('"yes"', "true")
                jobs.append(self.orthanc.raw("POST", self.route, body.encode(), JSON).body["ID"])
            except (OSError, http.client.HTTPException, AssertionError, ValueError, TypeError, KeyError):
                pass

        threads = [threading.Thread(target=ask, args=(10 * number,)) for number in range(2)]
        threads.append(threading.Thread(target=submit))
        for thread in threads:
            thread.start()
        return threads, jobs

    def check_database(self):
        index = sqlite3.connect(self.orthanc.folder / "storage" / "index")
        self.assertEqual(index.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        index.close()

    def wait_until_gone(self, processes):
        deadline = time.monotonic() + 10
        left = processes
        while left and time.monotonic() < deadline:
            left = [one for one in left if process.is_there(one)]
            time.sleep(0.02)
        self.assertEqual(left, [], "workers outlive Orthanc")

    def end_once(self, rng, signal_number):
        """What became of the job."""
        threads, jobs = self.load()
        time.sleep(rng.uniform(0.0, 1.2))
        workers = process.descendants(self.orthanc.pid)
        self.ending.set()
        seconds = self.orthanc.end_by(signal_number)
        self.seconds[signal_number].append(seconds)
        self.wait_until_gone(workers)
        for thread in threads:
            thread.join()
        self.check_database()
        self.orthanc.start()
        self.check_whole()
        state = self.wait_for(jobs[0]) if jobs else "not submitted"
        whole = self.orthanc.post(self.route, STACK)
        self.assertEqual(whole.status, 200, whole.content[:300])
        self.assertEqual(len(whole.body["Instances"]), 12)
        self.forget_derived()
        return state

    def wait_for(self, job):
        for _ in range(1200):
            found = self.orthanc.get(f"/jobs/{job}")
            if found.status == 404:
                return "not saved yet"
            if found.body["State"] in ("Success", "Failure"):
                self.assertEqual(found.body["State"], "Success", found.body)
                return "done"
            time.sleep(0.05)
        self.fail(f"the job does not end: {found.body}")

    def test_ended_at_any_moment(self):
        self.source = self.store(Phantom.make("--slices", "24", "--step", "5").files)
        self.route = f"/series/{self.source.series}/mpr-slice"
        rng = random.Random(11)
        self.ending = threading.Event()
        self.seconds = {signal.SIGTERM: [], signal.SIGKILL: []}
        states = []
        for turn in range(50 if settings.is_long() else 6):
            with self.subTest(turn):
                states.append(self.end_once(rng, signal.SIGKILL if turn % 2 else signal.SIGTERM))
        print(f"     ended {len(states)} times, jobs: {({state: states.count(state) for state in set(states)})}; "
              f"TERM took at most {max(self.seconds[signal.SIGTERM]):.1f} s")  # fmt: skip
