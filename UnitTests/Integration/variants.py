# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd series out of neat ones: each function takes the images of a series (pydicom datasets) and gives back others, of
which it knows what they are. `dataset.volume` is the number of the volume that an image belongs to, None when it is to
be set aside; `dataset.volumes` the same of each frame."""
import copy
import io

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import generate_uid

# --- small changes of all images ----------------------------------------------------------------------------------


def padded_to(images, limit):
    """A range of values that are no tissue; the upper half of it occurs, too."""
    for image in images:
        low = int(image.PixelPaddingValue)
        image.add_new(0x00280121, "SS" if image.PixelRepresentation else "US", limit)
        values = image.pixel_array.astype(np.int64)
        is_padding = values == low
        values[:, ::2] = np.where(is_padding, (low + limit) // 2, values)[:, ::2]
        stored(image, values, image.BitsAllocated, image.BitsStored)
    return images


def setting(images, **values):
    """Sets attributes; None removes them."""
    for image in images:
        for keyword, value in values.items():
            if value is None:
                if keyword in image:
                    delattr(image, keyword)
            else:
                setattr(image, keyword, copy.deepcopy(value))
    return images


def growing(images, keyword, first, step):
    """A number that differs from image to image."""
    for index, image in enumerate(images):
        setattr(image, keyword, first + index * step)
    return images


def of_class(images, uid, modality):
    for image in images:
        image.SOPClassUID = image.file_meta.MediaStorageSOPClassUID = uid
        image.Modality = modality
    return images


def only(images, first, count):
    return images[first : first + count]


def rounded(images, decimals):
    """Positions as some archives keep them."""
    for image in images:
        image.ImagePositionPatient = [f"{float(x):.{decimals}f}" for x in image.ImagePositionPatient]
    return images


def thick(images, factor):
    """Slices that overlap: each is thicker than the way to the next one, and not all are alike."""
    for index, image in enumerate(images):
        image.SliceThickness = f"{float(image.SliceThickness) * (factor + 0.25 * (index % 2)):.6g}"
    return images


# --- pixels --------------------------------------------------------------------------------------------------------


def stored(image, values, allocated, bits=None, high=None, signed=None):
    """Sets the pixels and the module that describes them."""
    bits = bits or allocated
    image.BitsAllocated, image.BitsStored, image.HighBit = allocated, bits, high if high is not None else bits - 1
    image.PixelRepresentation = int(image.PixelRepresentation if signed is None else signed)
    dtype = {8: np.uint8, 16: np.uint16, 32: np.uint32}[allocated]
    content = np.ascontiguousarray(values.astype(np.int64) & (2**allocated - 1)).astype(dtype).tobytes()
    image.PixelData = content + b"\0" * (len(content) % 2)
    image["PixelData"].VR = "OB" if allocated == 8 else "OW"


def dirty(images, high):
    """BitsStored of 12 ending at bit `high`; what overlays once used is full of something else."""
    for image in images:
        values = image.pixel_array.astype(np.int64) & 0xFFF
        shift = high - 11
        noise = np.random.default_rng(image.InstanceNumber).integers(0, 65536, values.shape)
        stored(image, (values << shift) | (noise & ~(0xFFF << shift)), 16, 12, high)
    return images


def wide(images, largest=None):
    """32 bits; one of the images may have a value that no 16 bits hold."""
    for image in images:
        stored(image, image.pixel_array.astype(np.int64), 32)
    if largest:
        values = images[5].pixel_array.astype(np.int64)
        values[10, 20] = largest
        stored(images[5], values, 32)
    return images


def monochrome1(images):
    for image in images:
        image.PhotometricInterpretation = "MONOCHROME1"
        image.PresentationLUTShape = "INVERSE"
    return images


def _without_grey(image):
    setting([image], PixelPaddingValue=None, WindowCenter=None, WindowWidth=None, RescaleSlope=None,
            RescaleIntercept=None, RescaleType=None)  # fmt: skip


def _eight_bits(image):
    values = image.pixel_array.astype(float)
    return np.clip(values / 4.0, 0, 255).astype(np.uint8)


def coloured(images, photometric, planar):
    """Red rises, green falls, blue is half."""
    for image in images:
        grey = _eight_bits(image)
        colours = np.stack([grey, 255 - grey, grey // 2 + 40], axis=-1)
        _without_grey(image)
        image.SamplesPerPixel, image.PhotometricInterpretation = 3, photometric
        image.PlanarConfiguration = int(planar)
        stored(image, np.moveaxis(colours, -1, 0) if planar else colours, 8, signed=False)
    return images


def palette(images, bits):
    """256 colours of 8 or 16 bits, from index 0."""
    ramp = np.arange(256)
    for image in images:
        grey = _eight_bits(image)
        _without_grey(image)
        image.PhotometricInterpretation = "PALETTE COLOR"
        stored(image, grey, 8, signed=False)
        for name, table in (("Red", ramp), ("Green", 255 - ramp), ("Blue", ramp // 2 + 40)):
            entries = (table * 257).astype("<u2") if bits == 16 else table.astype(np.uint8)
            setattr(image, f"{name}PaletteColorLookupTableDescriptor", [256, 0, bits])
            image[f"{name}PaletteColorLookupTableDescriptor"].VR = "US"
            setattr(image, f"{name}PaletteColorLookupTableData", entries.tobytes())
            image[f"{name}PaletteColorLookupTableData"].VR = "OW"
    return images


# --- several volumes in one series ---------------------------------------------------------------------------------


def copies(images, attributes, shifts, step=100):
    """The series once for each entry of attributes; the values of copy n grow by n · step at every pixel, so that no
    two volumes are alike. shifts: mm along the normal."""
    made = []
    for volume, values in enumerate(attributes):
        for image in images:
            other = copy.deepcopy(image)
            setting([other], **values)
            other.pixel_array  # decoded before it is changed
            stored(other, other.pixel_array.astype(np.int64) + volume * step, image.BitsAllocated, image.BitsStored)
            _shift(other, shifts[volume] if shifts else 0)
            other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = generate_uid(
                entropy_srcs=[image.SOPInstanceUID, str(volume)]
            )
            other.InstanceNumber = volume * len(images) + int(image.InstanceNumber)
            other.volume = volume
            made.append(other)
    return made


def private(images, volumes):
    """Adds private attributes to the images of each volume: [group, creator, element, VR, value]."""
    for image in images:
        for group, creator, element, vr, value in volumes[image.volume]:
            block = image.private_block(int(group, 16), creator, create=True)
            block.add_new(int(element, 16), vr, value)
    return images


def _shift(image, distance_mm):
    orientation = np.array([float(x) for x in image.ImageOrientationPatient])
    normal = np.cross(orientation[:3], orientation[3:])
    position = np.array([float(x) for x in image.ImagePositionPatient]) + distance_mm * normal
    image.ImagePositionPatient = [f"{x:.9g}" for x in position]


def interleaved(images):
    """In the order of places, as scanners write time series."""
    images = sorted(images, key=lambda one: (float(one.SliceLocation or 0), one.volume))
    for number, image in enumerate(images, 1):
        image.InstanceNumber = number
    return images


def jumbled(images):
    """In an order of no meaning."""
    return [images[place * 37 % len(images)] for place in range(len(images))]  # 37 divides no count of images here


def clocked(images):
    """Volume after volume, every other slice first, each image at its own time; numbers run slice by slice, and at each
    place in another order."""
    count = max(one.volume for one in images) + 1
    for volume in range(count):
        own = [one for one in images if one.volume == volume]
        for moment, image in enumerate(own[::2] + own[1::2]):
            image.AcquisitionTime = f"1015{volume:02d}.{moment:03d}000"
        for place, image in enumerate(own):
            image.InstanceNumber = place * count + (volume + place) % count + 1
    return images


def with_others(images, orientation, count, rows=None, spacing=None, away_mm=0):
    """Adds images that are no slices of the volume: a localizer, or one of another size, at the place of a slice or so
    far away from it."""
    for index in range(count):
        other = copy.deepcopy(images[index])
        other.ImageOrientationPatient = orientation
        if rows:
            values = other.pixel_array
            other.Rows = rows
            stored(other, values[:rows], other.BitsAllocated, other.BitsStored)
        if spacing:
            other.PixelSpacing = spacing
        other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = generate_uid(
            entropy_srcs=[other.SOPInstanceUID, "other"]
        )
        position = [float(value) for value in other.ImagePositionPatient]
        other.ImagePositionPatient = [*position[:2], position[2] + away_mm]
        other.InstanceNumber = 1000 + index
        other.volume = None
        images.append(other)
    return images


def _copied(image):
    """pydicom 2.3 cannot copy some sequences in memory."""
    content = io.BytesIO()
    image.save_as(content)
    return pydicom.dcmread(io.BytesIO(content.getvalue()))


def with_object(images, sop_class, modality, number=1000):
    """Adds an object that is no image: a report, raw data."""
    other = _copied(images[0])
    for keyword in ("PixelData", "Rows", "Columns", "ImagePositionPatient", "ImageOrientationPatient", "NumberOfFrames",
                    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):  # fmt: skip
        if keyword in other:
            delattr(other, keyword)
    other.SOPClassUID = other.file_meta.MediaStorageSOPClassUID = sop_class
    other.Modality, other.InstanceNumber = modality, number
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = generate_uid(
        entropy_srcs=[other.SOPInstanceUID, sop_class]
    )
    other.is_object, other.volumes = True, [None]
    return [*images, other]


def with_frames(images, sop_class, modality, number=1000):
    """Adds a file of two frames of which nobody says where they lie."""
    other = frames_at_one_place(copy.deepcopy(images[:2]))[0]
    other.SOPClassUID = other.file_meta.MediaStorageSOPClassUID = sop_class
    other.Modality, other.InstanceNumber = modality, number
    other.SOPInstanceUID = other.file_meta.MediaStorageSOPInstanceUID = generate_uid(
        entropy_srcs=[other.SOPInstanceUID, sop_class]
    )
    del other.ImagePositionPatient
    other.is_object, other.volumes = True, [None, None]
    return [*images, other]


def frames_at_one_place(images):
    """One file of all images, of which only the first has a position."""
    top = images[0]
    top.NumberOfFrames = len(images)
    top.PixelData = b"".join(one.PixelData for one in images)
    top.volumes = [0] * len(images)
    return [top]


def apart(images, first, keyword, value):
    """From image `first` on an attribute has another value: another frame of reference."""
    return images[:first] + setting(images[first:], **{keyword: value})


def joined(images, others):
    """A second series (another phantom) under the identifiers of the first one, as its next volume."""
    for image in others:
        image.SeriesInstanceUID, image.StudyInstanceUID = images[0].SeriesInstanceUID, images[0].StudyInstanceUID
        image.FrameOfReferenceUID = images[0].FrameOfReferenceUID
        image.InstanceNumber = int(image.InstanceNumber) + 500
        image.volume = 1
    return images + others


def bare(images):
    """Only what a Secondary Capture of a workstation would say."""
    return setting(images, RescaleSlope=None, RescaleIntercept=None, RescaleType=None, KVP=None)


# --- PET -----------------------------------------------------------------------------------------------------------


def _item(**values):
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def _code(value, scheme, meaning):
    return Sequence([_item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)])


def _nuclide():
    return Sequence([_item(
        Radiopharmaceutical="FDG", RadiopharmaceuticalStartTime="095900", RadionuclideTotalDose="370000000",
        RadionuclideHalfLife="6588", RadionuclidePositronFraction="0.97",
        RadionuclideCodeSequence=_code("77004003", "SCT", "^18^Fluorine"),
    )])  # fmt: skip


def pet(images, slope, growth):
    """PET as C.8.9 wants it: a slope for each slice, decay corrected to the time of the series."""
    of_class(images, "1.2.840.10008.5.1.4.1.1.128", "PT")
    for index, image in enumerate(images):
        bed = index // 8
        setting(
            [image], ImageType=["ORIGINAL", "PRIMARY"], KVP=None, RescaleType=None, ConvolutionKernel=None,
            Units="BQML", CountsSource="EMISSION", SeriesType=["STATIC", "IMAGE"], NumberOfSlices=len(images),
            CorrectedImage=["DECY", "ATTN"], DecayCorrection="START", CollimatorType="NONE",
            RandomsCorrectionMethod="DLYD", AttenuationCorrectionMethod="CT", ReconstructionMethod="OSEM",
            RadiopharmaceuticalInformationSequence=_nuclide(),
            PatientOrientationCodeSequence=_code("102538003", "SCT", "recumbent"),
            PatientGantryRelationshipCodeSequence=_code("102540008", "SCT", "headfirst"),
            ImageIndex=index + 1, ActualFrameDuration="180000", FrameReferenceTime=f"{90000 + bed * 180000}",
            DecayFactor=f"{1.01 + bed * 0.02:.4f}", AcquisitionDate="20240101", AcquisitionTime=f"1003{bed:02d}",
            SeriesDate="20240101", SeriesTime="100300", DoseCalibrationFactor="1", ScatterFractionFactor="0.3",
            RescaleSlope=f"{slope * (1 + growth * index):.10g}", RescaleIntercept="0",
        )  # fmt: skip
    return images


# --- what is refused -----------------------------------------------------------------------------------------------


def floating(images):
    """Float Pixel Data (C.7.6.24) instead of integers."""
    for image in images:
        image.add_new(0x7FE00008, "OF", image.pixel_array.astype("<f4").tobytes())
        image.BitsAllocated = 32
        setting([image], PixelData=None, BitsStored=None, HighBit=None, PixelRepresentation=None)
    return images


def modality_lut(images):
    table = _item(LUTDescriptor=[256, 0, 16], ModalityLUTType="US", LUTData=bytes(512))
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    setting(images, RescaleSlope=None, RescaleIntercept=None, RescaleType=None)
    return setting(images, ModalityLUTSequence=Sequence([table]))


def cropped(images, which, rows):
    """One image has fewer rows than the others."""
    values = images[which].pixel_array
    images[which].Rows = rows
    stored(images[which], values[:rows], images[which].BitsAllocated, images[which].BitsStored)
    return images
