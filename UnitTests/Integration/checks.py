# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a derived image what it should be? check_derived() answers with a list of findings; an empty one is a pass.

dciodvfy and dcentvfy may find nothing that they do not find in the sources. What they do not look at is checked here:
checks_header.py the attributes against the allow-list and against the sources, checks_image.py geometry and pixels.
"""
import functools
import pathlib
import re
import subprocess

import pydicom

import checks_header
import checks_image
from frames import headers, name_of

# dciodvfy of 2022 does not know that Secondary Capture has Image Plane and Frame of Reference (PS3.3 2024e, A.8.1).
WHITELIST = {
    "1.2.840.10008.5.1.4.1.1.7": re.compile(
        r"Warning - </(ImagePositionPatient|ImageOrientationPatient|FrameOfReferenceUID|SliceThickness"
        r"|PositionReferenceIndicator)\(.*Attribute is not present in standard DICOM IOD"
    ),
}
# An empty Laterality means that the side of a paired body part is unknown (PS3.3 C.7.3.1), as the warning itself says.
UNKNOWN_SIDE = re.compile(r"Warning - </Laterality\(.*is only permitted to be empty when actually unknown")


CLASSES = {
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.128": "PT",
}


class Case:
    """A derived image and the images of the series that it was made from.

    modality is CT, MR, PT or SC (of any other): the class of the derived image. derived and sources (frame by frame) are parsed; raw_derived and raw_sources are the same files with the bytes of their values, and
    nobody may read an attribute of those by its name. contributing are the indices of sources that the derived image
    names in SourceImageSequence.
    """

    def __init__(self, derived_path, source_paths, images=1):
        self.images = images  # in the series of the derived one
        self.derived = pydicom.dcmread(derived_path)
        self.raw_derived = pydicom.dcmread(derived_path)
        loaded = [frame for path in source_paths for frame in headers(str(path))]
        self.sources = [parsed for parsed, _ in loaded]
        self.raw_sources = [raw for _, raw in loaded]
        index = {name_of(one): number for number, one in enumerate(self.sources)}
        self.contributing = [index[name] for name in self.named() if name in index]
        self.modality = CLASSES.get(self.derived.get("SOPClassUID"), "SC")

    def named(self):
        """What SourceImageSequence names: images, or each of their frames."""
        for item in self.derived.get("SourceImageSequence") or []:
            uid, numbers = item.get("ReferencedSOPInstanceUID"), item.get("ReferencedFrameNumber")
            whole = [name_of(one) for one in self.sources if one.SOPInstanceUID == uid] or [uid]
            numbers = [numbers] if isinstance(numbers, int) else numbers
            is_of_frames = numbers is not None and "#" in whole[0]
            yield from [f"{uid}#{number}" for number in numbers] if is_of_frames else whole

    def contributors(self):
        return [self.sources[index] for index in self.contributing]


def _run(*command):
    run = subprocess.run(command, capture_output=True)
    text = (run.stdout + run.stderr).replace(b"\0", b"").decode("latin-1")
    return [line for line in text.splitlines() if re.match("Error|Warning", line)]


@functools.lru_cache(maxsize=4000)
def _dciodvfy_of_source(path):
    return tuple(_run("dciodvfy", "-new", path))


def _kinds(line):
    """A complaint without the value it is about, and one about a value without the place: either may be inherited."""
    without_value = re.sub(r" = <.*?>", "", line)
    value = re.search(r" = <.*?>.*$", line)
    text = re.sub(r"</.*?>", "", line) if value else None
    return {without_value, text} - {None}


def dciodvfy(case, derived_path, source_paths):
    known = set()
    for path in source_paths:
        for line in _dciodvfy_of_source(str(path)):
            known |= _kinds(line)
    allowed = WHITELIST.get(case.derived.get("SOPClassUID"))
    for line in _run("dciodvfy", "-new", str(derived_path)):
        if not (_kinds(line) & known) and not (allowed and allowed.match(line)) and not UNKNOWN_SIDE.match(line):
            yield f"dciodvfy: {line}"


@functools.lru_cache(maxsize=64)
def _dcentvfy_of_sources(paths):
    return frozenset(_between_elements(line) for line in _run("dcentvfy", *paths))


def _between_elements(line):
    return re.sub(r" for file .*", "", line)


def _is_added_empty(case, line):
    """A type 2 attribute that the sources lack is present and empty, as it must be."""
    missing = re.search(r"present in one instance but not the other - Element=<(\w+)>", line)
    return missing is not None and case.derived.get(missing[1], "absent") in ("", None)


def dcentvfy(case, derived_path, source_paths):
    paths = tuple(str(path) for path in source_paths)
    lines = {_between_elements(line) for line in _run("dcentvfy", *paths, str(derived_path))}
    for line in sorted(lines - _dcentvfy_of_sources(paths)):
        if not _is_added_empty(case, line):
            yield f"dcentvfy: {line}"


def check_derived(derived_path, source_paths, contributing=None, slab=None, images=1):
    """All findings about a derived file. contributing: the sets of names (frames.name_of) that must be, and that may be,
    its sources; slab: the code of its projection ("113049", "113078" or "113079"), else what the derivation description
    says; images: how many its series has."""
    source_paths = [pathlib.Path(path) for path in source_paths]
    case = Case(derived_path, source_paths, images)
    findings = list(dciodvfy(case, derived_path, source_paths)) + list(dcentvfy(case, derived_path, source_paths))
    if not case.contributing:
        return findings + ["SourceImageSequence names none of the source images"]
    for check in checks_header.ALL + checks_image.ALL:
        findings += [f"{check.__name__}: {finding}" for finding in check(case)]
    findings += checks_header.derivation_codes(case, slab)
    if contributing is not None:
        findings += checks_header.exact_sources(case, *contributing)
    return findings
