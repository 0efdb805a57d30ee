# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the slices of a mosaic lie and what they hold, against dcm2niix."""
import io
import pathlib
import subprocess
import tempfile

import numpy as np
import pydicom
import pydicom.uid

import mosaics
import settings
from case import SliceTest, Stored
from frames import frames
from lattice import Lattice
from phantom import Phantom
from witness_readers import volume_by_dcm2niix

# Mosaics of Siemens as scanners make them: turned, every sign of the normal, grids with and without empty tiles.
SERIES = {
    "axial, 16 of 16 tiles": (["--slices", "16", "--step", "8"], {}),
    "axial, 11 of 16 tiles, normal reversed": (["--slices", "11", "--step", "11"], {"reverse": True}),
    "sagittal": (["--slices", "12", "--step", "9", "--oblique", "0,90,0"], {}),
    "sagittal, normal reversed": (["--slices", "12", "--step", "9", "--oblique", "0,90,0"], {"reverse": True}),
    "coronal": (["--slices", "21", "--oblique", "90,0,0"], {}),
    "turned, slices interleaved": (
        ["--slices", "21", "--oblique", "20,-15,10"], {"further": {"ProtocolSliceNumber": ["11"]}}
    ),
    "turned, normal reversed": (["--slices", "9", "--step", "12", "--oblique", "-30,25,40"], {"reverse": True}),
}  # fmt: skip
SMALL = ["--modality", "MR", "--columns", "60", "--rows", "50", "--spacing-across", "2.4", "--spacing-down", "2.7"]


def made(name, options, changes, times=1):
    images = [pydicom.dcmread(path) for path in Phantom.make(*SMALL, "--step", "6", "--study", name, *options).files]
    folder = pathlib.Path(tempfile.mkdtemp(dir=settings.scratch()))
    paths = []
    for image in mosaics.repeated(mosaics.mosaic(images, **changes), times):
        paths.append(folder / f"{len(paths)}.dcm")
        image.save_as(paths[-1])
    return folder, paths


class MosaicsTest(SliceTest):
    def check(self, name, options, changes):
        folder, paths = made(name, options, changes)
        values, lps_from_voxel = volume_by_dcm2niix(folder)
        series, instances = self.orthanc.upload_series(paths)
        report = self.orthanc.get(f"/series/{series}/mpr-slice/geometry").body
        self.assertEqual(len(report["Volumes"]), 1, report)
        volume = report["Volumes"][0]
        self.assertEqual([volume["Slices"], volume["Rows"], volume["Columns"]], list(values.shape[1:]))
        source = Stored(paths, series, instances, Lattice(frames(paths[0])))
        is_turned_over = np.dot(lps_from_voxel[:3, 1], volume["ImageOrientationPatient"][3:]) < 0
        corner = [0, volume["Rows"] - 1 if is_turned_over else 0]
        for index in (0, volume["Slices"] // 2, volume["Slices"] - 1):
            first = lps_from_voxel @ [*corner, index, 1]
            slice_ = self.slice(source, {
                "Plane": {"ImageOrientationPatient": volume["ImageOrientationPatient"],
                          "ImagePositionPatient": [float(x) for x in first[:3]]},
                "PixelSpacing": volume["PixelSpacing"], "Rows": volume["Rows"], "Columns": volume["Columns"],
                "Layout": "AsGiven",
            })  # fmt: skip
            self.check_slice(slice_, values[0], np.linalg.inv(lps_from_voxel))

    def check_slice(self, made_, values, voxel_from_lps):
        """Every pixel lies on a voxel of dcm2niix's volume, and has its value."""
        points = made_.plane.points()
        voxels = points @ voxel_from_lps[:3, :3].T + voxel_from_lps[:3, 3]
        nearest = np.rint(voxels).astype(int)
        self.assertLess(np.abs(voxels - nearest).max(), 2e-3)
        i, j, k = nearest[..., 0], nearest[..., 1], nearest[..., 2]
        np.testing.assert_array_less(np.abs(made_.dataset.pixel_array.astype(int) - values[k, j, i]), 8)

    def test_slices_lie_where_dcm2niix_has_them(self):
        for name, (options, changes) in SERIES.items():
            with self.subTest(name):
                self.check(name, options, changes)

    def test_compressed_mosaics_hold_the_same_slices(self):
        """The archive may have compressed them. The plane is oblique, so that pixels come from several tiles."""
        request = {"Plane": {"Normal": [0.3, -0.2, 0.9]}}
        _, paths = made("compressed", ["--slices", "11", "--step", "11"], {})
        plain = self.slice(Stored(paths, *self.orthanc.upload_series(paths), Lattice(frames(paths[0]))), request)
        for name, command in {"RLE": "--rle", "JPEG lossless": "--jpeg", "JPEG-LS": "--jpegls", "JPEG 2000": "--j2k"}.items():
            with self.subTest(name):
                packed = paths[0].with_name(f"packed{command}.dcm")
                subprocess.run(["gdcmconv", command, paths[0], packed], check=True)
                dataset = pydicom.dcmread(packed)
                self.assertTrue(dataset.file_meta.TransferSyntaxUID.is_compressed)
                dataset.SeriesInstanceUID, dataset.SOPInstanceUID = pydicom.uid.generate_uid(), pydicom.uid.generate_uid()
                dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
                dataset.save_as(packed)
                series, _ = self.orthanc.upload_series([packed])
                answer = self.orthanc.post(f"/series/{series}/mpr-slice", request)
                self.assertEqual(answer.status, 200, answer.content)
                stored = pydicom.dcmread(io.BytesIO(self.orthanc.get(f"/instances/{answer.body['ID']}/file").content))
                np.testing.assert_array_equal(stored.pixel_array, plain.dataset.pixel_array)
                self.assertEqual(stored.ImagePositionPatient, plain.dataset.ImagePositionPatient)

    def test_an_instance_route_takes_its_own_mosaic(self):
        _, paths = made("own", ["--slices", "11", "--step", "11"], {}, 3)
        series, instances = self.orthanc.upload_series(paths)
        source = Stored(paths[1:2], series, instances, Lattice(frames(paths[1])))
        slice_ = self.slice(source, {"Plane": "Coronal"}, instance=instances[1])
        self.compare(slice_, "the second of three mosaics")
