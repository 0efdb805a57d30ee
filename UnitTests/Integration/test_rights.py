# SPDX-License-Identifier: GPL-3.0-or-later
"""What the right to one instance gives (InstanceRoutes), by every door, and the lines of Administrator.md for the authorization
plugin."""
import json
import re
import time

import documents
import openapi
import settings
from case import SliceTest
from orthanc import Orthanc
from phantom import Phantom
from test_cases import make, read_case

OFF = (
    "instances are not to be asked for in this archive, by its configuration (InstanceRoutes); ask for the series "
    "(/series/{id}/mpr-slice)"
)
SINGLE = (
    "an instance gives its own frames only in this archive (InstanceRoutes), and a single image has no volume; ask for its "
    "series (/series/{id}/mpr-slice)"
)


REGION = {"Ellipse": [[0, 0, 0], [9, 0, 0], [0, 9, 0]]}


def doors(resource):
    """Every way to ask for pixels or geometry of a resource at once."""
    yield "POST", f"{resource}/mpr-slice", {"Plane": "Coronal"}, "*/*"
    for media in ("image/jpeg", "image/png", "application/dicom"):
        yield "POST", f"{resource}/mpr-slice/preview", {}, media
        yield "GET", f"{resource}/mpr-slice/preview", None, media
    yield "POST", f"{resource}/mpr-slice/statistics", {"Plane": {"Normal": [0, 0, 1], "Point": [0, 0, 0]}, "Region": REGION}, "*/*"
    yield "GET", f"{resource}/mpr-slice/preview?body=%7B%22Plane%22:%22Coronal%22%7D&quality=5", None, "*/*"
    yield "GET", f"{resource}/mpr-slice/geometry", None, "*/*"


def ask(orthanc, method, path, body, accept):
    content = json.dumps(body).encode() if body is not None else None
    return orthanc.request(method, path, content, {"Content-Type": "application/json", "Accept": accept})


def finished(orthanc, job):
    for _ in range(600):
        found = orthanc.get(f"/jobs/{job}").body
        if found["State"] in ("Success", "Failure"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"the job is {found['State']}")


ADMINISTRATOR = "Resources/Documentation/Administrator.md"

class InstanceRoutesTest(SliceTest):
    def start(self, routes, **options):
        orthanc = Orthanc(mpr_slice={"InstanceRoutes": routes}, **options)
        self.addCleanup(orthanc.stop)
        return orthanc

    def refused(self, orthanc, instance, status, sentence):
        before = orthanc.instances()
        for method, path, body, accept in doors(f"/instances/{instance}"):
            with self.subTest(path, method=method, accept=accept):
                answer = ask(orthanc, method, path, body, accept)
                self.assertEqual((answer.status, answer.details), (status, sentence))
        permissive = orthanc.post(f"/instances/{instance}/mpr-slice", {"Permissive": True})
        self.assertEqual(permissive.body, {"Errors": [sentence]})
        self.assertEqual(orthanc.instances(), before)

    def served(self, orthanc, resource):
        for method, path, body, accept in doors(resource):
            with self.subTest(path, method=method, accept=accept):
                answer = ask(orthanc, method, path, body, accept)
                self.assertEqual(answer.status, 200, answer.content[:300])

    def test_a_single_image_gives_its_own_frames_only(self):
        orthanc = self.start("OwnFrames")
        series, instances = orthanc.upload_series(Phantom.make("--slices", "12", "--step", "8").files)
        self.served(orthanc, f"/series/{series}")  # the listing is kept, and helps nobody who names an instance
        self.refused(orthanc, instances[3], 422, SINGLE)
        job = orthanc.post(f"/instances/{instances[3]}/mpr-slice", {"Asynchronous": True}).body["ID"]
        found = finished(orthanc, job)
        self.assertEqual((found["State"], found["Content"]["Errors"]), ("Failure", [SINGLE]))

    def test_a_file_of_several_frames_is_resliced(self):
        orthanc = self.start("OwnFrames")
        paths, _ = make("enhanced-ct", read_case("enhanced-ct"))
        _, instances = orthanc.upload_series(paths)
        self.served(orthanc, f"/instances/{instances[0]}")

    def test_instances_that_are_off(self):
        orthanc = self.start("Off")
        series, instances = orthanc.upload_series(Phantom.make("--slices", "12", "--step", "8").files)
        self.served(orthanc, f"/series/{series}")
        self.refused(orthanc, instances[3], 403, OFF)
        answer = orthanc.post(f"/instances/{instances[3]}/mpr-slice", {"Asynchronous": True})
        self.assertEqual((answer.status, answer.details), (403, OFF))
        jobs = orthanc.get("/jobs?expand").body
        self.assertNotIn(instances[3], [job["Content"].get("Job", {}).get("Resource") for job in jobs])

    def test_a_saved_job_obeys_as_well(self):
        """A job that was submitted under another configuration, and goes on after the restart."""
        for routes, sentence in (("Off", OFF), ("OwnFrames", SINGLE)):
            with self.subTest(routes):
                orthanc = Orthanc(SaveJobs=True)
                self.addCleanup(orthanc.stop)
                _, instances = orthanc.upload_series(Phantom.make("--slices", "12", "--step", "8").files)
                body = {"Asynchronous": True, "Interpolation": "Lanczos", "PixelSpacing": 0.5, "Priority": -1,
                        "Slab": {"Thickness": 20}, "Stack": {"Count": 100, "Spacing": 0.2}}  # fmt: skip
                job = orthanc.post(f"/instances/{instances[3]}/mpr-slice", body).body["ID"]
                orthanc.post(f"/jobs/{job}/pause", {})
                configuration = json.loads((orthanc.folder / "orthanc.json").read_text())
                configuration["MprSlice"]["InstanceRoutes"] = routes
                (orthanc.folder / "orthanc.json").write_text(json.dumps(configuration))
                orthanc.restart()
                if orthanc.get(f"/jobs/{job}").body["State"] == "Paused":
                    orthanc.post(f"/jobs/{job}/resume", {})
                found = finished(orthanc, job)
                self.assertEqual((found["State"], found["Content"]["Errors"]), ("Failure", [sentence]))
                self.assertEqual(orthanc.instances(), set(instances))

    def test_a_wrong_word_turns_the_plugin_off(self):
        orthanc = self.start("Frames")
        self.assertEqual(orthanc.get("/plugins").body.count("mpr-slice"), 1)
        self.assertIn('InstanceRoutes is "Frames"; it must be one of Series, OwnFrames, Off', orthanc.log())


