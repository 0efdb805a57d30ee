# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules: what becomes stable is resliced by itself, once, and whatever ends Orthanc in between."""
import io
import json
import pathlib
import re
import subprocess
import time

import pydicom

import test_identity
from case import SliceTest
from orthanc import free_port
from phantom import Phantom

PORT = free_port()
# A request that is still at work when a test ends its server, and when another series becomes stable, which Orthanc finds
# out a second later as like as not: three seconds.
SLOW = {
    "Plane": "Coronal", "PixelSpacing": 0.5, "Interpolation": "Lanczos",
    "Slab": {"Thickness": 12, "Projection": "Mean"}, "Stack": {"Count": 10, "Spacing": 4},
}  # fmt: skip

RULES = [
    {
        "Level": "Series",
        "Match": {"Modality": "CT", "SeriesDescription": "thin|fine"},
        "MinimumSlices": 10,
        "MaximumSliceThickness": 9,
        "Request": {"Plane": "Coronal", "SeriesDescription": "by rule 0"},
    },
    {"Match": {"SeriesDescription": "^broken$"}, "Request": {"Plane": "Axial", "Offset": 900}},
    {"Match": {"SeriesDescription": "^broken$"}, "Request": {"Plane": "Axial", "SeriesDescription": "by rule 2"}},
    {
        "Level": "Study",
        "Match": {"Modality": "MR", "SeriesDescription": "whole", "PatientName": "phantom"},
        "Request": {"Plane": {"Normal": [1, 0.2, 0.1]}, "SeriesDescription": "by rule 3"},
    },
    {
        "Match": {"SeriesDescription": "slow"},
        "Request": {**SLOW, "SeriesDescription": "by rule 4"},
    },
    {"Match": {"Modality": "C", "SeriesDescription": "broken"}, "Request": {"SeriesDescription": "a code is whole"}},
]


def source(description, *options, study=None, slices=12):
    """The files of a small series, in a study of its own or in one with a name."""
    labels = ("--series-description", description, "--study", study or description)
    return Phantom.make("--slices", slices, "--step", 8, *labels, *options).files


def changed(path, **values):
    """The bytes of a file with other attributes."""
    dataset = pydicom.dcmread(path)
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    content = io.BytesIO()
    dataset.save_as(content)
    return content.getvalue()


class RuleTest(SliceTest):
    """What tests of rules have in common."""

    def wait_for(self, what, condition, seconds=60):
        """The first truth that condition gives."""
        for _ in range(seconds * 10):
            found = condition()
            if found:
                return found
            time.sleep(0.1)
        lines = [line for line in self.orthanc.log().splitlines() if "http) GET" not in line and "Plugin making" not in line]
        self.fail("\n".join([f"{what}: not within {seconds} s", *lines[-40:]]))

    def series_of(self, description, study):
        """The series of a study with that SeriesDescription."""
        found = self.orthanc.get(f"/studies/{study}/series").body
        return [s for s in found if s["MainDicomTags"].get("SeriesDescription") == description]

    def made(self, description, study, count=1):
        """The series of a study that a rule has made, when there are so many."""
        series = lambda: self.series_of(description, study)
        self.wait_for(f"{count} series called {description}", lambda: len(series()) == count)
        return series()

    def study_of(self, series):
        return self.orthanc.get(f"/series/{series}").body["ParentStudy"]

    def wait_until_looked_at(self, series, times=1):
        """The rules have looked at a series that became stable."""
        line = re.compile(f"series {series} (is stable, and|needs nothing)")
        self.wait_for(f"a look at {series}", lambda: len(line.findall(self.orthanc.log())) >= times)

    def rule_jobs(self):
        jobs = self.orthanc.get("/jobs?expand").body
        return [job for job in jobs if job["Type"] == "MprSlice" and "Rule" in job["Content"].get("Job", {})]

    def jobs_on(self, series):
        return [job for job in self.rule_jobs() if job["Content"]["Job"]["Resource"] == series]

    def wait_until_idle(self):
        self.wait_for("the end of all jobs", lambda: all(j["State"] in ("Success", "Failure") for j in self.rule_jobs()))


