# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile DICOM files out of good ones, the same in every run: mutant number n of a victim is made by a generator that is
seeded with both names. A victim has a sibling in its series, so that a slice through it reads it."""
import io
import pathlib
import random
import struct
import subprocess
import zlib
from dataclasses import dataclass

import pydicom
import pydicom.data
from pydicom.uid import DeflatedExplicitVRLittleEndian

import settings
from phantom import Phantom

LARGEST_VICTIM = 400_000
LENGTHS = [0, 1, 2, 3, 7, 8, 0x7F, 0xFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF]
SIZES = [0, 1, 2, 3, 255, 256, 4096, 32767, 32768, 65534, 65535]
# Tags of the Image Pixel Module that are US, little endian as they stand in a file.
SHORTS = [struct.pack("<HH", 0x0028, element) for element in (2, 6, 0x10, 0x11, 0x100, 0x101, 0x102, 0x103, 0x120)]
FRAMES = [b"-1", b"0", b"2", b"65536", b"2147483647", b"9999999999", b"1e9", b"NaN", b" "]


@dataclass
class Victim:
    name: str
    content: bytes  # of the file that is damaged
    siblings: list  # files of the same series, stored first


# ---- victims ----


def _phantom_victims():
    files = Phantom.make("--columns", "40", "--rows", "32", "--slices", "5", "--study", "mutants").files
    siblings = [path.read_bytes() for path in files[:2] + files[3:]]
    yield Victim("raw", files[2].read_bytes(), siblings)
    for name, command in {
        "rle": ["dcmcrle"], "jpeg": ["dcmcjpeg", "+e1"], "jpeg-ls": ["dcmcjpls"], "j2k": ["gdcmconv", "--j2k"],
        "deflated": ["dcmconv", "+td"], "big-endian": ["dcmconv", "+tb"], "implicit": ["dcmconv", "+ti"],
        "undefined-lengths": ["dcmconv", "-e", "+e"],
    }.items():  # fmt: skip
        path = settings.scratch() / f"victim-{name}.dcm"
        subprocess.run([*command, str(files[2]), str(path)], check=True, capture_output=True)
        yield Victim(name, path.read_bytes(), siblings)


def _written(dataset):
    content = io.BytesIO()
    dataset.save_as(content, write_like_original=True)
    return content.getvalue()


def _placed(path, z):
    """The image of a package as slice z of a volume."""
    dataset = pydicom.dcmread(path)
    dataset.ImagePositionPatient, dataset.ImageOrientationPatient = [0, 0, z], [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing = [1, 1]
    dataset.SOPInstanceUID = f"{dataset.SOPInstanceUID[:56]}.{z + 1}"
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    return _written(dataset)


def _package_victims():
    """What comes with python3-pydicom: many modalities, syntaxes and photometries."""
    folder = pathlib.Path(pydicom.data.__file__).parent / "test_files"
    for path in sorted(folder.glob("*.dcm")):
        if path.stat().st_size > LARGEST_VICTIM:
            continue
        try:
            dataset = pydicom.dcmread(path)
            if "PixelData" in dataset and "SeriesInstanceUID" in dataset and "SOPInstanceUID" in dataset:
                yield Victim(path.stem, _placed(path, 1), [_placed(path, 0), _placed(path, 2)])
        except Exception:  # noqa: BLE001 - of whatever kind
            pass  # some of these files are damaged on purpose, and pydicom cannot write them again


def victims():
    return [*_phantom_victims(), *_package_victims()]


# ---- damage: (bytearray, random.Random) -> bytes ----


def cut(data, rng):
    return data[: rng.randrange(132, len(data))]


def cut_near_the_end(data, rng):
    return data[: -rng.randrange(1, min(64, len(data) - 132))]


def flip_bits(data, rng):
    for _ in range(rng.choice([1, 2, 4, 16, 64])):
        data[rng.randrange(132, len(data))] ^= 1 << rng.randrange(8)
    return data


def flip_bits_of_the_header(data, rng):
    for _ in range(rng.choice([1, 2, 4, 8])):
        data[rng.randrange(132, min(len(data), 2500))] ^= 1 << rng.randrange(8)
    return data


def flip_bits_of_the_pixels(data, rng):
    start = max(132, data.rfind(b"\xe0\x7f\x10\x00"))
    for _ in range(rng.choice([1, 4, 16])):
        data[rng.randrange(start, len(data))] ^= 1 << rng.randrange(8)
    return data


def spoil_a_length(data, rng):
    """Of an explicit element: behind a VR with two bytes, or with four."""
    vrs = [b"OB", b"OW", b"SQ", b"UN", b"UT", b"CS", b"DS", b"IS", b"LO", b"UI", b"US", b"PN"]
    places = [at for vr in vrs for at in _all(data, vr) if at > 132]
    if not places:
        return flip_bits(data, rng)
    at = rng.choice(places)
    if bytes(data[at : at + 2]) in (b"OB", b"OW", b"SQ", b"UN", b"UT"):
        data[at + 4 : at + 8] = struct.pack("<I", rng.choice(LENGTHS))
    else:
        data[at + 2 : at + 4] = struct.pack("<H", rng.choice(LENGTHS) & 0xFFFF)
    return data


def _all(data, pattern):
    at = data.find(pattern)
    while at >= 0:
        yield at
        at = data.find(pattern, at + 1)


def spoil_a_size(data, rng):
    """Rows, Columns, SamplesPerPixel, bits …"""
    for _ in range(rng.choice([1, 1, 2, 3])):
        at = data.find(rng.choice(SHORTS) + b"US\2\0")
        if at >= 0:
            data[at + 8 : at + 10] = struct.pack("<H", rng.choice(SIZES))
    return data


def spoil_the_number_of_frames(data, rng):
    text = rng.choice(FRAMES)
    text += b" " * (len(text) % 2)
    element = b"\x28\0\x08\0IS" + struct.pack("<H", len(text)) + text
    at = data.find(b"\x28\0\x08\0IS")
    if at >= 0:
        length = struct.unpack_from("<H", data, at + 6)[0]
        return data[:at] + element + data[at + 8 + length :]
    at = data.find(b"\x28\0\x10\0US")
    return data[:at] + element + data[at:] if at >= 0 else data


def spoil_the_fragments(data, rng):
    """Items of compressed pixels: their tags, their lengths, the offset table, the end."""
    start = data.rfind(b"\xe0\x7f\x10\0")
    items = [at for at in _all(data, b"\xfe\xff\0\xe0") if at > start]
    if not items:
        return spoil_a_length(data, rng)
    at = rng.choice(items)
    how = rng.randrange(5)
    if how == 0:
        data[at + 4 : at + 8] = struct.pack("<I", rng.choice(LENGTHS))
    elif how == 1:
        data[at : at + 4] = rng.choice([b"\xfe\xff\xdd\xe0", b"\xfe\xff\x0d\xe0", b"\0\0\0\0"])
    elif how == 2:
        table = b"".join(struct.pack("<I", rng.choice(LENGTHS)) for _ in range(rng.randrange(1, 9)))
        return data[: items[0] + 4] + struct.pack("<I", len(table)) + table + data[items[0] + 8 :]
    elif how == 3:
        return data[:at] + data[at:] + data[at : at + rng.randrange(8, 200)]
    else:
        return data[:at]
    return data


def spoil_the_codestream(data, rng):
    """Sizes that a compressed image says of itself: JPEG's SOF, JPEG 2000's SIZ, RLE's segments."""
    start = max(132, data.rfind(b"\xe0\x7f\x10\0"))
    marks = [at for mark in (b"\xff\xc0", b"\xff\xc3", b"\xff\xc4", b"\xff\xf7", b"\xff\x51", b"\xff\x52", b"\xff\x90",
                             b"\xff\xda") for at in _all(data, mark) if at > start]  # fmt: skip
    at = rng.choice(marks) if marks else min(start + 20, len(data) - 20)
    for _ in range(rng.choice([1, 2, 4])):
        place = min(at + 2 + rng.randrange(16), len(data) - 4)
        data[place : place + 4] = struct.pack(rng.choice("<>") + "I", rng.choice(LENGTHS))
    return data


