# SPDX-License-Identifier: GPL-3.0-or-later
"""The phantom itself: its two closed forms agree, and its files say what they should."""
import subprocess
import unittest

import numpy as np
import pydicom

import phantom
import settings
from lattice import Lattice
from phantom import Phantom

VARIANTS = {
    "ct": [],
    "mr": ["--modality", "MR"],
    "oblique": ["--oblique", "10,-20,35"],
    "tilted": ["--tilt", "18.5"],
    "uneven": ["--uneven", "--shuffled"],
    "gap": ["--gap", "20", "--gap-slices", "2", "--reversed"],
    "12 bits": ["--bits", "12", "--unsigned"],
    "rescaled": ["--slope", "0.8,0.01", "--intercept", "-1024,3"],
}


def ask_program(points, *options):
    lines = "\n".join(",".join(repr(float(x)) for x in point) for point in points)
    command = [str(settings.program("MPR_PHANTOM")), "--values", *options]
    run = subprocess.run(command, input=lines, text=True, capture_output=True, check=True)
    return np.array([float(line) for line in run.stdout.split()])


class PhantomTest(unittest.TestCase):
    def test_twin_and_program_agree_everywhere(self):
        points = np.random.default_rng(7).uniform(-75, 75, (20000, 3))
        worst = np.abs(ask_program(points) - (-1000 + 10 * phantom.density(points))).max()
        print(f"     20000 points: largest difference {worst:.2g} HU")
        self.assertLess(worst, 1e-9)
        turned = ask_program(points[:2000], "--modality", "MR", "--cylinder", "50,100")
        expected = 8 * phantom.density(points[:2000], phantom.cylinder_axis(50, 100))
        self.assertLess(np.abs(turned - expected).max(), 1e-9)

    def test_cylinder_has_the_area_that_is_claimed(self):
        axis = phantom.cylinder_axis()
        first = np.cross(axis, [0, 0, 1]) / np.linalg.norm(np.cross(axis, [0, 0, 1]))
        second = np.cross(axis, first)
        steps = np.arange(-20, 20, 0.05) + 0.025
        points = phantom.cylinder_centre() + steps[:, None, None] * first + steps[None, :, None] * second
        area = (phantom.density(points) > 130).sum() * 0.05**2
        self.assertAlmostEqual(area, 706.858, delta=0.2)

    def test_voxels_of_all_variants_are_the_closed_form(self):
        for name, options in VARIANTS.items():
            with self.subTest(name):
                made = Phantom.make(*options)
                lattice = Lattice.of_files(made.files)
                difference = lattice.values - made.value(lattice.voxel_centres())
                self.assertLessEqual(np.abs(difference).max(), lattice.quantum / 2 + 1e-9)

    def test_slices_are_where_the_options_say(self):
        steps = Lattice.of_files(Phantom.make().files).steps()
        np.testing.assert_allclose(steps, 2.9, atol=1e-9)
        uneven = Lattice.of_files(Phantom.make("--uneven", "--shuffled").files).steps()
        self.assertGreater(np.ptp(uneven), 0.5)
        gap = Lattice.of_files(Phantom.make("--gap", "20", "--gap-slices", "2", "--reversed").files)
        self.assertAlmostEqual(gap.steps().max(), 3 * 2.9)
        tilted = pydicom.dcmread(Phantom.make("--tilt", "18.5").files[0])
        np.testing.assert_allclose(
            tilted.ImageOrientationPatient, [1, 0, 0, 0, np.cos(np.radians(18.5)), -np.sin(np.radians(18.5))]
        )

    def test_generator_is_deterministic(self):
        made = [phantom.Phantom(("--slices", "3", "--bits", "8")) for _ in range(2)]
        self.assertEqual(*[[file.read_bytes() for file in one.files] for one in made])

    def test_dciodvfy_finds_nothing(self):
        for options in ([], ["--modality", "MR"]):
            run = subprocess.run(
                ["dciodvfy", "-new", str(Phantom.make(*options).files[5])], capture_output=True, text=True
            )
            self.assertNotRegex(run.stdout + run.stderr, "Error|Warning")
