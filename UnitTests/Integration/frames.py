# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of a DICOM file as classic single images, read with pydicom: written from PS3.3 C.7.6.16 and not from the
worker's C++, so that it can be a witness against it."""
import functools
import struct

import numpy as np
import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.pixel_data_handlers.util import apply_color_lut, convert_color_space
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRLittleEndian

from mosaics import taken_apart, tiles_of

SHARED, PER_FRAME = Tag(0x5200, 0x9229), Tag(0x5200, 0x9230)
_NOT_MERGED = {Tag(0x0008, 0x1140), Tag(0x0008, 0x9124)}  # ReferencedImageSequence, DerivationImageSequence
_KEPT_WHOLE = {Tag(0x0040, 0x9096)}  # RealWorldValueMappingSequence


def name_of(dataset):
    """The SOP Instance UID, and the number of the frame when there are several."""
    return getattr(dataset, "frame_name", None) or str(dataset.SOPInstanceUID)


def values_of(dataset):
    """Stored values of one image: grey, or RGB of 8 bits whatever the file says it in."""
    stored = dataset.pixel_array
    photometric = dataset.PhotometricInterpretation
    if photometric == "PALETTE COLOR":
        bits = dataset.RedPaletteColorLookupTableDescriptor[2]
        colours = apply_color_lut(stored, dataset)
        return (colours >> 8 if bits == 16 else colours).astype(np.uint8)
    if photometric.startswith("YBR"):
        return convert_color_space(stored, photometric, "RGB")
    return stored if dataset.SamplesPerPixel > 1 else _clean(stored, dataset)


def _clean(stored, dataset):
    """Only the bits that are stored, the sign carried on (PS3.5 8.1.1)."""
    if dataset.HighBit == dataset.BitsAllocated - 1 and dataset.BitsStored == dataset.BitsAllocated:
        return stored
    high = max(dataset.HighBit, dataset.BitsStored - 1)  # it cannot be lower
    values = (stored.astype(np.int64) >> (high + 1 - dataset.BitsStored)) & (2**dataset.BitsStored - 1)
    if dataset.PixelRepresentation:
        values -= (values >> (dataset.BitsStored - 1)) << dataset.BitsStored
    return values.astype(stored.dtype)


def _merge(groups, frame):
    for element in groups:
        if element.VR != "SQ" or element.tag in _NOT_MERGED or element.tag.is_private:
            continue
        if element.tag in _KEPT_WHOLE:
            frame[element.tag] = element
        elif element.value:
            item = element.value[0]
            for tag in item.keys():
                frame[tag] = item.get_item(tag)


def _text(tag, vr, text):
    content = text.encode("ascii")
    return RawDataElement(Tag(tag), vr, len(content), content, 0, False, True)


def _number(tag, value):
    return _text(tag, "DS", f"{value:.15g}")


def _variant(frame):
    given = {
        "SK": frame.get("SegmentedKSpaceTraversal", "SINGLE") != "SINGLE",
        "MTC": frame.get("MagnetizationTransfer", "NONE") != "NONE",
        "SS": frame.get("SteadyStatePulseSequence", "NONE") != "NONE",
        "SP": frame.get("Spoiling", "NONE") != "NONE",
        "OSP": frame.get("OversamplingPhase", "NONE") != "NONE",
    }
    return "\\".join(key for key, is_given in given.items() if is_given) or "NONE"


def _options(frame):
    partial = {"FREQUENCY": "PFF"}.get(frame.get("PartialFourierDirection"), "PFP")
    given = {
        "PER": frame.get("RectilinearPhaseEncodeReordering", "LINEAR") != "LINEAR",
        partial: frame.get("PartialFourier") == "YES",
        "SP": frame.get("SpatialPresaturation", "NONE") != "NONE",
        "FS": frame.get("SpectrallySelectedSuppression") == "FAT",
        "FC": frame.get("FlowCompensation", "NONE") != "NONE",
    }
    return "\\".join(key for key, is_given in given.items() if is_given)


def _translate_mr(frame):
    """The rows of dcm4che's table for MR."""
    sequence = {"SPIN": ["SE"], "GRADIENT": ["GR"], "BOTH": ["SE", "GR"]}.get(frame.get("EchoPulseSequence"), [])
    sequence += ["IR"] if frame.get("InversionRecovery") == "YES" else []
    sequence += ["EP"] if frame.get("EchoPlanarPulseSequence") == "YES" else []
    yield _text(0x00180020, "CS", "\\".join(sequence) or "RM")
    yield _text(0x00180021, "CS", _variant(frame))
    yield _text(0x00180022, "CS", _options(frame))
    if len(frame.get("PulseSequenceName", "")) in range(1, 17):
        yield _text(0x00180024, "SH", frame.PulseSequenceName)
    if frame.get("EffectiveEchoTime"):
        yield _number(0x00180081, frame.EffectiveEchoTime)
    if frame.get("ResonantNucleus"):
        yield _text(0x00180085, "SH", frame.ResonantNucleus)
    if frame.get("TransmitterFrequency"):
        yield _number(0x00180084, frame.TransmitterFrequency)
    for item in frame.get("DiffusionGradientDirectionSequence", [])[:1]:
        if "DiffusionGradientOrientation" in item:
            content = struct.pack("<3d", *item.DiffusionGradientOrientation)
            yield RawDataElement(Tag(0x0018, 0x9089), "FD", len(content), content, 0, False, True)


