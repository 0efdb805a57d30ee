# SPDX-License-Identifier: GPL-3.0-or-later
"""Thousands of damaged images: those that Orthanc stores are sliced. The process of Orthanc stays, no answer is the
plugin's fault, and an image that ended its worker is named."""
import collections
import http.client

import mutants
import process
import settings
from case import SliceTest
from orthanc import Orthanc

FAST, LONG = 150, 2600  # mutants that are made
BY_LAW = {200, 400, 404, 413, 422}
JSON = {"Content-Type": "application/json"}
ENDED = ("ended the decoder", "kept the decoder busy", "more memory than a decoder")


class WatchedOrthanc(Orthanc):
    """Its log says whether it reads or writes what is not its own."""

    launcher = ["valgrind"]

    def has_errors(self):
        return any(words in self.log() for words in ("Invalid read", "Invalid write"))


class MutantsTest(SliceTest):
    configuration = {"mpr_slice": {"WorkerTimeout": 2, "WorkerMemory": 128, "MaximumPixels": 4194304}}
    # A colour image of so many pixels has 12 bytes of values for each, 3 or 6 of stored ones, and its file several times.
    largest_mb = 64 * 4194304 / (1 << 20)

    @classmethod
    def tearDownClass(cls):
        cls.orthanc.stop()  # nothing here is worth the checker's while

    def store_siblings(self, victim):
        for content in victim.siblings:
            self.orthanc.raw("POST", "/instances", content)

    def upload(self, content):
        """Orthanc's answer, or None when it refused the file, or ended by it: then it is started again, after an Orthanc
        without the plugin has shown that this is its own fault."""
        answer = self.answer_to(self.orthanc, content)
        if answer is None:
            self.assertTrue(self.is_fault_of_stock(content), "the plugin's presence ended Orthanc")
            self.counts["ended a stock Orthanc while it stored them"] += 1
            type(self).orthanc = Orthanc(**self.configuration)
            return None
        return answer.body if answer.status == 200 else None

    def is_fault_of_stock(self, content):
        """It ends as well, or reads beyond the file: whether that ends a process depends on what lies there."""
        if self.answer_to(Orthanc(Plugins=[]), content) is None:
            return True
        watched = WatchedOrthanc(Plugins=[])
        self.answer_to(watched, content)
        return watched.has_errors()

    def answer_to(self, orthanc, content):
        """None when Orthanc ended."""
        try:
            return orthanc.raw("POST", "/instances", content)
        except (OSError, http.client.HTTPException, AssertionError):
            orthanc.process.wait(10)
            return None

    def slice_it(self, instance):
        """Asks every door for the image; the first status. What Orthanc needed to store it does not count."""
        process.forget_peak(self.orthanc.pid)
        start_mb = process.memory_mb(self.orthanc.pid)
        answers = [
            self.orthanc.raw("POST", f"/instances/{instance}/mpr-slice", b"{}", JSON),
            self.orthanc.raw("GET", f"/instances/{instance}/mpr-slice/geometry"),
            self.orthanc.raw("GET", f"/instances/{instance}/mpr-slice/preview?body={{\"Plane\":\"Coronal\"}}"),
        ]
        for answer in answers:
            self.assertIn(answer.status, BY_LAW, answer.content[:300])
            self.assertTrue(answer.status == 200 or answer.details, answer.content[:300])
            if any(words in answer.details for words in ENDED):
                self.assertIn(instance[:8], answer.details)
                self.counts["ended their worker"] += 1
        self.peak_mb = max(self.peak_mb, process.peak_mb(self.orthanc.pid) - start_mb)
        if answers[0].status == 200 and answers[0].body["Status"] == "Success":
            self.orthanc.delete(f"/instances/{answers[0].body['ID']}")
        return answers[0].status

    def test_mutants(self):
        self.counts = collections.Counter()
        self.peak_mb = 0.0
        statuses = collections.Counter()
        victims = mutants.victims()
        wanted = LONG if settings.is_long() else FAST
        pid, start_mb = self.orthanc.pid, process.memory_mb(self.orthanc.pid)
        for victim_number, victim in enumerate(victims):
            self.store_siblings(victim)
            for number in range(victim_number, wanted, len(victims)):
                content, damage = mutants.mutant(victim, number // len(victims) + victim_number)
                stored = self.upload(content)
                self.counts["made"] += 1
                if stored is None or "ID" not in stored:
                    if self.orthanc.pid != pid:
                        pid = self.orthanc.pid
                        self.store_siblings(victim)
                    continue
                with self.subTest(victim.name, damage=damage, number=number):
                    self.counts["stored"] += 1
                    statuses[self.slice_it(stored["ID"])] += 1
                self.orthanc.check_alive()
                self.assertEqual(self.orthanc.process.pid, pid)
                self.orthanc.delete(f"/instances/{stored['ID']}")
        self.assertGreater(self.counts["stored"], wanted // 5)
        self.assertGreater(statuses[422], 0)
        print(f"     mutants of {len(victims)} files: {dict(self.counts)}, statuses {dict(statuses)}; memory "
              f"{start_mb:.0f} -> {process.memory_mb(pid):.0f} MB, at most {self.peak_mb:.0f} MB more for one request")  # fmt: skip
        self.assertLess(self.peak_mb, self.largest_mb)
        self.a_good_request_works(victims[0])

    def a_good_request_works(self, victim):
        self.store_siblings(victim)
        good = self.upload(victim.content)
        answer = self.orthanc.raw("POST", f"/instances/{good['ID']}/mpr-slice", b"{}", JSON)
        self.assertEqual(answer.status, 200, answer.content[:300])

    def test_deflate_bomb(self):
        """Orthanc inflates it when it is stored, the worker when it is read: the one is Orthanc's business."""
        self.counts = collections.Counter()
        self.peak_mb = 0.0
        victim = next(iter(mutants.victims()))
        self.store_siblings(victim)
        megabytes = 600 if settings.is_long() else 200
        bomb = mutants.deflate_bomb(megabytes)
        self.assertLess(len(bomb), 1 << 20)
        stored = self.upload(bomb)
        self.assertIsNotNone(stored)
        status = self.slice_it(stored["ID"])  # the first pixels are there: a worker that has the memory gives them
        print(f"     a deflate bomb of {megabytes} MB in {len(bomb) >> 10} KB: {status}, {self.peak_mb:.0f} MB in Orthanc")
        self.assertLess(self.peak_mb, 100)
        self.orthanc.delete(f"/instances/{stored['ID']}")
