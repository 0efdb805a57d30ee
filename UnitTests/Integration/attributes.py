# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of attributes (Plugin/Dicom/AllowList.c), read; printed as UnitTests/Attributes.md when run:

    /usr/bin/python3 UnitTests/Integration/attributes.py > UnitTests/Attributes.md
"""
import pathlib
import re
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "Plugin" / "Dicom" / "AllowList.c"
_ROW = re.compile(r'\{0x(\w{4}), 0x(\w{4}), (\w+), (\w+),\s*([A-Z| ]+), "(\w+)"\}')
CLASSES = ("CT", "MR", "PET", "SC")
MEANING = {
    "Keep": "kept as in the reference slice",
    "KeepOrEmpty": "kept; present and empty when the reference slice has none (type 2)",
    "Common": "kept when all contributing slices say the same",
    "CommonOrEmpty": "the same; present and empty otherwise (type 2)",
    "Block": "kept when all contributing slices say the same of the whole block",
    "Move": "into the item of Contributing Equipment",
    "Use": "the derived value is computed from it",
}
_CHECK = {"Move": "checks_header.equipment", "Use": ""}


@dataclass
class Row:
    tag: int
    vr: str
    rule: str
    classes: set
    keyword: str


def rows():
    for group, element, vr, rule, classes, keyword in _ROW.findall(TABLE.read_text()):
        named = set(CLASSES) if classes.strip() == "ALL" else set(classes.replace(" ", "").split("|"))
        rule = "".join(word.capitalize() for word in rule.split("_"))  # KEEP_OR_EMPTY is KeepOrEmpty
        yield Row(int(group + element, 16), vr, rule, named, keyword)


def _tests_that_name():
    """{keyword: the files of checks and tests in which it stands}"""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        if path.name.startswith(("checks_", "test_")):
            for word in set(re.findall(r"[A-Z]\w+", path.read_text())):
                found.setdefault(word, []).append(path.stem)
    return found


def table():
    """Attribute, rule, where tested: one line each."""
    named = _tests_that_name()
    for row in rows():
        classes = "all" if row.classes == set(CLASSES) else ", ".join(one for one in CLASSES if one in row.classes)
        where = [_CHECK.get(row.rule, "checks_header.rules")] + named.get(row.keyword, [])
        tag = f"({row.tag >> 16:04X},{row.tag & 0xFFFF:04X})"
        yield f"| {tag} | {row.keyword} | {classes} | {MEANING[row.rule]} | {', '.join(one for one in where if one)} |"


def document():
    return "\n".join([
        "# Attributes of the sources: rule, and where it is tested",
        "",
        "Printed from the plugin's own table (Plugin/Dicom/AllowList.c) by `Integration/attributes.py`. `checks_header.rules` compares every stored file of all",
        "tests with the bytes of its sources; its table (`Integration/allow_list.py`) was written from the design and not from the code.",
        "",
        "| tag | attribute | classes | rule | where tested |",
        "| --- | --- | --- | --- | --- |",
        *table(),
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    print(document(), end="")
