# SPDX-License-Identifier: GPL-3.0-or-later
"""The right image: of the right patient, of the sources as they are now, and of nothing else. What is called AlreadyStored
is the image that was asked for, and what has its identifiers and is another one stays where it is."""
import concurrent.futures
import http.client
import io
import json
import random
import threading
import time

import numpy as np
import pydicom

import settings
from case import OBLIQUE, SliceTest
from lattice import pixels_of
from orthanc import Orthanc
from phantom import Phantom

STACK = {**OBLIQUE, "Stack": {"Count": 4, "Spacing": 3}}
JSON = {"Content-Type": "application/json"}


def saved(dataset):
    content = io.BytesIO()
    dataset.save_as(content)
    return content.getvalue()


def changed(path, change, uid=""):
    """The bytes of a file after a change; with a suffix for its UIDs another image."""
    dataset = pydicom.dcmread(path)
    if uid:
        dataset.SOPInstanceUID += uid
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.SeriesInstanceUID += uid
    change(dataset)
    return saved(dataset)


def brighter(by):
    """Every stored value raised by so much: an image that shows it is of that generation."""

    def change(dataset):
        pixels = dataset.pixel_array + by
        dataset.PixelData = pixels.astype(dataset.pixel_array.dtype).tobytes()

    return change


def setter(**attributes):
    def change(dataset):
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)

    return change


def shifted(mm):
    def change(dataset):
        x, y, z = map(float, dataset.ImagePositionPatient)
        dataset.ImagePositionPatient = [f"{x + mm:.6g}", f"{y:.10g}", f"{z:.10g}"]

    return change


def tilted(degrees):
    """The axes of every image turned a little within its plane."""

    def change(dataset):
        across, down = np.reshape(np.array(dataset.ImageOrientationPatient, float), (2, 3))
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        dataset.ImageOrientationPatient = [f"{value:.12g}" for value in (*(c * across + s * down), *(c * down - s * across))]

    return change


def renumbered(by):
    def change(dataset):
        dataset.InstanceNumber = int(dataset.InstanceNumber) + by

    return change


