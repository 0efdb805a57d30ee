# SPDX-License-Identifier: GPL-3.0-or-later
"""Slices side by side in one image, as Siemens and United Imaging store them: made out of single images, and taken
apart again by pydicom alone."""
import copy
import io
import math
import struct

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import generate_uid

# --- Siemens' private header ----------------------------------------------------------------------------------------


def csa(entries, second=True):
    """The CSA header of these entries: CSA2 (SV10), or the older CSA1, whose lengths are larger by the items of the
    first entry."""
    items_of = {name: [str(value).encode() + b"\0" for value in values] for name, values in entries.items()}
    more = 0 if second else len(next(iter(items_of.values())))
    content = (b"SV10\4\3\2\1" if second else b"") + struct.pack("<II", len(items_of), 77)
    for name, items in items_of.items():
        content += struct.pack("<64si4siii", name.encode(), len(items), b"FD\0\0", 4, len(items), 77)
        for item in items:
            content += struct.pack("<iiii", len(item) + more, len(item), 77, len(item))
            content += item + b"\0" * (-len(item) % 4)
    return content + b"\0" * (len(content) % 2)


def _add_csa(image, normal, count, second, further):
    block = image.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    entries = {
        "EchoLinePosition": ["35"], "NumberOfImagesInMosaic": [f"{count:<6d}  "], **further,
        "SliceNormalVector": [f"{x:.8f}" for x in normal],
    }  # fmt: skip
    block.add_new(0x10, "OB", csa(entries, second))


# --- making ---------------------------------------------------------------------------------------------------------


def _normal(image):
    axes = np.array([float(x) for x in image.ImageOrientationPatient])
    return np.cross(axes[:3], axes[3:])


def _ordered(images, is_reversed):
    """From one end to the other, along the normal or against it."""
    normal = _normal(images[0])
    images = sorted(images, key=lambda one: np.dot(normal, [float(x) for x in one.ImagePositionPatient]))
    return images[::-1] if is_reversed else images


def _canvas(images, across, down):
    """All images in one, row by row; what is left is black."""
    rows, columns = images[0].Rows, images[0].Columns
    pixels = np.zeros((rows * down, columns * across), images[0].pixel_array.dtype)
    for index, image in enumerate(images):
        top, left = index // across * rows, index % across * columns
        pixels[top : top + rows, left : left + columns] = image.pixel_array
    return pixels


def _copied(image):
    """pydicom 2.3 cannot copy some sequences in memory."""
    content = io.BytesIO()
    image.save_as(content)
    content.seek(0)
    return pydicom.dcmread(content)


def _large(images, pixels):
    image = _copied(images[0])
    image.Rows, image.Columns = pixels.shape
    image.PixelData = pixels.tobytes()
    image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = generate_uid(
        entropy_srcs=[str(images[0].SOPInstanceUID), "mosaic"]
    )
    image.InstanceNumber = 1
    positions = [np.array([float(x) for x in one.ImagePositionPatient]) for one in images]
    image.SpacingBetweenSlices = f"{np.linalg.norm(positions[-1] - positions[0]) / (len(images) - 1):.9g}"
    return image


def mosaic(images, reverse=False, second=True, further=None, without=()):
    """One Siemens mosaic. reverse: SliceNormalVector points against the normal. without: private attributes."""
    images = _ordered(images, reverse)
    grid = math.ceil(math.sqrt(len(images)))
    image = _large(images, _canvas(images, grid, grid))
    axes = np.array([float(x) for x in image.ImageOrientationPatient])
    down, across = (float(x) for x in image.PixelSpacing)
    first = np.array([float(x) for x in image.ImagePositionPatient])
    first -= axes[:3] * across * (image.Columns - images[0].Columns) / 2
    first -= axes[3:] * down * (image.Rows - images[0].Rows) / 2
    image.ImagePositionPatient = [f"{x:.9g}" for x in first]
    image.ImageType = [*list(image.ImageType)[:3], "ND", "MOSAIC"]
    image.Manufacturer = "SIEMENS"
    if "csa" not in without:
        _add_csa(image, -_normal(image) if reverse else _normal(image), len(images), second, further or {})
    if "count" not in without:
        image.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0A, "US", len(images))
    image.volumes = [0] * len(images)
    return [image]


