# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin under Orthanc's own options: what is stored is the same, and what cannot be is said."""
import base64
import concurrent.futures
import email
import email.policy
import io
import json
import time

import numpy as np
import pydicom

import settings
from case import OBLIQUE, SliceTest
from orthanc import Orthanc
from phantom import Phantom

DICOM_WEB = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"
# Much work for few bytes.
SLOW = {
    "Plane": "Coronal", "PixelSpacing": 0.3, "FieldOfView": 30, "Interpolation": "Lanczos",
    "Slab": {"Thickness": 20, "Projection": "Mean"}, "Stack": {"Count": 8, "Spacing": 2},
}  # fmt: skip
OWN = "MPR slice for Orthanc project"
ENDED = {"Success", "Failure"}


def patient(name, slices=12):
    """A series of a patient of its own: 17 kB an image."""
    options = ("--patient-id", name, "--study", name, "--slices", slices, "--step", 96 // slices)
    return Phantom.make(*options).files


class OptionsTest(SliceTest):
    """Each test has an Orthanc with its option; the one of the class has none, to compare with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.started = []

    @classmethod
    def tearDownClass(cls):
        with concurrent.futures.ThreadPoolExecutor() as pool:  # Orthanc needs seconds to stop
            list(pool.map(Orthanc.stop, cls.started))
        super().tearDownClass()

    def start(self, **options):
        server = Orthanc(**options)
        self.started.append(server)
        return server

    def plain(self):
        """The slice that an Orthanc without options makes."""
        return self.slice(self.store(patient("plain")), OBLIQUE)

    def assert_same(self, server, answer, made=None):
        """The same identity, header and pixels, up to the time and how the pixels are packed."""
        made = made or self.plain()
        self.assertEqual(answer.status, 200, answer.content)
        self.assertEqual(answer.body["ID"], made.answer["ID"])
        other = server.dataset(answer.body["ID"])
        np.testing.assert_array_equal(other.pixel_array, made.dataset.pixel_array)
        for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "ImagePositionPatient", "SourceImageSequence"):
            self.assertEqual(other[keyword], made.dataset[keyword], keyword)

    def test_authentication(self):
        login = {"Authorization": "Basic " + base64.b64encode(b"user:secret").decode()}
        server = self.start(headers=login, AuthenticationEnabled=True, RegisteredUsers={"user": "secret"})
        series, _ = server.upload_series(patient("plain"))
        route = f"/series/{series}/mpr-slice"
        for method, path in (("POST", route), ("POST", f"{route}/preview"), ("GET", f"{route}/geometry"),
                             ("GET", "/mpr-slice/app/index.html")):  # fmt: skip
            answer = server.raw(method, path, b"{}", {"Content-Type": "application/json"})
            self.assertEqual(answer.status, 401, path)
        self.assertEqual(len(server.instances()), 12)
        self.assert_same(server, server.post(route, OBLIQUE))

    def test_storage_compression(self):
        server = self.start(StorageCompression=True)
        series, _ = server.upload_series(patient("plain"))
        answer = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assert_same(server, answer)
        sizes = server.get(f"/instances/{answer.body['ID']}/statistics").body
        self.assertLess(int(sizes["DicomDiskSize"]), int(sizes["DicomUncompressedSize"]))

    def test_overwrite_instances(self):
        server = self.start(OverwriteInstances=True)
        series, _ = server.upload_series(patient("plain"))
        first = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assert_same(server, first)
        file = server.file(first.body["ID"])
        server.upload_series(patient("plain"))  # every image anew
        again = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assertEqual((again.body["ID"], again.body["Status"]), (first.body["ID"], "AlreadyStored"))
        self.assertEqual(server.file(first.body["ID"]), file)

    def test_recycling_takes_the_source(self):
        server = self.start(MaximumStorageSize=1)
        series, _ = server.upload_series(patient("first", 24))
        route = f"/series/{series}/mpr-slice"
        job = server.post(route, {**SLOW, "Asynchronous": True}).body["ID"]
        self.wait_for_job(server, job, {"Running"})
        for name in ("second", "third", "fourth", "fifth"):  # a patient whose slice has just been stored goes last
            if server.get(f"/series/{series}").status == 200:
                server.upload_series(patient(name, 24))
        self.assertEqual(server.get(f"/series/{series}").status, 404)
        self.assertEqual(server.post(route, OBLIQUE).status, 404)
        late = server.post(route, {**OBLIQUE, "Asynchronous": True}).body["ID"]
        self.assertRegex(self.wait_for_job(server, late, ENDED)["Content"]["Errors"][0], "not in the archive")
        # The job that was at work has all it needs, or not; there are all of its images, or none. They are recycled with
        # their patient.
        state = self.wait_for_job(server, job, ENDED)["State"]
        own = [one for one in server.get("/series?expand").body if one["MainDicomTags"].get("Manufacturer") == OWN]
        images = sum(len(one["Instances"]) for one in own)
        self.assertIn(images, {8, 0} if state == "Success" else {0})
        print(f"     recycled under a job: {state}, {images} images")

    def test_protected_patient_and_full_storage(self):
        server = self.start(MaximumStorageSize=1)
        series, _ = server.upload_series(patient("kept", 24))
        self.assertEqual(server.request("PUT", f"/patients/{self.patient_of(server, series)}/protected", b"1").status, 200)
        server.upload_series(patient("second", 24))
        made = server.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(made.status, 200, made.content)
        self.assertEqual(server.get(f"/patients/{self.patient_of(server, series)}/protected").content, b"1")
        # An image that has no room beside what is protected: 1600 x 1600 pixels are 5 MB.
        large = server.post(f"/series/{series}/mpr-slice", {"Plane": "Axial", "Rows": 1600, "Columns": 1600})
        self.assertEqual(large.status, 507, large.content)
        self.assertRegex(large.details, "the archive did not store the derived image: .*full")
        self.assertEqual(len(server.get(f"/series/{series}").body["Instances"]), 24)

    def patient_of(self, server, series):
        study = server.get(f"/series/{series}").body["ParentStudy"]
        return server.get(f"/studies/{study}").body["ParentPatient"]

    def wait_for_job(self, server, job, states):
        for _ in range(600):
            found = server.get(f"/jobs/{job}").body
            if found["State"] in states:
                return found
            time.sleep(0.1)
        self.fail(f"the job is {found['State']}")

    def test_errors_that_are_not_described(self):
        server = self.start(HttpDescribeErrors=False)
        series, _ = server.upload_series(patient("plain"))
        route = f"/series/{series}/mpr-slice"
        for body, status in (({"Plain": 1}, 400), ({"Plane": "Axial", "Offset": 900}, 422)):
            body = json.dumps(body).encode()
            answer = server.raw("POST", route, body, {"Content-Type": "application/json"})
            self.assertEqual((answer.status, answer.content), (status, b""))
        self.assertIn('unknown key "Plain"', server.log())
        self.assertIn("misses the volume by", server.log())
        self.assert_same(server, server.post(route, OBLIQUE))

    def test_ingest_transcoding(self):
        server = self.start(IngestTranscoding=JPEG_LOSSLESS)
        series, instances = server.upload_series(patient("plain"))
        self.assertEqual(server.dataset(instances[0]).file_meta.TransferSyntaxUID, JPEG_LOSSLESS)
        answer = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assert_same(server, answer)
        self.assertEqual(server.dataset(answer.body["ID"]).file_meta.TransferSyntaxUID, JPEG_LOSSLESS)
        again = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assertEqual((again.body["Status"], again.body["ID"]), ("AlreadyStored", answer.body["ID"]))

    def test_index_without_files(self):
        server = self.start(StoreDicom=False, MaximumStorageCacheSize=0)
        series, _ = server.upload_series(patient("plain"))
        answer = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assertEqual(answer.status, 404, answer.content)
        self.assertRegex(answer.details, "file is not in the archive")
        self.assertEqual(len(server.instances()), 12)

    def test_dicom_web(self):
        server = self.start(Plugins=[str(settings.program("MPR_PLUGIN")), DICOM_WEB])
        parts = b"".join(
            b"--part\r\nContent-Type: application/dicom\r\n\r\n" + path.read_bytes() + b"\r\n" for path in patient("plain")
        )
        media = 'multipart/related; type="application/dicom"; boundary=part'
        stow = server.request("POST", "/dicom-web/studies", parts + b"--part--\r\n",
                              {"Content-Type": media, "Accept": "application/dicom+json"})  # fmt: skip
        self.assertEqual(stow.status, 200, stow.content[:600])
        series = server.get("/series").body[0]
        answer = server.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assert_same(server, answer)
        dataset = server.dataset(answer.body["ID"])
        where = f"/dicom-web/studies/{dataset.StudyInstanceUID}/series/{dataset.SeriesInstanceUID}/instances"
        wado = server.request("GET", f"{where}/{dataset.SOPInstanceUID}",
                              headers={"Accept": 'multipart/related; type="application/dicom"; transfer-syntax=*'})  # fmt: skip
        self.assertEqual(wado.status, 200, wado.content[:600])
        head = f"Content-Type: {wado.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + wado.content, policy=email.policy.HTTP)
        files = [part.get_payload(decode=True) for part in message.iter_parts()]
        self.assertEqual([pydicom.dcmread(io.BytesIO(file)) for file in files], [dataset])
        found = server.request("GET", where, headers={"Accept": "application/dicom+json"}).body
        self.assertEqual([one["00080018"]["Value"] for one in found], [[dataset.SOPInstanceUID]])
