# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of tests that ask a real Orthanc for slices: one Orthanc per class, every stored file checked."""
import time
import unittest
from dataclasses import dataclass, replace

import numpy as np
import pydicom

import settings
import witness_vtk
from checks import Case, check_derived
from frames import headers
from lattice import Lattice, Plane, pixels_of
from orthanc import Orthanc

# Turned against every axis: no two cosines alike.
OBLIQUE = {"Plane": {"Normal": [0.36, -0.48, 0.8], "Point": [2.5, -3.0, 4.0]}}


# What was checked in this run, for its last lines.
checked = {"files": 0, "findings": 0}


@dataclass
class Stored:
    """A series in Orthanc: its identifiers (instances in the order of files) and its lattice."""

    files: list
    series: str
    instances: list
    lattice: Lattice
    beside: int = 0  # objects of the series that are no images

    def volume(self, datasets):
        """The same series, when a request means only these of its frames."""
        return replace(self, lattice=Lattice(datasets))

    def count(self):
        """Frames of all files, and what is listed beside them."""
        return sum(len(headers(str(path))) for path in self.files) + self.beside


@dataclass
class Slice:
    """A derived image: the answer, the stored file, its output values and its grid."""

    answer: dict
    dataset: pydicom.Dataset
    path: str
    values: np.ndarray
    plane: Plane
    source: Stored

    @property
    def slope(self):
        return float(self.dataset.get("RescaleSlope", 1))