def _place_nuclear(dataset, number):
    """The slices of an NM reconstruction follow one another along the normal (C.8.4.8, C.8.4.15)."""
    detectors = dataset.DetectorInformationSequence
    detector = detectors[dataset.DetectorVector[number] - 1 if len(detectors) > 1 else 0]
    orientation = np.array([float(x) for x in detector.ImageOrientationPatient])
    normal = np.cross(orientation[:3], orientation[3:])
    steps = dataset.SliceVector[number] - 1
    position = np.array([float(x) for x in detector.ImagePositionPatient])
    position += steps * float(dataset.SpacingBetweenSlices) * normal
    yield _text(0x00200032, "DS", "\\".join(f"{x:.9g}" for x in position))
    yield _text(0x00200037, "DS", "\\".join(f"{x:.9g}" for x in orientation))


def _translated(dataset, frame, number):
    """Classic attributes that say what the groups of a frame say."""
    if frame.get("FrameType"):
        component = frame.get("ComplexImageComponent", "MIXED")
        tail = [component[0]] if component in ("MAGNITUDE", "PHASE", "REAL", "IMAGINARY") else []
        yield _text(0x00080008, "CS", "\\".join([*frame.FrameType, *tail]))
        if frame.Modality == "MR":
            yield from _translate_mr(frame)
    if frame.get("FrameAcquisitionNumber") is not None:
        yield _text(0x00200012, "IS", str(frame.FrameAcquisitionNumber))
    if frame.get("FrameAcquisitionDateTime"):
        text = str(frame.FrameAcquisitionDateTime)
        yield _text(0x0008002A, "DT", text)
        yield _text(0x00080022, "DA", text[:8])
        yield _text(0x00080032, "TM", text[8:])
    if frame.get("FrameLaterality"):
        yield _text(0x00200062, "CS", frame.FrameLaterality)
    if "DetectorInformationSequence" in frame:
        yield from _place_nuclear(dataset, number)


def _merged(dataset, number):
    """A dataset of one frame: the top level, then the shared groups, then its own. No value is looked at."""
    frame = pydicom.Dataset()
    for tag in dataset.keys():
        if tag not in (SHARED, PER_FRAME, Tag(0x7FE0, 0x0010)):
            frame[tag] = dataset.get_item(tag)
    if SHARED in dataset and dataset[SHARED].value:
        _merge(dataset[SHARED].value[0], frame)
    if PER_FRAME in dataset:
        _merge(dataset[PER_FRAME].value[number], frame)
    return frame


def _flatten(dataset, number, like=None):
    """like: where values may be looked at, when dataset is to stay bytes."""
    frame = _merged(dataset, number)
    for element in list(_translated(like or dataset, _merged(like or dataset, number), number)):
        frame[element.tag] = element
    frame.frame_name = f"{(like or dataset).SOPInstanceUID}#{number + 1}"
    frame.file_meta = pydicom.dataset.FileMetaDataset()
    frame.file_meta.TransferSyntaxUID = dataset.file_meta.TransferSyntaxUID
    frame.is_little_endian, frame.is_implicit_VR = True, False
    return frame


def _is_multi_frame(dataset):
    return int(dataset.get("NumberOfFrames") or 1) > 1


def _only_frame(dataset):
    """Of an enhanced file of one frame, which is named as a classic image is."""
    made = _flatten(dataset, 0)
    made[Tag(0x7FE0, 0x0010)] = dataset[Tag(0x7FE0, 0x0010)]
    made.frame_name = None
    return made


def frames(path):
    """All frames of a file with their pixels; a classic image is one."""
    dataset = pydicom.dcmread(path)
    if tiles_of(dataset):
        return taken_apart(dataset)
    if not _is_multi_frame(dataset):
        return [_only_frame(dataset)] if PER_FRAME in dataset else [dataset]
    pixels = dataset.pixel_array
    made = [_flatten(dataset, number) for number in range(int(dataset.NumberOfFrames))]
    for frame, image in zip(made, pixels):
        frame.PixelData = np.ascontiguousarray(image).tobytes()
        frame.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        frame.PlanarConfiguration = 0
        frame.NumberOfFrames = 1
    return made


@functools.lru_cache(maxsize=3000)
def headers(path):
    """The same without pixels: [(parsed, with the bytes of its values)]."""
    parsed, raw = (pydicom.dcmread(path, stop_before_pixels=True) for _ in range(2))
    if tiles_of(parsed):
        return list(zip(taken_apart(parsed), taken_apart(parsed, raw)))
    if not _is_multi_frame(parsed) and PER_FRAME not in parsed:
        return [(parsed, raw)]
    if not _is_multi_frame(parsed):
        made = _flatten(parsed, 0), _flatten(raw, 0, parsed)
        for one in made:
            one.frame_name = None
        return [made]
    count = int(parsed.NumberOfFrames)
    return [(_flatten(parsed, number), _flatten(raw, number, parsed)) for number in range(count)]
