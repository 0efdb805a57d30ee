# SPDX-License-Identifier: GPL-3.0-or-later
"""Several Orthanc servers on one database and one storage, as behind a load balancer."""
import concurrent.futures
import random

import settings
from orthanc import Orthanc
from postgres import PLUGINS, Postgres
from test_rules import SLOW, RuleTest, source

RULES = [
    {"Match": {"SeriesDescription": "in halves"}, "Request": {"Plane": "Sagittal", "SeriesDescription": "of halves"}},
    {
        "Match": {"SeriesDescription": "left behind"},
        "Request": {**SLOW, "SeriesDescription": "taken over"},
    },
]


class ServersTest(RuleTest):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.configuration = {
            "Plugins": [str(settings.program("MPR_PLUGIN")), *PLUGINS],
            "PostgreSQL": cls.postgres.configuration(),
            "CheckRevisions": True,
            "StableAge": 1,
            "JobsHistorySize": 1000,
            "DatabaseServerIdentifier": "first",
            "mpr_slice": {"AutoSlice": RULES},
        }
        super().setUpClass()
        cls.other = Orthanc(**{**cls.configuration, "DatabaseServerIdentifier": "second"})

    @classmethod
    def tearDownClass(cls):
        cls.other.stop()
        super().tearDownClass()
        cls.postgres.stop()

    def test_200_requests_at_both_at_once_store_each_slice_once(self):
        stored = self.store(source("shared"))
        before = self.orthanc.instances()
        servers = (self.orthanc, self.other)
        distinct = [{"Plane": "Coronal", "Offset": n / 2, "FieldOfView": 60} for n in range(40)]
        requests = [(server, n) for n in range(len(distinct)) for server in servers for _ in range(2)]
        requests += [(server, 7) for server in servers for _ in range(20)]  # one that everybody wants
        random.Random(7).shuffle(requests)
        self.assertEqual(len(requests), 200)
        ask = lambda one: one[0].post(f"/series/{stored.series}/mpr-slice", distinct[one[1]])
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(ask, requests))
        self.assertEqual([a.content for a in answers if a.status != 200], [])
        images = {}
        for (_, n), answer in zip(requests, answers):
            self.assertIn(answer.body["Status"], ("Success", "AlreadyStored"))
            images.setdefault(n, []).append(answer.body)
        ids = {n: {body["ID"] for body in bodies} for n, bodies in images.items()}
        self.assertEqual([len(found) for found in ids.values()], [1] * 40)
        for bodies in images.values():
            self.assertEqual([body["Status"] for body in bodies].count("Success"), 1)
            self.assertEqual(len({body["ParentSeries"] for body in bodies}), 1)
        for server in servers:
            self.assertEqual(len(server.instances() - before), 40)
            self.assertEqual(server.instances() - before, set().union(*ids.values()))
        print(f"     200 requests at two servers: 40 images stored, each once")
        some = ids[7].pop()
        self.assertEqual(self.orthanc.file(some), self.other.file(some))

    def test_the_names_are_the_same_whoever_makes_the_images(self):
        """Also after the images were deleted and made by the other server, and after an answer from memory."""
        stored = self.store(source("same names"))
        body = {"Plane": "Coronal", "Stack": {"Count": 3, "Spacing": 5}}
        names = lambda answer: [answer.body["ParentSeries"], *(one["ID"] for one in answer.body["Instances"])]
        first = self.orthanc.post(f"/series/{stored.series}/mpr-slice", body)
        self.assertEqual(first.status, 200, first.content)
        for server in (self.other, self.orthanc, self.other):
            again = server.post(f"/series/{stored.series}/mpr-slice", body)
            self.assertEqual({one["Status"] for one in again.body["Instances"]}, {"AlreadyStored"})
            self.assertEqual(names(again), names(first))
            self.orthanc.delete(f"/series/{first.body['ParentSeries']}")
            anew = server.post(f"/series/{stored.series}/mpr-slice", body)
            self.assertEqual({one["Status"] for one in anew.body["Instances"]}, {"Success"})
            self.assertEqual(names(anew), names(first))

    def jobs_of(self, server, series):
        found = [job for job in server.get("/jobs?expand").body if job["Type"] == "MprSlice"]
        return [job for job in found if job["Content"]["Job"]["Resource"] == series]

    def test_database_that_takes_no_writes_is_507_and_nothing_is_stored(self):
        stored = self.store(source("shared"))
        route, before = f"/series/{stored.series}/mpr-slice", self.orthanc.instances()
        self.postgres.sql("REVOKE INSERT ON resources, attachedfiles FROM archive")
        try:
            answer = self.orthanc.post(route, {"Plane": "Sagittal"})
            self.assertEqual(answer.status, 507, answer.content)
            self.assertRegex(answer.details, "^the archive did not store the derived image: ")
            self.assertEqual(self.orthanc.get(f"{route}/geometry").status, 200)
            self.assertEqual(self.orthanc.post(f"{route}/preview", {"Plane": "Sagittal"}).status, 200)
            self.assertEqual(self.orthanc.instances(), before)
        finally:
            self.postgres.sql("GRANT INSERT ON resources, attachedfiles TO archive")
        self.assertEqual(self.orthanc.post(route, {"Plane": "Sagittal"}).body["Status"], "Success")

    def test_series_that_comes_in_halves_at_both_is_resliced_once(self):
        files = source("in halves")
        self.other.upload_series(files[::2])
        series, _ = self.orthanc.upload_series(files[1::2])
        self.orthanc.uploaded.update(self.other.uploaded)
        for server in (self.orthanc, self.other):
            looked = f"MPR slice: series {series} "
            self.wait_for("both servers to look at the series", lambda: looked in server.log())
            states = lambda: {job["State"] for job in self.jobs_of(server, series)}
            self.wait_for("the end of the jobs", lambda: states() <= {"Success"})
        whole = [
            one for one in self.series_of("of halves", self.study_of(series))
            if len(self.orthanc.dataset(one["Instances"][0]).SourceImageSequence) == 12
        ]
        self.assertEqual([len(one["Instances"]) for one in whole], [1])

    def test_what_was_dealt_with_is_noted_anew_where_revisions_are_checked(self):
        files = source("in halves", study="revisions")
        series, _ = self.orthanc.upload_series(files[:10])
        note = lambda: self.orthanc.get(f"/series/{series}/metadata/24133").content
        first = self.wait_for("a note", note)
        self.orthanc.upload_series(files)
        self.wait_for("another note", lambda: note() not in (b"", first))
        self.assertNotIn(f"dealt with series {series}", self.orthanc.log())

    def test_what_a_server_leaves_behind_another_one_does_at_its_next_start(self):
        series, _ = self.orthanc.upload_series(source("left behind"))
        self.wait_for("a job", lambda: self.jobs_of(self.orthanc, series))
        self.assertEqual(self.jobs_of(self.other, series), [])
        self.orthanc.crash(starts=False)
        self.other.restart()
        study = self.other.get(f"/series/{series}").body["ParentStudy"]
        count = lambda: [
            len(one["Instances"]) for one in self.other.get(f"/studies/{study}/series").body
            if one["MainDicomTags"]["SeriesDescription"] == "taken over"
        ]
        self.wait_for("all images", lambda: count() == [10])
        self.orthanc.start()
        self.wait_for("the server to look back", lambda: f"series {series} needs nothing" in self.orthanc.log())
        self.assertEqual(self.jobs_of(self.orthanc, series), [])
