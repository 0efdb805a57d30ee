# SPDX-License-Identifier: GPL-3.0-or-later
"""Multi-frame images out of the single images of a series: the functional groups of PS3.3 C.7.6.16, by pydicom."""
import io

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

_CLASSES = {
    ("CT", "enhanced"): "1.2.840.10008.5.1.4.1.1.2.1",
    ("MR", "enhanced"): "1.2.840.10008.5.1.4.1.1.4.1",
    ("CT", "legacy"): "1.2.840.10008.5.1.4.1.1.2.2",
    ("MR", "legacy"): "1.2.840.10008.5.1.4.1.1.4.4",
    ("PT", "enhanced"): "1.2.840.10008.5.1.4.1.1.130",
}
CAPTURE = {8: "1.2.840.10008.5.1.4.1.1.7.2", 16: "1.2.840.10008.5.1.4.1.1.7.3", 24: "1.2.840.10008.5.1.4.1.1.7.4"}
ANGIO_3D = "1.2.840.10008.5.1.4.1.1.13.1.1"

# What moves from the top level into groups, or says nothing of several frames.
_MOVED = """
    ImagePositionPatient ImageOrientationPatient PixelSpacing SliceThickness SliceLocation SpacingBetweenSlices
    RescaleSlope RescaleIntercept RescaleType WindowCenter WindowWidth InstanceNumber ImageType AcquisitionTime
    AcquisitionDate EchoTime EchoNumbers RepetitionTime FlipAngle ScanningSequence SequenceVariant ScanOptions
    TemporalPositionIdentifier NumberOfTemporalPositions DiffusionBValue TriggerTime ComplexImageComponent KVP
    DiffusionGradientOrientation
    ConvolutionKernel AcquisitionNumber EchoTrainLength StackID
""".split()


def _group(**values):
    item = Dataset()
    for keyword, value in values.items():
        if value is not None:
            setattr(item, keyword, value)
    return Sequence([item])


def _geometry(image):
    return {
        "PixelMeasuresSequence": _group(
            PixelSpacing=image.PixelSpacing, SliceThickness=image.get("SliceThickness"),
            SpacingBetweenSlices=image.get("SpacingBetweenSlices"),
        ),
        "PlaneOrientationSequence": _group(ImageOrientationPatient=image.ImageOrientationPatient),
    }  # fmt: skip


def _values(image):
    groups = {}
    if "RescaleSlope" in image:
        groups["PixelValueTransformationSequence"] = _group(
            RescaleIntercept=image.RescaleIntercept, RescaleSlope=image.RescaleSlope,
            RescaleType=image.get("RescaleType", "US"),
        )  # fmt: skip
    if "WindowCenter" in image:
        groups["FrameVOILUTSequence"] = _group(WindowCenter=image.WindowCenter, WindowWidth=image.WindowWidth)
    return groups


def _ct(image):
    return {
        "CTImageFrameTypeSequence": _group(
            FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"], PixelPresentation="MONOCHROME",
            VolumetricProperties="VOLUME", VolumeBasedCalculationTechnique="NONE",
        ),
        "CTXRayDetailsSequence": _group(KVP=image.get("KVP")),
        "CTReconstructionSequence": _group(ConvolutionKernel=image.get("ConvolutionKernel")),
    }  # fmt: skip


def _mr(image):
    type_ = list(image.ImageType)
    return {
        "MRImageFrameTypeSequence": _group(
            FrameType=["ORIGINAL", "PRIMARY", "T1", "NONE"], PixelPresentation="MONOCHROME",
            VolumetricProperties="VOLUME", VolumeBasedCalculationTechnique="NONE",
            ComplexImageComponent="PHASE" if "P" in type_[2:] else "MAGNITUDE", AcquisitionContrast="T1",
        ),
        "MREchoSequence": _group(EffectiveEchoTime=float(image.get("EchoTime") or 0)),
        "MRTimingAndRelatedParametersSequence": _group(
            RepetitionTime=image.get("RepetitionTime"), FlipAngle=image.get("FlipAngle"), EchoTrainLength=1
        ),
        "MRModifierSequence": _group(
            InversionRecovery="NO", FlowCompensation="ACCELERATION", Spoiling="RF", SpatialPresaturation="NONE",
            SpectrallySelectedSuppression="FAT", PartialFourier="YES", PartialFourierDirection="FREQUENCY",
        ),
        "MRImagingModifierSequence": _group(TransmitterFrequency=63.682341, MagnetizationTransfer="NONE"),
        "MRDiffusionSequence": _diffusion(image),
    }  # fmt: skip


