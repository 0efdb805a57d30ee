# SPDX-License-Identifier: GPL-3.0-or-later
"""One test for each folder of UnitTests/Cases: a kind of series, made by its case.json, that is sliced as an independent
computation has it, or refused with exactly the sentence that is written there.

    Kind       what the series is: the row of the table in UnitTests/README.md
    Phantom    options of mpr-phantom
    Change     [function of variants.py or enhanced.py, its arguments], one after the other
    Volumes    what each volume differs in, in the words of the report; one volume without a difference if left out
    SetAside   how many images are set aside, and why
    Warnings   of the report, word by word; identifiers of Orthanc are left out
    Request    keys that are added to every request
    Refused    the sentence of the 422
    SeenWhenRead   true: the report, which opens one file only, cannot know it
"""
import json
import pathlib
import re
import tempfile
import unittest

import pydicom

import enhanced
import mosaics
import settings
import variants
from case import OBLIQUE, SliceTest, Stored
from frames import frames, name_of
from lattice import Lattice, Plane
from phantom import Phantom

CASES = settings.ROOT / "UnitTests" / "Cases"
# Coarse, so that many kinds are done soon; no two numbers alike.
SMALL = ["--columns", "60", "--rows", "50", "--spacing-across", "2.4", "--spacing-down", "2.7", "--slices", "21",
         "--step", "6"]  # fmt: skip


def read_case(name):
    return json.loads((CASES / name / "case.json").read_text())


def row(name, case):
    """Of the table in UnitTests/README.md."""
    said = case.get("Warnings", [])
    outcome = f"422: {case['Refused']}" if "Refused" in case else "sliced"
    if len(case.get("Volumes", [])) > 1:
        outcome = "sliced; volumes: " + "; ".join(f"`{one}`" for one in case["Volumes"])
    if "SetAside" in case:
        outcome += f"; {case['SetAside']['Images']} set aside: {case['SetAside']['Reason']}"
    if said:
        outcome += f"; warns: {said[0]}"
    return f"| {case['Kind']} | [{name}](Cases/{name}/case.json) | {outcome} |"


def without_identifiers(text):
    """The sentence without what differs from run to run: Orthanc's identifiers."""
    return re.sub(r"instance [0-9a-f]{8}\b", "instance", re.sub(r" \([0-9a-f]{8}\)", "", text))


def images_of(options, study):
    """The images of a phantom, to be changed."""
    return [pydicom.dcmread(path) for path in Phantom.make(*SMALL, "--study", study, *options).files]


def changed(images, changes, study):
    for name, *arguments in changes:
        function = getattr(variants, name, None) or getattr(enhanced, name, None) or getattr(mosaics, name)
        options = arguments[0] if arguments else {}
        if "others" in options:
            options = {**options, "others": images_of(options["others"], study)}
        images = function(images, **options)
    return images


def make(name, case):
    """The files of the case, and the number of the volume of each of their frames by its name."""
    images = changed(images_of(case.get("Phantom", []), name), case.get("Change", []), name)
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=settings.scratch()))
    paths, volumes = [], {}
    for number, image in enumerate(images):
        paths.append(folder / f"{number:04d}{'-object' if hasattr(image, 'is_object') else ''}.dcm")
        image.save_as(paths[-1])
        if hasattr(image, "volumes"):
            for frame, volume in enumerate(image.volumes, 1):
                volumes[f"{image.SOPInstanceUID}#{frame}" if len(image.volumes) > 1 else image.SOPInstanceUID] = volume
        else:
            volumes[image.SOPInstanceUID] = getattr(image, "volume", 0)
    return paths, volumes


class TableTest(unittest.TestCase):
    def test_the_table_has_every_case(self):
        """When it does not, the right rows are in the message."""
        names = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
        wanted = [row(name, read_case(name)) for name in names]
        text = (CASES.parent / "README.md").read_text().splitlines()
        self.assertEqual([line for line in text if "(Cases/" in line], wanted, "\n".join(wanted))