class SliceTest(unittest.TestCase):
    """Tests with an Orthanc; configure() may change its options."""

    configuration = {}
    patience_s = 90  # with a job

    @classmethod
    def setUpClass(cls):
        cls.orthanc = Orthanc(**cls.configuration)
        cls._stored = {}
        cls._seen = set()  # derived images that the checker has seen

    @classmethod
    def tearDownClass(cls):
        findings = cls.check_the_rest()
        cls.orthanc.stop()
        if findings:
            raise AssertionError("\n".join(findings))

    def wait(self, job, states):
        """What Orthanc says of a job that has come to one of these states."""
        deadline = time.monotonic() + self.patience_s
        while time.monotonic() < deadline:
            found = self.orthanc.get(f"/jobs/{job}").body
            if found["State"] in states:
                return found
            time.sleep(0.02)
        self.fail(f"the job is {found['State']}, not {states}: {found}")

    @classmethod
    def check_stored(cls, instance, files, contributing=None, slab=None):
        """The findings of the checker about a stored derived image, and its file."""
        path = cls.file_of(instance)
        beside = cls.orthanc.get(f"/instances/{instance}/series").body["Instances"]
        findings = check_derived(path, files, contributing, slab, len(beside))
        cls._seen.add(instance)
        checked["files"] += 1
        checked["findings"] += len(findings)
        return findings, path

    @classmethod
    def check_the_rest(cls):
        """What tests stored without looking at it, as long as its sources are there."""
        findings = []
        every = {one["MainDicomTags"]["SOPInstanceUID"]: one for one in cls.orthanc.get("/instances?expand").body}
        for one in every.values():
            if one["ID"] in cls.orthanc.uploaded or one["ID"] in cls._seen:
                continue
            sources = [item.ReferencedSOPInstanceUID for item in cls.orthanc.dataset(one["ID"]).SourceImageSequence]
            if all(uid in every for uid in sources):
                series = every[sources[0]]["ParentSeries"]
                files = [cls.file_of(other["ID"]) for other in every.values() if other["ParentSeries"] == series]
                findings += [f"{one['ID']}: {finding}" for finding in cls.check_stored(one["ID"], files)[0]]
        return findings

    @classmethod
    def file_of(cls, instance):
        """The path of a stored file."""
        if instance not in cls.orthanc.uploaded:
            path = settings.scratch() / f"{instance}.dcm"
            path.write_bytes(cls.orthanc.file(instance))
            return path
        return cls.orthanc.uploaded[instance]

    def tearDown(self):
        self.orthanc.check_alive()

    def store(self, files, originals=None):
        """Uploads a series; once per class. originals are the same images as pydicom can decode them."""
        key = tuple(str(path) for path in files)
        if key not in self._stored:
            series, instances = self.orthanc.upload_series(files)
            lattice = Lattice.of_files(originals or files)
            self._stored[key] = Stored(list(files), series, instances, lattice)
        return self._stored[key]

    def slice(self, stored, body=None, instance=None):
        """The derived image of a request that must succeed, checked as every stored file is."""
        route = f"/instances/{instance}" if instance else f"/series/{stored.series}"
        answer = self.orthanc.post(f"{route}/mpr-slice", body)
        self.assertEqual(answer.status, 200, f"{body}: {answer.content[:600]!r}")
        dataset = self.orthanc.dataset(answer.body["ID"])
        points, lattice = Plane(dataset).points(), stored.lattice
        is_nearest = (body or {}).get("Interpolation") == "Nearest"
        contributing = lattice.nearest_contributors(points) if is_nearest else lattice.contributors(points)
        findings, path = self.check_stored(answer.body["ID"], stored.files, contributing)
        self.assertEqual(findings, [])
        made = Slice(answer.body, dataset, path, pixels_of(dataset), Plane(dataset), stored)
        self.check_answer(made)
        return made

    def check_answer(self, made):
        """The answer says what the file says."""
        geometry, plane = made.answer["Geometry"], made.plane
        np.testing.assert_array_equal(geometry["ImageOrientationPatient"], [*plane.across, *plane.down])
        np.testing.assert_array_equal(geometry["ImagePositionPatient"], plane.position)
        self.assertEqual(geometry["PixelSpacing"], [plane.spacing_down, plane.spacing_across])
        self.assertEqual([geometry["Rows"], geometry["Columns"]], [plane.rows, plane.columns])
        self.assertAlmostEqual(geometry["SliceThickness"], float(made.dataset.SliceThickness))
        self.assertEqual(geometry["PatientOrientation"], list(made.dataset.PatientOrientation))
        case = Case(made.path, made.source.files)
        named = list(case.named())
        if hasattr(case.sources[0], "is_tile"):  # the file names a mosaic as the one image that it is
            self.assertLessEqual(made.answer["Sources"]["Contributing"], len(named))
        else:
            self.assertEqual(made.answer["Sources"]["Contributing"], len(named))
        self.assertEqual(made.answer["Sources"]["Listed"], made.source.count())

    def compare(self, made, what, truth=None):
        """Pixels against the exact trilinear everywhere, VTK inside by half a voxel, and the closed form."""
        if made.values.ndim == 3:
            for index, name in enumerate(("red", "green", "blue")):
                single = replace(made, values=made.values[..., index])
                single.source = replace(made.source, lattice=made.source.lattice.channel(index))
                self.compare(single, f"{what}, {name}")
            return
        lattice, points = made.source.lattice, made.plane.points()
        exact, padding = lattice.trilinear(points)
        within = lattice.inside(points, -0.5 + 1e-5)
        shown = within & (padding < 0.5 - 1e-3)
        self.assertGreater(shown.sum(), 200, "the slice hardly touches the volume")
        worst = np.abs(made.values - exact)[shown].max() / made.slope
        figures = f"exact trilinear: {worst:.3f}"
        # Half a grey level is the rounding; single precision adds a little.
        self.assertLessEqual(worst, 0.52, f"{what}: grey levels from the exact trilinear")
        expected, inside = witness_vtk.reslice(lattice, made.dataset)
        from_vtk = np.abs(made.values - expected)[inside].max() / made.slope
        figures += f", VTK: {from_vtk:.3f}"
        self.assertLessEqual(from_vtk, 1.0, f"{what}: grey levels from VTK")
        if truth is not None:
            known = truth.value(points[inside])
            rms = [np.sqrt(np.mean((one[inside] - known) ** 2)) for one in (made.values, exact)]
            figures += f"; rms from the closed form {rms[0]:.3f}, of exact trilinear {rms[1]:.3f}"
            self.assertLessEqual(rms[0], 1.1 * rms[1] + 0.3 * made.slope, f"{what}: rms from the closed form")
        print(f"     {what}: largest difference in grey levels from {figures}")
        holes = ~lattice.inside(points, -0.5 - 1e-5) | (within & (padding > 0.5 + 1e-3))
        self.check_holes(made, holes, shown)

    def check_holes(self, made, holes, shown):
        """What lies outside or is padding has one value, the source's own if it has one, and the value is called padding
        unless tissue has it too."""
        if holes.any():
            fill = np.unique(made.dataset.pixel_array[holes])
            self.assertEqual(len(fill), 1, f"the holes have the values {fill[:10]}")
            is_tissue = made.dataset.SamplesPerPixel > 1 or (made.dataset.pixel_array[shown] == fill[0]).any()
            self.assertEqual("PixelPaddingValue" in made.dataset, not is_tissue)
            own = made.source.lattice.datasets[0].get("PixelPaddingValue")
            if own is not None:
                self.assertEqual(fill[0], own)

    def assert_stored_values(self, made):
        """Every pixel is the voxel at its place, bit by bit: nothing was interpolated. All padding has one value."""
        coordinates = made.source.lattice.voxel_coordinates(made.plane.points())
        index = np.rint(coordinates).astype(int)
        self.assertLess(np.abs(coordinates - index).max(), 1e-3)
        voxels = index[..., 2], index[..., 1], index[..., 0]
        wanted = made.source.lattice.values[voxels]
        missing = made.source.lattice.missing[voxels]
        if missing.any():
            wanted[missing] = made.dataset.PixelPaddingValue * made.slope + float(made.dataset.get("RescaleIntercept", 0))
        np.testing.assert_array_equal(made.values, wanted)
        self.assertFalse(made.answer["Geometry"]["Interpolated"])
