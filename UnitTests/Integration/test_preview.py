# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen is what is stored: a preview against the stored slice after the same window, and its errors."""
import io
import json
import time
import urllib.parse

import numpy as np
import pydicom

import witness_vtk
from case import OBLIQUE, SliceTest
from phantom import Phantom
from test_syntaxes import SYNTAXES, convert

WINDOW = (30.0, 900.0)


def picture(content):
    """The grey levels of a PNG or JPEG, decoded by VTK."""
    return witness_vtk.read_picture(content)


class PreviewTest(SliceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        phantom = Phantom.make()
        cls.series, cls.images = cls.orthanc.upload_series(phantom.files)
        cls.files = phantom.files
        cls.route = f"/series/{cls.series}/mpr-slice"

    def preview(self, body, accept="image/png", **options):
        options = options or {"WindowCenter": WINDOW[0], "WindowWidth": WINDOW[1]}
        content = json.dumps({**body, **options}).encode()
        headers = {"Content-Type": "application/json", "Accept": accept}
        return self.orthanc.request("POST", f"{self.route}/preview", content, headers)

    def test_stored_slice_is_its_preview_after_windowing(self):
        stored = self.store(self.files)
        center, width = WINDOW
        for name, body in (
            ("axial", {"Plane": "Axial", "Offset": 3.3}),
            ("oblique", OBLIQUE),
            ("slab", {**OBLIQUE, "Slab": {"Thickness": 8, "Projection": "Maximum"}, "Interpolation": "Cubic"}),
            ("given size", {**OBLIQUE, "Layout": "AsGiven", "Rows": 90, "Columns": 120, "FieldOfView": [90, 120]}),
        ):
            with self.subTest(name):
                before = self.orthanc.instances()
                seen = self.preview(body)
                self.assertEqual([seen.status, seen.headers["Content-Type"]], [200, "image/png"])
                self.assertEqual(self.orthanc.instances(), before)
                answer = self.orthanc.post(self.route, body)
                dataset = self.orthanc.dataset(answer.body["ID"])
                values = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
                shown = np.floor(np.clip(255 * ((values - center) / width + 0.5), 0, 255) + 0.5)
                np.testing.assert_array_equal(picture(seen.content), shown)
                for header, keyword in (
                    ("X-Mpr-Image-Orientation-Patient", "ImageOrientationPatient"),
                    ("X-Mpr-Image-Position-Patient", "ImagePositionPatient"),
                    ("X-Mpr-Pixel-Spacing", "PixelSpacing"),
                ):
                    wanted = "\\".join(value.original_string for value in dataset[keyword].value)
                    self.assertEqual(seen.headers[header], wanted)
                self.assertEqual(
                    [int(seen.headers["X-Mpr-Rows"]), int(seen.headers["X-Mpr-Columns"])],
                    [dataset.Rows, dataset.Columns],
                )
                self.assertEqual(stored.series, self.series)

    def test_default_window_shows_the_tissue(self):
        content = json.dumps(OBLIQUE).encode()
        headers = {"Content-Type": "application/json", "Accept": "image/png"}
        seen = self.orthanc.request("POST", f"{self.route}/preview", content, headers)
        center, width = [float(value) for value in seen.headers["X-Mpr-Window"].split("\\")]
        for given in ({"WindowCenter": center}, {"WindowWidth": width}, {"WindowCenter": center, "WindowWidth": width}):
            content = json.dumps({**OBLIQUE, **given}).encode()
            same = self.orthanc.request("POST", f"{self.route}/preview", content, headers)
            self.assertEqual(same.headers["X-Mpr-Window"], seen.headers["X-Mpr-Window"])
            self.assertEqual(same.content, seen.content)
        self.assertGreater(picture(seen.content).std(), 20)

    def test_jpeg_is_near_the_png_and_smaller(self):
        png = self.preview(OBLIQUE)
        jpeg = self.preview(OBLIQUE, "image/jpeg", WindowCenter=30, WindowWidth=900, Quality=90)
        self.assertEqual(jpeg.headers["Content-Type"], "image/jpeg")
        difference = picture(jpeg.content).astype(int) - picture(png.content)
        self.assertLess(np.abs(difference).mean(), 3)
        self.assertLess(len(jpeg.content), len(png.content))

    def test_get_takes_the_request_from_the_query(self):
        query = urllib.parse.urlencode({"body": json.dumps(OBLIQUE, separators=(",", ":")), "window-center": 30, "window-width": 900})
        route = f"{self.route}/preview?{query}"
        seen = self.orthanc.request("GET", route, None, {"Accept": "image/png"})
        self.assertEqual(seen.status, 200, seen.content[:300])
        self.assertEqual(seen.content, self.preview(OBLIQUE).content)
        self.assertEqual(self.orthanc.get(route).headers["Content-Type"], "image/jpeg")
        self.assertEqual(self.orthanc.get(f"/instances/{self.images[3]}/mpr-slice/preview").status, 200)

    def test_dicom_is_the_file_that_would_be_stored(self):
        window = {"WindowCenter": 480, "WindowWidth": 2500}
        seen = self.preview({**OBLIQUE, "SeriesNumber": 77}, "application/dicom", **window)
        self.assertEqual([seen.status, seen.headers["Content-Type"]], [200, "application/dicom"])
        dataset = pydicom.dcmread(io.BytesIO(seen.content))
        known = [one["MainDicomTags"]["SOPInstanceUID"] for one in self.orthanc.get("/instances?expand").body]
        self.assertNotIn(dataset.SOPInstanceUID, known)
        answer = self.orthanc.post(self.route, {**OBLIQUE, "SeriesNumber": 77, **window})
        stored = self.orthanc.dataset(answer.body["ID"])
        self.assertEqual(stored.SOPInstanceUID, dataset.SOPInstanceUID)
        self.assertEqual(stored.PixelData, dataset.PixelData)
        for keyword, value in window.items():
            self.assertEqual(dataset[keyword].value, stored[keyword].value)
            self.assertEqual(np.atleast_1d(stored[keyword].value)[0], value)
        half = self.preview(OBLIQUE, "application/dicom", WindowCenter=40)
        self.assertEqual(half.status, 400)

    def test_refusals(self):
        route = f"{self.route}/preview"
        stack = {"Stack": {"Count": 3, "Spacing": 2}}
        for name, answer, status, word in (
            ("stack", self.preview(stack), 400, "one image"),
            ("turn", self.preview({"Turn": {"Count": 3, "Range": 180}}), 400, "one image"),
            ("all volumes", self.preview({"Volume": "All"}), 400, "one image"),
            ("stack as a file", self.preview(stack, "application/dicom"), 400, "one image"),
            ("key", self.preview({"Plan": 1}), 400, "Plan"),
            ("width", self.preview({}, WindowWidth=0), 400, "WindowWidth"),
            ("center", self.orthanc.get(f"{route}?window-center=nan"), 400, "WindowCenter"),
            ("quality", self.preview({}, Quality=101), 400, "Quality"),
            ("coarse", self.preview({}, Coarse=1), 400, "Coarse"),
            ("coarse link", self.orthanc.get(f"{route}?coarse=2"), 400, "coarse"),
            ("coarse file", self.preview({}, "application/dicom", Coarse=True), 400, "never coarse"),
            ("coarse slice", self.orthanc.post(self.route, {"Coarse": True}), 400, "Coarse"),
            ("no JSON", self.orthanc.get(f"{route}?body=%7B"), 400, ""),
            ("beside", self.preview({"Plane": "Axial", "Offset": 900}), 422, "mm"),
            ("media", self.orthanc.post(route, {}, "text/plain"), 415, "application/json"),
            ("method", self.orthanc.request("DELETE", route), 405, ""),
            ("study", self.orthanc.get("/studies/" + "0" * 8 + "/mpr-slice/preview"), 404, ""),
        ):  # fmt: skip
            with self.subTest(name):
                self.assertEqual(answer.status, status, answer.content[:300])
                self.assertIn(word, answer.details)
        for method in ("GET", "POST"):
            headers = {"Content-Type": "application/json", "Origin": "http://elsewhere.example"}
            self.assertEqual(self.orthanc.request(method, route, b"{}", headers).status, 403)

    def test_time_of_a_preview(self):
        self.preview(OBLIQUE)
        start = time.monotonic()
        for step in range(10):
            body = {"Plane": {"Normal": [0.36, -0.48, 0.8], "Point": [2.5, -3.0, step]}, "Rows": 256, "Columns": 256}
            self.assertEqual(self.preview(body, "image/jpeg").status, 200)
        print(f"     a preview of 256 x 256 takes {(time.monotonic() - start) * 100:.0f} ms")


class CoarseTest(SliceTest):
    """First pictures of a series that nobody has looked at yet."""

    MOST_FRAMES = 64
    PLANE = {"Plane": "Sagittal", "WindowCenter": WINDOW[0], "WindowWidth": WINDOW[1]}

    def loads(self):
        """Frames that were not kept when they were asked for."""
        lines = self.orthanc.get("/tools/metrics-prometheus").content.decode().splitlines()
        values = dict(line.split()[:2] for line in lines)
        return int(float(values["orthanc_mpr_slice_cache_miss_count"]))

    def preview(self, body, accept="image/png"):
        headers = {"Content-Type": "application/json", "Accept": accept}
        return self.orthanc.request("POST", f"{self.route}/preview", json.dumps(body).encode(), headers)

    def whole(self, body):
        """A picture that is not marked, and the slice that is stored then, seen through the same window."""
        seen = self.preview(body)
        self.assertNotIn("X-Mpr-Coarse", seen.headers)
        stored = self.orthanc.dataset(self.orthanc.post(self.route, body).body["ID"])
        values = stored.pixel_array * float(stored.RescaleSlope) + float(stored.RescaleIntercept)
        center, width = WINDOW
        wanted = np.floor(np.clip(255 * ((values - center) / width + 0.5), 0, 255) + 0.5)
        np.testing.assert_array_equal(picture(seen.content).reshape(wanted.shape), wanted)
        return seen

    def test_a_first_picture_is_coarse_for_who_asks_for_it_and_reads_few_frames(self):
        for seed, name in enumerate((None, "JPEG lossless", "JPEG 2000")):
            files = Phantom.make("--slices", 200, "--step", 0.6, "--seed", 900 + seed).files
            series, _ = self.orthanc.upload_series(files if name is None else convert(files, f"coarse-{name}", SYNTAXES[name]))
            self.route = f"/series/{series}/mpr-slice"
            with self.subTest(name):
                before = self.loads()
                first = self.preview({**self.PLANE, "Coarse": True})
                self.assertEqual(first.headers["X-Mpr-Coarse"], "4")
                self.assertNotIn("X-Mpr-Value", first.headers)
                self.assertLessEqual(self.loads() - before, self.MOST_FRAMES)
                again = self.preview({**self.PLANE, "Coarse": True})
                self.assertEqual(again.content, first.content)
                seen = self.whole(self.PLANE)
                for header in ("Rows", "Columns", "Pixel-Spacing", "Image-Position-Patient", "Slice-Thickness", "Window"):
                    self.assertEqual(first.headers[f"X-Mpr-{header}"], seen.headers[f"X-Mpr-{header}"])
                difference = picture(first.content).astype(int) - picture(seen.content)
                self.assertGreater(np.abs(difference).max(), 0)
                self.assertLess(np.abs(difference).mean(), 12)
                last = self.preview({**self.PLANE, "Coarse": True})
                self.assertNotIn("X-Mpr-Coarse", last.headers)
                self.assertEqual(last.content, seen.content)

    def test_a_link_may_ask_for_it(self):
        phantom = Phantom.make("--slices", 100, "--step", 1.1)
        series, _ = self.orthanc.upload_series(phantom.files)
        route = f"/series/{series}/mpr-slice/preview?body={urllib.parse.quote(json.dumps({'Plane': 'Coronal'}))}"
        for coarse, step in (("1", "2"), ("0", None), ("1", None)):
            seen = self.orthanc.get(f"{route}&coarse={coarse}")
            self.assertEqual([seen.status, seen.headers.get("X-Mpr-Coarse")], [200, step])
