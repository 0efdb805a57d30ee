# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources/Recipes.md: every block is run, in order, and leads to what the recipe promises."""
import email
import io
import json
import pathlib
import re
import time

import numpy as np
import pydicom

import documents
import openapi
import settings
import variants
from case import SliceTest
from lattice import Plane
from orthanc import Orthanc, free_port
from phantom import AREA_MM2, Phantom

NAME = "Resources/Recipes.md"
DICOMWEB = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
RED = json.loads(documents.read("Resources/Samples/slicer-red.json"))["Plane"]["SliceToRAS"]


class RecipesTest(SliceTest):
    configuration = {"Plugins": [str(settings.program("MPR_PLUGIN")), DICOMWEB], "DicomCheckCalledAet": False,
                     "DicomWeb": {"Enable": True, "Root": "/dicom-web/"}}  # fmt: skip

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sections = documents.sections(NAME)

    def test_every_recipe_has_a_test(self):
        tests = pathlib.Path(__file__).read_text()
        for title in set(self.sections) - {""}:
            self.assertRegex(tests, rf'(run_recipe\(|sections\[)"{re.escape(title)}"')

    def setUp(self):
        self.phantom = Phantom.make()
        self.source = self.store(self.phantom.files)
        self.folder = settings.scratch() / f"recipe-{self._testMethodName}"
        self.folder.mkdir()

    def answer(self):
        return json.loads((self.folder / "answer.json").read_text())

    def run_recipe(self, title, more=None):
        """Runs the blocks of a section; what its shell printed."""
        cylinder = self.phantom.truth["Cylinder"]
        values = {
            "SERIES": self.source.series, "localhost:8042": f"127.0.0.1:{self.orthanc.port}", **(more or {}),
            "AXIS": cylinder["Axis"], "CENTRE": cylinder["Centre"], "THRESHOLD": cylinder["Threshold"],
        }  # fmt: skip
        script = ""
        for block in documents.blocks(self.sections[""] + self.sections[title], NAME):
            text = documents.filled(block.text, values)
            if block.language == "sh":
                script += text
            elif block.language == "python":
                (self.folder / "plane.json").write_text(documents.run_slicer(text, RED))
            elif block.language == "ijm":
                (self.folder / "area.ijm").write_text(text)
            elif block.language == "json":
                self.assertLessEqual(documents.configuration(text).items(), self.configuration.items())
            else:
                self.fail(f"{block.place}: nobody knows how to run {block.language!r}")
        return documents.run_shell(script, self.folder, f"{NAME}, {title}")

    def test_slicer(self):
        self.run_recipe("From 3D Slicer's Red slice to a stored DICOM slice")
        answer = self.answer()
        openapi.schema_of("Slice").validate(answer)
        plane = Plane(self.orthanc.dataset(answer["ID"]))
        matrix = np.array(RED).reshape(4, 4)
        self.assertAlmostEqual(abs(plane.normal @ (np.diag([-1, -1, 1]) @ matrix[:3, 2])), 1, places=5)
        centre = np.diag([-1, -1, 1]) @ matrix[:3, 3]
        self.assertAlmostEqual((centre - plane.position) @ plane.normal, 0, places=3)

    def test_imagej(self):
        printed = self.run_recipe("Measure it in ImageJ")
        area = float(re.search(r"^([0-9.]+) mm\^2$", printed, re.MULTILINE)[1])
        print(f"     the recipe: ImageJ measures {area:.1f} mm² of {AREA_MM2:.1f}")
        self.assertLess(abs(area / AREA_MM2 - 1), 0.01)

    def test_pet_like_mr(self):
        images = [pydicom.dcmread(path) for path in Phantom.make("--slices", "20", "--step", "5", "--seed", "77").files]
        paths = []
        for image in variants.pet(images, 2.5, 0):
            paths.append(self.folder / f"{image.InstanceNumber}.dcm")
            image.FrameOfReferenceUID = self.source.lattice.datasets[0].FrameOfReferenceUID
            image.save_as(paths[-1])
        pet = self.store(paths)
        like = self.slice(self.source, {"Plane": {"Normal": [0.2, 0.3, 0.9]}})
        self.run_recipe("Cut a PET like an MR slice", {"PET": pet.series, "INSTANCE": like.answer["ID"]})
        made = self.answer()
        for key in ("ImageOrientationPatient", "ImagePositionPatient", "PixelSpacing", "Rows", "Columns"):
            np.testing.assert_allclose(made["Geometry"][key], like.answer["Geometry"][key], atol=1e-12)
        self.assertEqual(self.orthanc.dataset(made["ID"]).Modality, "PT")

    def test_automatic_coronals(self):
        # The configuration is what the recipe runs, so the one of this Orthanc is that of the recipe.
        [block] = documents.blocks(self.sections["Automatic coronals of every CT head"], NAME)
        configuration = documents.configuration(block.text)
        archive = Orthanc(mpr_slice=configuration.pop("MprSlice"), StableAge=1, **configuration)
        self.addCleanup(archive.stop)
        for part, number in (("HEAD", 13), ("CHEST", 0)):
            files = []
            for path in Phantom.make("--slices", "12", "--step", "8", "--study", part).files:
                image = pydicom.dcmread(path)
                image.BodyPartExamined = part
                files.append(self.folder / f"{part}-{image.InstanceNumber}.dcm")
                image.save_as(files[-1])
            series, _ = archive.upload_series(files)
            study = archive.get(f"/series/{series}").body["ParentStudy"]
            self.assertEqual(self.wait_for_derived(archive, study, len(files) + number), len(files) + number)

    def wait_for_derived(self, archive, study, wanted):
        """How many images a study has once its series were dealt with."""
        deadline = time.monotonic() + 60
        count = 0
        while time.monotonic() < deadline:
            series = archive.get(f"/studies/{study}/series").body
            count = sum(len(one["Instances"]) for one in series)
            jobs = archive.get("/jobs?expand").body
            is_done = all(one["IsStable"] for one in series) and all(one["State"] == "Success" for one in jobs)
            if count >= wanted and is_done:
                break
            time.sleep(0.2)
        return count

    def test_sent_on(self):
        port = free_port()
        other = Orthanc(DicomServerEnabled=True, DicomPort=port, DicomAet="PACS", DicomAlwaysAllowStore=True, Plugins=[])
        self.addCleanup(other.stop)
        self.run_recipe("Send the result on by DICOM", {"4243": port})
        [arrived] = other.instances()
        self.assertEqual(other.dataset(arrived), pydicom.dcmread(self.folder / "slice.dcm"))
        self.assertEqual(len(self.orthanc.get("/modalities").body), 1)

    def test_viewers(self):
        self.run_recipe("Open it in OHIF or Weasis")
        listed = json.loads((self.folder / "series.json").read_text())
        names = [one["0008103E"]["Value"][0] for one in listed]
        self.assertIn("Phantom", names)
        self.assertIn("Phantom MPR", names)
        content = (self.folder / "slice.multipart").read_bytes()
        boundary = content[2 : content.index(b"\r\n")]
        message = email.message_from_bytes(b"Content-Type: multipart/related; boundary=" + boundary + b"\r\n\r\n" + content)
        part = pydicom.dcmread(io.BytesIO(message.get_payload()[0].get_payload(decode=True)))
        self.assertEqual(part.SeriesDescription, "Phantom MPR")
