# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a derived image's geometry and pixels: Image Plane, Image Pixel, Modality LUT, VOI LUT, padding, lossy."""
import numpy as np

LOSSY_METHODS = set("ISO_10918_1 ISO_14495_1 ISO_15444_1 ISO_15444_2 ISO_15444_15 ISO_13818_2 ISO_14496_10".split())

# JPEG baseline and extended, JPEG-LS near-lossless, High-Throughput JPEG 2000.
LOSSY_SYNTAXES = {"1.2.840.10008.1.2.4." + suffix for suffix in ("50", "51", "81", "203")}


def letters(direction):
    """PatientOrientation of a direction (C.7.6.1.1.1): the largest component first."""
    order = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    pairs = ("LR", "PA", "HF")
    return "".join(pairs[axis][int(direction[axis] < 0)] for axis in order if abs(direction[axis]) >= 1e-4)


def _numbers(dataset, keyword):
    value = dataset.get(keyword)
    return np.array([float(x) for x in (value if hasattr(value, "__len__") else [value])])


def plane(case):
    derived = case.derived
    for keyword, count in (("ImageOrientationPatient", 6), ("ImagePositionPatient", 3), ("PixelSpacing", 2)):
        if derived.get(keyword) is None or len(derived[keyword].value) != count:
            yield f"{keyword} is missing"
            return
        texts = [getattr(value, "original_string", str(value)) for value in derived[keyword].value]
        if any(len(text) > 16 for text in texts):
            yield f"{keyword} has more than 16 characters"
    orientation = _numbers(derived, "ImageOrientationPatient")
    across, down = orientation[:3], orientation[3:]
    errors = [np.linalg.norm(across) - 1, np.linalg.norm(down) - 1, across @ down]
    if np.abs(errors).max() > 1e-6:
        yield f"ImageOrientationPatient is off by {np.abs(errors).max():.2g}"
    if _numbers(derived, "PixelSpacing").min() <= 0:
        yield "PixelSpacing is not positive"
    normal = np.cross(across, down)
    location = normal @ _numbers(derived, "ImagePositionPatient")
    if "SliceLocation" in derived and abs(float(derived.SliceLocation) - location) > 1e-3:
        yield f"SliceLocation is {derived.SliceLocation} instead of {location:.6g}"
    if case.sources[0].get("AnatomicalOrientationType") != "QUADRUPED":
        wanted = [letters(across), letters(down)]
        if list(derived.get("PatientOrientation") or []) != wanted:
            yield f"PatientOrientation is {derived.get('PatientOrientation')} instead of {wanted}"
    elif "PatientOrientation" in derived:
        yield "PatientOrientation has the letters of a biped"


def thickness(case):
    """Of a thin slice: the extent of a source voxel along the normal."""
    derived, source = case.derived, case.contributors()[0]
    found = derived.get("SliceThickness")
    if found in (None, "") or float(found) <= 0:
        yield f"SliceThickness is {found!r}"
        return
    is_slab = len(derived.get("DerivationCodeSequence") or []) > 1
    if is_slab or source.get("SliceThickness") in (None, "") or "ImageOrientationPatient" not in source:
        return
    orientation = _numbers(source, "ImageOrientationPatient")
    axes = [orientation[:3], orientation[3:], np.cross(orientation[:3], orientation[3:])]
    down, across = _numbers(source, "PixelSpacing")
    target = _numbers(derived, "ImageOrientationPatient")
    normal = np.cross(target[:3], target[3:])
    extents = [normal @ axis * size for axis, size in zip(axes, (across, down, float(source.SliceThickness)))]
    wanted = np.linalg.norm(extents)
    if abs(float(found) - wanted) > 1e-3 * wanted:
        yield f"SliceThickness is {found} instead of {wanted:.6g}"


def single_image(case):
    if "SpacingBetweenSlices" in case.derived and case.images == 1:
        yield "SpacingBetweenSlices in a single image"


def order_of_sources(case):
    """SourceImageSequence follows the slices; the frames of one image are named in the order of their numbers."""
    if any(hasattr(source, "frame_name") for source in case.contributors()):
        return
    orientation = _numbers(case.sources[0], "ImageOrientationPatient")
    normal = np.cross(orientation[:3], orientation[3:])
    heights = [normal @ _numbers(source, "ImagePositionPatient") for source in case.contributors()]
    steps = np.diff(heights)
    if not (np.all(steps > 0) or np.all(steps < 0)):
        yield "SourceImageSequence is not in the order of the slices"