def grid(images, reverse=False, without=()):
    """One United Imaging grid: as many columns as a square would have, no more rows than needed; an item for each slice."""
    images = _ordered(images, reverse)
    across = math.ceil(math.sqrt(len(images)))
    image = _large(images, _canvas(images, across, math.ceil(len(images) / across)))
    image.Manufacturer = "UIH"
    items = []
    for one in images:
        item = Dataset()
        item.ImagePositionPatient = one.ImagePositionPatient
        items.append(item)
    if "position" in without:
        del items[2].ImagePositionPatient
    block = image.private_block(0x0065, "Image Private Header", create=True)
    block.add_new(0x50, "DS", str(len(images)))
    block.add_new(0x51, "SQ", Sequence(items))
    image.volumes = [0] * len(images)
    return [image]


def repeated(images, count):
    """The same mosaic at several times, a little brighter each."""
    made = []
    for time in range(count):
        for image in images:
            one = _copied(image)
            one.PixelData = (image.pixel_array + 7 * time).astype(image.pixel_array.dtype).tobytes()
            one.SOPInstanceUID = one.file_meta.MediaStorageSOPInstanceUID = generate_uid(
                entropy_srcs=[str(image.SOPInstanceUID), str(time)]
            )
            one.InstanceNumber = one.AcquisitionNumber = time + 1
            one.volumes = [time] * len(image.volumes)
            made.append(one)
    return made


# --- taking apart ---------------------------------------------------------------------------------------------------


def _csa_values(content, name):
    """Of an entry, wherever it stands: the three words behind its name are found, not walked to."""
    start = content.index(name.encode() + b"\0")
    items = struct.unpack_from("<i", content, start + 76)[0]
    values, at = [], start + 84
    for _ in range(items):
        length = struct.unpack_from("<i", content, at + 12)[0]  # both forms have it there
        values.append(float(content[at + 16 : at + 16 + length].split(b"\0")[0]))
        at += 16 + length + (-length % 4)
    return values


def _siemens(dataset):
    content = dataset.private_block(0x0029, "SIEMENS CSA HEADER")[0x10].value
    count = int(_csa_values(content, "NumberOfImagesInMosaic")[0])
    across = math.ceil(math.sqrt(count))
    axes = np.array([float(x) for x in dataset.ImageOrientationPatient])
    down_mm, across_mm = (float(x) for x in dataset.PixelSpacing)
    first = np.array([float(x) for x in dataset.ImagePositionPatient])
    first += axes[:3] * across_mm * (dataset.Columns - dataset.Columns / across) / 2
    first += axes[3:] * down_mm * (dataset.Rows - dataset.Rows / across) / 2
    step = np.array(_csa_values(content, "SliceNormalVector")) * float(dataset.SpacingBetweenSlices)
    return across, across, [first + number * step for number in range(count)]


def _united(dataset):
    items = dataset.private_block(0x0065, "Image Private Header")[0x51].value
    across = math.ceil(math.sqrt(len(items)))
    return across, math.ceil(len(items) / across), [[float(x) for x in one.ImagePositionPatient] for one in items]


def tiles_of(dataset):
    """(tiles in a row, in a column, their positions); None when it is an ordinary image."""
    if "MOSAIC" in (dataset.get("ImageType") or []):
        return _siemens(dataset)
    return _united(dataset) if (0x0065, 0x1051) in dataset else None


def taken_apart(dataset, raw=None):
    """The slices as single images; raw: another reading of the file whose values are to stay bytes."""
    across, down, positions = tiles_of(dataset)
    rows, columns = dataset.Rows // down, dataset.Columns // across
    made = []
    for number, position in enumerate(positions):
        one = pydicom.Dataset()
        for tag in (raw or dataset).keys():
            if tag != 0x7FE00010:
                one[tag] = copy.copy((raw or dataset).get_item(tag))
        one.Rows, one.Columns = rows, columns
        one.ImagePositionPatient = [f"{x:.10g}"[:16] for x in position]
        one.ImageType = [value for value in dataset.ImageType if value != "MOSAIC"]
        if "PixelData" in dataset:
            top, left = number // across * rows, number % across * columns
            one.PixelData = dataset.pixel_array[top : top + rows, left : left + columns].tobytes()
        one.frame_name = f"{dataset.SOPInstanceUID}#{number + 1}"
        one.is_tile = True
        one.file_meta = copy.deepcopy(dataset.file_meta)
        if raw is None:
            one.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
        one.is_little_endian, one.is_implicit_VR = True, False
        made.append(one)
    return made