class CasesTest(SliceTest):
    def upload(self, name, case):
        paths, volumes = make(name, case)
        series, instances = self.orthanc.upload_series(paths)
        return paths, volumes, series, instances

    def report(self, series):
        answer = self.orthanc.get(f"/series/{series}/mpr-slice/geometry")
        self.assertEqual(answer.status, 200, answer.content[:600])
        return answer.body

    def check_report(self, case, report):
        self.assertTrue(report["Sliceable"], report)
        self.assertEqual([one["Difference"] for one in report["Volumes"]], case.get("Volumes", [""]))
        aside = case.get("SetAside", {"Images": 0, "Reason": ""})
        self.assertEqual([one["Reason"] for one in report["SetAside"]], [aside["Reason"]] * aside["Images"])
        self.assertEqual([without_identifiers(text) for text in report["Warnings"]], case.get("Warnings", []))

    def check_own_slice(self, source, body):
        """The grid of a stored slice gives back what is stored, bit by bit."""
        plane = Plane(source.lattice.datasets[len(source.lattice.datasets) // 2])
        grid = {"ImageOrientationPatient": [*plane.across, *plane.down], "ImagePositionPatient": [*plane.position]}
        spacing = [plane.spacing_down, plane.spacing_across]
        made = self.slice(source, {
            **body, "Plane": grid, "Layout": "AsGiven", "PixelSpacing": spacing, "Rows": plane.rows,
            "Columns": plane.columns,
        })  # fmt: skip
        self.assert_stored_values(made)

    def check_slices(self, name, case):
        paths, volumes, series, instances = self.upload(name, case)
        self.check_report(case, self.report(series))
        options = case.get("Phantom", [])
        is_known = not case.get("Change") and "--padding" not in options
        truth = Phantom.make(*SMALL, "--study", name, *options) if is_known else None
        by_volume = {}
        for frame in (one for path in paths for one in frames(path)):
            by_volume.setdefault(volumes[name_of(frame)], []).append(frame)
        for volume in range(len(case.get("Volumes", [""]))):
            files = [path for path in paths if not path.stem.endswith("-object")]
            source = Stored(files, series, instances, Lattice(by_volume[volume]), len(paths) - len(files))
            body = {**case.get("Request", {}), "Volume": volume}
            self.check_own_slice(source, body)
            for plane in (OBLIQUE, {"Plane": "Coronal", "Offset": 5.3}):
                made = self.slice(source, {**body, **plane})
                what = plane["Plane"] if isinstance(plane["Plane"], str) else "oblique"
                self.compare(made, f"{name}, volume {volume}, {what}", truth)
        self.check_orders(paths, series)

    def check_orders(self, paths, series):
        """Whatever came first: the same report."""
        wanted = self.report(series)
        for order in (paths[::-1], [*paths[1::2], *paths[::2]]):
            self.orthanc.delete(f"/series/{series}")
            self.orthanc.upload_series(order)
            self.assertEqual(self.report(series), wanted)

    def check_refusal(self, name, case):
        _, _, series, instances = self.upload(name, case)
        before = self.orthanc.instances()
        for body in ({"Plane": "Coronal"}, OBLIQUE):
            answer = self.orthanc.post(f"/series/{series}/mpr-slice", {**case.get("Request", {}), **body})
            self.assertEqual([answer.status, without_identifiers(answer.details)], [422, case["Refused"]])
        self.assertEqual(self.orthanc.instances(), before)
        if not case.get("Request") and not case.get("SeenWhenRead"):
            report = self.orthanc.get(f"/series/{series}/mpr-slice/geometry")
            said = report.body.get("Reason") or report.details
            self.assertEqual(without_identifiers(said), case["Refused"])


def _test_of(name):
    def test(self):
        case = read_case(name)
        (self.check_refusal if "Refused" in case else self.check_slices)(name, case)

    return test


for _folder in sorted(CASES.iterdir()):
    if _folder.is_dir():
        setattr(CasesTest, f"test_{_folder.name.replace('-', '_')}", _test_of(_folder.name))
