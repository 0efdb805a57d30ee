# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: the rights that Orthanc gives to a resource are the rights to reslice it. The rules here are Orthanc's
own: registered users, and a Lua filter that sees method, address and user of every request."""
import base64
import io
import json

import pydicom

import settings
from case import SliceTest
from phantom import Phantom

UNKNOWN = "00000000-11111111-22222222-33333333-44444444"

# The user "guest" may use one series, its instances, and what shows no patient; "chief" everything.
FILTER = """
function IncomingHttpRequestFilter(method, uri, ip, username, headers)
  if username ~= 'guest' then return true end
  for line in io.lines('%s') do
    if uri == line or string.sub(uri, 1, #line + 1) == line .. '/' then return true end
  end
  return false
end
"""


def as_user(name):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:secret".encode()).decode()}


class Users(SliceTest):
    """An Orthanc with users; the tests' own requests are those of the chief."""

    configuration = {"AuthenticationEnabled": True, "RegisteredUsers": {"chief": "secret", "guest": "secret"}}

    @classmethod
    def setUpClass(cls):
        from orthanc import Orthanc

        class WithUser(Orthanc):
            def request(self, method, path, content=None, headers=None):
                return super().request(method, path, content, {**as_user("chief"), **(headers or {})})

        cls.orthanc = WithUser(**cls.configuration)
        cls._stored, cls._seen = {}, set()

    def ask(self, user, method, path, body=None):
        """user None: without credentials."""
        headers = as_user(user) if user else {}
        content = json.dumps(body).encode() if body is not None else None
        return self.orthanc.raw(method, path, content, {**headers, "Content-Type": "application/json"})


def routes(series, instance, study):
    """Every route of the plugin on these resources."""
    for group, identifier in (("series", series), ("instances", instance)):
        base = f"/{group}/{identifier}/mpr-slice"
        yield "POST", base, {"Plane": "Axial"}
        yield "POST", base, {"Plane": "Axial", "Asynchronous": True}
        yield "GET", base + "/geometry", None
        yield "GET", base + "/preview", None
        yield "POST", base + "/preview", {"Plane": "Axial"}
        yield "POST", base + "/statistics", {"Plane": {"Normal": [0, 0, 1], "Point": [0, 0, 0]}, "Region": {"Ellipse": [[0, 0, 0], [9, 0, 0], [0, 9, 0]]}}
    yield "POST", f"/studies/{study}/mpr-slice", {"Plane": "Axial"}


class AuthenticationTest(Users):
    def test_no_route_answers_without_credentials(self):
        source = self.store(Phantom.make("--slices", "12", "--step", "8").files)
        study = self.orthanc.get(f"/series/{source.series}").body["ParentStudy"]
        page = [("GET", f"/mpr-slice/app/{name}", None) for name in ("index.html", "app.js", "nothing")]
        before = self.orthanc.instances()
        for method, path, body in [*routes(source.series, source.instances[0], study), *page]:
            with self.subTest(path, method=method, body=body):
                for user in (None, "nobody"):
                    answer = self.ask(user, method, path, body)
                    self.assertEqual(answer.status, 401)
                    self.assertNotIn(source.series.encode(), answer.content)
        self.assertEqual(self.orthanc.instances(), before)
        for method, path, body in routes(source.series, source.instances[0], study):
            with self.subTest(path, method=method, user="chief"):
                self.assertEqual(self.ask("chief", method, path, body).status, 200)


class FilterTest(Users):
    """The guest may see one series (own), and neither the other one of its study (hidden) nor another study (far)."""

    like = "Study"

    @classmethod
    def setUpClass(cls):
        cls.allowed = settings.scratch() / f"allowed-{cls.__name__}"
        cls.allowed.write_text("/system\n")
        script = settings.scratch() / f"filter-{cls.__name__}.lua"
        script.write_text(FILTER % cls.allowed)
        cls.configuration = {**Users.configuration, "LuaScripts": [str(script)], "mpr_slice": {"LikeInstance": cls.like}}
        super().setUpClass()
        cls.own = cls.store(cls, Phantom.make("--slices", "12", "--step", "8").files)
        cls.hidden = cls.store(cls, Phantom.make("--slices", "14", "--step", "7", "--oblique", "10,-20,35").files)
        cls.far = cls.store(cls, cls.other_study())
        cls.study = cls.orthanc.get(f"/series/{cls.own.series}").body["ParentStudy"]
        assert cls.study == cls.orthanc.get(f"/series/{cls.hidden.series}").body["ParentStudy"]
        own = [f"/series/{cls.own.series}", *(f"/instances/{instance}" for instance in cls.own.instances)]
        cls.allowed.write_text("\n".join(["/system", "/mpr-slice/app", *own]) + "\n")

    @classmethod
    def other_study(cls):
        """The same images of the same frame of reference, in a study of another patient."""
        paths = []
        for path in cls.hidden.files:
            dataset = pydicom.dcmread(path)
            dataset.PatientID = "SOMEBODY ELSE"
            for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
                setattr(dataset, keyword, getattr(dataset, keyword) + ".7")
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
            paths.append(settings.scratch() / f"far-{cls.__name__}-{path.name}")
            dataset.save_as(paths[-1])
        return paths

    def test_other_resources_are_refused(self):
        before = self.orthanc.instances()
        for stored in (self.hidden, self.far):
            study = self.orthanc.get(f"/series/{stored.series}").body["ParentStudy"]
            for method, path, body in routes(stored.series, stored.instances[0], study):
                with self.subTest(path, method=method):
                    answer = self.ask("guest", method, path, body)
                    self.assertEqual(answer.status, 403)
                    self.assertNotIn(b"Details", answer.content)
        self.assertEqual(self.orthanc.instances(), before)

    def test_ways_round_do_not_lead_round(self):
        """Addresses that Orthanc itself makes into another one after the filter has seen them."""
        before = self.orthanc.instances()
        own, hidden = f"/series/{self.own.series}", self.hidden.series
        for path in (f"{own}/../{hidden}/mpr-slice", f"{own}/%2e%2e/{hidden}/mpr-slice", f"{own}%2f..%2f{hidden}/mpr-slice",
                     f"//series/{hidden}/mpr-slice", f"/./series/{hidden}/mpr-slice", f"/mpr-slice/app/../../series/{hidden}"
                     "/mpr-slice", f"/mpr-slice/app/%2e%2e/%2e%2e/series/{hidden}/mpr-slice",
                     f"/%73eries/{hidden}/mpr-slice"):  # fmt: skip
            with self.subTest(path):
                self.assertIn(self.ask("guest", "POST", path, {"Plane": "Axial"}).status, (400, 403, 404))
        self.assertEqual(self.orthanc.instances(), before)

    def test_own_series_is_served(self):
        for method, path, body in list(routes(self.own.series, self.own.instances[0], self.study))[:-1]:
            with self.subTest(path, method=method):
                answer = self.ask("guest", method, path, body)
                self.assertEqual(answer.status, 200, answer.content[:300])
        self.assertEqual(self.ask("guest", "GET", "/mpr-slice/app/index.html").status, 200)

    def like_answers(self, instance):
        body = {"Plane": {"LikeInstance": instance}}
        for path in (f"/series/{self.own.series}/mpr-slice", f"/series/{self.own.series}/mpr-slice/preview",
                     f"/instances/{self.own.instances[3]}/mpr-slice"):  # fmt: skip
            yield self.ask("guest", "POST", path, body)

    def test_like_an_image_of_another_study_is_like_an_unknown_one(self):
        for instance in (self.far.instances[5], UNKNOWN):
            for answer in self.like_answers(instance):
                self.assertEqual(answer.status, 404)
                self.assertEqual(answer.details, "LikeInstance: there is no such image in this study")

    def test_like_an_image_of_the_same_study(self):
        """What the filter cannot see: the plane of the hidden image is used, and none of its pixels."""
        for answer in self.like_answers(self.hidden.instances[5]):
            self.assertEqual(answer.status, 200, answer.content[:300])
        made = next(self.like_answers(self.hidden.instances[5])).body
        dataset = pydicom.dcmread(io.BytesIO(self.orthanc.file(made["ID"])))
        sources = {item.ReferencedSOPInstanceUID for item in dataset.SourceImageSequence}
        self.assertLessEqual(sources, {pydicom.dcmread(path).SOPInstanceUID for path in self.own.files})


class LikeOffTest(FilterTest):
    """What SECURITY.md advises where rules are finer than a study."""

    like = "Off"

    def test_like_an_image_of_another_study_is_like_an_unknown_one(self):
        for instance in (self.far.instances[5], UNKNOWN, self.hidden.instances[5], self.own.instances[0]):
            for answer in self.like_answers(instance):
                self.assertEqual(answer.status, 403)
                self.assertEqual(answer.details, "LikeInstance is off in this archive, by its configuration")

    test_like_an_image_of_the_same_study = test_like_an_image_of_another_study_is_like_an_unknown_one


class LikeArchiveTest(FilterTest):
    like = "Archive"

    def test_like_an_image_of_another_study_is_like_an_unknown_one(self):
        """Not so when the administrator says that whoever may reslice may know every plane."""
        for answer in self.like_answers(self.far.instances[5]):
            self.assertEqual(answer.status, 200, answer.content[:300])
