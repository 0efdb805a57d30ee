# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's table of attributes against the checker's, which was written without it, and against the data dictionary;
and the printed table against both."""
import re
import unittest

from pydicom.datadict import dictionary_VR, keyword_for_tag

import allow_list
import attributes
import settings

# Which rule of the checker is which of the worker.
_SAME = {"Keep": "K", "KeepOrEmpty": "K2", "Common": "C", "CommonOrEmpty": "C2", "Block": "C"}


class AttributesTest(unittest.TestCase):
    def test_tags_are_those_of_the_dictionary(self):
        every = list(attributes.rows())
        self.assertGreater(len(every), 200)
        for row in every:
            self.assertEqual(keyword_for_tag(row.tag), row.keyword)
            self.assertIn(row.vr.split("_")[0], dictionary_VR(row.tag), row.keyword)

    def test_keywords_of_the_worker_are_those_of_the_dictionary(self):
        """And no source of the worker has a bare tag, but for private ones."""
        folder = settings.ROOT / "Plugin/Worker"
        rows = re.findall(r"Keyword (\w+){0x(\w{4}), 0x(\w{4})}", (folder / "Keywords.hpp").read_text())
        self.assertGreater(len(rows), 100)
        for keyword, group, element in rows:
            self.assertEqual(keyword_for_tag(int(group + element, 16)), keyword)
        for path in (*folder.glob("*.cpp"), *folder.glob("*.hpp")):
            for group, element in re.findall(r"\bTag\(0x(\w{4}), 0x(\w{4})\)", path.read_text()):
                self.assertEqual(keyword_for_tag(int(group + element, 16)), "", f"{path.name} has a bare tag")

    def test_rules_are_those_of_the_checker(self):
        for name, modality in (("CT", "CT"), ("MR", "MR"), ("PET", "PT"), ("SC", "SC")):
            ours = {row.keyword: _SAME[row.rule] for row in attributes.rows()
                    if name in row.classes and row.rule in _SAME}  # fmt: skip
            self.assertEqual(ours, allow_list.rules(modality), name)

    def test_equipment_is_moved(self):
        moved = {row.keyword for row in attributes.rows() if row.rule == "Move"}
        self.assertEqual(moved, set(allow_list.EQUIPMENT))

    def test_the_printed_table_is_of_today(self):
        """But for its last column: which tests name an attribute changes with every test."""
        printed, now = (
            [line.rsplit("|", 2)[0] for line in text.splitlines()]
            for text in ((attributes.HERE.parent / "Attributes.md").read_text(), attributes.document())
        )
        self.assertEqual(printed, now, f"print it again: {attributes.__doc__}")

    def test_every_attribute_is_looked_at(self):
        for line in attributes.table():
            self.assertFalse(line.endswith("|  |"), line)