class IdentityTest(SliceTest):
    """What was found in the archive, and what was done with it. Sources are replaced under their UIDs, so what the checker
    would compare is not there any more: stored files are looked at here."""

    configuration = {"OverwriteInstances": True, "StableAge": 1}

    @classmethod
    def check_the_rest(cls):
        return []

    def series(self, seed, *options):
        files = Phantom.make("--slices", "16", "--step", "7", "--seed", str(seed), *options).files
        series, instances = self.orthanc.upload_series(files)
        return files, series, instances

    def post(self, series, body, status=200, level="series"):
        answer = self.orthanc.post(f"/{level}/{series}/mpr-slice", body)
        self.assertEqual(answer.status, status, answer.content[:600])
        return answer.body

    def replace(self, files, change):
        for path in files:
            self.orthanc.upload(changed(path, change))

    def values(self, answer):
        return pixels_of(self.orthanc.dataset(answer["ID"]))

    # ---- another patient ----

    def test_the_same_study_of_another_patient_has_images_of_its_own(self):
        """Same UIDs under two PatientIDs: a corrected identifier, a teaching copy, an anonymisation that keeps UIDs."""
        files, series, _ = self.series(501)
        first = self.post(series, OBLIQUE)
        stack = self.post(series, STACK)
        for patient in ("CORRECTED", "TEACHING", "Müller^Jörg", "spaces inside "):
            change = setter(PatientID=patient, SpecificCharacterSet="ISO_IR 192")
            copies = {self.orthanc.upload(changed(path, change))["ParentSeries"] for path in files}
            self.assertEqual(len(copies), 1)
            other = copies.pop()
            self.assertNotEqual(other, series)
            made = self.post(other, OBLIQUE)
            self.assertEqual(made["Status"], "Success")
            self.assertNotEqual(made["ID"], first["ID"])
            self.assertEqual(made["ParentStudy"], self.orthanc.get(f"/series/{other}").body["ParentStudy"])
            self.assertEqual(self.orthanc.dataset(made["ID"]).PatientID.strip(), patient.strip())
            again = self.post(other, OBLIQUE)
            self.assertEqual([again["Status"], again["ID"]], ["AlreadyStored", made["ID"]])
            others = self.post(other, STACK)
            self.assertFalse({i["ID"] for i in others["Instances"]} & {i["ID"] for i in stack["Instances"]})
            for instance in others["Instances"]:
                self.assertEqual(self.orthanc.dataset(instance["ID"]).PatientID.strip(), patient.strip())
        self.assertEqual(self.post(series, OBLIQUE)["ID"], first["ID"])

    def test_anonymised_with_kept_identifiers(self):
        files, series, _ = self.series(502)
        first = self.post(series, OBLIQUE)
        study = self.orthanc.get(f"/series/{series}").body["ParentStudy"]
        keep = ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"]
        body = {"Keep": keep, "Force": True, "KeepSource": True, "Replace": {"PatientID": "ANONYMOUS"}}
        anonymous = self.orthanc.post(f"/studies/{study}/anonymize", body).body["ID"]
        for one in self.orthanc.get(f"/studies/{anonymous}/series").body:
            if len(one["Instances"]) == 16:
                made = self.post(one["ID"], OBLIQUE)
                self.assertEqual([made["Status"], made["ParentStudy"]], ["Success", anonymous])
                self.assertEqual(self.orthanc.dataset(made["ID"]).PatientID, "ANONYMOUS")
                self.assertNotEqual(made["ID"], first["ID"])

    # ---- forged ----

    def forge(self, like, **attributes):
        dataset = pydicom.dcmread(io.BytesIO(like))
        setter(**attributes)(dataset)
        return self.orthanc.upload(saved(dataset))

    def revealed(self, series, body):
        """The file that a request would store."""
        content = str(body).replace("'", '"').encode()
        headers = {**JSON, "Accept": "application/dicom"}
        answer = self.orthanc.request("POST", f"/series/{series}/mpr-slice/preview", content, headers)
        self.assertEqual(answer.status, 200, answer.content[:300])
        return answer.content

    def test_a_forged_image_under_our_identifiers_is_not_answered_as_ours(self):
        for seed, attributes in enumerate(
            (
                {"PixelData": None},
                {"ImagePositionPatient": [0, 0, 0]},
                {"PixelSpacing": [2, 2]},
                {"PatientName": "SOMEONE^ELSE"},
                {"WindowCenter": 1},
                {"ImageComments": "an element more"},
            ),
            510,
        ):
            with self.subTest(attributes):
                _, series, _ = self.series(seed)
                file = self.revealed(series, OBLIQUE)
                if "PixelData" in attributes:
                    attributes = {"PixelData": bytes(len(pydicom.dcmread(io.BytesIO(file)).PixelData))}
                forged = self.forge(file, **attributes)
                before = self.orthanc.instances()
                answer = self.orthanc.post(f"/series/{series}/mpr-slice", OBLIQUE)
                self.assertEqual(answer.status, 409, answer.content[:600])
                self.assertIn(forged["ID"], answer.details)
                self.assertIn("nothing was stored", answer.details)
                self.assertEqual(self.orthanc.instances(), before)

    def test_a_forged_member_of_a_stack_fails_the_stack_and_stays(self):
        _, series, _ = self.series(520)
        made = self.post(series, STACK)
        third = made["Instances"][2]["ID"]
        file = self.orthanc.file(third)
        for instance in made["Instances"]:
            self.orthanc.delete(f"/instances/{instance['ID']}")
        forged = self.forge(file, PatientName="SOMEONE^ELSE")
        self.assertEqual(forged["ID"], third)
        before = self.orthanc.instances()
        self.post(series, STACK, 409)
        self.assertEqual(self.orthanc.instances(), before)
        self.assertEqual(str(self.orthanc.dataset(third).PatientName), "SOMEONE^ELSE")

    def test_our_identifiers_in_another_study_are_no_hindrance(self):
        _, series, _ = self.series(521)
        forged = self.forge(self.revealed(series, OBLIQUE), PatientID="ELSEWHERE")
        made = self.post(series, OBLIQUE)
        self.assertEqual(made["Status"], "Success")
        self.assertNotEqual(made["ID"], forged["ID"])
        again = self.post(series, OBLIQUE)
        self.assertEqual([again["Status"], again["ID"]], ["AlreadyStored", made["ID"]])

    # ---- replaced ----

    def test_replaced_sources_make_other_images(self):
        files, series, instances = self.series(530)
        first = self.post(series, OBLIQUE)
        stack = self.post(series, STACK)
        self.replace(files, lambda dataset: None)  # the same bytes, other files in the storage
        again = self.post(series, OBLIQUE)
        self.assertEqual([again["Status"], again["ID"]], ["AlreadyStored", first["ID"]])
        self.assertFalse([w for w in again["Warnings"] if "replaced" in w])
        known = [first["ParentSeries"]]
        for what, change in (
            ("pixels", brighter(50)),
            ("RescaleSlope", setter(RescaleSlope=2)),
            ("PatientName", setter(PatientName="CORRECTED^NAME")),
            ("WindowCenter", setter(WindowCenter="77")),
            ("ImagePositionPatient", shifted(0.25)),
            ("ImageOrientationPatient", tilted(2)),
            ("PixelSpacing", setter(PixelSpacing=[0.9, 0.95])),
            ("SliceThickness", setter(SliceThickness="2.5")),
            ("one image of all", None),
        ):
            with self.subTest(what):
                time.sleep(1.1)  # Orthanc tells times of series in seconds
                self.replace(files if change else files[7:8], change or brighter(300))
                made = self.post(series, OBLIQUE)
                self.assertEqual(made["Status"], "Success")
                self.assertNotIn(made["ParentSeries"], known)
                told = " ".join(made["Warnings"])
                replaced = [warning for warning in made["Warnings"] if "before they were replaced" in warning]
                self.assertEqual(len(replaced), 1, told)
                self.assertIn(known[-1], replaced[0])
                self.assertEqual("older ones" in replaced[0], len(known) > 1)
                known.append(made["ParentSeries"])
                again = self.post(series, OBLIQUE)
                self.assertEqual([again["Status"], again["ID"]], ["AlreadyStored", made["ID"]])
        self.assertNotEqual(self.post(series, STACK)["ParentSeries"], stack["ParentSeries"])
        self.replace(files, renumbered(100))  # the first pixels again, and nothing of the numbers is in the image
        again = self.post(series, OBLIQUE)
        self.assertEqual([again["Status"], again["ID"]], ["AlreadyStored", first["ID"]])
        self.orthanc.delete(f"/series/{known[-2]}")
        told = " ".join(self.post(series, OBLIQUE)["Warnings"])
        self.assertNotIn(known[-2], told)
        self.assertIn(f"{known[-1]} and {len(known) - 3} older ones", told)
        self.assertEqual(self.post(series, STACK)["ParentSeries"], stack["ParentSeries"])
        self.assertEqual(len(instances), 16)

    def test_a_series_that_images_are_added_to_after_its_sources_were_replaced_says_so(self):
        files, series, _ = self.series(532)
        time.sleep(1.1)  # Orthanc tells times of series in seconds
        begun = self.post(series, {"Plane": "Axial"})["ParentSeries"]
        told = lambda offset: [
            warning
            for warning in self.post(series, {"Plane": "Coronal", "Offset": offset, "AppendTo": begun})["Warnings"]
            if "have arrived since" in warning
        ]
        self.assertEqual(told(0), [])
        time.sleep(1.1)
        self.assertEqual(told(5), [])
        self.replace(files, brighter(100))
        for offset in (10, 15):
            warnings = told(offset)
            self.assertEqual(len(warnings), 1, warnings)
            self.assertIn(begun, warnings[0])

    def test_pixels_follow_the_sources(self):
        files, series, _ = self.series(531)
        first = self.values(self.post(series, OBLIQUE))
        self.replace(files, brighter(100))
        second = self.values(self.post(series, OBLIQUE))
        np.testing.assert_array_equal(np.unique((second - first)[30:-30, 30:-30]), [100])

    # ---- at the same time ----

    def test_the_same_request_at_once_stores_each_image_once(self):
        _, series, _ = self.series(540)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: self.post(series, STACK), range(6)))
        names = [[instance["ID"] for instance in answer["Instances"]] for answer in answers]
        self.assertEqual(names, [names[0]] * 6)
        states = [instance["Status"] for answer in answers for instance in answer["Instances"]]
        self.assertEqual(states.count("Success"), 4)

    def test_a_request_that_fails_leaves_what_another_one_answered_with(self):
        """A job makes a stack and is cancelled; a request for one of the same stacks is answered meanwhile."""
        _, series, _ = self.series(541)
        body = {**OBLIQUE, "PixelSpacing": 0.5, "Stack": {"Count": 60, "Spacing": 0.5}}
        for turn in range(3):
            body["Offset"] = turn / 8
            job = self.post(series, {**body, "Asynchronous": True})["ID"]
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(self.post, series, body)
                time.sleep(0.2 + 0.3 * turn)
                self.orthanc.post(f"/jobs/{job}/cancel", {})
                answer = waiting.result()
            for instance in answer["Instances"]:
                self.assertEqual(self.orthanc.get(f"/instances/{instance['ID']}").status, 200)

    # ---- replaced meanwhile ----

    def test_a_patient_who_is_deleted_while_images_are_stored_does_not_come_back(self):
        _, series, _ = self.series(545)
        patient = self.orthanc.get(f"/series/{series}/patient").body["ID"]
        body = {**OBLIQUE, "Rows": 16, "Columns": 16, "Stack": {"Count": 500, "Spacing": 0.1}}
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(self.orthanc.post, f"/series/{series}/mpr-slice", body)
            while len(self.orthanc.get(f"/patients/{patient}/instances").body or ()) < 40:
                time.sleep(0.01)
            self.assertEqual(self.orthanc.delete(f"/patients/{patient}").status, 200)
            answer = waiting.result()
        self.assertIn(answer.status, (404, 409), answer.content[:300])
        self.assertEqual(self.orthanc.get(f"/patients/{patient}").status, 404)