def encoding(case):
    derived = case.derived
    allocated, stored, high = derived.BitsAllocated, derived.BitsStored, derived.HighBit
    if high != stored - 1 or stored > allocated or allocated not in (8, 16):
        yield f"BitsAllocated {allocated}, BitsStored {stored}, HighBit {high} do not fit"
    if case.modality in ("CT", "PT") and (allocated != 16 or stored < 12):
        yield f"{case.modality} has {stored} of {allocated} bits"
    syntax = derived.file_meta.TransferSyntaxUID
    if syntax != "1.2.840.10008.1.2.1":
        yield f"the transfer syntax is {syntax}"
        return
    size = derived.Rows * derived.Columns * derived.SamplesPerPixel * allocated // 8
    if len(derived.PixelData) != size + size % 2:
        yield f"PixelData has {len(derived.PixelData)} bytes instead of {size + size % 2}"
        return
    vr = case.raw_derived.get_item(0x7FE00010).VR
    if vr != "OW" and allocated > 8:
        yield f"PixelData is {vr}"
    values = derived.pixel_array
    low, high = (-(2 ** (stored - 1)), 2 ** (stored - 1) - 1) if derived.PixelRepresentation else (0, 2**stored - 1)
    if values.min() < low or values.max() > high:
        yield f"pixels from {values.min()} to {values.max()} do not fit {stored} bits"


def rescale(case):
    derived = case.derived
    if ("RescaleSlope" in derived) != ("RescaleIntercept" in derived):
        yield "RescaleSlope and RescaleIntercept do not come together"
    if "RescaleSlope" in derived and float(derived.RescaleSlope) == 0:
        yield "RescaleSlope is 0"
    if case.modality == "CT" and "RescaleSlope" not in derived:
        yield "CT has no rescale"
    is_identity = float(derived.get("RescaleSlope", 1)) == 1 and float(derived.get("RescaleIntercept", 0)) == 0
    if case.modality == "MR" and "RescaleSlope" in derived and is_identity:
        yield "MR has a rescale that does nothing"
    if case.modality == "PT" and float(derived.get("RescaleIntercept", 0)) != 0:
        yield "PET has an intercept"
    types = {source.get("RescaleType") for source in case.contributors()}
    has_type = "RescaleSlope" in derived and case.modality != "PT"  # C.8.9.4 has units instead
    if len(types) == 1 and has_type and derived.get("RescaleType") not in types:
        yield f"RescaleType is {derived.get('RescaleType')} instead of {types.pop()}"


def window(case):
    derived = case.derived
    centers, widths = derived.get("WindowCenter"), derived.get("WindowWidth")
    counts = [_count(value) for value in (centers, widths)]
    if counts[0] != counts[1]:
        yield f"{counts[0]} WindowCenter, {counts[1]} WindowWidth"
    if "WindowCenterWidthExplanation" in derived and _count(derived.WindowCenterWidthExplanation) != counts[0]:
        yield "WindowCenterWidthExplanation has another number of values"
    if counts[0] == 0 and derived.PhotometricInterpretation.startswith("MONOCHROME"):
        yield "no window"
    limit = 1 if derived.get("VOILUTFunction", "LINEAR") == "LINEAR" else 0
    if counts[1] and _numbers(derived, "WindowWidth").min() < limit:
        yield f"WindowWidth {widths}"


def _count(value):
    if value is None or value == "":
        return 0
    return len(value) if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue" else 1


def padding(case):
    derived, raw = case.derived, case.raw_derived
    if "PixelPaddingRangeLimit" in derived:
        yield "PixelPaddingRangeLimit is never written"
    if "PixelPaddingValue" not in derived:
        return
    vr = raw.get_item(0x00280120).VR
    if vr != ("SS" if derived.PixelRepresentation else "US"):
        yield f"PixelPaddingValue is {vr} with PixelRepresentation {derived.PixelRepresentation}"
    value = int(derived.PixelPaddingValue)
    wrapped = {value, value - 65536, value + 65536}
    if not np.isin(derived.pixel_array, list(wrapped)).any():
        yield f"PixelPaddingValue {derived.PixelPaddingValue} occurs in no pixel"


def lossy(case):
    derived = case.derived
    flags = [source.get("LossyImageCompression") for source in case.contributors()]
    found = derived.get("LossyImageCompression")
    ratios, methods = (_count(derived.get("LossyImageCompression" + name)) for name in ("Ratio", "Method"))
    syntaxes = {source.file_meta.TransferSyntaxUID for source in case.contributors()}
    if ("01" in flags or syntaxes & LOSSY_SYNTAXES) and found != "01":
        yield f"a source was compressed with loss, but LossyImageCompression is {found}"
    if found == "00" and set(flags) != {"00"}:
        yield "LossyImageCompression is 00, which not all sources say"
    if found == "01" and (ratios == 0 or methods == 0 or ratios != methods):
        yield f"LossyImageCompression 01 has {ratios} ratios and {methods} methods"
    if found != "01" and (ratios or methods):
        yield "a lossy ratio or method without LossyImageCompression 01"
    values = derived.get("LossyImageCompressionMethod") or []
    for method in [values] if isinstance(values, str) else values:
        if method not in LOSSY_METHODS:
            yield f"LossyImageCompressionMethod {method} does not exist"


ALL = [plane, thickness, single_image, order_of_sources, encoding, rescale, window, padding, lossy]
