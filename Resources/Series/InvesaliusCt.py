# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the volume of an InVesalius project (.inv3) as a CT series of DICOM files.

An .inv3 file is a tar.gz of main.plist, which says shape and spacing, and matrix.dat, the Hounsfield units. It has
no patient positions: the slices become axial ones around the origin of the patient coordinate system. The bones show
that rows are kept from posterior to anterior and slices from the feet to the head; what is left and right cannot be
known from it.

    InvesaliusCt.py PROJECT.inv3 OUT
"""
import pathlib
import plistlib
import sys
import tarfile
import uuid

import numpy
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian


def read_project(path):
    """The volume as [slice, row, column], anterior row first, and the spacing (across, down, step) in mm."""
    with tarfile.open(path) as archive:
        members = {pathlib.PurePath(member.name).name: member for member in archive if member.isfile()}
        plist = plistlib.load(archive.extractfile(members["main.plist"]))
        matrix = archive.extractfile(members[plist["matrix"]["filename"]]).read()
    volume = numpy.frombuffer(matrix, dtype=plist["matrix"]["dtype"]).reshape(plist["matrix"]["shape"])
    return volume[:, ::-1, :], plist["spacing"]


def uid(name):
    """The same name gives the same identifier (PS3.5 B.2)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_DNS, 'invesalius-cranium.' + name).int}"


def common_dataset():
    """What all slices say: the modules Patient, Study, Series, Frame of Reference, Equipment, CT Image."""
    dataset = pydicom.Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.SOPClassUID = CTImageStorage
    for date in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"):
        setattr(dataset, date, "20120914")
    for time in ("StudyTime", "SeriesTime", "AcquisitionTime", "ContentTime"):
        setattr(dataset, time, "151208")
    dataset.AccessionNumber = ""
    dataset.Modality = "CT"
    dataset.Manufacturer = "InVesalius"
    dataset.ReferringPhysicianName = ""
    dataset.StudyDescription = "Cranium"
    dataset.SeriesDescription = "Cranium.inv3"
    dataset.PatientName = "Cranium^InVesalius"
    dataset.PatientID = "CRANIUM"
    dataset.PatientBirthDate = ""
    dataset.PatientSex = ""
    dataset.BodyPartExamined = "HEAD"
    dataset.KVP = ""
    dataset.PatientPosition = "HFS"
    dataset.StudyInstanceUID = uid("study")
    dataset.SeriesInstanceUID = uid("series")
    dataset.StudyID = "1"
    dataset.SeriesNumber = 1
    dataset.AcquisitionNumber = 1
    dataset.FrameOfReferenceUID = uid("frame")
    dataset.PositionReferenceIndicator = ""
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 16, 15
    dataset.PixelRepresentation = 1
    dataset.WindowCenter, dataset.WindowWidth = "40", "400"
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "0", "1", "HU"
    return dataset


def add_slice(dataset, volume, index, spacing):
    """Geometry and pixels of one slice."""
    slices, rows, columns = volume.shape
    across, down, step = (round(value, 6) for value in spacing)
    position = (-across * (columns - 1) / 2, -down * (rows - 1) / 2, step * (index - (slices - 1) / 2))
    dataset.SOPInstanceUID = uid(f"slice {index}")
    dataset.InstanceNumber = index + 1
    dataset.SliceThickness = f"{step:g}"
    dataset.ImagePositionPatient = [f"{value:.10g}" for value in position]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.SliceLocation = f"{position[2]:.10g}"
    dataset.PixelSpacing = [f"{down:.10g}", f"{across:.10g}"]
    dataset.Rows, dataset.Columns = rows, columns
    dataset.PixelData = volume[index].astype("<i2").tobytes()


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: InvesaliusCt.py PROJECT.inv3 OUT")
    volume, spacing = read_project(sys.argv[1])
    out = pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for index in range(volume.shape[0]):
        dataset = common_dataset()
        add_slice(dataset, volume, index, spacing)
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = dataset.SOPClassUID
        meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        file = FileDataset(None, dataset, file_meta=meta, preamble=bytes(128))
        file.is_little_endian, file.is_implicit_VR = True, False
        file.save_as(out / f"cranium_{index + 1:03d}.dcm", write_like_original=False)
    print(f"{volume.shape[0]} CT slices in {out}")


main()
