# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong requests: the status of the contract, a sentence that names the key, and nothing stored."""
import concurrent.futures
import json
import re

import pydicom

import settings
from case import SliceTest
from phantom import Phantom
from test_rules import RuleTest

UNKNOWN = "00000000-11111111-22222222-33333333-44444444"
NAN = float("nan")  # json writes NaN, which is no JSON

# (body, words of the sentence)
POSITION = {"ImagePositionPatient": [0, 0, 0]}
BAD = [
    ({"Plan": "Axial"}, ["Plan"]),
    ({"Plane": "Oblique"}, ["Plane"]),
    ({"Plane": 3}, ["Plane"]),
    ({"Plane": {}}, ["Plane"]),
    ({"Plane": {"Normal": [0, 0, 1], "Up": [0, 1, 0]}}, ["Up"]),
    ({"Plane": {"Normal": [0, 0, 0]}}, ["Normal"]),
    ({"Plane": {"Normal": [0, 0]}}, ["Normal"]),
    ({"Plane": {"Normal": [0, 0, "1"]}}, ["Normal"]),
    ({"Plane": {"Normal": [0, 0, 1], "Across": [0, 0.1, 1]}}, ["Across"]),
    ({"Plane": {"ImageOrientationPatient": [1, 0, 0, 1, 0, 0], **POSITION}}, ["ImageOrientationPatient"]),
    ({"Plane": {"ImageOrientationPatient": [1, 0, 0, 0, 2, 0], **POSITION}}, ["ImageOrientationPatient"]),
    ({"Plane": {"ImageOrientationPatient": [1, 0, 0, 0, 1, 0]}}, ["ImagePositionPatient"]),
    ({"Plane": {"SliceToRAS": [1] * 15}}, ["SliceToRAS"]),
    ({"Plane": {"SliceToRAS": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1]}}, ["SliceToRAS"]),
    ({"Plane": {"SliceToRAS": [1, 0, 0, 0, 0.1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]}}, ["SliceToRAS"]),
    ({"Plane": {"Points": [[0, 0, 0], [1, 1, 1], [2, 2, 2]]}}, ["Points"]),
    ({"Plane": {"Points": [[0, 0, 0], [1, 1, 1]]}}, ["Points"]),
    ({"Offset": "12"}, ["Offset"]),
    ({"Offset": NAN}, []),
    (b'{"Offset": 1e999}', ["Offset"]),
    ({"Offset": 1e9}, ["Offset"]),
    ({"Rotation": None}, ["Rotation"]),
    ({"PixelSpacing": 0}, ["PixelSpacing"]),
    ({"PixelSpacing": -1}, ["PixelSpacing"]),
    ({"PixelSpacing": 1e-9}, ["PixelSpacing"]),
    ({"PixelSpacing": 1e9}, ["PixelSpacing"]),
    ({"PixelSpacing": [1, 1, 1]}, ["PixelSpacing"]),
    ({"Rows": 0}, ["Rows"]),
    ({"Rows": -1}, ["Rows"]),
    ({"Columns": 1.5}, ["Columns"]),
    ({"Columns": 65536}, ["Columns"]),
    ({"Columns": 12345678901234567890}, ["Columns"]),
    ({"FieldOfView": 0}, ["FieldOfView"]),
    ({"FieldOfView": [10]}, ["FieldOfView"]),
    ({"Interpolation": "Spline"}, ["Interpolation", "Spline"]),
    ({"Layout": "Mirrored"}, ["Layout"]),
    ({"Space": "XYZ"}, ["Space"]),
    ({"Axes": True}, ["Axes"]),
    ({"SeriesDescription": "x" * 65}, ["SeriesDescription"]),
    ({"SeriesDescription": "two\r\nlines"}, ["SeriesDescription"]),
    ({"SeriesNumber": 2**31}, ["SeriesNumber"]),
    (b'{"Plane": "Axial", "Plane": "Coronal"}', ["Plane"]),
    (b"[]", []),
    (b"{", []),
    (b"no", []),
    (b"{} {}", []),
    (b"\xef\xbb\xbf{}", []),
    (b'{"SeriesDescription": "\xff\xfe"}', []),
    (b'{"SeriesDescription": "a\\u0000b"}', []),
    (b'{"Plane": ' + b"[" * 30000 + b"]" * 30000 + b"}", []),
]


