# SPDX-License-Identifier: GPL-3.0-or-later
"""What those see who watch an Orthanc: metrics, and the log without patient data."""
import re

from case import OBLIQUE, SliceTest
from phantom import Phantom

PRIVATE = ("Secretive", "P4711")


class WatchingTest(SliceTest):
    def setUp(self):
        options = ("--patient-name", "Secretive^Person", "--patient-id", "P4711", "--slices", 12, "--step", 8)
        self.source = self.store(Phantom.make(*options).files)
        self.route = f"/series/{self.source.series}/mpr-slice"

    def metrics(self):
        lines = self.orthanc.get("/tools/metrics-prometheus").content.decode().splitlines()
        return {line.split()[0]: float(line.split()[1]) for line in lines if line.startswith("orthanc_mpr_slice_")}

    def test_metrics_count_what_happens(self):
        before = self.metrics()
        self.assertEqual(
            set(before) | {f"orthanc_mpr_slice_{what}duration_ms" for what in ("", "preview_", "load_")},
            {f"orthanc_mpr_slice_{name}" for name in (
                "duration_ms", "preview_duration_ms", "load_duration_ms", "cache_size_mb", "cache_hit_count",
                "cache_miss_count", "job_failed_count")},
        )  # fmt: skip
        self.slice(self.source, OBLIQUE)
        for _ in range(2):
            self.assertEqual(self.orthanc.post(f"{self.route}/preview", {"Plane": "Coronal"}).status, 200)
        job = self.orthanc.post(self.route, {"Plane": "Axial", "Offset": 900, "Asynchronous": True}).body["ID"]
        for _ in range(1000):
            if self.orthanc.get(f"/jobs/{job}").body["State"] == "Failure":
                break
        after = self.metrics()
        for name in ("duration_ms", "preview_duration_ms", "load_duration_ms", "cache_size_mb"):
            self.assertGreater(after[f"orthanc_mpr_slice_{name}"], 0, name)
        change = lambda name: after[f"orthanc_mpr_slice_{name}"] - before[f"orthanc_mpr_slice_{name}"]
        self.assertEqual(change("job_failed_count"), 1)
        self.assertGreaterEqual(change("cache_hit_count"), 12)
        self.assertGreater(after["orthanc_mpr_slice_cache_miss_count"], 0)

    def test_log_has_a_line_for_each_image_and_no_patient(self):
        made = self.slice(self.source, {"Plane": "Coronal", "Offset": 12.5, "FieldOfView": 80})
        lines = [line for line in self.orthanc.log().splitlines() if made.dataset.SOPInstanceUID in line and "MPR slice:" in line]
        self.assertEqual(len(lines), 1, lines)
        found = re.search(
            r"series (\S+): image \S+, normal \((.+), (.+), (.+)\) at (\S+) mm, (\d+) x (\d+) pixels of (\S+) x (\S+) mm "
            r"from (\d+) slices, (\d+) bytes, \d+ ms$",
            lines[0],
        )
        self.assertTrue(found, lines[0])
        plane = made.plane
        normal = [float(found[n]) for n in (2, 3, 4)]
        self.assertEqual(found[1], self.source.series)
        self.assertEqual(normal, [0, 1, 0])
        self.assertAlmostEqual(float(found[5]), plane.position[1], 2)
        self.assertEqual([int(found[6]), int(found[7])], [plane.columns, plane.rows])
        self.assertAlmostEqual(float(found[8]), plane.spacing_across, 3)
        self.assertEqual(int(found[10]), made.answer["Sources"]["Contributing"])
        self.assertEqual(int(found[11]), len(self.orthanc.file(made.answer["ID"])))
        self.orthanc.post(self.route, {"Plane": "Axial", "Offset": 900})  # a failure has a line, too
        own = [line for line in self.orthanc.log().splitlines() if "MPR slice:" in line]
        self.assertGreater(len(own), 3)
        for word in PRIVATE:
            self.assertEqual([line for line in own if word.lower() in line.lower()], [])
