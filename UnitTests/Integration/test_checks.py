# SPDX-License-Identifier: GPL-3.0-or-later
"""The checker itself: it passes a derived image that is right, and sees every fault that is planted in it.

The right image is made here by pydicom alone, from slices of the phantom.
"""
import copy
import unittest

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

import allow_list
import settings
from checks import check_derived
from phantom import Phantom

NAMED = [20, 21, 22]  # the slices that the image says it was made from


def code(value, meaning, scheme="DCM"):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return Sequence([item])


def reference(source):
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
    item.PurposeOfReferenceCodeSequence = code("121322", "Source image for image processing operation")
    return item


def related(source):
    item = Dataset()
    item.StudyInstanceUID, item.SeriesInstanceUID = source.StudyInstanceUID, source.SeriesInstanceUID
    item.PurposeOfReferenceCodeSequence = code("121323", "Source series for image processing operation")
    return item


def scanner(source):
    item = Dataset()
    for keyword in ("Manufacturer", "InstitutionName", "StationName", "ManufacturerModelName"):
        setattr(item, keyword, source[keyword].value)
    item.PurposeOfReferenceCodeSequence = code("109101", "Acquisition Equipment")
    return item


def derive(sources):
    """A right derived image: the middle slice as it is, said to be made from three."""
    named = [sources[index] for index in NAMED]
    middle = named[1]
    derived = Dataset()
    for keyword in list(allow_list.rules(middle.Modality)) + allow_list.GENERATED:
        if keyword in middle and keyword not in allow_list.EQUIPMENT:
            derived[keyword] = copy.deepcopy(middle[keyword])
    is_mr = middle.Modality == "MR"
    derived.ImageType = ["DERIVED", "SECONDARY"] + (["MPR"] + list(middle.ImageType[2:]) if is_mr else ["AXIAL"])
    derived.SOPInstanceUID = "2.25.62257697832880430461588949038000940706"
    derived.SeriesInstanceUID = "2.25.62257697832880430461588949038000940707"
    derived.SeriesNumber, derived.InstanceNumber = 101, 1
    derived.SeriesDescription += " MPR"
    for keyword in ("SeriesDate", "ContentDate", "InstanceCreationDate"):
        setattr(derived, keyword, "20240202")
    for keyword in ("SeriesTime", "ContentTime", "InstanceCreationTime"):
        setattr(derived, keyword, "120000")
    derived.AcquisitionTime = min(source.AcquisitionTime for source in named)
    derived.Manufacturer, derived.SoftwareVersions = "MPR slice for Orthanc", "test"
    derived.DerivationDescription = "MPR, linear interpolation, thin"
    derived.DerivationCodeSequence = code("113072", "Multiplanar reformatting")
    derived.SourceImageSequence = Sequence([reference(source) for source in named])
    derived.RelatedSeriesSequence = Sequence([related(middle)])
    derived.ContributingEquipmentSequence = Sequence([scanner(middle)])
    derived.PatientOrientation = ["L", "P"]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = derived.SOPClassUID, derived.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    derived.file_meta = meta
    derived.is_little_endian, derived.is_implicit_VR = True, False
    return derived


def set_(keyword, value):
    return lambda derived: setattr(derived, keyword, value)


def delete(keyword):
    return lambda derived: delattr(derived, keyword)


def in_item(sequence, change):
    return lambda derived: change(derived[sequence].value[0])


def in_purpose(sequence, keyword, value):
    return lambda derived: setattr(derived[sequence].value[0].PurposeOfReferenceCodeSequence[0], keyword, value)


def add(tag, vr, value):
    return lambda derived: derived.add_new(tag, vr, value)


def pet_leftover(derived):
    derived.Modality = "PT"
    derived.SOPClassUID = "1.2.840.10008.5.1.4.1.1.128"
    derived.NumberOfSlices, derived.ImageIndex = 47, 83


def swapped_sources(derived):
    derived.SourceImageSequence = Sequence(list(derived.SourceImageSequence)[::-1][1:] + [derived.SourceImageSequence[2]])