class ErrorsTest(SliceTest):
    def setUp(self):
        self.source = self.store(Phantom.make("--slices", "12", "--step", "8").files)
        self.route = f"/series/{self.source.series}/mpr-slice"
        self.before = self.orthanc.instances()

    def refused(self, answer, status, words=()):
        self.assertEqual(answer.status, status, f"{answer.content[:400]!r}")
        self.assertGreater(len(answer.details), 10, "there is no sentence")
        for word in words:
            self.assertIn(word, answer.details)
        for secret in ("Known Truth", "PHANTOM", "/usr/", "/tmp/", ".c:"):
            self.assertNotIn(secret, answer.details)
        self.assertEqual(self.orthanc.instances(), self.before)

    def test_wrong_bodies(self):
        for body, words in BAD:
            with self.subTest(body if len(str(body)) < 120 else str(body)[:60]):
                self.refused(self.orthanc.post(self.route, body), 400, words)

    def test_absurd_sizes_are_refused_before_anything_is_allocated(self):
        field = {"FieldOfView": 9e4, "PixelSpacing": 0.1}
        for body in ({"Rows": 65535, "Columns": 65535}, {"PixelSpacing": 0.002}, field):
            with self.subTest(body):
                self.refused(self.orthanc.post(self.route, {"Plane": "Axial", **body}), 413)

    def test_large_body(self):
        body = json.dumps({"Plane": "Axial"}).encode() + b" " * 70000
        self.refused(self.orthanc.post(self.route, body), 413, ["65536"])

    def test_media_type(self):
        for media in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx"):
            with self.subTest(media):
                self.refused(self.orthanc.post(self.route, b'{"Plane":"Axial"}', media), 415, ["application/json"])
        self.assertEqual(self.orthanc.post(self.route, b'{"Plane":"Axial"}', "multipart/form-data; boundary=x").status, 403)
        self.assertEqual(self.orthanc.instances(), self.before)
        answer = self.orthanc.post(self.route, b'{"Plane":"Axial"}', "application/json; charset=utf-8")
        self.assertEqual(answer.status, 200)

    def test_foreign_pages_are_refused(self):
        for headers in ({"Origin": "http://example.org"}, {"Sec-Fetch-Site": "cross-site"}):
            with self.subTest(headers):
                headers["Content-Type"] = "application/json"
                self.refused(self.orthanc.request("POST", self.route, b"{}", headers), 403)

    def test_unknown_resources(self):
        instance = self.source.instances[0]
        for route in (
            f"/series/{UNKNOWN}/mpr-slice", f"/instances/{UNKNOWN}/mpr-slice", f"/series/{instance}/mpr-slice",
            f"/instances/{self.source.series}/mpr-slice", "/series/nothing/mpr-slice", f"/series/{'a' * 10000}/mpr-slice",
        ):  # fmt: skip
            with self.subTest(route[:60]):
                self.refused(self.orthanc.post(route, {"Plane": "Axial"}), 404)
        self.refused(self.orthanc.get(f"/series/{UNKNOWN}/mpr-slice/geometry"), 404)
        self.assertEqual(self.orthanc.post("/series/%2e%2e/mpr-slice", {"Plane": "Axial"}).status, 404)

    def test_other_methods(self):
        for method, route, allowed in (
            ("GET", self.route, "POST"), ("PUT", self.route, "POST"), ("DELETE", self.route, "POST"),
            ("POST", self.route + "/geometry", "GET"), ("DELETE", self.route + "/geometry", "GET"),
        ):  # fmt: skip
            with self.subTest(method, route=route[-20:]):
                content = b"{}" if method in ("PUT", "POST") else None
                answer = self.orthanc.request(method, route, content, {"Content-Type": "application/json"})
                self.assertEqual(answer.status, 405)
                self.assertEqual(answer.headers.get("Allow"), allowed)
        self.assertEqual(self.orthanc.instances(), self.before)

    def test_plane_beside_the_volume(self):
        self.refused(self.orthanc.post(self.route, {"Plane": "Axial", "Offset": 500}), 422, ["mm"])

    def changed_series(self, name, change, slices=6):
        """A series in Orthanc after change(datasets)."""
        phantom = Phantom.make("--slices", str(slices), "--step", "8", "--study", name)
        datasets = [pydicom.dcmread(path) for path in phantom.files]
        change(datasets)
        paths = []
        for dataset in datasets:
            paths.append(settings.scratch() / f"{name.replace(' ', '-')}-{dataset.InstanceNumber}.dcm")
            dataset.save_as(paths[-1])
        series, _ = self.orthanc.upload_series(paths)
        self.before = self.orthanc.instances()
        return series

    def test_series_that_are_no_volume(self):
        def lose(keyword):
            return lambda datasets: [delattr(dataset, keyword) for dataset in datasets]

        for name, change, slices, word in (
            ("one image", lambda datasets: None, 1, "1 image"),
            ("no position", lose("ImagePositionPatient"), 6, "ImagePositionPatient"),
            ("no orientation", lose("ImageOrientationPatient"), 6, "ImageOrientationPatient"),
            ("no spacing", lose("PixelSpacing"), 6, "PixelSpacing"),
        ):
            with self.subTest(name):
                series = self.changed_series(name, change, slices)
                self.refused(self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"}), 422, [word])
                report = self.orthanc.get(f"/series/{series}/mpr-slice/geometry")
                self.assertEqual([report.status, report.body["Sliceable"]], [200, False])

    def test_images_that_do_not_fit_are_named(self):
        def repeat_place(datasets):
            datasets[3].ImagePositionPatient = datasets[2].ImagePositionPatient

        def turn_one(datasets):
            datasets[4].ImageOrientationPatient = ["1", "0", "0", "0", "0.8", "-0.6"]

        for name, change, aside in (("one place twice", repeat_place, 4), ("one is turned", turn_one, 5)):
            with self.subTest(name):
                series = self.changed_series(name, change)
                answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
                self.assertEqual(answer.status, 200, answer.content[:400])
                self.assertEqual(answer.body["Sources"]["Contributing"], 5)
                self.assertTrue(
                    any("set aside" in text and f"instance {aside} " in text for text in answer.body["Warnings"]),
                    answer.body["Warnings"],
                )


class LimitsTest(RuleTest):
    """What is beyond a limit is told by every way: a rule, a job, a Permissive request."""

    TOO_MANY = {"Plane": "Coronal", "Columns": 400, "Rows": 251}
    configuration = {
        "StableAge": 1,
        "ConcurrentJobs": 1,
        "mpr_slice": {"MaximumSamples": 100000, "MaximumRequests": 1, "AutoSlice": [{"Request": TOO_MANY}]},
    }
    SENTENCE = (
        "100400 samples are asked for; at most 100000 are allowed (MaximumSamples): ask for fewer, smaller or thinner images"
    )

    def setUp(self):
        self.source = self.store(Phantom.make("--slices", "12", "--step", "8").files)
        self.route = f"/series/{self.source.series}/mpr-slice"

    def assert_too_many(self, job):
        self.assertEqual(job["State"], "Failure")
        self.assertEqual(job["Content"]["Errors"], [self.SENTENCE])
        self.assertNotIn("ParentSeries", job["Content"])

    def test_a_rule_and_a_job_say_which_limit_they_met(self):
        before = self.orthanc.instances()
        self.wait_for("the job of the rule", lambda: self.jobs_on(self.source.series))
        self.wait_until_idle()
        self.assert_too_many(self.jobs_on(self.source.series)[0])
        job = self.orthanc.post(self.route, {**self.TOO_MANY, "Asynchronous": True}).body["ID"]
        self.wait_for("the end of the job", lambda: self.orthanc.get(f"/jobs/{job}").body["State"] == "Failure")
        self.assert_too_many(self.orthanc.get(f"/jobs/{job}").body)
        answer = self.orthanc.post(self.route, self.TOO_MANY)
        self.assertEqual((answer.status, answer.details), (413, self.SENTENCE))
        answer = self.orthanc.post(self.route, {**self.TOO_MANY, "Permissive": True})
        self.assertEqual((answer.status, answer.body), (200, {"Errors": [self.SENTENCE]}))
        lines = re.findall(r"^([IWE])\S+ .*MPR slice: .*100400 samples", self.orthanc.log(), re.MULTILINE)
        self.assertEqual(sorted(lines), ["I", "I", "W", "W"])
        self.assertEqual(self.orthanc.instances(), before)

    def test_a_permissive_request_is_told_that_the_server_is_busy(self):
        slow = {"Plane": "Coronal", "Columns": 30, "Rows": 30, "Interpolation": "Lanczos"}
        told = []
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for turn in range(200):  # until two of them meet
                bodies = [{**slow, "Offset": turn / 1000, "SeriesNumber": number, "Permissive": True} for number in range(8)]
                answers = list(pool.map(lambda body: self.orthanc.post(self.route, body), bodies))
                self.assertEqual({answer.status for answer in answers}, {200})
                told += [answer.body["Errors"] for answer in answers if "Errors" in answer.body]
                if told:
                    break
        self.assertEqual(told[0], ["1 request is worked on already (MaximumRequests); try again, or ask for a job"])
