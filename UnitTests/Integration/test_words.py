# SPDX-License-Identifier: GPL-3.0-or-later
"""Words from files reach the log and the answers as one line of valid UTF-8, whatever they are."""
import io
import json
import unicodedata

import pydicom
from pydicom.dataelem import RawDataElement

import settings
from case import SliceTest
from phantom import Phantom

VICTIM = 5
WORDS = {
    "a log line": b"7\nE0101 00:00:00 forged",
    "escape": b"7\x1b[31mred",
    "broken UTF-8": b"7\xe9\xff\xfe",
    "cut within two bytes": "1234567éé".encode(),
    "cut within three bytes": "12345678正正".encode(),
    "cut within four bytes": "1234567🦴🦴".encode(),
    "separators": "7\u2028\u2029\u202e8".encode(),
}


def damaged(path, uid, word):
    """A file without pixels whose InstanceNumber is any bytes, so that the plugin has to name it."""
    dataset = pydicom.dcmread(path)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SeriesInstanceUID += uid
    dataset.SOPInstanceUID += uid
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    if word is not None:
        dataset.PixelData = dataset.PixelData[:100]
        dataset.InstanceNumber = 4711
    target = settings.scratch() / f"words-{uid}-{path.name}"
    dataset.save_as(target)
    content = target.read_bytes()
    if word is None:
        return content
    padded = word + b" " * (len(word) % 2)
    old = b"\x20\x00\x13\x00IS\x04\x004711"
    assert content.count(old) == 1
    return content.replace(old, b"\x20\x00\x13\x00IS" + len(padded).to_bytes(2, "little") + padded)


# Decimal Strings that are legal, nearly so, or have more digits than one can have.
DECIMALS = (
    "1e-46", "-1e-46", "1.2345678901234567e-46", "0.12345678901234567890", "-0.00001234567890123456", "1.23456789012345678",
    "123456789.123456789", "0.333333333333333333333", "1e22", "5e-324", "2.2e-308", "1.7e308", "+5", "1E-5", "-0",
)  # fmt: skip


def with_decimal(path, uid, keyword, text):
    """A file whose decimal attribute is that very text, whatever its length."""
    dataset = pydicom.dcmread(path)
    dataset.SeriesInstanceUID += uid
    dataset.SOPInstanceUID += uid
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    value = (text + " " * (len(text) % 2)).encode()
    tag = pydicom.tag.Tag(pydicom.datadict.tag_for_keyword(keyword))
    dataset._dict[tag] = RawDataElement(tag, "DS", len(value), value, 0, False, True)
    content = io.BytesIO()
    dataset.save_as(content)
    return content.getvalue()


class WordsTest(SliceTest):
    @classmethod
    def check_the_rest(cls):
        return []

    def assert_clean(self, text):
        for character in text:
            self.assertNotIn(unicodedata.category(character), {"Cc", "Cf", "Zl", "Zp", "Cs"}, repr(text))

    def test_instance_numbers_of_any_bytes(self):
        files = Phantom.make("--slices", "12", "--step", "8").files
        for index, (what, word) in enumerate(WORDS.items(), 1):
            with self.subTest(what):
                uid = f".{index}"
                before = len(self.orthanc.log())
                for number, path in enumerate(files):
                    series = self.orthanc.upload(damaged(path, uid, word if number == VICTIM else None))
                series = series["ParentSeries"]
                answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
                self.assertIn(answer.status, (200, 422))
                report = self.orthanc.get(f"/series/{series}/mpr-slice/geometry")
                self.assertEqual(report.status, 200)
                for content in (answer.content, report.content):
                    text = json.loads(content.decode("utf-8"))
                    for said in [text.get("Details", ""), *text.get("Warnings", []), *map(str, text.get("SetAside", []))]:
                        self.assert_clean(said)
                log = (self.orthanc.folder / "log").read_bytes()[before:]
                for line in log.split(b"\n"):
                    self.assertFalse(line.startswith(b"E0101 00:00:00 forged"), line)
                    if b"MPR slice:" in line:
                        self.assert_clean(line.decode("utf-8").replace("\t", " "))

    def test_decimals_of_any_kind_are_sliced_or_refused(self):
        for kind, options in enumerate(((), ("--modality", "MR", "--bits", "8")), 1):
            files = Phantom.make("--slices", "6", "--step", "9", *options).files
            for keyword in ("RescaleIntercept", "RescaleSlope"):
                for index, text in enumerate(DECIMALS):
                    with self.subTest(keyword, text=text, options=options):
                        uid = f".{kind}.{len(keyword)}.{index}"
                        for path in files:
                            series = self.orthanc.upload(with_decimal(path, uid, keyword, text))["ParentSeries"]
                        answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
                        self.assertIn(answer.status, (200, 422), answer.content[:300])
                        if answer.status == 422:
                            self.assertIn(keyword, answer.details)
                            continue
                        default = 0 if keyword == "RescaleIntercept" else 1  # an MR without a rescale says nothing
                        written = self.orthanc.dataset(answer.body["ID"]).get(keyword, default)
                        # A slope of 0 means that there is none.
                        meant = 1 if keyword == "RescaleSlope" and float(text) == 0 else float(text)
                        self.assertTrue(abs(float(written) - meant) <= 1e-9 * abs(meant), written)