def _diffusion(image):
    direction = image.get("DiffusionGradientOrientation")
    return _group(
        DiffusionBValue=float(image.get("DiffusionBValue", 0)),
        DiffusionDirectionality="DIRECTIONAL" if direction else "NONE",
        DiffusionGradientDirectionSequence=_group(DiffusionGradientOrientation=direction) if direction else None,
    )


def anatomy(made, code, meaning, sides):
    """FrameAnatomySequence in each frame of an enhanced file: the region, and which side of it the frame shows."""
    (file,) = made
    region = _group(CodeValue=code, CodingSchemeDesignator="SCT", CodeMeaning=meaning)
    for frame, side in zip(file.PerFrameFunctionalGroupsSequence, sides):
        frame.FrameAnatomySequence = _group(AnatomicRegionSequence=region, FrameLaterality=side)
    return made


def _content(image, place):
    time = image.get("AcquisitionDate", "") + image.get("AcquisitionTime", "")
    return _group(
        StackID=image.get("StackID", "1"), InStackPositionNumber=place, DimensionIndexValues=[place],
        TemporalPositionIndex=int(image.get("TemporalPositionIdentifier") or 1),
        FrameAcquisitionNumber=int(image.get("AcquisitionNumber") or 1), FrameAcquisitionDateTime=time or None,
    )  # fmt: skip


def _is_shared(groups, key):
    return all(frame.get(key) == groups[0].get(key) for frame in groups)


def _top(images, sop_class):
    """The attributes of the whole file, from the first image."""
    content = io.BytesIO()
    images[0].save_as(content)  # pydicom 2.3 cannot copy some sequences in memory
    top = pydicom.dcmread(io.BytesIO(content.getvalue()))
    for keyword in _MOVED:
        if keyword in top:
            delattr(top, keyword)
    top.SOPClassUID = top.file_meta.MediaStorageSOPClassUID = sop_class
    top.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    top.InstanceNumber, top.NumberOfFrames = 1, len(images)
    if sop_class == _CLASSES["MR", "enhanced"]:
        top.PulseSequenceName, top.ResonantNucleus = "*epfid2d1_64", "1H"
        top.EchoPulseSequence, top.EchoPlanarPulseSequence = "GRADIENT", "YES"
        top.SegmentedKSpaceTraversal = "PARTIAL"
    return top


def multi_frame(images, kind="enhanced", groups_of_class=True):
    """One file of all images, frame by frame in their order. What all frames say alike goes to the shared groups."""
    modality = images[0].Modality
    sop_class = {"capture": CAPTURE[images[0].SamplesPerPixel * images[0].BitsAllocated], "angio": ANGIO_3D}.get(kind)
    top = _top(images, sop_class or _CLASSES[modality, kind])
    special = {"CT": _ct, "MR": _mr}.get(modality) if groups_of_class and not sop_class else None
    groups = [{**_geometry(one), **_values(one), **(special(one) if special else {})} for one in images]
    shared, per_frame = Dataset(), []
    for key in groups[0]:
        if _is_shared(groups, key):
            setattr(shared, key, groups[0][key])
    for place, (image, own) in enumerate(zip(images, groups), 1):
        frame = Dataset()
        frame.FrameContentSequence = _content(image, place)
        frame.PlanePositionSequence = _group(ImagePositionPatient=image.ImagePositionPatient)
        for key, group in own.items():
            if key not in shared:
                setattr(frame, key, group)
        per_frame.append(frame)
    top.SharedFunctionalGroupsSequence = Sequence([shared])
    top.PerFrameFunctionalGroupsSequence = Sequence(per_frame)
    vr = top["PixelData"].VR
    top[Tag(0x7FE0, 0x0010)].value = b"".join(one.PixelData[: _size(one)] for one in images)
    top[Tag(0x7FE0, 0x0010)].VR = vr
    top.volumes = [getattr(one, "volume", 0) for one in images]
    return [top]


def _size(image):
    return image.Rows * image.Columns * image.SamplesPerPixel * image.BitsAllocated // 8


