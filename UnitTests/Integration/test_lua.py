# SPDX-License-Identifier: GPL-3.0-or-later
"""The samples of Resources/Lua as they are, in a real Orthanc."""
import settings
from orthanc import Orthanc, free_port
from test_rules import RuleTest, source

PORT = free_port()
SAMPLES = sorted(str(path) for path in (settings.ROOT / "Resources" / "Lua").glob("*.lua"))


class LuaTest(RuleTest):
    @classmethod
    def setUpClass(cls):
        cls.workstation = Orthanc(DicomServerEnabled=True, DicomPort=PORT, DicomAet="WORKSTATION", Plugins=[])
        cls.archive = Orthanc(Plugins=[])
        cls.configuration = {
            "StableAge": 1,
            "JobsHistorySize": 1000,
            "LuaScripts": SAMPLES,
            "ExecuteLuaEnabled": True,
            "DicomModalities": {"workstation": ["WORKSTATION", "127.0.0.1", PORT]},
            "OrthancPeers": {"archive": [f"http://127.0.0.1:{cls.archive.port}/"]},
        }
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.workstation.stop()
        cls.archive.stop()

    def jobs(self):
        return [job for job in self.orthanc.get("/jobs?expand").body if job["Type"] == "MprSlice"]

    def jobs_on(self, series):
        return [job for job in self.jobs() if job["Content"]["Job"]["Resource"] == series]

    def changes(self, kind, resource):
        changes = self.orthanc.get("/changes?limit=10000").body["Changes"]
        return [change for change in changes if (change["ChangeType"], change["ID"]) == (kind, resource)]

    def made(self, series):
        """The image that the samples have made of a series, when it has arrived everywhere."""
        done = lambda: [job for job in self.jobs_on(series) if job["State"] == "Success"]
        content = self.wait_for(f"a job on {series}", done)[0]["Content"]
        for place in (self.workstation, self.archive):
            self.wait_for("the image elsewhere", lambda: content["ID"] in place.instances())
            self.assertEqual(place.dataset(content["ID"]), self.orthanc.dataset(content["ID"]))
        return content

    def test_samples_slice_what_is_stable_and_send_it_on(self):
        self.assertEqual(len(SAMPLES), 3)
        mr, _ = self.orthanc.upload_series(source("anatomy", "--modality", "MR", study="Lua"))
        thin, _ = self.orthanc.upload_series(source("Thin Lung", "--seed", 1, study="Lua"))
        few, _ = self.orthanc.upload_series(source("thin, too few", "--seed", 2, study="Lua", slices=9))
        thick, _ = self.orthanc.upload_series(source("thick", "--seed", 3, study="Lua"))
        coronal, slab = self.made(mr), self.made(thin)
        self.assertEqual(self.orthanc.dataset(coronal["ID"]).SeriesDescription, "coronal by Lua")
        self.assertEqual(self.orthanc.dataset(slab["ID"]).SeriesDescription, "oblique slab by Lua")
        self.assertEqual(slab["Geometry"]["SliceThickness"], 10)
        self.assertEqual((self.jobs_on(few), self.jobs_on(thick)), ([], []))
        # What was made has become stable as well, and nothing came of it.
        for made in (coronal, slab):
            self.wait_for("a stable result", lambda: self.changes("StableSeries", made["ParentSeries"]))
        self.wait_for("a study that is stable again", lambda: len(self.changes("StableStudy", made["ParentStudy"])) > 1)
        self.wait_until_idle()
        self.assertEqual({job["Content"]["Job"]["Resource"] for job in self.jobs()}, {mr, thin})
        self.assertEqual(len(self.orthanc.get(f"/studies/{coronal['ParentStudy']}").body["Series"]), 6)

    def wait_until_idle(self):
        self.wait_for("the end of all jobs", lambda: all(job["State"] in ("Success", "Failure") for job in self.jobs()))

    def test_script_of_a_request_sees_why_it_failed(self):
        """Lua gets nothing of an answer that is not 200, unless the request is permissive."""
        series, _ = self.orthanc.upload_series(source("any", slices=9))
        body = '{ Plane = "Axial", Offset = 900, Permissive = true }'
        script = f"print(ParseJson(RestApiPost('/series/{series}/mpr-slice', DumpJson({body})))['Errors'][1])"
        answer = self.orthanc.post("/tools/execute-script", script.encode())
        self.assertIn(b"misses the volume", answer.content)