def repeat_or_drop_a_block(data, rng):
    at = rng.randrange(132, len(data))
    size = rng.choice([1, 2, 3, 8, 100, 1000])
    return data[:at] + (data[at : at + size] * rng.choice([2, 3]) if rng.random() < 0.5 else b"") + data[at + size :]


DAMAGE = [
    cut, cut_near_the_end, flip_bits, flip_bits_of_the_header, flip_bits_of_the_pixels, spoil_a_length, spoil_a_size,
    spoil_the_number_of_frames, spoil_the_fragments, spoil_the_codestream, repeat_or_drop_a_block,
]  # fmt: skip


def mutant(victim, number):
    """Its bytes, and what was done."""
    rng = random.Random(f"{victim.name}/{number}")
    damage = DAMAGE[number % len(DAMAGE)]
    return bytes(damage(bytearray(victim.content), rng)), damage.__name__


def deflate_bomb(megabytes):
    """A small file whose pixels are all zeros, and many: they are inflated by whoever opens it."""
    dataset = pydicom.dcmread(Phantom.make("--columns", "40", "--rows", "32", "--slices", "5", "--study", "mutants").files[2])
    dataset.PixelData = b"\0" * 16
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    dataset.is_little_endian, dataset.is_implicit_VR = True, False
    plain = io.BytesIO()
    dataset.save_as(plain, write_like_original=False)
    whole = plain.getvalue()
    head_size = 132 + 12 + dataset.file_meta.FileMetaInformationGroupLength
    body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(whole[head_size:])
    at = body.rfind(b"\xe0\x7f\x10\0")
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    size = megabytes << 20
    parts = [compressor.compress(body[: at + 8] + struct.pack("<I", size))]
    parts += [compressor.compress(b"\0" * (1 << 20)) for _ in range(megabytes)]
    return whole[:head_size] + b"".join(parts) + compressor.flush()