def dimension_indices(made):
    """The volume of each frame by its index alone."""
    (file,) = made
    frames = file.PerFrameFunctionalGroupsSequence
    places = sorted({tuple(frame.PlanePositionSequence[0].ImagePositionPatient) for frame in frames})
    for frame, volume in zip(frames, file.volumes):
        place = places.index(tuple(frame.PlanePositionSequence[0].ImagePositionPatient))
        frame.FrameContentSequence[0].DimensionIndexValues = [1, place + 1, volume + 1]
    return made


def gated(images):
    """A gated reconstruction of nuclear medicine: each volume is a time slot."""
    count = max(one.volume for one in images) + 1
    (top,) = nuclear(images)
    top.ImageType = ["ORIGINAL", "PRIMARY", "RECON GATED TOMO", "EMISSION"]
    top.FrameIncrementPointer = [Tag(0x0054, 0x0070), Tag(0x0054, 0x0080)]
    top.TimeSlotVector = [one.volume + 1 for one in images]
    top.NumberOfTimeSlots, top.NumberOfSlices = count, len(images) // count
    top.SliceVector = [place % top.NumberOfSlices + 1 for place in range(len(images))]
    top.volumes = [one.volume for one in images]
    return [top]


def detectors(images):
    """The same of detectors with planes of their own: each volume is that of a detector."""
    (top,) = nuclear(images)
    count = max(one.volume for one in images) + 1
    firsts = [next(one for one in images if one.volume == volume) for volume in range(count)]
    top.DetectorInformationSequence = Sequence(
        _group(ImagePositionPatient=one.ImagePositionPatient, ImageOrientationPatient=one.ImageOrientationPatient)[0]
        for one in firsts
    )
    top.FrameIncrementPointer = [Tag(0x0054, 0x0020), Tag(0x0054, 0x0080)]
    top.DetectorVector, top.NumberOfDetectors = [one.volume + 1 for one in images], count
    top.NumberOfSlices = len(images) // count
    top.SliceVector = [place % top.NumberOfSlices + 1 for place in range(len(images))]
    top.volumes = [one.volume for one in images]
    return [top]


def nuclear(images):
    """A reconstruction of nuclear medicine (C.8.4.8): one plane in the detector's item, and a count of slices."""
    top = _top(images, "1.2.840.10008.5.1.4.1.1.20")
    first = images[0]
    top.Modality, top.ImageType = "NM", ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"]
    top.PixelSpacing, top.SliceThickness = first.PixelSpacing, first.SliceThickness
    top.SpacingBetweenSlices = first.SliceThickness
    top.DetectorInformationSequence = _group(
        ImagePositionPatient=first.ImagePositionPatient, ImageOrientationPatient=first.ImageOrientationPatient
    )
    top.FrameIncrementPointer = Tag(0x0054, 0x0080)
    top.NumberOfSlices, top.SliceVector = len(images), list(range(1, len(images) + 1))
    top.PixelData = b"".join(one.PixelData for one in images)
    top["PixelData"].VR = "OW"
    top.volumes = [0] * len(images)
    return [top]


def two_files(images):
    """The first and the second half of the images, a file each."""
    half = len(images) // 2
    made = multi_frame(images[:half]) + multi_frame(images[half:])
    for number, file in enumerate(made, 1):
        file.InstanceNumber = number
    return made


def file_each(images, **kind):
    """Enhanced files of one frame each, which PS3.3 allows: the index of an archive has no positions of them."""
    made = [multi_frame([image], **kind)[0] for image in images]
    for number, file in enumerate(made, 1):
        file.InstanceNumber = number
    return made


def file_of_each_volume(images):
    """A file for each phase, b-value or echo."""
    made = []
    for volume in sorted({image.volume for image in images}):
        made += multi_frame([image for image in images if image.volume == volume])
        made[-1].InstanceNumber = volume + 1
    return made


def concatenation(images, parts, missing=()):
    """The frames in so many files that are parts of one image (C.7.6.16.2.2.4)."""
    made, uid = [], images[0].SOPInstanceUID + ".1"
    size = -(-len(images) // parts)
    for part in range(parts):
        (file,) = multi_frame(images[part * size : (part + 1) * size])
        file.InstanceNumber = 1
        file.ConcatenationUID, file.SOPInstanceUIDOfConcatenationSource = uid, images[0].SOPInstanceUID
        file.InConcatenationNumber, file.InConcatenationTotalNumber = part + 1, parts
        file.ConcatenationFrameOffsetNumber = part * size
        made.append(file)
    return [file for file in made if file.InConcatenationNumber not in missing]
