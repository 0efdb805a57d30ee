# SPDX-License-Identifier: GPL-3.0-or-later
"""Many clients at once, and a long day: only 200 and 503, memory, threads and descriptors come back to their level, and
previews stay quick beside a stack. Times are printed and compared within one run, not asserted in seconds."""
import collections
import concurrent.futures
import statistics
import threading
import time

import process
import settings
from case import SliceTest
from phantom import Phantom

CLIENTS = 64


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class Load(SliceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = [("--slices", "24", "--step", "5", "--study", "load"), ("--study", "load", "--uneven"),
                 ("--modality", "MR", "--study", "load")]  # fmt: skip
        cls.series = [cls.store(cls, Phantom.make(*kind).files).series for kind in kinds]

    @classmethod
    def tearDownClass(cls):
        cls.orthanc.stop()  # other tests have looked at such images

    def ask(self, method, path, body=None):
        """Status and milliseconds."""
        start = time.monotonic()
        answer = self.orthanc.post(path, body) if method == "POST" else self.orthanc.get(path)
        return answer.status, 1000 * (time.monotonic() - start)

    def level(self):
        """MB, threads and descriptors once nothing is at work."""
        pid = self.orthanc.pid
        time.sleep(1.0)
        return round(process.memory_mb(pid)), process.threads(pid), process.descriptors(pid)


class ManyClientsTest(Load):
    # Orthanc's own threads for HTTP are 50: more requests at once than the plugin allows.
    configuration = {"mpr_slice": {"MaximumRequests": 8}}

    def insist(self, number):
        """All the statuses until one is not 503, which says to come again, or patience ends."""
        statuses, milliseconds = [], 0.0
        while not statuses or (statuses[-1] == 503 and len(statuses) < 1000):
            time.sleep(0.05 if statuses else 0.0)
            status, milliseconds = self.request(number)
            statuses.append(status)
        return statuses, milliseconds

    def request(self, number):
        series = self.series[number % len(self.series)]
        plane = {"Normal": [1, 0.01 * (number % 97), 0.3], "Point": [number % 23, 0, 0]}
        kind = number % 4
        if kind == 0:
            return self.ask("POST", f"/series/{series}/mpr-slice", {"Plane": plane, "Rows": 64, "Columns": 64})
        if kind == 1:
            return self.ask("GET", f"/series/{series}/mpr-slice/geometry")
        return self.ask("POST", f"/series/{series}/mpr-slice/preview", {"Plane": plane, "Rows": 128, "Columns": 128})

    def run_requests(self, count, start):
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(self.insist, range(start, start + count)))

    def test_many_clients(self):
        count = 10000 if settings.is_long() else 1000
        self.run_requests(256, 0)  # caches are filled, threads born, workers too
        before = self.level()
        system = []
        watching = threading.Event()

        def watch():
            while not watching.wait(0.2):
                system.append(self.ask("GET", "/system"))

        watcher = threading.Thread(target=watch)
        watcher.start()
        answers = self.run_requests(count, 256)
        watching.set()
        watcher.join()
        after = self.level()
        statuses = collections.Counter(status for each, _ in answers for status in each)
        times = [ms for _, ms in answers]
        print(f"     {CLIENTS} clients, {count} requests: {dict(statuses)}; ms: median {statistics.median(times):.0f}, "
              f"p99 {percentile(times, 0.99):.0f}; /system at most {max(ms for _, ms in system):.0f}")  # fmt: skip
        print(f"     MB, threads, descriptors: {before} -> {after}")
        self.assertLessEqual(set(statuses), {200, 503})
        self.assertEqual(statuses[200], count)
        self.assertEqual({status for status, _ in system}, {200})
        self.assertLess(after[0], before[0] + 60)
        self.assertLessEqual(after[1], before[1] + 2)
        self.assertLessEqual(after[2], before[2] + 4)


class FairnessTest(Load):
    def previews(self, count):
        body = {"Plane": {"Normal": [1, 0.2, 0.1]}, "Rows": 512, "Columns": 512}
        times = []
        for number in range(count):
            status, ms = self.ask("POST", f"/series/{self.series[0]}/mpr-slice/preview", {**body, "Offset": number % 20})
            self.assertEqual(status, 200)
            times.append(ms)
        return times

    def test_previews_beside_a_stack(self):
        """The stack is slow to sample rather than to store, for then it wants all threads of the thread pool."""
        self.previews(20)
        idle = self.previews(40)
        body = {"Plane": "Coronal", "Rows": 160, "Columns": 160, "PixelSpacing": 0.8, "Interpolation": "Cubic",
                "Slab": {"Thickness": 20, "Projection": "Mean"},
                "Stack": {"Count": 400, "Spacing": 0.2}, "Asynchronous": True}  # fmt: skip
        job = self.orthanc.post(f"/series/{self.series[1]}/mpr-slice", body).body["ID"]
        busy = []
        while self.orthanc.get(f"/jobs/{job}").body["State"] in ("Pending", "Running"):
            busy += self.previews(5)
        done = self.orthanc.get(f"/jobs/{job}").body
        self.assertEqual(done["State"], "Success", done)
        idle += self.previews(40)
        ratio = statistics.median(busy) / statistics.median(idle)
        print(f"     previews, median ms: idle {statistics.median(idle):.1f}, beside a stack of 400 "
              f"{statistics.median(busy):.1f} ({ratio:.2f} times, of {len(busy)}); p99 {percentile(idle, 0.99):.0f} and {percentile(busy, 0.99):.0f}")  # fmt: skip
        self.assertEqual(len(done["Content"]["Instances"]), 400)
        if settings.is_long():
            self.assertLess(ratio, 3.0)


class DayTest(Load):
    # Orthanc keeps the last 128 MB of files that it stored or read, which would hide what we keep.
    configuration = {"MaximumStorageCacheSize": 1}

    def test_a_day(self):
        """Different slices, one after the other, each taken away again as if a day's archive were tidied."""
        count = 2000 if settings.is_long() else 100
        levels = []
        for number in range(count):
            body = {"Plane": {"Normal": [1, 0.001 * number, 0.2]}, "Rows": 96, "Columns": 96}
            answer = self.orthanc.post(f"/series/{self.series[number % 3]}/mpr-slice", body)
            self.assertEqual(answer.status, 200, answer.content[:300])
            if number % (count // 5) == count // 5 - 1:
                levels.append(self.level())
        print(f"     {count} different slices stored; MB, threads, descriptors: {levels}")
        self.assertLess(levels[-1][0], levels[0][0] + 40)
        self.assertLessEqual(levels[-1][1], levels[0][1] + 2)
        self.assertLessEqual(levels[-1][2], levels[0][2] + 4)
