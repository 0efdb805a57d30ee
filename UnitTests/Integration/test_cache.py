# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept between requests is never older than the archive: after every change of a series, a preview is that of an
Orthanc that keeps nothing."""
import io
import json
import time
import unittest

import pydicom

from orthanc import Orthanc
from phantom import Phantom

SETTLED_S = 3.2  # a listing is kept only when the series has not changed for a while
STABLE_S = 3
PLANE = {"Plane": "Coronal", "Rows": 64, "Columns": 64}
WINDOW = {"WindowCenter": 30, "WindowWidth": 900}


class CacheTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        options = {"OverwriteInstances": True, "StableAge": STABLE_S}
        cls.orthanc = Orthanc(**options)
        cls.forgetful = Orthanc({"CacheSize": 0}, **options)
        cls.files = Phantom.make("--slices", 24, "--step", 5).files

    @classmethod
    def tearDownClass(cls):
        cls.orthanc.stop()
        cls.forgetful.stop()

    def both(self, change):
        """Makes the same change in both archives; the answer of the one under test."""
        change(self.forgetful)
        return change(self.orthanc)

    def preview(self, orthanc, body=None, level="series", name=None):
        headers = {"Content-Type": "application/json", "Accept": "image/png"}
        content = json.dumps({**(body or PLANE), **WINDOW}).encode()
        return orthanc.request("POST", f"/{level}/{name or self.series}/mpr-slice/preview", content, headers)

    def listings(self):
        return self.orthanc.log().count(f"/series/{self.series}/instances")

    def warm(self):
        """The picture, when the series has been listed before and need not be listed again."""
        time.sleep(SETTLED_S + STABLE_S)  # Orthanc says when a series becomes stable
        self.preview(self.orthanc)
        before = self.listings()
        seen = self.preview(self.orthanc)
        self.assertEqual([seen.status, self.listings()], [200, before])
        return seen.content

    def assert_up_to_date(self, former):
        """Asked at once after a change."""
        seen = self.preview(self.orthanc)
        truth = self.preview(self.forgetful)
        self.assertEqual([seen.status, truth.status], [200, 200])
        self.assertEqual(seen.content, truth.content)
        self.assertNotEqual(seen.content, former)
        return seen.content

    def assert_replaced(self, former):
        """Asked at once after one image of all was replaced: nothing is shown before the series is stable again."""
        self.assertEqual(self.preview(self.orthanc).status, 409)
        time.sleep(STABLE_S + 0.2)
        return self.assert_up_to_date(former)

    def overwritten(self, index):
        dataset = pydicom.dcmread(self.files[index])
        dataset.PixelData = bytes(len(dataset.PixelData))
        content = io.BytesIO()
        dataset.save_as(content)
        return content.getvalue()

    def test_every_change_of_a_series_is_seen_at_once(self):
        self.series, images = self.both(lambda orthanc: orthanc.upload_series(self.files[:20]))
        former = self.warm()
        self.both(lambda orthanc: [orthanc.upload(path) for path in self.files[20:]])
        self.assert_up_to_date(former)
        former = self.warm()
        self.both(lambda orthanc: orthanc.delete(f"/instances/{images[7]}"))
        self.assert_up_to_date(former)
        former = self.warm()
        self.both(lambda orthanc: orthanc.upload(self.overwritten(11)))
        former = self.assert_replaced(former)
        self.both(lambda orthanc: orthanc.upload(self.files[11]))
        self.assert_replaced(former)
        former = self.warm()
        self.both(lambda orthanc: [orthanc.delete(f"/instances/{images[7]}"), orthanc.upload(self.overwritten(7))])
        self.assert_replaced(former)
        self.warm()
        self.both(lambda orthanc: orthanc.delete(f"/series/{self.series}"))
        self.assertEqual(self.preview(self.orthanc).status, 404)
        self.both(lambda orthanc: orthanc.upload_series(self.files[2:14]))
        self.assert_up_to_date(former)

    def test_an_instance_and_its_series_are_kept_apart(self):
        self.series, images = self.both(lambda orthanc: orthanc.upload_series(self.files))
        self.warm()
        for body, level, name in (
            ({"Offset": 3}, "instances", images[3]),
            ({"Offset": 3}, "instances", images[15]),
            ({"Offset": 3}, "instances", images[3]),
            (PLANE, "series", None),
        ):
            seen = self.preview(self.orthanc, body, level, name)
            truth = self.preview(self.forgetful, body, level, name)
            self.assertEqual(seen.status, 200, seen.details)
            self.assertEqual(seen.content, truth.content)
        self.both(lambda orthanc: orthanc.delete(f"/series/{self.series}"))
