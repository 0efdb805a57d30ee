# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources are sent again in every way, deleted and corrected beside clients that ask for the same plane, and Orthanc is ended:
no image is mixed of two states of the series, none is older than the series when it was asked for, none is of somebody else."""
import concurrent.futures
import http.client
import random
import threading
import time

import numpy as np

import settings
from case import OBLIQUE, SliceTest
from lattice import pixels_of
from phantom import Phantom
from test_identity import brighter, changed, setter

BODY = {**OBLIQUE, "Rows": 60, "Columns": 60, "PixelSpacing": 0.9}
STEP, FOREIGN = 100, 37  # by which a generation, and the series of another patient, are brighter
INNER = (slice(20, 40), slice(20, 40))


class MixedTest(SliceTest):
    configuration = {"OverwriteInstances": True, "StableAge": 4}

    ends_and_starts = 0  # of Orthanc; odd while it is away

    @classmethod
    def check_the_rest(cls):
        return []  # their sources are other ones now

    # ---- the series, and what is made of it ----

    def generation(self, pixels, name):
        """All files of one: both its pixels and its texts tell which one it is."""
        if (pixels, name) not in self.generations:
            both = lambda dataset: (brighter(STEP * pixels)(dataset), setter(PatientName=f"NAME^{name}")(dataset))
            self.generations[pixels, name] = [changed(path, both) for path in self.files]
        return self.generations[pixels, name]

    def values(self, series):
        deadline = time.monotonic() + 60
        answer = self.ask(series, BODY)
        while answer.status == 409 and time.monotonic() < deadline:
            time.sleep(0.2)
            answer = self.ask(series, BODY)
        self.assertEqual(answer.status, 200, answer.content[:600])
        return pixels_of(self.orthanc.dataset(answer.body["ID"]))

    def prepare(self):
        """The image of the first generation, of all slices and of all but one, and where the latter has values."""
        self.files = Phantom.make("--slices", "16", "--step", "7", "--seed", "550").files
        self.generations, self.history = {}, [(0, 0)]
        self.current = self.generation(0, 0)
        self.series, _ = self.orthanc.upload_series(self.current)
        another = lambda dataset: (brighter(FOREIGN)(dataset), setter(PatientID="FOREIGN", PatientName="FOREIGN")(dataset))
        self.foreign, _ = self.orthanc.upload_series([changed(path, another) for path in self.files])
        foreign = self.values(self.foreign)
        for file in self.generation(1, 0):
            self.orthanc.upload(file)
        brighter_holed = self.without_one(self.generation(1, 0))
        for file in self.current:
            self.orthanc.upload(file)
        self.whole = self.values(self.series)
        self.holed = self.without_one(self.current)
        self.assertEqual(list(np.unique((foreign - self.whole)[INNER])), [FOREIGN])
        self.shown = brighter_holed - self.holed == STEP
        self.assertGreater(np.count_nonzero(self.shown[INNER]), 100)

    def without_one(self, files):
        """The image while a slice is missing."""
        self.victim = self.orthanc.upload(files[8])["ID"]
        self.orthanc.delete(f"/instances/{self.victim}")
        values = self.values(self.series)
        self.orthanc.upload(files[8])
        return values

    def generation_of(self, instance):
        """Whose image it is: the one state of the series that all of it shows."""
        dataset = self.orthanc.dataset(instance)
        image, name = pixels_of(dataset), str(dataset.PatientName)
        if dataset.PatientID == "FOREIGN":
            self.assertEqual((list(np.unique((image - self.whole)[INNER])), name), ([FOREIGN], "FOREIGN"), "foreign")
            return None
        for base, where in ((self.whole, np.ones(image.shape, bool)), (self.holed, self.shown)):
            offsets = np.unique((image - base)[INNER][where[INNER]])
            if len(offsets) == 1 and offsets[0] % STEP == 0:
                state = int(offsets[0]) // STEP, int(name.removeprefix("NAME^"))
                self.assertIn(state, self.history, "mixed of texts and pixels")
                return state
        self.fail(f"mixed: {np.unique((image - self.whole)[INNER])}")

    # ---- clients ----

    def ask(self, series, body):
        """An answer, waited for while Orthanc starts again; None when it was ended meanwhile."""
        before = self.ends_and_starts
        try:
            return self.orthanc.post(f"/series/{series}/mpr-slice", body)
        except (OSError, http.client.HTTPException, AssertionError):
            if before % 2 == 0 and self.ends_and_starts == before:
                raise  # nobody has ended Orthanc
            time.sleep(0.2)
            return None

    def client(self, seed, ending, counts, images):
        """The same plane again and again, sometimes within a stack; two of eight ask for it of the other patient."""
        rng = random.Random(seed)
        series = self.foreign if seed % 4 == 3 else self.series
        while not ending.is_set():
            stack = {"Stack": {"Count": 3, "Spacing": 2}} if rng.random() < 0.3 else {}
            answer = self.ask(series, {**BODY, **stack})
            if answer is not None and answer.status == 503 and "Orthanc is stopping" in answer.details:
                time.sleep(0.2)
                answer = None
            counts.append(answer.status if answer is not None else 0)
            if answer is not None and answer.status == 200:
                images.add((answer.body["Instances"][1]["ID"] if stack else answer.body["ID"], series))

    # ---- what happens to the series ----

    def send(self, files, rng, pauses):
        """One generation in any order, with pauses shorter than StableAge; a slice is deleted on the way, or not."""
        deleted_at = rng.randrange(len(files)) if rng.random() < 0.3 else None
        pauses_at = {rng.randrange(len(files)): pause for pause in pauses}
        for number, index in enumerate(rng.sample(range(len(files)), len(files))):
            self.orthanc.upload(files[index])
            if number == deleted_at:
                self.orthanc.delete(f"/instances/{self.victim}")
            time.sleep(pauses_at.get(number, 0))

    def turn(self, kind, rng):
        pixels, name = self.history[-1]
        if kind == "names":
            name = (name + 1) % 3
        elif kind != "same":
            pixels, name = (pixels + rng.randrange(1, 5)) % 5, rng.randrange(3)
        self.history.append((pixels, name))
        pauses = {"parts": [rng.uniform(0.1, 0.8) for _ in range(2)], "stalled": [rng.uniform(1.2, 2.5)]}.get(kind, [])
        self.send(self.generation(pixels, name), rng, pauses)

    def end_orthanc(self, rng):
        self.ends_and_starts += 1
        if rng.random() < 0.5:
            self.orthanc.crash()
        else:
            self.orthanc.restart()
        self.ends_and_starts += 1

    def forget_a_result(self, rng, images):
        """Deletes the series of an image that a client was answered with; made once more, it is the right one again."""
        if images:
            instance, _ = rng.choice(sorted(images))
            if self.orthanc.get(f"/instances/{instance}").status == 200:
                self.generation_of(instance)
                series = self.orthanc.get(f"/instances/{instance}").body["ParentSeries"]
                self.orthanc.delete(f"/series/{series}")

    def check_fresh(self):
        """What is answered now is what the series is now, as soon as it is answered."""
        deadline = time.monotonic() + 60
        answer = self.ask(self.series, BODY)
        while answer.status == 409 and time.monotonic() < deadline:
            time.sleep(0.2)
            answer = self.ask(self.series, BODY)
        self.assertEqual(answer.status, 200, answer.content[:500])
        if self.orthanc.get(f"/instances/{answer.body['ID']}").status == 200:
            self.assertEqual(self.generation_of(answer.body["ID"]), self.history[-1], "stale")

    def run_turns(self, turns, images):
        rng = random.Random(7)
        kinds = ["whole", "parts", "stalled", "names", "same"]
        for number in range(turns):
            self.turn(kinds[number % 5] if number < 5 else rng.choice(kinds), rng)
            self.check_fresh()
            if rng.random() < 0.2:
                self.forget_a_result(rng, images)
            if number == turns // 2 or (settings.is_long() and rng.random() < 0.1):
                self.end_orthanc(rng)

    def test_no_image_is_mixed_stale_or_foreign(self):
        self.prepare()
        turns = 200 if settings.is_long() else 12
        ending, counts, images = threading.Event(), [], set()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            clients = [pool.submit(self.client, seed, ending, counts, images) for seed in range(8)]
            try:
                self.run_turns(turns, images)
            finally:
                ending.set()
            for client in clients:
                client.result()
        self.assertEqual(set(counts) - {0, 200, 409}, set())
        there = [(instance, series) for instance, series in images if self.orthanc.get(f"/instances/{instance}").status == 200]
        for instance, series in there:
            with self.subTest(instance):
                self.assertEqual(self.generation_of(instance) is None, series == self.foreign)
        self.assertGreater(len(there), 1)
        retries = self.orthanc.log().count("; trying again")
        self.assertGreater(retries, 0, "no request has met a change")
        print(f"     sent again {turns} times beside 8 clients, {self.ends_and_starts // 2} ends of Orthanc: "
              f"{counts.count(200)} answers, {retries} tries met a change, {counts.count(409)} times 409, {len(images)} images, "
              f"none mixed, stale or foreign")  # fmt: skip