class RulesTest(RuleTest):
    configuration = {
        "StableAge": 1,
        "SaveJobs": True,
        "JobsHistorySize": 1000,
        "ConcurrentJobs": 1,
        "DicomServerEnabled": True,
        "DicomPort": PORT,
        "mpr_slice": {"AutoSlice": RULES},
    }

    def test_stable_series_is_resliced_by_the_rule_that_it_matches(self):
        series, _ = self.orthanc.upload_series(source("Thorax THIN", "--seed", 1))
        few, _ = self.orthanc.upload_series(source("thin", "--seed", 2, slices=9))
        other, _ = self.orthanc.upload_series(source("thick", "--seed", 3))
        made = self.made("by rule 0", self.study_of(series))
        self.assertEqual(len(made[0]["Instances"]), 1)
        dataset = self.orthanc.dataset(made[0]["Instances"][0])
        self.assertEqual(dataset.ImageOrientationPatient, [1, 0, 0, 0, 0, -1])
        own = pydicom.dcmread(source("Thorax THIN", "--seed", 1)[0])
        self.assertEqual(dataset.StudyInstanceUID, own.StudyInstanceUID)
        for one in (series, few, other, made[0]["ID"]):
            self.wait_until_looked_at(one)
        jobs = self.jobs_on(series)
        self.assertEqual([j["Content"]["Job"]["Rule"] for j in jobs], ["AutoSlice[0]"])
        self.assertEqual([j["State"] for j in jobs], ["Success"])
        self.assertEqual(jobs[0]["Content"]["ParentSeries"], made[0]["ID"])
        looked_at = {j["Content"]["Job"]["Resource"] for j in self.rule_jobs()}
        self.assertFalse({few, other, made[0]["ID"]} & looked_at)
        # By hand it is the same image.
        answer = self.orthanc.post(f"/series/{series}/mpr-slice", RULES[0]["Request"])
        self.assertEqual((answer.body["Status"], answer.body["ID"]), ("AlreadyStored", made[0]["Instances"][0]))

    def test_rule_that_fails_says_so_and_stops_no_other(self):
        series, _ = self.orthanc.upload_series(source("broken", "--seed", 4, study="broken"))
        study = self.study_of(series)
        self.made("by rule 2", study)
        self.wait_until_idle()
        jobs = {j["Content"]["Job"]["Rule"]: j for j in self.jobs_on(series)}
        self.assertEqual(set(jobs), {"AutoSlice[1]", "AutoSlice[2]"})
        self.assertEqual(jobs["AutoSlice[1]"]["State"], "Failure")
        self.assertRegex(jobs["AutoSlice[1]"]["Content"]["Errors"][0], "misses the volume by")
        self.assertEqual(jobs["AutoSlice[2]"]["State"], "Success")
        self.assertRegex(self.orthanc.log(), rf"W.*MPR slice: AutoSlice\[1\], job on series {series}: .*misses the volume")
        self.assertEqual(len(self.orthanc.get(f"/studies/{study}").body["Series"]), 2)

    def test_study_that_grows_is_resliced_only_for_what_has_changed(self):
        first = source("whole 1", "--modality", "MR", "--seed", 5, study="growing")
        second = source("whole 2", "--modality", "MR", "--seed", 6, study="growing")
        series, _ = self.orthanc.upload_series(first[:10])
        study = self.study_of(series)
        made = self.made("by rule 3", study)
        self.wait_until_looked_at(series, 2)  # what was made has made the study unstable again
        other, _ = self.orthanc.upload_series(second)
        self.made("by rule 3", study, 2)
        self.wait_until_looked_at(other, 2)
        self.wait_until_idle()
        of_series = self.jobs_on(series)
        self.assertEqual(len(of_series), 1, "the series had not changed")
        self.orthanc.upload_series(first)  # ten are there already
        self.made("by rule 3", study, 3)
        self.wait_until_looked_at(other, 4)
        self.wait_until_idle()
        count = {one: len(self.jobs_on(one)) for one in (series, other)}
        self.assertEqual(count, {series: 2, other: 1})
        grown = [s for s in self.series_of("by rule 3", study) if s["ID"] not in {m["ID"] for m in made}]
        uids = [len(self.orthanc.dataset(s["Instances"][0]).SourceImageSequence) for s in grown]
        self.assertEqual(sorted(uids), [12, 12])

    def test_storescu_triggers_the_rules(self):
        files = source("fine, sent by C-STORE", "--seed", 7)
        subprocess.run(["storescu", "127.0.0.1", str(PORT), *map(str, files)], check=True, capture_output=True)
        for path in files:
            found = self.orthanc.post("/tools/lookup", pydicom.dcmread(path).SOPInstanceUID.encode()).body
            self.orthanc.uploaded[found[0]["ID"]] = path
        sent = self.orthanc.get(f"/instances/{found[0]['ID']}").body["ParentSeries"]
        self.wait_until_looked_at(sent)
        self.wait_until_idle()
        jobs = self.jobs_on(sent)
        self.assertEqual([j["State"] for j in jobs], ["Success"])

    def test_restart_and_crash_lose_no_job_and_make_nothing_twice(self):
        done = []
        for how, seed in (("restart", 8), ("crash", 9)):
            with self.subTest(how):
                study, sources = self.end_while_at_work(how, seed)
                for made in self.series_of("by rule 4", study):
                    self.wait_until_looked_at(made["ID"])
                self.wait_until_idle()
                self.assertEqual(len(self.orthanc.get(f"/studies/{study}").body["Series"]), 4)
                for series in sources:
                    self.assertEqual([job["State"] for job in self.jobs_on(series)], ["Success"])
                done += sources
        # What is done is not begun again: the rules look at the end of the log of changes, and at no more.
        ids = lambda: {job["ID"] for series in done for job in self.jobs_on(series)}
        before = ids()
        self.orthanc.restart()
        new, _ = self.orthanc.upload_series(source("thin, after a restart"))
        self.wait_for("a job", lambda: self.jobs_on(new))
        self.assertLessEqual(ids(), before)  # those that have ended are remembered

    def end_while_at_work(self, how, seed):
        """Ends Orthanc while a rule's job runs and another one waits, and waits until both are done."""
        sources = [
            self.orthanc.upload_series(source("slow", "--seed", one, study=how))[0] for one in (seed, seed + 50)
        ]
        study = self.study_of(sources[0])
        states = lambda: sorted(job["State"] for series in sources for job in self.jobs_on(series))
        self.wait_for("a running job and a pending one", lambda: states() == ["Pending", "Running"])
        getattr(self.orthanc, how)()
        counts = lambda: [len(series["Instances"]) for series in self.series_of("by rule 4", study)]
        self.wait_for("all images", lambda: counts() == [10, 10])
        print(f"     {how} with a running and a pending job: both were done after it")
        return study, sources


