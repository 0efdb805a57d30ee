# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the header that need sources of a special kind: what is dropped at any depth, dates in their zone, flags,
windows, equipment, PET. The checker looks at each image, too."""
import datetime
import time

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

import enhanced
import settings
import variants
from case import OBLIQUE, SliceTest
from phantom import Phantom

AXIAL = {"Plane": "Axial", "Offset": 3.1}
PET = ["--unsigned", "--slope", "2.5", "--intercept", "0", "--background", "0", "--unit", "100"]


def item(**values):
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def code(value, meaning, scheme="DCM"):
    return Sequence([item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)])


def litter(image):
    """All that may not be carried on, on top and in an item of a sequence that is."""
    request = item(RequestedProcedureID="7", ScheduledProcedureStepID="8")
    for dataset in (image, request):
        dataset.add_new(0x00090010, "LO", "PRIVATE")
        dataset.add_new(0x00091001, "LO", "private text")
        dataset.add_new(0x60000010, "US", 4)
        dataset.add_new(0x60003000, "OW", bytes(16))
        dataset.add_new(0x50000010, "US", 4)
        dataset.IconImageSequence = Sequence([item(Rows=1, Columns=1)])
        dataset.GantryDetectorTilt = "18.5"
    image.RequestAttributesSequence = Sequence([request])
    image.Exposure, image.XRayTubeCurrent, image.CTDIvol = 100, 200, 3.25
    image.CTDIPhantomTypeCodeSequence = code("113690", "IEC Head Dosimetry Phantom")
    image.DistanceSourceToPatient, image.TableHeight = "541", "-150"
    image.PixelAspectRatio = ["1", "1"]
    image.SpacingBetweenSlices = "2.9"
    image.SmallestImagePixelValue = 0
    image["SmallestImagePixelValue"].VR = "SS"
    image.ReferencedImageSequence = Sequence(
        [item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID="2.25.9")]
    )
    image.PerformedProcedureStepID = "PPS1"


class HeaderTest(SliceTest):
    def series_of(self, name, change, *options):
        """Nine slices, each after change(dataset, its index)."""
        paths = []
        for number, path in enumerate(Phantom.make("--slices", "9", "--step", "9", "--study", name, *options).files):
            dataset = pydicom.dcmread(path)
            change(dataset, number)
            paths.append(settings.scratch() / f"header-{name.replace(' ', '-')}-{number}.dcm")
            dataset.save_as(paths[-1])
        return self.store(paths)

    def test_nothing_foreign_at_any_depth(self):
        for modality in ("CT", "MR"):
            source = self.series_of(f"litter {modality}", lambda one, _: litter(one), "--modality", modality)
            made = self.slice(source, OBLIQUE)
            self.assertEqual(made.dataset.RequestAttributesSequence[0].RequestedProcedureID, "7")
            for element in made.dataset.iterall():
                self.assertFalse(element.tag.is_private or element.tag.group in (0x5000, 0x6000), element)
                self.assertNotIn(element.keyword, (
                    "IconImageSequence", "GantryDetectorTilt", "Exposure", "CTDIvol", "XRayTubeCurrent",
                    "CTDIPhantomTypeCodeSequence", "PixelAspectRatio", "SpacingBetweenSlices", "TableHeight",
                    "ReferencedImageSequence", "PerformedProcedureStepID", "SmallestImagePixelValue",
                ))  # fmt: skip

    def test_dates_are_in_the_zone_of_the_sources(self):
        for zone, hours in (("+0900", 9), ("-0330", -3.5), (None, None)):
            with self.subTest(zone):
                source = self.series_of(
                    f"zone {zone}", lambda one, _: variants.setting([one], TimezoneOffsetFromUTC=zone)
                )
                made = self.slice(source, OBLIQUE).dataset
                if zone:
                    now = datetime.datetime.utcnow() + datetime.timedelta(hours=hours)
                    self.assertEqual(made.TimezoneOffsetFromUTC, zone)
                else:
                    now = datetime.datetime.fromtimestamp(time.time())
                    self.assertNotIn("TimezoneOffsetFromUTC", made)
                for kind in ("Content", "InstanceCreation", "Series"):
                    text = made[f"{kind}Date"].value + made[f"{kind}Time"].value[:6]
                    apart = now - datetime.datetime.strptime(text, "%Y%m%d%H%M%S")
                    self.assertLess(abs(apart.total_seconds()), 60, f"{kind}: {text}")

    def test_flags_are_carried_on(self):
        """YES if any contributing slice says so, NO if all say so, else nothing."""
        for name, flags, wanted in (
            ("all no", ["NO"] * 9, "NO"),
            ("one yes", ["NO"] * 4 + ["YES"] + ["NO"] * 4, "YES"),
            ("one silent", ["NO"] * 8 + [None], None),
        ):
            for keyword in ("BurnedInAnnotation", "RecognizableVisualFeatures"):
                with self.subTest(f"{name}, {keyword}"):
                    source = self.series_of(
                        f"flags {name} {keyword}", lambda one, n: variants.setting([one], **{keyword: flags[n]})
                    )
                    made = self.slice(source, {"Plane": "Coronal"})
                    self.assertEqual(made.dataset.get(keyword), wanted)

    def test_deidentification_is_carried_on(self):
        def change(one, _):
            variants.setting(
                [one], PatientIdentityRemoved="YES", DeidentificationMethod="Basic Profile",
                DeidentificationMethodCodeSequence=code("113100", "Basic Application Confidentiality Profile"),
                LongitudinalTemporalInformationModified="MODIFIED",
            )  # fmt: skip

        made = self.slice(self.series_of("removed", change), OBLIQUE).dataset
        self.assertEqual([made.PatientIdentityRemoved, made.DeidentificationMethod], ["YES", "Basic Profile"])
        self.assertEqual(made.DeidentificationMethodCodeSequence[0].CodeValue, "113100")
        self.assertEqual(made.LongitudinalTemporalInformationModified, "MODIFIED")

    def test_a_lossy_past_is_said(self):
        def change(one, number):
            if number == 4:
                variants.setting([one], LossyImageCompression="01", LossyImageCompressionRatio="8.5",
                                 LossyImageCompressionMethod="ISO_10918_1")  # fmt: skip

        source = self.series_of("lossy", change)
        touched = self.slice(source, {"Plane": "Coronal"}).dataset
        self.assertEqual(touched.LossyImageCompression, "01")
        self.assertEqual([touched.LossyImageCompressionRatio, touched.LossyImageCompressionMethod], [8.5, "ISO_10918_1"])
        beside = self.slice(source, None, instance=source.instances[1]).dataset
        self.assertNotIn("LossyImageCompression", beside)

    def test_window_of_the_request(self):
        """It is the first one, says so, and makes an image of its own."""
        source = self.series_of("own windows", lambda one, _: variants.setting([one], WindowCenter=["40", "400"], WindowWidth=["80", "1500"]))
        plain = self.slice(source, OBLIQUE)
        made = self.slice(source, {**OBLIQUE, "WindowCenter": -600, "WindowWidth": 1500.5})
        self.assertEqual([float(value) for value in made.dataset.WindowCenter], [-600, 40, 400])
        self.assertEqual([float(value) for value in made.dataset.WindowWidth], [1500.5, 80, 1500])
        self.assertEqual(list(made.dataset.WindowCenterWidthExplanation), ["As requested", "", ""])
        self.assertEqual(made.dataset.PixelData, plain.dataset.PixelData)
        self.assertNotEqual(made.dataset.SeriesInstanceUID, plain.dataset.SeriesInstanceUID)
        self.assertNotEqual(made.dataset.SOPInstanceUID, plain.dataset.SOPInstanceUID)

    def test_colours_take_no_window(self):
        paths = Phantom.make("--slices", "9", "--step", "9", "--study", "coloured").files
        images = variants.coloured([pydicom.dcmread(path) for path in paths], "RGB", 0)
        images = variants.of_class(images, "1.2.840.10008.5.1.4.1.1.7", "OT")
        for path, image in zip(paths, images):
            image.save_as(path)
        series = self.orthanc.upload_series(paths)[0]
        answer = self.orthanc.post(f"/series/{series}/mpr-slice", {**OBLIQUE, "WindowCenter": 40, "WindowWidth": 400})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertTrue([one for one in answer.body["Warnings"] if "colours take no window" in one], answer.body["Warnings"])
        self.assertNotIn("WindowCenter", self.orthanc.dataset(answer.body["ID"]))

    def test_windows(self):
        """All pairs of the reference slice when they make sense, else one from the pixels."""
        for name, center, width, wanted in (
            ("two", ["40", "400"], ["80", "1500"], [40, 400]),
            ("unequal", ["40", "400"], ["80"], None),
            ("no width", "40", "0", None),
            ("none", None, None, None),
        ):
            with self.subTest(name):
                source = self.series_of(
                    f"window {name}", lambda one, _: variants.setting([one], WindowCenter=center, WindowWidth=width)
                )
                made = self.slice(source, OBLIQUE)
                if wanted:
                    self.assertEqual([float(x) for x in made.dataset.WindowCenter], wanted)
                else:
                    low = float(made.dataset.WindowCenter) - float(made.dataset.WindowWidth) / 2
                    high = low + float(made.dataset.WindowWidth)
                    inside = made.source.lattice.inside(made.plane.points(), 0)
                    self.assertLess(low, np.median(made.values[inside]) + 1)
                    self.assertGreater(high, np.percentile(made.values[inside], 90))

    def test_earlier_derivation_and_equipment_come_first(self):
        def change(one, _):
            one.ImageType = ["DERIVED", "PRIMARY", "AXIAL"]
            one.DerivationCodeSequence = code("113085", "Spatial resampling")
            one.ContributingEquipmentSequence = Sequence([
                item(Manufacturer="Older", PurposeOfReferenceCodeSequence=code("109101", "Acquisition Equipment"))
            ])  # fmt: skip
            one.OperatorsName, one.InstitutionalDepartmentName = "Operator^One", "Radiology"

        made = self.slice(self.series_of("derived", change), OBLIQUE).dataset
        self.assertEqual([one.CodeValue for one in made.DerivationCodeSequence], ["113085", "113072"])
        older, scanner = made.ContributingEquipmentSequence
        self.assertEqual(older.Manufacturer, "Older")
        self.assertEqual(scanner.PurposeOfReferenceCodeSequence[0].CodeValue, "109102")
        self.assertEqual([scanner.OperatorsName, scanner.InstitutionalDepartmentName], ["Operator^One", "Radiology"])
        self.assertNotIn("OperatorsName", made)

    def test_real_world_values(self):
        """Kept when the item is whole and holds for the stored values."""
        whole = item(LUTLabel="HU", LUTExplanation="Hounsfield", RealWorldValueIntercept=-1024.0, RealWorldValueSlope=1.0,
                     MeasurementUnitsCodeSequence=code("[hnsf'U]", "Hounsfield unit", "UCUM"))  # fmt: skip
        whole.add_new(0x00409216, "SS", -2000)
        whole.add_new(0x00409211, "SS", 4000)
        torn = Dataset()
        for element in whole:
            if element.keyword != "LUTLabel":
                torn.add(element)
        for name, mapping, options, is_kept in (
            ("whole", whole, [], True), ("torn", torn, [], False), ("recoded", whole, ["--slope", "0.8,0.01"], False),
        ):  # fmt: skip
            with self.subTest(name):
                source = self.series_of(
                    f"real world {name}",
                    lambda one, _: variants.setting([one], RealWorldValueMappingSequence=Sequence([mapping])),
                    *options,
                )
                made = self.slice(source, OBLIQUE).dataset
                self.assertEqual("RealWorldValueMappingSequence" in made, is_kept)

    def test_voi_luts(self):
        """A table holds for the values of the modality; it is kept with an unchanged encoding only."""
        table = item(LUTDescriptor=[256, 0, 16], LUTExplanation="SOFT", LUTData=bytes(512))
        table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
        for name, options, is_kept in (("same", [], True), ("recoded", ["--slope", "0.8,0.01"], False)):
            with self.subTest(name):
                source = self.series_of(
                    f"table {name}",
                    lambda one, _: variants.setting([one], VOILUTSequence=Sequence([table])),
                    "--unsigned", *options,
                )  # fmt: skip
                self.assertEqual("VOILUTSequence" in self.slice(source, OBLIQUE).dataset, is_kept)

    def test_an_animal_has_no_letters_of_a_biped(self):
        source = self.series_of(
            "animal", lambda one, _: variants.setting([one], AnatomicalOrientationType="QUADRUPED")
        )
        answer = self.orthanc.post(f"/series/{source.series}/mpr-slice", OBLIQUE)
        made = self.orthanc.dataset(answer.body["ID"])
        self.assertEqual(made.AnatomicalOrientationType, "QUADRUPED")
        self.assertNotIn("PatientOrientation", made)

    def test_sources_without_a_frame_of_reference_share_one(self):
        source = self.series_of("no frame", lambda one, _: variants.setting([one], FrameOfReferenceUID=None))
        uids = {self.slice(source, body).dataset.FrameOfReferenceUID for body in (OBLIQUE, AXIAL)}
        self.assertEqual(len(uids), 1)
        self.assertRegex(uids.pop(), r"^2\.25\.\d+$")

    def test_pet_stays_measurable(self):
        """One slice, the earliest, gives the times that belong together; values are in the units of the sources."""
        images = variants.pet([pydicom.dcmread(path) for path in Phantom.make("--study", "PET", *PET).files], 2.5, 0.013)
        paths = [settings.scratch() / f"pet-{one.ImageIndex}.dcm" for one in images]
        for image, path in zip(images, paths):
            image.save_as(path)
        made = self.slice(self.store(paths), {"Plane": "Coronal"})
        found, first = made.dataset, images[0]
        self.assertEqual([found.NumberOfSlices, found.ImageIndex], [1, 1])
        for keyword in ("SeriesDate", "SeriesTime", "AcquisitionDate", "AcquisitionTime", "FrameReferenceTime",
                        "DecayFactor", "Units", "DecayCorrection", "PatientWeight", "ActualFrameDuration"):  # fmt: skip
            self.assertEqual(found[keyword].value, first[keyword].value, keyword)
        self.assertEqual([found.RescaleIntercept, found.BitsStored, found.HighBit], [0, 16, 15])
        self.assertNotIn("PatientPosition", found)
        dose = found.RadiopharmaceuticalInformationSequence[0]
        self.assertEqual(dose.RadionuclideTotalDose, 370000000)
        # Frames of a different bed position contribute to the coronal cut: their factors are not constant.
        self.assertGreater(len({one.DecayFactor for one in images}), 1)
        self.compare(made, "PET, coronal")

    def test_attributes_that_vary_are_left_out(self):
        def change(one, number):
            one.ConvolutionKernel = "SOFT" if number < 5 else "SHARP"
            one.ProtocolName = f"Protocol {number}"
            one.BodyPartExamined = "HEAD"

        made = self.slice(self.series_of("varying", change), {"Plane": "Coronal"}).dataset
        self.assertNotIn("ConvolutionKernel", made)
        self.assertNotIn("ProtocolName", made)
        self.assertEqual(made.BodyPartExamined, "HEAD")
        source = self.series_of("varying", change)
        self.assertEqual(self.slice(source, None, instance=source.instances[8]).dataset.ConvolutionKernel, "SHARP")

    def enhanced_of(self, name, sides, *options, **changes):
        """Nine frames of MR in one file; sides: of each frame, or none for a file that says no anatomy."""
        images = [pydicom.dcmread(path) for path in Phantom.make(
            "--modality", "MR", "--slices", "9", "--step", "9", "--study", name, *options).files]  # fmt: skip
        for image in images:
            for keyword, value in changes.items():
                setattr(image, keyword, value)
        made = enhanced.multi_frame(images)
        for keyword in ("DiffusionBValue", "DiffusionGradientOrientation"):
            self.assertNotIn(keyword, made[0])
        if sides:
            enhanced.anatomy(made, "371398005", "Eye region", sides)
        path = settings.scratch() / f"{name}.dcm"
        made[0].save_as(path)
        return self.store([path])

    def test_the_side_of_an_enhanced_image(self):
        """FrameLaterality has the values of ImageLaterality; an image out of both sides shows both."""
        for name, sides, wanted in (("side-u", "U" * 9, "U"), ("side-r", "R" * 9, "R"), ("side-l", "L" * 9, "L"),
                                    ("side-b", "B" * 9, "B"), ("side-rl", "RRRRLLLLL", "B")):  # fmt: skip
            for part in ("ORBIT", ""):
                source = self.enhanced_of(f"{name}-{part}", sides, BodyPartExamined=part, Laterality="")
                made = self.slice(source, {"Plane": "Coronal"}).dataset
                self.assertEqual(made.ImageLaterality, wanted)
                self.assertNotIn("Laterality", made)
            if len(set(sides)) > 1:
                self.assertEqual(self.slice(source, {"Plane": "Axial", "Offset": -30}).dataset.ImageLaterality, "R")

    def test_the_unknown_side_of_an_enhanced_image(self):
        """Laterality is type 2C: empty for a paired part whose side nobody says, absent for a part that is there once."""
        made = self.slice(self.enhanced_of("side-knee", "", BodyPartExamined="KNEE"), AXIAL).dataset
        self.assertEqual(made.Laterality, "")
        made = self.slice(self.enhanced_of("side-brain", "", BodyPartExamined="BRAIN"), AXIAL).dataset
        self.assertNotIn("Laterality", made)
        self.assertNotIn("ImageLaterality", made)

    def test_the_side_of_classic_images(self):
        def change(one, number):
            one.Laterality, one.ImageLaterality = "", "R" if number < 4 else "L"

        made = self.slice(self.series_of("sides", change), {"Plane": "Coronal"}).dataset
        self.assertEqual(made.ImageLaterality, "B")
        self.assertNotIn("Laterality", made)

    def test_diffusion_of_enhanced_images_is_said_where_a_classic_image_can(self):
        changes = {"DiffusionBValue": 1000.0, "DiffusionGradientOrientation": [0.0, 0.6, -0.8], "BodyPartExamined": "HEAD"}
        made = self.slice(self.enhanced_of("diffusion", "", **changes), OBLIQUE).dataset
        self.assertNotIn("DiffusionBValue", made)
        self.assertNotIn("DiffusionGradientOrientation", made)
        self.assertTrue(made.DerivationDescription.endswith(
            "; DiffusionBValue=1000; DiffusionGradientOrientation=0\\0.6\\-0.8"), made.DerivationDescription)  # fmt: skip

        def change(one, _):
            one.DiffusionBValue, one.DiffusionGradientOrientation = 1000.0, [0.0, 0.6, -0.8]

        made = self.slice(self.series_of("classic-diffusion", change, "--modality", "MR"), OBLIQUE).dataset
        self.assertEqual([made.DiffusionBValue, *made.DiffusionGradientOrientation], [1000, 0, 0.6, -0.8])

    def test_an_unknown_instance_of_our_name_is_not_overwritten(self):
        """Somebody else's file with the identifier that ours would get stays as it is."""
        source = self.series_of("foreign", lambda one, _: None)
        made = self.slice(source, OBLIQUE)
        self.orthanc.delete(f"/instances/{made.answer['ID']}")
        foreign = pydicom.dcmread(made.path)
        foreign.SeriesDescription = "Somebody else's"
        path = settings.scratch() / "foreign.dcm"
        foreign.save_as(path)
        stored = self.orthanc.upload(path)["ID"]
        again = self.orthanc.post(f"/series/{source.series}/mpr-slice", OBLIQUE)
        self.assertEqual(self.orthanc.dataset(stored).SeriesDescription, "Somebody else's")
        self.assertEqual(again.status, 409, again.content[:600])