class ReencodingTest(SliceTest):
    """Archives that store images in another transfer syntax than they get them in."""

    syntaxes = {
        "implicit": "1.2.840.10008.1.2",
        "deflated": "1.2.840.10008.1.2.1.99",
        "JPEG lossless": "1.2.840.10008.1.2.4.70",
        "JPEG-LS": "1.2.840.10008.1.2.4.80",
    }
    forgeries = {
        "RescaleIntercept": 7,
        "ImagePositionPatient": [0, 0, 0],
        "PatientName": "SOMEONE^ELSE",
        "DerivationDescription": "Lossless JPEG compression, of another one",
        "ImageComments": "an element more",
    }

    @classmethod
    def check_the_rest(cls):
        return []

    def forge(self, archive, series, body, attributes):
        headers = {**JSON, "Accept": "application/dicom"}
        file = archive.request("POST", f"/series/{series}/mpr-slice/preview", json.dumps(body).encode(), headers)
        dataset = pydicom.dcmread(io.BytesIO(file.content))
        setter(**attributes)(dataset)
        return archive.upload(saved(dataset))["ID"]

    def check(self, archive, syntax, files):
        series, _ = archive.upload_series(files)
        route = f"/series/{series}/mpr-slice"
        answer = archive.post(route, OBLIQUE)
        self.assertEqual(answer.status, 200, answer.details)
        made = answer.body
        stored = archive.dataset(made["ID"])
        self.assertEqual(stored.file_meta.TransferSyntaxUID, syntax)
        again = archive.post(route, OBLIQUE)
        self.assertEqual([again.status, again.body.get("ID")], [200, made["ID"]], again.details)
        self.assertEqual(again.body["Status"], "AlreadyStored")
        for number, (keyword, value) in enumerate(self.forgeries.items()):
            body = {**OBLIQUE, "FieldOfView": 50 + number}
            forged = self.forge(archive, series, body, {keyword: value})
            answer = archive.post(route, body)
            self.assertEqual(answer.status, 409, f"{keyword}: {answer.content[:300]}")
            self.assertIn(forged, answer.details)
        return stored.SeriesInstanceUID, pixels_of(stored)

    def test_what_is_stored_in_another_syntax_is_known_again_and_named_the_same(self):
        files = Phantom.make("--slices", "16", "--step", "7", "--seed", "560").files
        series, _ = self.orthanc.upload_series(files)
        plain = self.orthanc.dataset(self.orthanc.post(f"/series/{series}/mpr-slice", OBLIQUE).body["ID"])
        for name, syntax in self.syntaxes.items():
            with self.subTest(name):
                archive = Orthanc(IngestTranscoding=syntax)
                try:
                    uid, pixels = self.check(archive, syntax, files)
                finally:
                    archive.stop()
                self.assertEqual(uid, plain.SeriesInstanceUID)
                np.testing.assert_array_equal(pixels, pixels_of(plain))
