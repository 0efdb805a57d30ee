# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile values in every attribute that a derived image is made of: whatever stands there, the answer is an image or a
refusal with a sentence, never a failure of the plugin (500) or a full disk (507), and nothing of it reaches a log line."""
import copy
import functools
import io
import json
import struct
import unicodedata
from dataclasses import dataclass

import pydicom

import attributes
import variants
from case import SliceTest
from phantom import Phantom

FORGED = b"E0101 00:00:00 forged"
TEXTS = ("AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UT")

WIDE = ("OB", "OW", "OF", "OD", "SQ", "UC", "UN", "UR", "UT")  # whose lengths have four bytes


def elements_of(content):
    """(start, {tag: (VR, value)}) of a file in Explicit VR Little Endian without undefined lengths: any value can be put
    into it, where pydicom would ask what it means."""
    start = 144 + int.from_bytes(content[140:144], "little")
    at, elements = start, {}
    while at < len(content):
        group, element = struct.unpack_from("<HH", content, at)
        vr = content[at + 4 : at + 6].decode()
        size, head = struct.unpack_from("<I", content, at + 8)[0], 12
        if vr not in WIDE:
            size, head = struct.unpack_from("<H", content, at + 6)[0], 8
        elements[group << 16 | element] = vr, content[at + head : at + head + size]
        at += head + size
    return content[:start], elements


@dataclass
class File:
    start: bytes
    elements: dict

    @classmethod
    def of(cls, dataset):
        for element in dataset.iterall():
            element.is_undefined_length = False
        content = io.BytesIO()
        dataset.save_as(content, write_like_original=False)
        return cls(*elements_of(content.getvalue()))

    def put(self, tag, vr, value):
        value += b" " * (len(value) % 2) if vr in TEXTS and vr != "UI" else b"\0" * (len(value) % 2)
        self.elements[tag] = vr, value

    def content(self):
        content = self.start
        for tag, (vr, value) in sorted(self.elements.items()):
            content += element(tag, vr, value)
        return content


def element(tag, vr, value):
    value += b"\0" * (len(value) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    return head + (struct.pack("<HI", 0, len(value)) if vr in WIDE else struct.pack("<H", len(value))) + value


def item(*elements):
    content = b"".join(elements)
    return b"\xfe\xff\x00\xe0" + struct.pack("<I", len(content)) + content


CODE = element(0x00080100, "SH", b"1 ") + element(0x00080102, "SH", b"99") + element(0x00080104, "LO", b"a ")


def nested(depth):
    return item(CODE if depth == 0 else element(0x00081140, "SQ", nested(depth - 1)))


# What stands in every text at once; Orthanc stores such files, unless the PatientID has more than 255 bytes.
KINDS = {
    "empty": b"",
    "a space": b" ",
    "zeros": b"\0\0\0\0",
    "a zero inside": b"ab\0cd",
    "a log line": b"7\n" + FORGED,
    "escapes": b"\x1b[31mred\x7f\x1b$B",
    "broken UTF-8": b"\xe9\xff\xfe\xc3(",
    "C1 and separators": "\x85\u2028\u202e\ufeff".encode(),
    "backslashes": b"\\\\a\\\\\\b\\",
    "many values": b"\\".join([b"1"] * 400),
    "300 bytes": b"1234567890" * 30,
    "300 letters": b"aB_ ^=-%$." * 30,
    "2000 bytes": "é".encode() * 1000,
    "60 000 bytes": b"longest   " * 6000,
    "no number": b"not a value",
    "JSON": b'"}],"a":{"',
    "a number": b"1",
    "a huge number": b"-1e4000",
    "not finite": b"nan\\inf",
    "a date that is none": b"99999999",
}
# Numbers of bytes that no value of the VR has, or that are too many.
BYTES = {"none": b"", "odd": b"\x01\x02\x03", "one": b"\x01", "too many": b"\xff" * 1000, "not a number": b"\xff" * 8}

# What a series is found, sorted, placed or decoded by is tried on its own.
ALONE = {
    "TransferSyntaxUID", "SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID",
    "PatientID", "Modality", "PixelSpacing", "NumberOfFrames", "RescaleSlope", "RescaleIntercept",
}  # fmt: skip
UIDS = (b"letters", b"1.2." + b"9" * 100, b"1..2", b".1", b"1.", b"01.02", b"1.2 ", b"1.2\0\0", b" 1.2", b"1\\2", b"1.2\n3", b"\xff\xfe",
        b"-1", b"0")  # fmt: skip
PATIENTS = (b"", b" ", b"a\\b", b"\xe9\xff", b"\x1b[31m", b"7\n" + FORGED, "é".encode() * 20, b"x" * 65, b"x" * 250, b"a\0b",
            b"  lead", b"*?", b"/..", b"%s%n", b"\x85")  # fmt: skip
CHARACTER_SETS = (
    b"", b"\\", b"ISO_IR 999", b"ISO_IR 192\\ISO_IR 100", b"ISO 2022 IR 87", b"\\ISO 2022 IR 87\\ISO 2022 IR 999", b"iso_ir 100",
    b"latin1", b"ISO_IR 100 " * 50, b"ISO_IR 100\0", b"\xff\xfe", b"GB18030\\ISO_IR 100", b"7\n" + FORGED,
)  # fmt: skip
IN_A_CHARACTER_SET = (
    "Buc^Jérôme".encode("latin_1"), "Wang^XiaoDong=王^小東=".encode(), b"\x1b$B;3ED\x1b(B^\x1b$B\xff", b"\x1b$)C\x1b\x1b",
    b"\xff\xfe\xfd", b"a\\b=c=d=e=f^^^^^^", b"x" * 200, b"\x1b" * 60,
)  # fmt: skip
# What stands in every sequence at once.
SEQUENCES = {
    "no item": b"",
    "an empty item": item(),
    "a code": item(CODE),
    "50 items": item(CODE) * 50,
    "hostile texts": item(element(0x00080100, "SH", b"7\n" + FORGED), element(0x00080104, "LO", b"\xff\xfe" * 500)),
    "private": item(element(0x00090010, "LO", b"ACME"), element(0x00091001, "UN", b"\0\1\2\3")),
    "unknown": item(element(0x00080100, "UN", b"abcd")),
    "40 levels": nested(40),
    "no identifiers": item(element(0x00081150, "UI", b"letters"), element(0x00081155, "UI", b"1.2." + b"9" * 100)),
    "empty identifiers": item(element(0x00081150, "UI", b""), element(0x00081155, "UI", b"")),
    "a group length": item(element(0x00080000, "UL", b"\4\0\0\0"), CODE),
    "out of order": item(element(0x00080104, "LO", b"a "), element(0x00080100, "SH", b"1 ")),
    "pixels": item(element(0x7FE00010, "OW", b"\0" * 100)),
    "a character set": item(element(0x00080005, "CS", b"ISO_IR 999"), element(0x00080104, "LO", b"\xe9\xe9")),
    "twice the same": item(CODE, CODE),
}


class ValuesTest(SliceTest):
    number = 0

    @classmethod
    def check_the_rest(cls):
        return []

    @functools.cache
    def base(self, family):
        options = {
            "CT": [], "MR": ["--modality", "MR"], "SC": ["--modality", "MR", "--bits", "8"],
            "PET": ["--unsigned", "--slope", "2.5", "--intercept", "0", "--background", "0", "--unit", "100"],
        }  # fmt: skip
        small = ["--columns", "24", "--rows", "20", "--spacing-across", "6", "--spacing-down", "6", "--slices", "4",
                 "--step", "30", "--study", f"values {family}"]  # fmt: skip
        images = [pydicom.dcmread(path) for path in Phantom.make(*small, *options[family]).files]
        if family == "PET":
            images = variants.pet(images, slope=2.5, growth=0)
        if family == "SC":
            images = variants.of_class(variants.bare(images), "1.2.840.10008.5.1.4.1.1.6.1", "US")
        return [File.of(image) for image in images]

    def images(self, family):
        """A series of its own, in a study of its own."""
        ValuesTest.number += 1
        images = copy.deepcopy(self.base(family))
        for image in images:
            for tag in (0x00080018, 0x0020000D, 0x0020000E):
                image.put(tag, "UI", image.elements[tag][1].rstrip(b"\0") + b".%d" % self.number)
        return images

    def assert_clean(self, text):
        for character in text:
            self.assertNotIn(unicodedata.category(character), {"Cc", "Cf", "Zl", "Zp", "Cs"}, repr(text))

    def said(self, part):
        if isinstance(part, dict):
            for key, value in part.items():
                yield key
                yield from self.said(value)
        elif isinstance(part, list):
            for value in part:
                yield from self.said(value)
        elif isinstance(part, str):
            yield part

    def ask(self, images):
        """The answer to a request of such images; None when Orthanc does not take them."""
        series = set()
        for image in images:
            stored = self.orthanc.request("POST", "/instances", image.content(), {"Content-Type": "application/dicom"})
            if stored.status != 200:
                return None
            series.add(stored.body["ParentSeries"])
        before = (self.orthanc.folder / "log").stat().st_size
        answer = self.orthanc.post(f"/series/{series.pop()}/mpr-slice", {"Plane": "Coronal"})
        for text in self.said(json.loads(answer.content.decode("utf-8"))):
            self.assert_clean(text)
        for line in (self.orthanc.folder / "log").read_bytes()[before:].split(b"\n"):
            self.assertFalse(line.startswith(FORGED), line)
            if b"MPR slice:" in line:
                self.assert_clean(line.decode("utf-8"))
        return answer

    def everywhere(self, family, vrs, value):
        """The answer when every attribute of the table has this value."""
        images = self.images(family)
        for row in attributes.rows():
            if family in row.classes and row.vr in vrs and row.keyword not in ALONE:
                for image in images:
                    image.put(row.tag, row.vr, value)
        return self.ask(images)

    def everywhere_sliced(self, vrs, values):
        for family in attributes.CLASSES:
            for what, value in values.items():
                with self.subTest(what, family=family):
                    answer = self.everywhere(family, vrs, value)
                    self.assertEqual(answer.status, 200, answer.content[:300])

    def test_texts_of_all_attributes(self):
        self.everywhere_sliced(TEXTS, KINDS)

    def test_numbers_of_all_attributes(self):
        self.everywhere_sliced(("US", "FD", "OB"), BYTES)

    def test_sequences_of_all_attributes(self):
        self.everywhere_sliced(("SQ",), {what: value for what, value in SEQUENCES.items() if what != "twice the same"})
        answer = self.everywhere("CT", ("SQ",), SEQUENCES["twice the same"])
        self.assertEqual((answer.status, answer.details[-25:]), (422, "the file is no DICOM image"[-25:]))

    def one_by_one(self, tag, vr, values, **others):
        """Each value of one attribute: sliced, or refused with a sentence."""
        for value in values:
            with self.subTest(hex(tag), value=value[:40], **others):
                images = self.images("CT")
                for number, image in enumerate(images):
                    image.put(tag, vr, value + b".%d" % number if tag == 0x00080018 else value)
                    for keyword, other in others.items():
                        image.put(pydicom.datadict.tag_for_keyword(keyword), "CS", other)
                answer = self.ask(images)
                self.assertIn(answer.status, (200, 422), answer.content[:300])
                self.assertTrue(answer.status == 200 or len(answer.details) > 20, answer.content[:300])

    def test_attributes_that_have_a_meaning(self):
        for row in attributes.rows():
            if row.keyword in ALONE - {"PatientID", "TransferSyntaxUID"} and row.vr != "UI":
                self.one_by_one(row.tag, row.vr, KINDS.values())

    def test_identifiers(self):
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID", "SOPClassUID"):
            self.one_by_one(pydicom.datadict.tag_for_keyword(keyword), "UI", UIDS)

    def test_identifiers_of_patients(self):
        for name in (b"ISO_IR 100", b"ISO_IR 192", b"nonsense"):
            self.one_by_one(0x00100020, "LO", PATIENTS, SpecificCharacterSet=name)

    def test_character_sets(self):
        for name in CHARACTER_SETS:
            for text in IN_A_CHARACTER_SET:
                with self.subTest(name, text=text[:40]):
                    images = self.images("CT")
                    for row in attributes.rows():
                        if row.vr in ("PN", "LO", "SH", "ST", "LT", "UT", "UC") and row.keyword != "PatientID":
                            for image in images:
                                image.put(row.tag, row.vr, text)
                    for image in images:
                        image.put(0x00080005, "CS", name)
                    answer = self.ask(images)
                    self.assertEqual(answer.status, 200, answer.content[:300])

    def test_a_frame_number_in_a_file_of_one_frame_means_nothing(self):
        for number in (b"7", b"not a value", b"99999999999999999999"):
            images = self.images("CT")
            for image in images:
                image.put(0x00081160, "IS", number)
            answer = self.ask(images)
            self.assertEqual(answer.status, 200, answer.content[:300])
            for source in self.orthanc.dataset(answer.body["ID"]).SourceImageSequence:
                self.assertNotIn("ReferencedFrameNumber", source)
