# SPDX-License-Identifier: GPL-3.0-or-later
"""The witnesses agree with each other before they speak about the plugin."""
import unittest

import numpy as np
import pydicom
from pydicom.dataset import Dataset

import witness_imagej
import witness_vtk
from lattice import Lattice, Plane
from phantom import Phantom


def grid(across, down, centre, spacing=(1.3, 0.9), rows=90, columns=110):
    """A dataset that has the attributes of an image plane."""
    dataset = Dataset()
    across, down = np.array(across, float), np.array(down, float)
    position = np.array(centre) - across * (columns - 1) / 2 * spacing[1] - down * (rows - 1) / 2 * spacing[0]
    dataset.ImageOrientationPatient = [f"{x:.10f}" for x in (*across, *down)]
    dataset.ImagePositionPatient = [f"{x:.6f}" for x in position]
    dataset.PixelSpacing = [str(x) for x in spacing]
    dataset.Rows, dataset.Columns = rows, columns
    return dataset


class WitnessesTest(unittest.TestCase):
    def test_vtk_and_the_exact_trilinear_agree(self):
        for options in ([], ["--tilt", "18.5"], ["--oblique", "10,-20,35", "--tilt", "-9"], ["--uneven"], ["--gap", "20"],
                        ["--padding", "-2000"]):
            with self.subTest(options):
                lattice = Lattice.of_files(Phantom.make(*options).files)
                derived = grid([0.8, 0.6, 0], [0.36, -0.48, 0.8], [3, -5, 4])
                expected, inside = witness_vtk.reslice(lattice, derived)
                worst = np.abs(expected - lattice.trilinear(Plane(derived).points())[0])[inside].max()
                print(f"     {' '.join(options) or 'plain'}: VTK and numpy differ by {worst:.2g} HU at most")
                self.assertGreater(inside.sum(), 3000)
                self.assertLess(worst, 0.01)

    def test_exact_trilinear_gives_back_the_voxels(self):
        lattice = Lattice.of_files(Phantom.make("--uneven", "--tilt", "10").files)
        np.testing.assert_allclose(lattice.trilinear(lattice.voxel_centres())[0], lattice.values, atol=1e-6)

    def test_imagej_reads_spacing_and_rescale(self):
        made = Phantom.make("--slope", "0.5", "--intercept", "-1024", "--unsigned")
        path = made.files[24]
        plane = Plane(pydicom.dcmread(path))
        points = plane.points()
        in_cylinder = made.value(points) >= 300
        column, row = 51, 38
        found = witness_imagej.measure(path, 300, (column, row), (10, 10, 40, 50))
        self.assertEqual([found.unit, found.pixel_width, found.pixel_height], ["mm", 1.5, 1.7])
        self.assertTrue(in_cylinder[row, column])
        # The cut of a tilted cylinder by an axial plane.
        self.assertAlmostEqual(found.area, 706.858 / np.cos(np.radians(25)), delta=15)
        self.assertAlmostEqual(found.length, np.hypot(30 * 1.5, 40 * 1.7), places=6)
