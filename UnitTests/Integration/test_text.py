# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of any character set reaches the derived image byte by byte (PS3.3 C.12.1.1.2, PS3.5 6.1)."""
import io

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

import settings
from case import OBLIQUE, SliceTest
from phantom import Phantom

_KANJI = b"Yamada^Tarou=" + "山田^太郎=やまだ^たろう".encode("iso2022_jp")
# The example of PS3.5 H.3.2: half-width katakana, and the return to JIS X 0201.
_KATAKANA = bytes.fromhex(
    "d4cfc0de5ec0dbb33d1b24423b3345441b284a5e1b244242404f3a1b284a3d1b24422464245e24401b284a5e1b2442243f246d24261b284a"
)
_HANGUL = b"Hong^Gildong=" + b"=".join(
    b"^".join(b"\x1b$)C" + part.encode("euc_kr") for part in parts) for parts in (("洪", "吉洞"), ("홍", "길동"))
)
_HANZI = b"Zhang^XiaoDong=\x1b$)A" + "张".encode("gb2312") + b"^\x1b$)A" + "小东".encode("gb2312") + b"="

# SpecificCharacterSet: the bytes of PatientName.
NAMES = {
    "": b"Known^Truth",
    "ISO_IR 100": "Buc^Jérôme".encode("latin_1"),
    "ISO_IR 101": "Wałęsa^Lech".encode("iso8859_2"),
    "ISO_IR 109": "Ĉapelo^Ĝis".encode("iso8859_3"),
    "ISO_IR 110": "Ķēniņš^Ģirts".encode("iso8859_4"),
    "ISO_IR 144": "Люкceмбypг".encode("iso8859_5"),
    "ISO_IR 127": "قباني^لنزار".encode("iso8859_6"),
    "ISO_IR 126": "Διονυσιος".encode("iso8859_7"),
    "ISO_IR 138": "שרון^דבורה".encode("iso8859_8"),
    "ISO_IR 148": "Çavuşoğlu^Şükrü".encode("iso8859_9"),
    "ISO_IR 166": "ไทย^สม".encode("tis_620"),
    "ISO_IR 13": "ﾔﾏﾀﾞ^ﾀﾛｳ".encode("shift_jis"),
    "\\ISO 2022 IR 87": _KANJI,
    "ISO 2022 IR 13\\ISO 2022 IR 87": _KATAKANA,
    "\\ISO 2022 IR 149": _HANGUL,
    "\\ISO 2022 IR 58": _HANZI,
    "ISO_IR 192": "Wang^XiaoDong=王^小東=".encode("utf_8"),
    "GB18030": "Wang^XiaoDong=王^小东=".encode("gb18030"),
    "GBK": "Wang^XiaoDong=王^小东=".encode("gbk"),
}
TEXTS = {"PatientName": "PN", "PatientComments": "LT", "StudyDescription": "LO", "ReferringPhysicianName": "PN"}


def put_bytes(dataset, keyword, vr, content):
    content += b" " * (len(content) % 2)
    tag = Tag(keyword)
    dataset[tag] = RawDataElement(tag, vr, len(content), content, 0, False, True)


def bytes_of(dataset, keyword):
    """Without the one space of padding."""
    content = dataset.get_item(Tag(keyword)).value
    return content[:-1] if content.endswith(b" ") else content


def with_charset(dataset, charset):
    """The dataset as if it had been read in this character set: pydicom translates nothing when it writes it."""
    dataset.SpecificCharacterSet = charset.split("\\") if charset else None
    if not charset:
        del dataset.SpecificCharacterSet
    content = io.BytesIO()
    dataset.save_as(content)
    return pydicom.dcmread(io.BytesIO(content.getvalue()))


def texts(dataset, keyword):
    value = dataset.get(keyword, [])
    return [value] if isinstance(value, str) else list(value)


class TextTest(SliceTest):
    def series_of(self, name, change, charset=""):
        """Nine slices, each after change(dataset), and a slice of them with its values as bytes."""
        paths = []
        for number, path in enumerate(Phantom.make("--slices", "9", "--step", "9", "--study", name).files):
            dataset = with_charset(pydicom.dcmread(path), charset)
            change(dataset)
            paths.append(settings.scratch() / f"text-{abs(hash(name))}-{number}.dcm")
            dataset.save_as(paths[-1])
        made = self.slice(self.store(paths), OBLIQUE)
        return made, pydicom.dcmread(made.path)

    def test_every_character_set_byte_by_byte(self):
        for charset, name in NAMES.items():
            with self.subTest(charset):

                def change(dataset):
                    for keyword, vr in {**TEXTS, "SeriesDescription": "LO", "InstitutionName": "LO"}.items():
                        put_bytes(dataset, keyword, vr, name)

                made, raw = self.series_of(f"text {charset}", change, charset)
                self.assertEqual("\\".join(texts(made.dataset, "SpecificCharacterSet")), charset)
                for keyword in TEXTS:
                    self.assertEqual(bytes_of(raw, keyword), name, keyword)
                self.assertEqual(bytes_of(raw, "SeriesDescription"), name + b" MPR")
                scanner = raw.ContributingEquipmentSequence[0]
                self.assertEqual(bytes_of(scanner, "InstitutionName"), name)
        print(f"     {len(NAMES)} character sets")

    def test_a_long_description_is_not_cut(self):
        """64 characters are the limit of LO; a cut could leave half a character."""
        for text, wanted in (("d" * 60, b"d" * 60 + b" MPR"), ("d" * 61, b"MPR"), ("", b"MPR")):
            with self.subTest(len(text)):
                _, raw = self.series_of(f"long {len(text)}", lambda one: setattr(one, "SeriesDescription", text))
                self.assertEqual(bytes_of(raw, "SeriesDescription"), wanted)

    def test_zeros_at_the_end_of_text_become_spaces(self):
        _, raw = self.series_of("zeros", lambda one: put_bytes(one, "PatientComments", "LT", b"padded wrong\0\0"))
        self.assertEqual(bytes_of(raw, "PatientComments"), b"padded wrong")
        self.assertNotIn(b"\0", raw.get_item(Tag("PatientComments")).value)

    def test_text_of_a_page_stays_text(self):
        """Nothing in a name is taken for a program, a path or a format."""
        for name in (b"<script>alert(1)</script>", b"%s%n%x", b'"};', b"../../etc"):
            with self.subTest(name):
                _, raw = self.series_of(f"odd {name!r}", lambda one: put_bytes(one, "PatientName", "PN", name))
                self.assertEqual(bytes_of(raw, "PatientName"), name)
