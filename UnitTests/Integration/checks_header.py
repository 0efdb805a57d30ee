# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a derived image's attributes: which may be there, what they repeat of the sources, what they claim. Each
yields sentences; none means that all is well."""
import copy
import re

from pydicom.datadict import keyword_for_tag, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.sequence import Sequence

import allow_list

CODES = {
    "113072": "Multiplanar reformatting",
    "113049": "Pixel by pixel mean",
    "113078": "Maximum intensity projection",
    "113079": "Minimum intensity projection",
    "121322": "Source image for image processing operation",
    "121323": "Source series for image processing operation",
    "109101": "Acquisition Equipment",
    "109102": "Processing Equipment",
}

MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4"
DIFFUSION = ("DiffusionBValue", "DiffusionGradientOrientation")


def _value(raw, keyword):
    """The value as it is in the file: bytes without padding, or a sequence; None when it is absent."""
    tag = tag_for_keyword(keyword)
    if tag not in raw:
        return None
    element = raw.get_item(tag)
    if isinstance(element, RawDataElement) and not keyword.endswith("Sequence"):
        return (element.value or b"").rstrip(b" \0")
    return raw[tag].value or b""


def _is_foreign(element):
    group = element.tag.group
    is_foreign_group = group % 2 == 1 or 0x5000 <= group <= 0x501E or 0x6000 <= group <= 0x601E or group == 0x5200
    is_length = element.tag.element == 0 and group > 2
    return is_foreign_group or is_length or element.keyword in (
        "IconImageSequence", "DigitalSignaturesSequence", "MACParametersSequence", "GantryDetectorTilt",
        "EncryptedAttributesSequence", "OriginalAttributesSequence",
    )  # fmt: skip


def _cleaned(value):
    """A sequence as it may be carried on: without what may stand nowhere."""
    if not isinstance(value, Sequence):
        return value
    items = copy.deepcopy(value)
    for item in items:
        for element in list(item):
            if _is_foreign(element):
                del item[element.tag]
            elif element.VR == "SQ":
                element.value = _cleaned(element.value)
    return items


def _is_empty(value):
    return value is None or len(value) == 0


def _is_same(derived, source):
    if derived == source:
        return True
    try:  # A Decimal String of more than 16 characters is written anew.
        return len(source) > 16 and abs(float(derived) - float(source)) <= 1e-9 * abs(float(source))
    except (TypeError, ValueError):
        return False


def _code(item):
    return item.get("CodeValue"), item.get("CodingSchemeDesignator"), item.get("CodeMeaning")


def _purpose_findings(what, item, wanted):
    sequence = item.get("PurposeOfReferenceCodeSequence") or []
    if len(sequence) != 1:
        yield f"{what} has {len(sequence)} codes instead of 1"
    for code in sequence:
        if _code(code) != (wanted, "DCM", CODES[wanted]):
            yield f"{what} is {_code(code)} instead of {wanted} of DCM"


def only_allowed(case):
    allowed = set(allow_list.rules(case.modality)) | set(allow_list.GENERATED)
    allowed |= set(allow_list.GENERATED_BY_MODALITY.get(case.modality, []))
    allowed |= set(allow_list.GENERATED_BY_MODALITY["SC"]) if case.derived.SOPClassUID.endswith(".1.7") else set()
    for element in case.derived:
        keyword = keyword_for_tag(element.tag)
        if keyword not in allowed:
            yield f"{element.tag} {element.name} may not be in a derived image"


def nothing_foreign_at_any_depth(case):
    for element in case.derived.iterall():
        if _is_foreign(element):
            yield f"{element.tag} {element.keyword} is private, a curve, an overlay or otherwise not to be carried on"


def rules(case):
    """K, C, K2 and C2 of the allow-list, against the bytes of the contributing slices."""
    for keyword, rule in allow_list.rules(case.modality).items():
        found = _value(case.raw_derived, keyword)
        wanted = [_cleaned(_value(case.raw_sources[index], keyword)) for index in case.contributing]
        is_constant = all(_is_same(value, wanted[0]) or value == wanted[0] for value in wanted)
        if keyword == "RelatedSeriesSequence" or _is_excepted(case, keyword):
            continue
        if rule.endswith("2") and found is None:
            yield f"{keyword} is missing; it may be empty, not absent"
        if _is_empty(found):
            if (rule.startswith("K") or is_constant) and not _is_empty(wanted[0]):
                yield f"{keyword} is not carried on"
        elif keyword == "SpecificCharacterSet" and found == "ISO_IR 192" and _is_empty(wanted[0]):
            continue  # for a text that was asked for, beside ASCII alone
        elif not any(_is_same(found, value) for value in wanted if value is not None):
            yield f"{keyword} is {found!r}, which no contributing slice says"
        elif rule.startswith("C") and not is_constant:
            yield f"{keyword} varies in the contributing slices and may not be stated"


def _values(dataset, keyword):
    value = dataset.get(keyword) or []
    return [value] if isinstance(value, str) else list(value)


def _is_excepted(case, keyword):
    """Where the rule gives way to another one of the standard."""
    derived = case.derived
    if keyword == "FrameOfReferenceUID":  # made for sources that have none
        return not case.contributors()[0].get("FrameOfReferenceUID")
    if keyword == "PatientPosition":  # not beside the codes of the PET modules
        return "PatientOrientationCodeSequence" in derived
    if keyword in ("ScanningSequence", "SequenceVariant"):  # type 1: RM, NONE
        return keyword not in case.contributors()[0]
    if keyword == "TriggerTime" and case.modality == "MR":  # type 2C: cardiac gating
        return not {"CG", "PPG"} & set(_values(derived, "ScanOptions"))
    if keyword == "InversionTime":  # type 2C: inversion recovery
        return "IR" not in _values(derived, "ScanningSequence")
    if keyword in DIFFUSION:  # classic sources alone have it where a classic image can carry it on
        return case.modality == "MR" and case.contributors()[0].SOPClassUID != MR_IMAGE_STORAGE
    if keyword == "ImageLaterality":  # both sides
        return derived.get(keyword) == "B"
    if keyword == "Laterality":  # not beside an ImageLaterality that says it
        return keyword not in derived and derived.get("ImageLaterality")
    if keyword in ("ICCProfile", "ColorSpace"):
        return derived.SamplesPerPixel == 1
    return keyword.startswith("Referenced") and keyword.endswith("Sequence")  # items without UID are left out


def laterality(case):
    """ImageLaterality is the side of all contributing images, or B; Laterality never stands beside it empty."""
    sides = {source.get("ImageLaterality") or None for source in case.contributors()}
    wanted = sides.pop() if len(sides) == 1 else "B" if sides <= {"R", "L", "B"} else None
    if (case.derived.get("ImageLaterality") or None) != wanted:
        yield f"ImageLaterality is {case.derived.get('ImageLaterality')} instead of {wanted}"
    if wanted and case.derived.get("Laterality", "absent") in ("", None):
        yield f"Laterality is empty beside an ImageLaterality of {wanted}"


def diffusion(case):
    """What enhanced sources say in a group is said by the derivation; at the top level it is no part of MR Image."""
    if case.modality != "MR" or case.contributors()[0].SOPClassUID == MR_IMAGE_STORAGE:
        return
    for keyword in DIFFUSION:
        if keyword in case.derived:
            yield f"{keyword} is at the top level, where the sources do not have it"
        values = {str(source.get(keyword)) for source in case.contributors()}
        said = re.search(rf"; {keyword}=([-+.e0-9\\]+)", case.derived.get("DerivationDescription", ""))
        numbers = [float(one) for one in said[1].split("\\")] if said else None
        wanted = case.contributors()[0].get(keyword)
        wanted = wanted if wanted is None else [float(one) for one in ([wanted] if isinstance(wanted, float) else wanted)]
        if numbers != (wanted if len(values) == 1 else None):
            yield f"DerivationDescription says {keyword} {numbers} instead of {wanted}"


def identifiers(case):
    derived = case.derived
    for keyword in ("SOPInstanceUID", "SeriesInstanceUID"):
        uid = str(derived.get(keyword, ""))
        if not re.fullmatch(r"2\.25\.(0|[1-9][0-9]{0,38})", uid):
            yield f"{keyword} {uid} is not derived from a UUID"
        if any(source.get(keyword) == uid for source in case.sources):
            yield f"{keyword} is that of a source"
    if derived.file_meta.MediaStorageSOPInstanceUID != derived.SOPInstanceUID:
        yield "the file meta information names another instance"
    if derived.file_meta.MediaStorageSOPClassUID != derived.SOPClassUID:
        yield "the file meta information names another class"
    if len(str(derived.file_meta.get("ImplementationVersionName", ""))) > 16:
        yield "ImplementationVersionName is longer than 16 characters"
    if derived.get("FrameOfReferenceUID") in (None, ""):
        yield "FrameOfReferenceUID is missing"


def image_type(case):
    found = list(case.derived.get("ImageType") or [])
    if case.modality == "CT" and found[:3] != ["DERIVED", "SECONDARY", "AXIAL"]:
        yield f"ImageType of CT is {found}"
    elif case.modality == "CT" and len(found) > 3 and "MultienergyCTAcquisition" not in case.derived:
        yield f"ImageType of CT has {len(found)} values"
    elif case.modality == "PT" and found[:2] != ["DERIVED", "PRIMARY"]:
        yield f"ImageType of PET is {found}"
    elif case.modality == "MR":
        types = [source.get("ImageType") or [] for source in case.contributors()]
        tails = {tuple(value[:16] for value in values[2:] if value != "MPR") for values in types}
        if found[:3] != ["DERIVED", "SECONDARY", "MPR"]:
            yield f"ImageType of MR is {found}"
        elif len(tails) == 1 and tuple(found[3:]) != tails.pop():
            yield f"ImageType of MR ends in {found[3:]}, which is not what the sources say"


def _has_frames(source):
    return hasattr(source, "frame_name") and not hasattr(source, "is_tile")


def references(case):
    """SourceImageSequence and RelatedSeriesSequence."""
    items = case.derived.get("SourceImageSequence") or []
    classes = {source.SOPInstanceUID: source.SOPClassUID for source in case.sources}
    uids = [item.get("ReferencedSOPInstanceUID") for item in items]
    if len(set(uids)) != len(uids):
        yield "SourceImageSequence names an image twice"
    for item, uid in zip(items, uids):
        if uid not in classes:
            yield f"SourceImageSequence names {uid}, which is no source"
        elif item.get("ReferencedSOPClassUID") != classes[uid]:
            yield f"SourceImageSequence gives {uid} a wrong class"
        elif "ReferencedFrameNumber" in item and not _has_frames(case.sources[case.contributing[0]]):
            yield "SourceImageSequence has frame numbers of single-frame images"
        yield from _purpose_findings("purpose of a source image", item, "121322")
    related = (case.derived.get("RelatedSeriesSequence") or [])[-1:]
    if not related:
        yield "RelatedSeriesSequence is missing"
    for item in related:
        source = case.contributors()[0]
        if item.get("StudyInstanceUID") != source.StudyInstanceUID:
            yield "RelatedSeriesSequence names another study"
        if item.get("SeriesInstanceUID") != source.SeriesInstanceUID:
            yield "RelatedSeriesSequence names another series"
        yield from _purpose_findings("purpose of the series", item, "121323")


def exact_sources(case, certain, possible):
    """certain: the names of what must be named; possible: of what may be, because some weight is about zero."""
    named = set(case.named())
    if any(hasattr(source, "is_tile") for source in case.sources):  # a mosaic is named as the one image that it is
        named, certain, possible = ({name.split("#")[0] for name in names} for names in (named, certain, possible))
    if named - possible:
        yield f"SourceImageSequence: {len(named - possible)} of {len(named)} images gave no pixel any weight"
    if certain - named:
        yield f"SourceImageSequence: {len(certain - named)} contributing images are not named"


def _described_slab(text):
    projection = re.search(r"slab (mean|maximum|minimum)", text)
    return {"mean": "113049", "maximum": "113078", "minimum": "113079"}[projection[1]] if projection else None


def derivation_codes(case, slab):
    """The steps of the sources first, then ours, then the projection of a slab."""
    slab = slab or _described_slab(case.derived.get("DerivationDescription", ""))
    items = case.derived.get("DerivationCodeSequence") or []
    before = case.contributors()[0].get("DerivationCodeSequence") or []
    is_constant = all((source.get("DerivationCodeSequence") or []) == before for source in case.contributors())
    wanted = [_code(item) for item in before] if is_constant else []
    wanted += [(value, "DCM", CODES[value]) for value in ["113072"] + ([slab] if slab else [])]
    if [_code(item) for item in items] != wanted:
        yield f"DerivationCodeSequence is {[_code(item) for item in items]}"
    text = case.derived.get("DerivationDescription", "")
    if not text or len(text) > 1024 or not text.isascii():
        yield f"DerivationDescription is {text!r}"


def equipment(case):
    """Ours on top, the scanner in ContributingEquipmentSequence."""
    derived, source = case.derived, case.contributors()[0]
    maker = source.get("Manufacturer")
    is_ours = str(derived.get("Manufacturer", "")).startswith("MPR slice for Orthanc")
    if not is_ours and derived.get("Manufacturer") in (None, "", maker):
        yield f"Manufacturer is {derived.get('Manufacturer')!r}, which should be ours"
    items = derived.get("ContributingEquipmentSequence") or Sequence()
    earlier = source.get("ContributingEquipmentSequence") or Sequence()
    if len(items) != len(earlier) + bool(maker):
        yield f"ContributingEquipmentSequence has {len(items)} items"
    elif maker:
        item = items[-1]
        purpose = "109101" if (source.get("ImageType") or [""])[0] == "ORIGINAL" else "109102"
        yield from _purpose_findings("purpose of the equipment", item, purpose)
        for keyword in allow_list.EQUIPMENT:
            values = [one.get(tag_for_keyword(keyword)) for one in case.contributors()]
            if item.get(tag_for_keyword(keyword)) is not None and item.get(tag_for_keyword(keyword)) not in values:
                yield f"the scanner's {keyword} is not that of the source"
        if item.get("Manufacturer") != maker:
            yield "the scanner's Manufacturer is missing"


def dates(case):
    for keyword in ("InstanceCreationDate", "InstanceCreationTime", "ContentDate", "ContentTime"):
        if not case.derived.get(keyword):
            yield f"{keyword} is missing"
    starts = [source.get("AcquisitionDate", "") + source.get("AcquisitionTime", "") for source in case.contributors()]
    found = case.derived.get("AcquisitionDate", "") + case.derived.get("AcquisitionTime", "")
    if all(starts) and found != min(starts):
        yield f"the acquisition began at {min(starts)}, not {found}"
    moments = [str(source.get("AcquisitionDateTime", "")) for source in case.contributors()]
    moment = str(case.derived.get("AcquisitionDateTime", ""))
    if moment and moment != min(moments):
        yield f"AcquisitionDateTime is {moment} instead of {min(moments)}"
    if "NumberOfFrames" in case.derived:
        yield "a single image has NumberOfFrames"


def burned_in(case):
    for keyword in ("BurnedInAnnotation", "RecognizableVisualFeatures"):
        values = [source.get(keyword) for source in case.contributors()]
        wanted = "YES" if "YES" in values else "NO" if set(values) == {"NO"} else None
        if case.derived.get(keyword) != wanted:
            yield f"{keyword} is {case.derived.get(keyword)} instead of {wanted}"


def series(case):
    derived = case.derived
    if derived.get("SeriesNumber") is None or derived.get("InstanceNumber") is None:
        yield "SeriesNumber or InstanceNumber is missing"
    if not derived.get("SeriesDescription"):
        yield "SeriesDescription is missing"
    if "PatientPosition" in derived and "PatientOrientationCodeSequence" in derived:
        yield "PatientPosition stands beside PatientOrientationCodeSequence"
    if case.modality == "PT":
        if derived.get("NumberOfSlices") in (None, "") or derived.get("ImageIndex") in (None, ""):
            yield "NumberOfSlices or ImageIndex is missing"
        elif not 1 <= derived.ImageIndex <= derived.NumberOfSlices or derived.ImageIndex != derived.InstanceNumber:
            yield f"ImageIndex {derived.ImageIndex} of NumberOfSlices {derived.NumberOfSlices} cannot be"
        elif derived.NumberOfSlices == case.contributors()[0].get("NumberOfSlices"):
            yield f"NumberOfSlices {derived.NumberOfSlices} is left over from the source"


ALL = [
    only_allowed, nothing_foreign_at_any_depth, rules, laterality, diffusion, identifiers, image_type, references, equipment, dates, burned_in,
    series,
]  # fmt: skip
