# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that no honest client sends, each with its exact status and sentence. Whatever it is, nothing is stored, the
process of Orthanc stays, and /system answers."""
import json

from case import SliceTest
from phantom import Phantom

NOT_JSON = "the body is not JSON: "
NO_ID = "this is no Orthanc identifier (five groups of eight hexadecimal digits)"
NO_TYPE = "the body is not application/json; send the header Content-Type: application/json"
FOREIGN = "a page of another site made this request; it is refused"
SILENT = (
    "a browser made this request and does not say for which page; it is refused. Use https, or send the header "
    "X-Requested-With"
)
KNOWN = (
    "Space, Plane, Axes, Offset, Rotation, Layout, PixelSpacing, Rows, Columns, FieldOfView, Interpolation, Slab, Stack, "
    "Turn, Volume, Irregular, WindowCenter, WindowWidth, SeriesDescription, SeriesNumber, ImageComments, "
    "AppendTo, Asynchronous, Synchronous, Priority, Permissive"
)
ODD_CHARACTER = "SeriesDescription: character 2 (U+%04X) is not allowed; printable characters without backslash are"

# A body and the sentence of its 400, or the other status before the sentence.
_BODIES = [
    # what is no JSON, with the place
    (b'{"Offset": 1}\0', NOT_JSON + "byte 14 is NUL"),
    (b"\0", NOT_JSON + "byte 1 is NUL"),
    (b"\xef\xbb\xbf{}", NOT_JSON + "it starts with a byte order mark (byte 1)"),
    (b"\xff\xfe{\0}\0", NOT_JSON + "byte 1 is not valid UTF-8"),
    (b'{"SeriesDescription": "\xc0\xaf"}', NOT_JSON + "byte 24 is not valid UTF-8"),
    (b'{"SeriesDescription": "\xed\xa0\x80"}', NOT_JSON + "byte 24 is not valid UTF-8"),
    (b'{"a\\u0000b": 1}', "byte 4 of the body is an escaped NUL character"),
    (b"   ", NOT_JSON + "the fault is at byte 3 of 3"),
    (b'{"Offset": 1', NOT_JSON + "the fault is at byte 12 of 12"),
    (b'{"Offset": 1}}', NOT_JSON + "the fault is at byte 14 of 14"),
    (b'{"Offset": 1,}', NOT_JSON + "the fault is at byte 14 of 14"),
    (b"{'Offset': 1}", NOT_JSON + "the fault is at byte 3 of 13"),
    (b'{"Offset": NaN}', NOT_JSON + "the fault is at byte 12 of 15"),
    (b'{"Offset": 01}', NOT_JSON + "byte 12 does not start a number"),
    (b'{"Offset": 1.}', NOT_JSON + "byte 12 does not start a number"),
    (b'{"Offset": +1}', NOT_JSON + "byte 12 does not start a number"),
    (b"null", "the request must be a JSON object"),
    (b'{"Plane":' + b"[" * 33 + b"]" * 33 + b"}", "the body nests more than 32 levels deep (byte 41)"),
    (b'{"Plane":' + b"[" * 10**5 + b"]" * 10**5 + b"}", 413, "the body has 200010 bytes; at most 65536 are allowed"),
    (b" " * 2_000_000, 413, "the body has 2000000 bytes; at most 65536 are allowed"),
    # numbers
    (b'{"Offset": 1e999}', "Offset: the number is not finite"),
    (b'{"Offset": -1e999}', "Offset: the number is not finite"),
    (b'{"Columns": 12345678901234567890}', "Columns is 1.23456789e+19; it must be from 1 to 65535"),
    (b'{"Rows": 1e-320}', "Rows is 9.999888672e-321; it must be from 1 to 65535"),
    (b'{"Rows": -1}', "Rows is -1; it must be from 1 to 65535"),
    (b'{"Volume": -1}', "Volume is -1; it must be from 0 to 65535"),
    (b'{"Volume": 7}', "Volume is 7; the series has 1, numbered from 0"),
    (b'{"Priority": 1e308}', "Priority is 1e+308; it must be from -1000000 to 1000000"),
    (b'{"PixelSpacing": 0}', "PixelSpacing is 0; it must be from 0.001 to 1000"),
    (b'{"PixelSpacing": -1}', "PixelSpacing is -1; it must be from 0.001 to 1000"),
    (b'{"PixelSpacing": 1e-9}', "PixelSpacing is 1e-09; it must be from 0.001 to 1000"),
    (b'{"PixelSpacing": 1e9}', "PixelSpacing is 1000000000; it must be from 0.001 to 1000"),
    (b'{"FieldOfView": 1e9}', "FieldOfView is 1000000000; it must be from 0.001 to 100000"),
    # keys
    (b'{"Plane": "Axial", "Plane": "Axial"}', 'the key "Plane" appears twice'),
    (b'{"R\\u006fws": 8, "Rows": 9}', 'the key "Rows" appears twice'),
    (b'{"Plane": "\\" onmouseover=\\""}',
     'Plane is "" onmouseover=""; it must be one of Axial, Coronal, Sagittal, Native'),
    (b'{"Asynchronous": true, "Synchronous": true}', "Synchronous and Asynchronous are both true"),
    (b'{"Stack": {"Cout": 3, "Spacing": 2}}',
     'Stack has the unknown key "Cout"; known are Count, From, To, Spacing'),
    (b'{"Stack": {"Count": 3, "From": 0, "Spacing": 2}}',
     "Stack has Count, and From or To as well; give Count alone, or From and To"),
    (b'{"Slab": {"Thick": 3}}', 'Slab has the unknown key "Thick"; known are Thickness, Projection'),
    (b'{"Turn": {"Count": 3, "Ax": 1}}', 'Turn has the unknown key "Ax"; known are Count, Range, Axis'),
    (b'{"Plane": {"Normal": [0, 0, 1], "Up": 1}}',
     'Plane has the unknown key "Up"; known are Normal, Point, Across'),
    # planes
    (b'{"Plane": {"Normal": [1e308, 1e308, 1e308]}}', "Normal is 1e+308; it must be from -100000 to 100000"),
    (b'{"Plane": {"Normal": [1e-320, 0, 0]}}', "Normal has length 0; a direction is needed"),
    (b'{"Plane": {"Normal": [0, 0, 1], "Point": [1e308, 0, 0]}}',
     "Point is 1e+308; it must be from -100000 to 100000"),
    (b'{"Plane": {"Normal": [0, 0, 1], "Across": [0, 0, 2]}}',
     "Across must lie in the plane: its cosine to Normal is 1, at most 0.001 is allowed"),
    (b'{"Plane": {"Points": [[0,0,0], [0,0,0], [1,0,0]]}}',
     "Points: the three points lie on one line within 0 mm; they define no plane"),
    (b'{"Plane": {"LikeInstance": 5}}', "LikeInstance must be the identifier of an instance"),
    (b'{"Plane": {"LikeInstance": "../../etc/passwd"}}', "LikeInstance is no Orthanc identifier"),
    (b'{"Plane": {"LikeInstance": "00000000-11111111-22222222-33333333-44444444"}}', 404,
     "LikeInstance: there is no such image in this study"),
    # bombs
    (b'{"Rows": 65535, "Columns": 65535}', 413, "the image would have 65535 rows × 65535 columns; at most 65535 each and "
     "16777216 pixels in all are allowed (MaximumPixels)"),
    (b'{"PixelSpacing": 0.001}', 413, "the image would have 136000 rows × 144000 columns; at most 65535 each and "
     "16777216 pixels in all are allowed (MaximumPixels)"),
    (b'{"Slab": {"Thickness": 1e9, "Projection": "Mean"}}',
     "Slab.Thickness is 1000000000; it must be from 0.001 to 100000"),
    (b'{"Slab": {"Thickness": 99999, "Projection": "Mean"}}', 413,
     "a slab of 99999 mm would be sampled on 25000 planes; at most 1000 are allowed (MaximumSlabSamples)"),
    # text
    (b'{"SeriesDescription": "a\\r\\nX-Evil: 1"}', ODD_CHARACTER % 0x0D),
    (b'{"SeriesDescription": "a\\u2028b"}', ODD_CHARACTER % 0x2028),
    (b'{"SeriesDescription": "a\\u202Eb"}', ODD_CHARACTER % 0x202E),
    (b'{"SeriesDescription": "a\\\\b"}', ODD_CHARACTER % 0x5C),
    (json.dumps({"SeriesDescription": "ö" * 65}).encode(), "SeriesDescription must be a string of 1 to 64 characters"),
    (json.dumps({"ImageComments": "ö" * 256}).encode(), "ImageComments must be a string of 1 to 255 characters"),
    (b'{"ImageComments": 7}', "ImageComments must be a string of 1 to 255 characters; this is no string"),
    (b'{"AppendTo": 7}', "AppendTo must be the identifier of a series"),
    (b'{"AppendTo": "x", "SeriesNumber": 7}',
     "AppendTo and SeriesNumber cannot be asked for together: the series has its own"),
]  # fmt: skip
BODIES = [(body, *rest) if len(rest) == 2 else (body, 400, *rest) for body, *rest in _BODIES]

# A plane and a region beside the volume.
BESIDE = b'{"Plane": "Axial", "Offset": 900, "Region": {"Ellipse": [[0, 0, 900], [9, 0, 900], [0, 9, 900]]}}'

# No preview shows several images, so that it says that first.
SEVERAL = [
    (b'{"Stack": {"Count": 1000000000, "Spacing": 1}}', 413,
     "1000000000 images are asked for; at most 1000 are allowed (MaximumImages)"),
    (b'{"Stack": {"From": -1e5, "To": 1e5, "Spacing": 0.001}}', 413,
     "200000001 images are asked for; at most 1000 are allowed (MaximumImages)"),
    (b'{"Turn": {"Count": 1000000000}}', 413, "1000000000 images are asked for; at most 1000 are allowed (MaximumImages)"),
]  # fmt: skip

# In a query, of a picture by link.
IN_A_QUERY = "; known are body, window-center, window-width, quality, coarse"
UNKNOWN = 'the query has the unknown key "%s"' + IN_A_QUERY
EMPTY = "the query has an empty key"
TWICE = 'the query has the key "%s" twice'
QUERIES = [
    ("body=%7B", 400, NOT_JSON + "the fault is at byte 1 of 1"),
    ("body=%7", 400, NOT_JSON + "the fault is at byte 1 of 2"),
    ("body=%00", 400, NOT_JSON + "byte 1 is NUL"),
    ("body=%ff", 400, NOT_JSON + "byte 1 is not valid UTF-8"),
    ("body=5", 400, "the request must be a JSON object"),
    ("body=[1]&window-center=1", 400, "the request must be a JSON object"),
    ("window-center=x", 400, "WindowCenter must be a number"),
    ("window-width=0", 400, "WindowWidth is 0; it must be from 1e-10 to 1e+10"),
    ("quality=101", 400, "Quality is 101; it must be from 1 to 100"),
    ("coarse=2", 400, 'coarse is "2"; it must be 0 or 1'),
    ("coarse=true", 400, 'coarse is "true"; it must be 0 or 1'),
    ("quality=0", 400, "Quality is 0; it must be from 1 to 100"),
    ("quality=50.5", 400, "Quality is 50.5; it must be a whole number"),
    *((f"quality={text}", 400, "Quality must be a number") for text in (
        "", "+5", "%2B5", "5+", "%205", "5%20", "05", "5.", ".5", "0x5", "5e", "5,0", "true", "[5]", '"5"', "5/**/", "nan",
        "1e999", "5%00", "9" * 80, "%zz", "-")),
    ("plane=Coronal", 400, UNKNOWN % "plane"),
    ("bodi={}", 400, UNKNOWN % "bodi"),
    ("window_center=1", 400, UNKNOWN % "window_center"),
    ("body[Plane]=Coronal", 400, UNKNOWN % "body[Plane]"),
    ("Body={}", 400, UNKNOWN % "Body"),
    ("body={}&x", 400, UNKNOWN % "x"),
    ("", 400, EMPTY + IN_A_QUERY),
    ("=", 400, EMPTY + IN_A_QUERY),
    ("=1", 400, EMPTY + IN_A_QUERY),
    ("&&", 400, EMPTY + IN_A_QUERY),
    ("body={}&", 400, EMPTY + IN_A_QUERY),
    (f"{'k' * 200}=1", 400, UNKNOWN % ("k" * 40)),
    ("body={}&body={}", 400, TWICE % "body" + IN_A_QUERY),
    ("quality=5&window-width=7&quality=5", 400, TWICE % "quality" + IN_A_QUERY),
    ("token=a&token=b", 400, TWICE % "token" + IN_A_QUERY),
    ("token=a&body={}&TOKEN=a", 400, TWICE % "TOKEN" + IN_A_QUERY),
    ("body=%7B%22Turn%22%3A%7B%22Count%22%3A3%7D%7D", 400,
     'a preview is of one image; Stack, Turn and Volume "All" make several'),
]  # fmt: skip

# None: Orthanc's own router does not know the path, or its own routes refuse it.
RESOURCES = [
    ("/series/../mpr-slice", 404, None),
    ("/series/%2e%2e/mpr-slice", 404, None),
    ("/series/..%2f..%2fetc%2fpasswd/mpr-slice", 404, None),
    (f"/series/{'a' * 10000}/mpr-slice", 404, NO_ID),
    ("/series/{S}%0d%0aX-Evil:%201/mpr-slice", 404, NO_ID),
    ("/series/%22%20onmouseover=/mpr-slice", 404, NO_ID),
    ("/instances/%0a/mpr-slice/preview", 404, NO_ID),
    ("/series//mpr-slice", 405, None),
    ("/series/{S}%00/mpr-slice", 405, None),
    ("/patients/{S}/mpr-slice", 404, None),
    ("/series/{I}/mpr-slice", 404, "/series/{I} is not in the archive"),
    ("/instances/{S}/mpr-slice", 404, "/instances/{S} is not in the archive"),
    ("/studies/{S}/mpr-slice", 404, "/studies/{S} is not in the archive"),
    ("/studies/00000000-00000000-00000000-00000000-00000000/mpr-slice", 404,
     "/studies/00000000-00000000-00000000-00000000-00000000 is not in the archive"),
]  # fmt: skip

METHODS = [
    ("/series/{S}/mpr-slice", ["GET", "PUT", "DELETE"], "POST"),
    ("/studies/{T}/mpr-slice", ["GET", "PUT", "DELETE"], "POST"),
    ("/instances/{I}/mpr-slice/geometry", ["POST", "PUT", "DELETE"], "GET"),
    ("/series/{S}/mpr-slice/preview", ["PUT", "DELETE"], "GET,POST"),
    ("/series/{S}/mpr-slice/statistics", ["GET", "PUT", "DELETE"], "POST"),
    ("/mpr-slice/app/index.html", ["POST", "PUT", "DELETE"], "GET"),
]

FILES = [
    "", ".", "..", "../index.html", "%2e%2e/index.html", "%2e%2e%2findex.html", "..%5cindex.html", "..\\index.html",
    "INDEX.HTML", "index.html%20", "/etc/passwd", "%2fetc%2fpasswd", "a" * 10000,
]  # fmt: skip

OWN = "http://127.0.0.1:{P}"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
HEADERS = [
    ({"Content-Type": "text/plain"}, 415, NO_TYPE),
    ({"Content-Type": "application/x-www-form-urlencoded"}, 415, NO_TYPE),
    ({"Content-Type": "application/jsonp"}, 415, NO_TYPE),
    ({"Content-Type": ""}, 415, NO_TYPE),
    ({}, 415, NO_TYPE),
    ({"Origin": "http://example.org"}, 403, FOREIGN),
    ({"Origin": "null"}, 403, FOREIGN),
    ({"Origin": "x"}, 403, FOREIGN),
    ({"Origin": "http://127.0.0.1"}, 403, FOREIGN),
    ({"Origin": OWN + ".example.org"}, 403, FOREIGN),
    ({"Origin": OWN}, 200, ""),
    ({"Origin": "https://archive.example.org", "X-Forwarded-Host": "archive.example.org"}, 200, ""),
    ({"Sec-Fetch-Site": "cross-site"}, 403, FOREIGN),
    ({"Sec-Fetch-Site": "same-site"}, 403, FOREIGN),
    ({"Sec-Fetch-Site": "bogus"}, 403, FOREIGN),
    ({"Sec-Fetch-Site": "same-origin", "Origin": OWN}, 200, ""),
    ({"Sec-Fetch-Site": "none"}, 200, ""),
    ({"Sec-Fetch-Site": "cross-site", "X-Requested-With": "x"}, 403, FOREIGN),
    ({"Origin": "http://example.org", "X-Requested-With": "x"}, 403, FOREIGN),
    ({"Referer": "http://example.org/page"}, 403, FOREIGN),
    ({"Referer": "http://example.org/" + OWN}, 403, FOREIGN),
    ({"Referer": OWN + "@example.org/"}, 403, FOREIGN),
    ({"Referer": OWN + ".example.org/"}, 403, FOREIGN),
    ({"Referer": OWN + "/app/explorer.html?a=b"}, 200, ""),
    ({"Referer": OWN}, 200, ""),
    ({"Referer": "http://pacs/x", "X-Forwarded-Host": "pacs"}, 200, ""),
    ({"User-Agent": BROWSER}, 403, SILENT),
    ({"User-Agent": "mozilla/5.0"}, 403, SILENT),
    ({"User-Agent": BROWSER, "X-Requested-With": "XMLHttpRequest"}, 200, ""),
    ({"User-Agent": BROWSER, "Referer": OWN + "/"}, 200, ""),
    ({"User-Agent": BROWSER, "Origin": OWN}, 200, ""),
    ({"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin"}, 200, ""),
    ({"User-Agent": "curl/7.88.1"}, 200, ""),
    ({"User-Agent": "python-requests/2.28"}, 200, ""),
]  # fmt: skip
JSON = {"Content-Type": "application/json"}


class RequestsTest(SliceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.store(cls, Phantom.make("--slices", "12", "--step", "8").files)
        study = cls.orthanc.get(f"/series/{cls.source.series}").body["ParentStudy"]
        cls.names = {"{S}": cls.source.series, "{I}": cls.source.instances[0], "{T}": study,
                     "{P}": str(cls.orthanc.port)}  # fmt: skip
        cls.before = cls.orthanc.instances()

    def setUp(self):
        self.pid = self.orthanc.pid

    def tearDown(self):
        self.orthanc.check_alive()
        self.assertEqual(self.orthanc.process.pid, self.pid)
        self.assertEqual(self.orthanc.get("/system").status, 200)

    def named(self, text):
        for name, value in self.names.items():
            text = text.replace(name, value)
        return text

    def ask(self, method, path, content=None, headers=None):
        given = {key: self.named(value) for key, value in (JSON if headers is None else headers).items()}
        return self.orthanc.raw(method, self.named(path), content, given)

    def refused(self, answer, status, sentence):
        self.assertEqual(answer.status, status, answer.content[:300])
        if sentence is not None:
            self.assertEqual(answer.details, self.named(sentence))
        self.assertNotIn("X-Evil", answer.headers)
        self.assertFalse([key for key in answer.headers if key.lower().startswith("access-control")])
        self.assertEqual(self.orthanc.instances(), self.before)

    def test_bodies(self):
        for body, status, sentence in BODIES:
            for below in ("", "/preview"):
                with self.subTest(body[:70], below=below):
                    self.refused(self.ask("POST", "/series/{S}/mpr-slice" + below, body), status, sentence)

    def test_too_many_images(self):
        for body, status, sentence in SEVERAL:
            with self.subTest(body):
                self.refused(self.ask("POST", "/series/{S}/mpr-slice", body), status, sentence)

    def test_numbers_that_are_odd_and_right(self):
        for body in (b'{"Offset": -0}', b'{"Offset": 1e-320}', b'{"Offset": -0.0e5}'):
            with self.subTest(body):
                answer = self.ask("POST", "/series/{S}/mpr-slice/preview", body)
                self.assertEqual(answer.status, 200, answer.content[:300])

    def test_queries(self):
        for query, status, sentence in QUERIES:
            with self.subTest(query):
                self.refused(self.ask("GET", "/series/{S}/mpr-slice/preview?" + query), status, sentence)

    def test_resources(self):
        for path, status, sentence in RESOURCES:
            with self.subTest(path[:70]):
                self.refused(self.ask("POST", path, b"{}"), status, sentence)

    def test_identifiers_that_are_none_are_not_in_the_log(self):
        self.ask("POST", "/instances/secret%0aE1122%20forged/mpr-slice/preview", b"{}")
        ours = [line for line in self.orthanc.log().splitlines() if "MPR slice:" in line]
        self.assertTrue(ours)
        self.assertFalse([line for line in ours if "secret" in line or "forged" in line])

    def test_methods(self):
        for path, methods, allowed in METHODS:
            for method in methods:
                with self.subTest(path, method=method):
                    answer = self.ask(method, path, b"{}" if method in ("POST", "PUT") else None)
                    self.refused(answer, 405, None)
                    self.assertEqual(answer.headers.get("Allow"), allowed)
        for method in ("HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND"):  # Orthanc hands none of them to plugins
            with self.subTest(method):
                self.assertGreaterEqual(self.ask(method, "/series/{S}/mpr-slice").status, 400)
        self.assertEqual(self.orthanc.instances(), self.before)

    def test_files_of_the_page(self):
        for name in FILES:
            with self.subTest(name[:40]):
                self.refused(self.ask("GET", "/mpr-slice/app/" + name), 404, None)
        # A NUL ends the name in Orthanc: it is a name of the table all the same.
        page = self.ask("GET", "/mpr-slice/app/index.html")
        self.assertEqual(self.ask("GET", "/mpr-slice/app/index.html%00../../etc/passwd").content, page.content)
        self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
        self.assertTrue(page.headers["Content-Security-Policy"].startswith("default-src 'none'; "))

    def test_headers(self):
        for headers, status, sentence in HEADERS:
            for below in ("", "/preview", "/statistics"):
                with self.subTest(headers, below=below):
                    sent = headers if "Content-Type" in headers or not headers else {**JSON, **headers}
                    answer = self.ask("POST", "/series/{S}/mpr-slice" + below, BESIDE if below == "/statistics" else b'{"Plane": "Axial", "Offset": 900}', sent)
                    if status == 200:  # it got through to the plane
                        status, sentence = 422, None
                    self.refused(answer, status, sentence)

    def test_headers_of_what_only_reads(self):
        """A picture and a report cost work and tell of a patient: where a POST is refused, so is a GET."""
        for headers, status, sentence in HEADERS:
            if "Content-Type" in headers or not headers:
                continue
            for below in ("/geometry", "/preview", "/preview?quality=5"):
                with self.subTest(headers, below=below):
                    answer = self.ask("GET", "/series/{S}/mpr-slice" + below, None, headers)
                    if status == 200:
                        self.assertEqual(answer.status, 200, answer.content[:300])
                    else:
                        self.refused(answer, status, sentence)

    def test_data_is_for_its_own_page_and_kept_nowhere(self):
        for method, path, body, accept, status in (
            ("GET", "/geometry", None, "*/*", 200), ("GET", "/preview", None, "image/png", 200),
            ("POST", "/preview", b"{}", "image/jpeg", 200), ("POST", "/preview", b"{}", "application/dicom", 200),
            ("POST", "", b'{"Offset": 900}', "*/*", 422), ("POST", "", b'{"Offset": 900, "Permissive": true}', "*/*", 200),
            ("POST", "", b"{", "*/*", 400),
        ):  # fmt: skip
            with self.subTest(path, method=method, accept=accept):
                answer = self.ask(method, "/series/{S}/mpr-slice" + path, body, {**JSON, "Accept": accept})
                self.assertEqual(answer.status, status, answer.content[:300])
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(answer.headers["Cross-Origin-Resource-Policy"], "same-origin")
        page = self.ask("GET", "/mpr-slice/app/index.html")
        self.assertEqual(page.headers["Cross-Origin-Resource-Policy"], "same-origin")
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")

    def test_forms_reach_nothing(self):
        """Orthanc hands the parts of a form to a route with the headers that the form gives them: none, or any."""
        parts = [
            b'Content-Disposition: form-data; name="a"\r\n\r\n{}',
            b'Content-Disposition: form-data; name="a"; filename="b"\r\nContent-Type: application/json\r\n\r\n{}',
            b"\r\n\r\n{}",
            b"Content-Type: application/json\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n\r\n{}",
            b"X-Requested-With: XMLHttpRequest\r\nOrigin: http://127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n{}",
            b'Content-Type: application/json\r\n\r\n{"Asynchronous": true}',
        ]
        jobs = self.orthanc.get("/jobs").body
        for part in parts:
            for media in ("multipart/form-data; boundary=x", "Multipart/Form-Data; boundary=x",
                          " multipart/form-data;boundary=\"x\""):  # fmt: skip
                for path in ("/series/{S}/mpr-slice", "/instances/{I}/mpr-slice", "/studies/{T}/mpr-slice",
                             "/series/{S}/mpr-slice/preview", "//series//{S}/mpr-slice", "/series/{S}/mpr%2dslice"):  # fmt: skip
                    with self.subTest(part, media=media, path=path):
                        body = b"--x\r\n" + part + b"\r\n--x--\r\n"
                        answer = self.ask("POST", path, body, {"Content-Type": media})
                        self.refused(answer, 403, None)
        self.assertEqual(self.orthanc.get("/jobs").body, jobs)

    def test_unknown_keys_list_the_known_ones(self):
        for below, known in (("", KNOWN), ("/preview", KNOWN + ", Quality, Coarse")):
            answer = self.ask("POST", "/series/{S}/mpr-slice" + below, b'{"Plan": "Axial"}')
            self.refused(answer, 400, f'the request has the unknown key "Plan"; known are {known}')

    def test_queries_of_what_knows_no_key(self):
        for path in ("/series/{S}/mpr-slice/geometry", "/mpr-slice/quarantine"):
            for query, what in (("plane=Axial", 'the unknown key "plane"'), ("body={}", 'the unknown key "body"'), ("", "an empty key"),
                                ("=", "an empty key"), ("token=a&token=a", 'the key "token" twice')):  # fmt: skip
                with self.subTest(path, query=query):
                    self.refused(self.ask("GET", f"{path}?{query}"), 400, f"the query has {what}; none is known here")

    def test_tokens_in_a_query(self):
        for query in ("token=a", "auth-token=a&authorization=b", "token="):
            for path in ("/series/{S}/mpr-slice/geometry", "/series/{S}/mpr-slice/preview", "/mpr-slice/quarantine"):
                with self.subTest(query, path=path):
                    answer = self.ask("GET", f"{path}?{query}")
                    self.assertEqual(answer.status, 200, answer.content[:300])

    def test_numbers_in_a_query(self):
        for query in ("quality=5", "quality=5.0", "quality=5e1", "quality=%35%30", "window-center=-1.5&window-width=1e3",
                      "window-center=0&window-width=1e+3"):  # fmt: skip
            with self.subTest(query):
                answer = self.ask("GET", "/series/{S}/mpr-slice/preview?" + query)
                self.assertEqual(answer.status, 200, answer.content[:300])

    def test_what_orthanc_tells_nobody(self):
        """Orthanc gives plugins the query of a GET alone."""
        for method, path, body in (("POST", "/series/{S}/mpr-slice/preview?nothing=1", b"{}"), ("DELETE", "/mpr-slice/quarantine?=", None)):
            with self.subTest(path, method=method):
                self.assertEqual(self.ask(method, path, body).status, 200)

    def test_permissive_is_told_whatever_fails(self):
        unknown = "00000000-00000000-00000000-00000000-00000000"
        for path, body, word in (
            ("/series/{S}/mpr-slice", b'{"Offset": 900, "Permissive": true}', "misses the volume"),
            ("/series/{S}/mpr-slice", b'{"Plan": "Axial", "Permissive": true}', "unknown key"),
            ("/series/{S}/mpr-slice", b'{"Permissive": true, "Rows": 0}', "Rows is 0"),
            ("/series/{S}/mpr-slice", b'{"Permissive": true, "Permissive": true}', "appears twice"),
            ("/series/{S}/mpr-slice", b'{"Permissive" :\ttrue, "Plane": ', "not JSON"),
            ("/series/{S}/mpr-slice", b'{"Permissive": true, "Plane": "\xff"}', "not valid UTF-8"),
            ("/series/{S}/mpr-slice", b'{"Permissive": true}' + b" " * 70000, "65536"),
            ("/series/nothing/mpr-slice", b'{"Permissive": true}', "no Orthanc identifier"),
            (f"/series/{unknown}/mpr-slice", b'{"Permissive": true}', "not in the archive"),
            (f"/instances/{unknown}/mpr-slice", b'{"Permissive": true}', "not in the archive"),
            (f"/studies/{unknown}/mpr-slice", b'{"Permissive": true}', "not in the archive"),
        ):
            with self.subTest(path, body=body[:60]):
                answer = self.ask("POST", path, body)
                self.assertEqual(answer.status, 200, answer.content[:300])
                self.assertEqual(list(answer.body), ["Errors"])
                self.assertIn(word, answer.body["Errors"][0])
        for body in (b'{"Permissive": false, "Rows": 0}', b'{"Permissive": "true"}', b'{"Permissive": 1}', b'["Permissive"',
                     b'{"Permissive": tru', b'{"Plane": {"Permissive": true}}', b'"Permissive"'):  # fmt: skip
            with self.subTest(body):
                self.refused(self.ask("POST", "/series/{S}/mpr-slice", body), 400, None)
        permissive = b'{"Permissive": true}'
        self.refused(self.ask("POST", "/series/{S}/mpr-slice", permissive, {**JSON, "Origin": "http://a"}), 403, FOREIGN)
        self.refused(self.ask("POST", "/series/{S}/mpr-slice", permissive, {"Content-Type": "text/plain"}), 415, NO_TYPE)

    def test_no_state_changes_by_get(self):
        for path in ("/series/{S}/mpr-slice/geometry", "/series/{S}/mpr-slice/preview", "/mpr-slice/app/index.html"):
            with self.subTest(path):
                self.assertEqual(self.ask("GET", path).status, 200)
        self.assertEqual(self.orthanc.instances(), self.before)
