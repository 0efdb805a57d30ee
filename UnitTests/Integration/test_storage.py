# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are read in part where Orthanc keeps them: the images are those that Orthanc's SDK leads to, and little is read."""
import io
import os
import pathlib
import unittest

import numpy as np
import pydicom

import variants
from case import OBLIQUE
from enhanced import multi_frame
from orthanc import Orthanc
from phantom import Phantom

CORONAL = {"Plane": "Coronal"}
SLAB = {"Plane": "Sagittal", "Slab": {"Thickness": 8, "Projection": "Mean"}, "Interpolation": "Cubic"}


def datasets(*options):
    return [pydicom.dcmread(path) for path in Phantom.make(*options).files]


def files_of(images):
    files = []
    for image in images:
        stream = io.BytesIO()
        image.save_as(stream)
        files.append(stream.getvalue())
    return files


def renamed(images, number):
    """A patient, study and series of its own."""
    for index, image in enumerate(images):
        image.PatientID = f"storage-{number}"
        image.StudyInstanceUID, image.SeriesInstanceUID = f"2.25.77{number}", f"2.25.78{number}"
        image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = f"2.25.79{number}.{index + 1}"
    return images


def kinds():
    """Series that lie in their files in different ways."""
    small = ("--slices", 12, "--step", 8)
    yield "16 bits", datasets(*small)
    yield "12 bits, others full", variants.dirty(datasets(*small), 11)
    yield "12 bits that end at bit 15", variants.dirty(datasets(*small, "--modality", "MR", "--unsigned", "--bits", 12), 15)
    yield "8 bits", datasets(*small, "--modality", "MR", "--unsigned", "--bits", 8)
    yield "one file of all frames", multi_frame(datasets(*small))
    yield "one large file", multi_frame(datasets("--slices", 24, "--step", 4, "--columns", 512, "--rows", 512,
                                                 "--spacing-across", 0.3, "--spacing-down", 0.3))
    colours = variants.coloured(datasets(*small), "RGB", 0)
    yield "colours", variants.of_class(colours, "1.2.840.10008.5.1.4.1.1.7", "OT")


class StorageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.orthanc = Orthanc()
        cls.asking = Orthanc({"ReadStorage": False})

    @classmethod
    def tearDownClass(cls):
        cls.orthanc.stop()
        cls.asking.stop()

    def slice(self, orthanc, files, request):
        return self.slice_of(orthanc, orthanc.upload_series(files)[0], request)

    def slice_of(self, orthanc, series, request):
        answer = orthanc.post(f"/series/{series}/mpr-slice", request)
        self.assertEqual(answer.status, 200, answer.content)
        return orthanc.dataset(answer.body["ID"])

    def test_images_are_those_of_the_sdk(self):
        for number, (kind, images) in enumerate(kinds()):
            files = files_of(renamed(images, number))
            for request in (CORONAL, OBLIQUE, SLAB):
                with self.subTest(kind=kind, request=request):
                    one, other = self.slice(self.orthanc, files, request), self.slice(self.asking, files, request)
                    np.testing.assert_array_equal(one.pixel_array, other.pixel_array)
                    for dataset in (one, other):
                        for keyword in ("InstanceCreationDate", "InstanceCreationTime", "ContentDate", "ContentTime",
                                        "SeriesDate", "SeriesTime"):
                            delattr(dataset, keyword)
                    self.assertEqual(one, other)
        self.assertIn("read from the storage folder", self.orthanc.log())
        self.assertNotIn("read from the storage folder", self.asking.log())

    def bytes_read(self):
        """By the process, from the page cache or the disk."""
        lines = pathlib.Path(f"/proc/{self.orthanc.pid}/io").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("rchar"))

    def test_a_coronal_image_reads_little(self):
        files = Phantom.make("--slices", 32, "--step", 3, "--columns", 512, "--rows", 512, "--spacing-across", 0.3,
                             "--spacing-down", 0.3).files
        size = sum(path.stat().st_size for path in files)
        series, _ = self.orthanc.upload_series(files)
        self.slice_of(self.orthanc, series, CORONAL)  # the folder is known now
        before = self.bytes_read()
        self.slice_of(self.orthanc, series, {**CORONAL, "Offset": 3})
        read = (self.bytes_read() - before) / size
        print(f"     of the series, read for one coronal image: {read:.3f}")
        self.assertLess(read, 0.15)

    def test_compressed_storage_is_left_to_orthanc(self):
        orthanc = Orthanc(StorageCompression=True)
        files = files_of(renamed(datasets("--slices", 12, "--step", 8), 90))
        one, other = self.slice(orthanc, files, OBLIQUE), self.slice(self.asking, files, OBLIQUE)
        np.testing.assert_array_equal(one.pixel_array, other.pixel_array)
        self.assertNotIn("storage folder", orthanc.log())
        orthanc.stop()


    # ---- what lies there is not what the index says ----

    def path_of(self, orthanc, instance):
        uuid = orthanc.get(f"/instances/{instance}").body["FileUuid"]
        return orthanc.folder / "storage" / uuid[:2] / uuid[2:4] / uuid

    def test_a_file_that_is_longer_than_the_index_says_is_not_read(self):
        """8 GiB of holes would keep Orthanc busy, a pipe would for ever."""
        for number, spoil in enumerate((self.lengthen, self.make_pipe), 50):
            with self.subTest(spoil.__name__):
                images = renamed(datasets("--slices", 12, "--step", 8), number)
                answers = [self.orthanc.upload(content) for content in files_of(images)]
                series = answers[0]["ParentSeries"]
                path = self.path_of(self.orthanc, answers[6]["ID"])
                content = path.read_bytes()
                spoil(path)
                answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
                self.assertEqual(answer.status, 200, answer.content[:300])
                told = " ".join(answer.body["Warnings"])
                self.assertRegex(told, r"set aside; instance 7 .*(it is not read|is no file)")
                path.unlink()
                path.write_bytes(content)
                answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
                self.assertEqual(answer.status, 200, answer.content[:300])

    def lengthen(self, path):
        with open(path, "r+b") as file:
            file.truncate(8 << 30)

    def make_pipe(self, path):
        path.unlink()
        os.mkfifo(path)


class FolderTest(unittest.TestCase):
    """Configurations that name the storage in other ways."""

    def sliced(self, orthanc):
        answers = [orthanc.upload(content) for content in files_of(renamed(datasets("--slices", 12, "--step", 8), 60))]
        answer = orthanc.post(f"/series/{answers[0]['ParentSeries']}/mpr-slice", {"Plane": "Coronal"})
        self.assertEqual(answer.status, 200, answer.content[:300])
        return orthanc.log()

    def test_a_relative_folder_beside_one_file(self):
        orthanc = Orthanc(StorageDirectory="Relative", IndexDirectory="Relative")
        self.assertTrue("read from the storage folder" in self.sliced(orthanc))
        orthanc.stop()

    def test_a_relative_folder_within_a_folder_of_files(self):
        orthanc = InFolder(StorageDirectory="Relative", IndexDirectory="Relative")
        self.assertTrue("read from the storage folder" in self.sliced(orthanc))
        orthanc.stop()


class InFolder(Orthanc):
    """Its configuration is a folder of files."""

    def start(self):
        folder = self.folder / "configuration"
        folder.mkdir(exist_ok=True)
        (self.folder / "orthanc.json").replace(folder / "orthanc.json")
        super().start()

    @property
    def configuration_path(self):
        return self.folder / "configuration"


if __name__ == "__main__":
    unittest.main()
