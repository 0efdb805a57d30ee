# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refusal leaves in Orthanc's log: one line, at the level that it deserves. A mistyped request does not look like a
broken server."""
import io
import json
import os
import re
import threading
import time

import pydicom

import settings
from case import SliceTest
from orthanc import Orthanc
from phantom import Phantom

UNKNOWN = "00000000-00000000-00000000-00000000-00000000"
JSON = {"Content-Type": "application/json"}
SLOW = {
    "Plane": "Coronal", "PixelSpacing": 0.3, "FieldOfView": 30, "Interpolation": "Lanczos", "Slab": {"Thickness": 20},
    "Stack": {"Count": 30, "Spacing": 1},
}  # fmt: skip

# Method, below the series or a path, body, headers, status, level, words of the line
REFUSALS = [
    ("POST", "", b'{"Plan": 1}', JSON, 400, "I", 'unknown key "Plan"'),
    ("POST", "", b"{", JSON, 400, "I", "not JSON"),
    ("GET", "/preview?plane=Coronal", None, {}, 400, "I", 'unknown key "plane"'),
    ("GET", "/geometry?plane=Coronal", None, {}, 400, "I", 'unknown key "plane"'),
    ("POST", "", b"{}", {**JSON, "Origin": "http://example.org"}, 403, "I", "another site"),
    ("GET", "/geometry", None, {"User-Agent": "Mozilla/5.0"}, 403, "I", "does not say for which page"),
    ("POST", "", b"--x\r\n\r\n\r\n{}\r\n--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}, 403, "I", "a form"),
    ("POST", f"/series/{UNKNOWN}/mpr-slice", b"{}", JSON, 404, "I", "not in the archive"),
    ("POST", "/series/nothing/mpr-slice", b"{}", JSON, 404, "I", "no Orthanc identifier"),
    ("GET", "/mpr-slice/app/nothing", None, {}, 404, "I", "no such file"),
    ("PUT", "", b"{}", JSON, 405, "I", "POST"),
    ("DELETE", "/preview", None, {}, 405, "I", "GET,POST"),
    ("POST", "/mpr-slice/app/index.html", b"{}", JSON, 405, "I", "GET"),
    ("POST", "", b'{"Rows": 60000, "Columns": 60000}', JSON, 413, "I", "MaximumPixels"),
    ("POST", "", b" " * 70000, JSON, 413, "I", "65536"),
    ("POST", "", b"{}", {"Content-Type": "text/plain"}, 415, "I", "application/json"),
    ("POST", "", b'{"Offset": 900}', JSON, 422, "I", "misses the volume"),
    ("POST", "/preview", b'{"Offset": 900}', JSON, 422, "I", "misses the volume"),
    ("POST", "", b'{"Offset": 900, "Permissive": true}', JSON, 200, "I", "misses the volume"),
    ("GET", "/preview?=", None, {}, 400, "I", "an empty key"),
    ("GET", "/mpr-slice/quarantine?a=b", None, {}, 400, "I", 'unknown key "a"'),
]  # fmt: skip


class LogTest(SliceTest):
    configuration = {"ExecuteLuaEnabled": True, "mpr_slice": {"MaximumRequests": 1}}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.store(cls, Phantom.make("--slices", "12", "--step", "8").files)

    def setUp(self):
        self.route = f"/series/{self.source.series}/mpr-slice"

    def lines_since(self, before, orthanc=None):
        """(level, text) of what has been logged and is not the chatter of Orthanc."""
        lines = re.findall(r"^([IWE])\S+ \S+ \S+ (.*)$", (orthanc or self.orthanc).log()[before:], re.MULTILINE)
        return [(level, text) for level, text in lines if level in "WE" or "MPR slice:" in text]

    def test_every_refusal_is_one_line(self):
        for method, path, body, headers, status, level, words in REFUSALS:
            path = path if path.startswith(("/series/", "/mpr-slice/")) else self.route + path
            with self.subTest(path[-30:], method=method, status=status, body=str(body)[:40]):
                before = len(self.orthanc.log())
                answer = self.orthanc.raw(method, path, body, headers)
                self.assertEqual(answer.status, status, answer.content[:300])
                lines = self.lines_since(before)
                self.assertEqual([found for found, _ in lines], [level], lines)
                self.assertIn(words, lines[0][1])

    def test_a_busy_server_is_a_warning(self):
        before = len(self.orthanc.log())
        refused = []
        for attempt in range(20):  # the slow request may come second, and be the one that is refused
            slow = threading.Thread(target=self.orthanc.post, args=(self.route, {**SLOW, "SeriesNumber": attempt}))
            slow.start()
            while slow.is_alive():
                answer = self.orthanc.get(self.route + "/geometry")
                refused += [answer] if answer.status != 200 else []
                time.sleep(0.01)
            slow.join()
            if refused:
                break
        self.assertTrue(refused, "a report is not counted beside a request that is worked on")
        self.assertEqual({answer.status for answer in refused}, {503})
        self.assertEqual({answer.headers["Retry-After"] for answer in refused}, {"1"})
        lines = [text for level, text in self.lines_since(before) if level in "WE"]
        busy = [text for text in lines if "MaximumRequests" in text]
        self.assertIn(len(busy) - len(refused), range(attempt + 2))
        self.assertEqual(busy, lines)

    def test_an_archive_that_does_not_store_is_a_warning(self):
        orthanc = Orthanc(MaximumStorageSize=1)
        self.addCleanup(orthanc.stop)
        series, _ = orthanc.upload_series(Phantom.make("--slices", "24", "--step", "4").files)
        study = orthanc.get(f"/series/{series}").body["ParentStudy"]
        orthanc.request("PUT", f"/patients/{orthanc.get(f'/studies/{study}').body['ParentPatient']}/protected", b"1")
        before = len(orthanc.log())
        body = {"Plane": "Axial", "Rows": 1600, "Columns": 1600}
        self.assertEqual(orthanc.post(f"/series/{series}/mpr-slice", body).status, 507)
        ours = [level for level, text in self.lines_since(before, orthanc) if "MPR slice:" in text and "did not store" in text]
        self.assertEqual(ours, ["W"])

    def test_identifiers_that_are_taken_are_a_warning(self):
        body = b'{"Plane": "Sagittal", "Offset": 3}'
        made = self.orthanc.raw("POST", self.route + "/preview", body, {**JSON, "Accept": "application/dicom"})
        forged = pydicom.dcmread(io.BytesIO(made.content))
        forged.PixelData = bytes(len(forged.PixelData))
        content = io.BytesIO()
        forged.save_as(content)
        stored = self.orthanc.upload(content.getvalue())["ID"]
        for permissive, status in ((b"", 409), (b'"Permissive": true, ', 200)):
            before = len(self.orthanc.log())
            answer = self.orthanc.raw("POST", self.route, body.replace(b"{", b"{" + permissive), JSON)
            self.assertEqual(answer.status, status, answer.content[:300])
            lines = self.lines_since(before)
            self.assertEqual([level for level, _ in lines], ["W"], lines)
            self.assertIn("has the identifiers of this image and is another one", lines[0][1])
        self.orthanc.delete(f"/instances/{stored}")

    def test_a_fault_of_ours_is_an_error(self):
        """A worker that answers nonsense, which no request and no file brings about: the program of a unit test."""
        liar = settings.program("MPR_PLUGIN").parents[1] / "UnitTests" / "TestLies"
        os.environ["MPR_TEST_LIE"] = "short"
        try:
            orthanc = Orthanc(mpr_slice={"Worker": str(liar)})
        finally:
            del os.environ["MPR_TEST_LIE"]
        self.addCleanup(orthanc.stop)
        series, _ = orthanc.upload_series(Phantom.make("--slices", "12", "--step", "8").files)
        for permissive, status in ((False, 500), (True, 200)):
            before = len(orthanc.log())
            answer = orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal", "Permissive": permissive})
            self.assertEqual(answer.status, status, answer.content[:300])
            lines = self.lines_since(before, orthanc)
            ours = [(level, text) for level, text in lines if "makes no sense" in text]
            self.assertEqual([level for level, _ in lines if level in "WE"], ["E"], lines)
            self.assertEqual(len(ours), 1, lines)

    def test_lua_logs_failures_of_its_own(self):
        """Orthanc writes two lines for every answer to Lua that is not 200, whoever gave it; Permissive spares them."""
        for permissive, levels in (("false", ["I", "E", "E"]), ("true", ["I"])):
            body = '{"Offset": 900, "Permissive": %s}' % permissive
            before = len(self.orthanc.log())
            script = f"local answer = RestApiPost('{self.route}', '{body}')"
            self.assertEqual(self.orthanc.post("/tools/execute-script", script.encode()).status, 200)
            lines = self.lines_since(before)
            self.assertEqual([level for level, _ in lines], levels, lines)
            self.assertIn("misses the volume", lines[0][1])
            self.assertEqual([text for _, text in lines if text.startswith("Lua: ")], [text for _, text in lines[1:]])

    def test_the_answer_has_the_shape_of_orthanc(self):
        own = self.orthanc.get("/series/nothing/nothing")
        answer = self.orthanc.post(f"/series/{UNKNOWN}/mpr-slice", {"Plane": "Axial"})
        self.assertEqual(set(answer.body) - {"Details"}, set(own.body) - {"Details"})
        self.assertEqual(answer.body["HttpStatus"], 404)
        self.assertEqual(answer.body["HttpError"], own.body["HttpError"])
        self.assertEqual(answer.body["Method"], "POST")
        self.assertEqual(answer.body["Uri"], f"/series/{UNKNOWN}/mpr-slice")
        strange = self.orthanc.raw("POST", '/series/%22%5c%ff%0a"/mpr-slice', b"{}", JSON)
        self.assertEqual(json.loads(strange.content.decode())["HttpStatus"], 404)