class AuthorizationTest(SliceTest):
    """The lines of Administrator.md against the routes of the plugin, as the authorization plugin applies them: an address has the
    permissions of the patterns that fit it as a whole."""

    def setUp(self):
        [block] = [one for one in documents.blocks(documents.read(ADMINISTRATOR), ADMINISTRATOR) if "ExtraPermissions" in one.text]
        self.lines = documents.configuration(block.text)["Authorization"]

    def permissions(self, method, path):
        return [wanted for verb, pattern, wanted in self.lines["ExtraPermissions"]
                if verb == method.lower() and re.fullmatch(pattern, path)]  # fmt: skip

    def test_every_route_fits_its_line(self):
        wanted = {"geometry": "all|view", "preview": "all|view", "statistics": "all|view", "mpr-slice": "all|upload|modify",
                  "{id}": "all|upload|modify"}  # fmt: skip
        identifier = "66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e"
        routes = 0
        for template, operations in openapi.document()["paths"].items():
            if template.startswith("/mpr-slice/app/"):
                self.assertIn("/mpr-slice/app/", self.lines["UncheckedFolders"])
                continue
            if template == "/mpr-slice/quarantine":  # for administrators, who need no line
                self.assertEqual([self.permissions(method, template) for method in ("get", "delete")], [[], []])
                continue
            levels = ["series", "instances"] if "{level}" in template else [None]
            for path in (template.replace("{level}", level or "").replace("{id}", identifier) for level in levels):
                for method in set(operations) - {"parameters"}:
                    with self.subTest(path, method=method):
                        self.assertEqual(self.permissions(method, path), [wanted[template.rsplit("/", 1)[-1]]])
                        self.assertEqual(self.permissions("delete", path), [])
                        routes += 1
        self.assertEqual(routes, 12)

    def test_every_route_that_is_registered_is_in_the_document(self):
        sources = "".join(path.read_text() for path in sorted((settings.ROOT / "Plugin").rglob("*.c")))
        found = re.findall(r'RegisterRestCallback\w*\(\s*mpr_host\(\),\s*"([^"]+)"', sources)
        self.assertEqual(len(found), sources.count("OrthancPluginRegisterRestCallback"))
        for pattern in found:
            paths = [path.replace("{level}", "series").replace("{id}", "a-b") for path in openapi.document()["paths"]]
            self.assertTrue([path for path in paths if re.fullmatch(pattern, path)], pattern)

    def test_what_is_not_ours_fits_no_line(self):
        for path in ("/series", "/instances", "/series/a/mpr-slice/other", "/patients/a/mpr-slice", "/series/a/archive",
                     "/series/a/mpr-slice/preview/x", "/x/series/a/mpr-slice", "/series/a/b/mpr-slice"):  # fmt: skip
            for method in ("get", "post", "put", "delete"):
                with self.subTest(path, method=method):
                    self.assertEqual(self.permissions(method, path), [])
        self.assertEqual(self.permissions("get", "/series/a/mpr-slice"), [])
