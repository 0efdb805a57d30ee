# SPDX-License-Identifier: GPL-3.0-or-later
"""What all images of a volume must say alike: pixels of two patients, or of two units, are never one image. And what
sentences say of texts in files, since they are logged."""
import pathlib
import tempfile

import pydicom
import pydicom.uid

import settings
from case import SliceTest
from phantom import Phantom

DIFFERENT = {
    "PatientName": ("DOE^JOHN", "ROE^JANE"),
    "PatientBirthDate": ("19500101", "19880505"),
    "PatientSex": ("M", "F"),
    "PatientIdentityRemoved": ("YES", "NO"),
    "Units": ("BQML", "GML"),
    "DecayCorrection": ("NONE", "START"),
    "RescaleType": ("HU", "US"),
    "Modality": ("CT", "PT"),
}


class CommonTest(SliceTest):
    def stored(self, change):
        """A series of its own whose images were changed by their index."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=settings.scratch()))
        study, series = pydicom.uid.generate_uid(), pydicom.uid.generate_uid()
        paths = []
        for index, path in enumerate(Phantom.make("--slices", "12", "--step", "4").files):
            image = pydicom.dcmread(path)
            image.StudyInstanceUID, image.SeriesInstanceUID, image.SOPInstanceUID = study, series, pydicom.uid.generate_uid()
            image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
            change(index, image)
            paths.append(folder / f"{index}.dcm")
            image.save_as(paths[-1])
        return self.orthanc.upload_series(paths)[0]

    def test_two_patients_or_two_units_are_no_volume(self):
        for keyword, (one, other) in DIFFERENT.items():
            with self.subTest(keyword):
                series = self.stored(lambda index, image, k=keyword, a=one, b=other: setattr(image, k, a if index < 6 else b))
                before = len(self.orthanc.get("/instances").body)
                sentence = f"has another {keyword} than"
                for answer in (self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"}),
                               self.orthanc.get(f"/series/{series}/mpr-slice/preview")):  # fmt: skip
                    self.assertEqual(answer.status, 422, answer.content)
                    self.assertIn(sentence, answer.details)
                    for value in (one, other):
                        self.assertNotIn(f"{value} ", answer.details + " ")
                report = self.orthanc.get(f"/series/{series}/mpr-slice/geometry").body
                self.assertFalse(report["Sliceable"])
                self.assertIn(sentence, report["Reason"])
                self.assertEqual(len(self.orthanc.get("/instances").body), before)

    def test_what_an_image_does_not_say_differs_from_nothing(self):
        def change(index, image):
            image.PatientName = "DOE^JOHN^^" if index % 2 else "DOE^JOHN"
            image.PatientSex = "M" if index % 3 else ""

        series = self.stored(change)
        answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(answer.status, 200, answer.content)

    def test_sentences_repeat_no_text_of_a_file(self):
        """A name in place of a number, a term or a UID reaches neither the answer nor the log."""
        name = "SECRET^PERSON"
        places = {
            "PhotometricInterpretation": lambda image: setattr(image, "PhotometricInterpretation", name),
            "ImagePositionPatient": lambda image: image.add_new(0x00200032, "LO", [name, "2", "3"]),
            "FrameOfReferenceUID": lambda image: image.add_new(0x00200052, "LO", name),
        }
        target = self.stored(lambda index, image: None)
        for keyword, put in places.items():
            with self.subTest(keyword):
                series = self.stored(lambda index, image, put=put: put(image))
                instance = self.orthanc.get(f"/series/{series}").body["Instances"][0]
                self.orthanc.get(f"/series/{series}/mpr-slice/preview")
                self.orthanc.post(f"/series/{target}/mpr-slice", {"Plane": {"LikeInstance": instance}})
        self.assertNotIn("SECRET", self.orthanc.log())


class FilterTest(SliceTest):
    def test_an_image_that_a_filter_refuses_is_not_stored(self):
        script = settings.scratch() / "filter.lua"
        script.write_text("function ReceivedInstanceFilter(dicom, origin)\n"
                          "  return dicom.Manufacturer ~= 'MPR slice for Orthanc project'\nend\n")  # fmt: skip
        orthanc = type(self.orthanc)(LuaScripts=[str(script)])
        self.addCleanup(orthanc.stop)
        series, instances = orthanc.upload_series(Phantom.make("--slices", "12", "--step", "4").files)
        answer = orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(answer.status, 507, answer.content)
        self.assertIn("a filter of its configuration or of a script refused it", answer.details)
        self.assertEqual(len(orthanc.get("/instances").body), len(instances))