class CorrectedTest(RuleTest):
    """Images are replaced under their UIDs by corrected ones."""

    configuration = {
        "StableAge": 1,
        "SaveJobs": True,
        "OverwriteInstances": True,
        "JobsHistorySize": 1000,
        "mpr_slice": {"AutoSlice": RULES},
    }

    @classmethod
    def check_the_rest(cls):
        return []

    def correct(self, files, change):
        """Sends all files once more, changed; the new ones."""
        files = [pathlib.Path(file) for file in files]
        corrected = []
        for number, path in enumerate(files):
            corrected.append(self.orthanc.folder / f"corrected-{len(list(self.orthanc.folder.iterdir()))}-{number}.dcm")
            corrected[-1].write_bytes(test_identity.changed(path, change))
            self.orthanc.upload(corrected[-1])
        return corrected

    def test_a_corrected_series_is_resliced_again(self):
        """Whatever is corrected, and however often: by images of what the series is now, which the checker reads."""
        files = source("thin corrected", "--seed", 31)
        series, _ = self.orthanc.upload_series(files)
        study = self.study_of(series)
        made = [one["ID"] for one in self.made("by rule 0", study)]
        self.wait_until_idle()
        changes = {
            "PatientName": test_identity.setter(PatientName="CORRECTED^NAME"),
            "PixelSpacing": test_identity.setter(PixelSpacing=[1.1, 1.3]),
            "ImagePositionPatient": test_identity.shifted(0.25),
            "ImageOrientationPatient": test_identity.tilted(2),
            "RescaleSlope": test_identity.setter(RescaleSlope=2),
            "pixels": test_identity.brighter(50),
        }
        for what, change in changes.items():
            with self.subTest(what):
                time.sleep(1.1)  # Orthanc tells times of series in seconds
                files = self.correct(files, change)
                both = self.made("by rule 0", study, len(made) + 1)
                self.wait_until_idle()
                new = next(one for one in both if one["ID"] not in made)
                for instance in new["Instances"]:
                    self.assertEqual(self.check_stored(instance, files)[0], [])
                self.assertEqual(str(self.orthanc.dataset(new["Instances"][0]).PatientName), "CORRECTED^NAME")
                jobs = {job["Content"]["ParentSeries"]: job for job in self.jobs_on(series) if job["State"] == "Success"}
                self.assertEqual(set(jobs), {*made, new["ID"]})
                told = " ".join(jobs[new["ID"]]["Content"]["Warnings"])
                self.assertIn(f"series {made[-1]} ", told)
                self.assertIn("made by the same request, from what the images were before they were replaced", told)
                made.append(new["ID"])