def padding_of_wrong_vr(derived):
    derived.add_new(0x00280120, "US", 64536)  # the bytes of -1000, which is in the air


# name: (the change, a word of the finding)
FAULTS = {
    "a wrong code value": (in_item("DerivationCodeSequence", set_("CodeValue", "999999")), "DerivationCodeSequence"),
    "a wrong code meaning": (
        in_item("DerivationCodeSequence", set_("CodeMeaning", "Multiplanar reformat")),
        "DerivationCodeSequence",
    ),
    "no derivation code": (delete("DerivationCodeSequence"), "DerivationCodeSequence"),
    "no source images": (delete("SourceImageSequence"), "SourceImageSequence"),
    "a source image too few": (lambda d: d.SourceImageSequence.pop(), "not named"),
    "a source image twice": (lambda d: d.SourceImageSequence.append(d.SourceImageSequence[0]), "twice"),
    "a foreign source image": (
        in_item("SourceImageSequence", set_("ReferencedSOPInstanceUID", "2.25.77")),
        "2.25.77, which is no source",
    ),
    "source images out of order": (swapped_sources, "order of the slices"),
    "a frame number of a single frame": (
        in_item("SourceImageSequence", set_("ReferencedFrameNumber", 1)),
        "frame numbers",
    ),
    "a wrong class of a source": (
        in_item("SourceImageSequence", set_("ReferencedSOPClassUID", "1.2.840.10008.5.1.4.1.1.7")),
        "wrong class",
    ),
    "a wrong purpose of a source": (in_purpose("SourceImageSequence", "CodeValue", "121320"), "purpose of a source"),
    "a wrong purpose of the series": (
        in_purpose("RelatedSeriesSequence", "CodeMeaning", "Series"),
        "purpose of the series",
    ),
    "letters that contradict the cosines": (set_("PatientOrientation", ["R", "P"]), "PatientOrientation"),
    "a tilt left in": (set_("GantryDetectorTilt", "18.5"), "GantryDetectorTilt"),
    "a padding value of the wrong VR": (padding_of_wrong_vr, "PixelPaddingValue is US"),
    "a padding value that does not occur": (add(0x00280120, "SS", -3000), "occurs in no pixel"),
    "unequal window counts": (set_("WindowCenter", ["40", "400"]), "2 WindowCenter, 1 WindowWidth"),
    "a window of no width": (set_("WindowWidth", "0"), "WindowWidth"),
    "number of slices left over": (pet_leftover, "ImageIndex 83"),
    "lossy without a method": (set_("LossyImageCompression", "01"), "0 methods"),
    "lossless by decree": (set_("LossyImageCompression", "00"), "LossyImageCompression is 00"),
    "no rescale type": (delete("RescaleType"), "RescaleType"),
    "the series of the source": (
        lambda d: setattr(d, "SeriesInstanceUID", d.RelatedSeriesSequence[0].SeriesInstanceUID),
        "SeriesInstanceUID is that of a source",
    ),
    "the instance of a source": (
        lambda d: setattr(d, "SOPInstanceUID", d.SourceImageSequence[0].ReferencedSOPInstanceUID),
        "SOPInstanceUID is that of a source",
    ),
    "a changed patient identifier": (set_("PatientID", "PHANTOM2"), "PatientID"),
    "a lost weight": (delete("PatientWeight"), "PatientWeight is not carried on"),
    "another study date": (set_("StudyDate", "20240202"), "StudyDate"),
    "another frame of reference": (set_("FrameOfReferenceUID", "2.25.5"), "FrameOfReferenceUID"),
    "a private attribute": (add(0x00091001, "LO", "PRIVATE"), "may not be in a derived image"),
    "a private attribute in an item": (
        in_item("SourceImageSequence", add(0x00091001, "LO", "PRIVATE")),
        "private, a curve, an overlay",
    ),
    "a dose": (set_("Exposure", 100), "Exposure may not"),
    "an overlay": (add(0x60003000, "OW", bytes(16)), "private, a curve, an overlay"),
    "the scanner as maker": (lambda d: setattr(d, "Manufacturer", "MPR Slice Phantom"), "should be ours"),
    "the scanner forgotten": (delete("ContributingEquipmentSequence"), "ContributingEquipmentSequence has 0"),
    "a wrong thickness": (set_("SliceThickness", "5"), "SliceThickness is 5"),
    "a wrong location": (set_("SliceLocation", "1"), "SliceLocation"),
    "a spacing between slices of one": (set_("SpacingBetweenSlices", "2.9"), "SpacingBetweenSlices"),
    "skewed cosines": (
        set_("ImageOrientationPatient", ["1", "0", "0", "0.01", "0.99995", "0"]),
        "ImageOrientationPatient is off",
    ),
    "an original image": (set_("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"]), "ImageType"),
    "a reformat as value 3 of CT": (set_("ImageType", ["DERIVED", "SECONDARY", "MPR"]), "ImageType of CT"),
    "a later acquisition": (set_("AcquisitionTime", "235959"), "acquisition began"),
    "too few pixels": (lambda d: setattr(d, "PixelData", d.PixelData[:-2]), "PixelData has"),
    "a burned in name without notice": (set_("BurnedInAnnotation", "NO"), "BurnedInAnnotation"),
    "a UID that is no UUID": (set_("SeriesInstanceUID", "1.2.3.4"), "not derived from a UUID"),
    "no maker's purpose": (
        in_purpose("ContributingEquipmentSequence", "CodeValue", "109102"),
        "purpose of the equipment",
    ),
}


class ChecksTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = {"CT": Phantom.make().files, "MR": Phantom.make("--modality", "MR").files}
        cls.sources = {key: [pydicom.dcmread(path) for path in paths] for key, paths in cls.files.items()}

    def findings(self, derived, modality="CT", **options):
        path = settings.scratch() / "derived-under-test.dcm"
        derived.file_meta.MediaStorageSOPInstanceUID = derived.SOPInstanceUID
        derived.save_as(path, write_like_original=False)
        wanted = {self.sources[modality][index].SOPInstanceUID for index in NAMED}
        return check_derived(path, self.files[modality], contributing=(wanted, wanted), **options)

    def test_a_right_image_passes(self):
        for modality, sources in self.sources.items():
            with self.subTest(modality):
                self.assertEqual(self.findings(derive(sources), modality), [])

    def test_every_planted_fault_is_found(self):
        for name, (plant, word) in FAULTS.items():
            with self.subTest(name):
                derived = derive(self.sources["CT"])
                plant(derived)
                findings = self.findings(derived)
                self.assertTrue(any(word in finding for finding in findings), f"{word!r} is not in {findings}")
        print(f"     {len(FAULTS)} planted faults")

    def test_faults_that_dciodvfy_alone_sees_are_passed_on(self):
        derived = derive(self.sources["CT"])
        derived.SliceThickness = "0"
        self.assertTrue(any(finding.startswith("dciodvfy") for finding in self.findings(derived)))

    def test_faults_between_instances_are_seen(self):
        derived = derive(self.sources["CT"])
        derived.PatientName = "Somebody^Else"
        self.assertTrue(any(finding.startswith("dcentvfy") for finding in self.findings(derived)))

    def test_an_attribute_that_varies_may_not_be_stated(self):
        sources = copy.deepcopy(self.sources["CT"])
        folder = settings.scratch() / "varying"
        folder.mkdir(exist_ok=True)
        sources[NAMED[0]].ConvolutionKernel = "SHARP"
        paths = []
        for source in sources:
            paths.append(folder / f"{source.InstanceNumber:04d}.dcm")
            source.save_as(paths[-1])
        derived = derive(sources)
        path = folder / "derived"
        derived.save_as(path, write_like_original=False)
        findings = check_derived(path, paths)
        self.assertTrue(any("ConvolutionKernel varies" in finding for finding in findings), findings)

    def test_pixels_beyond_the_stored_bits_are_found(self):
        derived = derive(self.sources["MR"])
        derived.BitsStored, derived.HighBit = 9, 8
        self.assertGreater(np.max(derived.pixel_array), 511)
        self.assertTrue(any("do not fit 9 bits" in finding for finding in self.findings(derived, "MR")))