class SwitchedTest(RuleTest):
    """Rules begin with what becomes stable after they were configured."""

    configuration = {"StableAge": 1, "mpr_slice": {}}

    def configure(self, rules):
        file = self.orthanc.folder / "orthanc.json"
        configuration = json.loads(file.read_text())
        configuration["MprSlice"]["AutoSlice"] = rules
        file.write_text(json.dumps(configuration))
        self.orthanc.restart()

    def stable(self, seed):
        """A series that has become stable."""
        series, _ = self.orthanc.upload_series(source("thin", "--seed", seed))
        changes = lambda: self.orthanc.get("/changes?limit=10000").body["Changes"]
        is_stable = lambda: [c for c in changes() if c["ChangeType"] == "StableSeries" and c["ID"] == series]
        self.wait_for("a stable series", is_stable)
        return series

    def test_rules_do_not_reach_back(self):
        before = self.stable(1)
        self.configure(RULES[:1])
        between = self.stable(2)
        self.wait_for("a job", lambda: self.jobs_on(between))
        self.configure([])
        after = self.stable(3)
        self.configure(RULES[:1])
        last = self.stable(4)
        self.wait_for("a job", lambda: self.jobs_on(last))
        for series in (before, after):
            self.assertFalse(f"series {series} is stable, and" in self.orthanc.log())


class OwnOutputTest(RuleTest):
    """A rule that would take anything does not take what the plugin has made."""

    configuration = {
        "StableAge": 1,
        "JobsHistorySize": 1000,
        "mpr_slice": {"AutoSlice": [{"Request": {"FieldOfView": 90, "Plane": "Coronal", "Stack": {"Count": 12, "Spacing": 4}}}]},
    }

    def test_own_output_is_never_taken_also_not_after_export_and_import(self):
        series, _ = self.orthanc.upload_series(source("anything", "--seed", 20))
        self.wait_for("what was made", lambda: self.jobs_on(series) and self.jobs_on(series)[0]["State"] == "Success")
        made = self.jobs_on(series)[0]["Content"]["ParentSeries"]
        self.wait_until_looked_at(made)
        self.assertEqual(self.jobs_on(made), [])
        files = [self.orthanc.file(one) for one in self.orthanc.get(f"/series/{made}").body["Instances"]]
        self.assertEqual(len(files), 12)
        for one in (series, made):
            self.assertEqual(self.orthanc.delete(f"/series/{one}").status, 200)
        # As it was; as another program may send it; and, to see that it would be taken, as an original.
        again = self.imported(files)
        self.assertEqual(again, made)
        self.wait_until_looked_at(made, 2)
        foreign = self.imported(files, Manufacturer="Somebody else")
        self.wait_until_looked_at(foreign)
        original = self.imported(files, Manufacturer="Somebody else", ImageType=["ORIGINAL", "PRIMARY", "AXIAL"])
        self.wait_for("a job", lambda: self.jobs_on(original) and self.jobs_on(original)[0]["State"] == "Success")
        self.assertEqual((self.jobs_on(made), self.jobs_on(foreign)), ([], []))

    def imported(self, files, **values):
        """Uploads derived files; with other values they are another series."""
        if values:
            number = str(len(self.orthanc.instances()))
            files = [
                changed(
                    io.BytesIO(one),
                    SOPInstanceUID=f"{pydicom.dcmread(io.BytesIO(one)).SOPInstanceUID}.{number}",
                    SeriesInstanceUID=f"2.25.{number}",
                    **values,
                )
                for one in files
            ]
        return self.orthanc.upload_series(files)[0]
