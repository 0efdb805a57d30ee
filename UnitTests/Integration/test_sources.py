# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of series: tilted, uneven, with gaps, oblique, out of order; all encodings. Each gives back its own slices
bit by bit, and oblique slices as an exact interpolation at the true places would have them."""
import numpy as np
import pydicom

from case import OBLIQUE, SliceTest
from phantom import Phantom

SMALL = ["--slices", "36", "--step", "3.7"]
GEOMETRIES = {
    "gantry tilt": ["--tilt", "18.5"],
    "negative gantry tilt, MR": ["--tilt", "-12", "--modality", "MR"],
    "oblique acquisition": ["--oblique", "10,-20,35"],
    "oblique and tilted": ["--oblique", "-7,12,160", "--tilt", "15"],
    "coronal acquisition": ["--oblique", "-90,0,0"],
    "uneven steps": ["--uneven"],
    "uneven and tilted": ["--uneven", "--tilt", "10"],
    "missing slices": ["--gap", "17", "--gap-slices", "2"],
    "reversed": ["--reversed"],
    "shuffled": ["--shuffled"],
    "wide pixels": ["--columns", "50", "--rows", "110", "--spacing-across", "2.9", "--spacing-down", "1.23"],
}
ENCODINGS = {
    "CT unsigned 16 bits": ["--unsigned"],
    "CT signed 12 bits": ["--bits", "12"],
    "CT unsigned 12 bits": ["--bits", "12", "--unsigned"],
    "MR 16 bits": ["--modality", "MR"],
    "MR signed 16 bits": ["--modality", "MR", "--signed"],
    "MR 12 bits": ["--modality", "MR", "--bits", "12"],
    "MR 8 bits": ["--modality", "MR", "--bits", "8"],
    "CT slope 0.5": ["--slope", "0.5", "--intercept", "-1024", "--unsigned"],
    "MR slope 0.244": ["--modality", "MR", "--slope", "0.244", "--intercept", "-12"],
}
RESCALED = {
    "CT rescale by slice": ["--slope", "0.8,0.01", "--intercept", "-1024,3"],
    "MR rescale by slice": ["--modality", "MR", "--slope", "0.05,0.002"],
    "MR rescale by slice, negative values": ["--modality", "MR", "--signed", "--slope", "1.5,0.03"],
}


class SourcesTest(SliceTest):
    def check(self, name, options, warning=None):
        phantom = Phantom.make(*SMALL, *options)
        source = self.store(phantom.files)
        own = self.slice(source, {"Layout": "AsGiven"}, instance=source.instances[7])
        self.assert_stored_values(own)
        original = pydicom.dcmread(source.files[7])
        np.testing.assert_array_equal(own.dataset.pixel_array, original.pixel_array)
        for body in (OBLIQUE, {"Plane": "Coronal"}, {"Plane": "Sagittal", "Offset": -3.3}):
            made = self.slice(source, body)
            plane = body["Plane"] if isinstance(body["Plane"], str) else "oblique"
            self.compare(made, f"{name}, {plane}", phantom)
            if warning:
                self.assertTrue(any(warning in text for text in made.answer["Warnings"]), made.answer["Warnings"])

    def test_geometries(self):
        warnings = {"gantry tilt": "18.5", "uneven steps": "mm apart", "missing slices": "11.1"}
        for name, options in GEOMETRIES.items():
            with self.subTest(name):
                self.check(name, options, warnings.get(name))

    def test_encodings(self):
        for name, options in ENCODINGS.items():
            with self.subTest(name):
                self.check(name, options)

    def test_rescale_that_varies(self):
        """Real values are interpolated; a slice's own plane keeps its own rescale and its stored values."""
        for name, options in RESCALED.items():
            with self.subTest(name):
                self.check(name, options)

    def test_axes_of_an_oblique_volume(self):
        """With Axes Volume the presets follow the lattice; where it coincides with voxels nothing is interpolated."""
        odd = ["--columns", "61", "--rows", "71", "--slices", "31", "--oblique", "10,-20,35"]
        source = self.store(Phantom.make(*odd).files)
        lattice = source.lattice.plane
        for name, axes, spacing in (
            ("Axial", (lattice.across, lattice.down), [1.7, 1.5]),
            ("Coronal", (lattice.across, -lattice.normal), [2.9, 1.5]),
            ("Sagittal", (lattice.down, -lattice.normal), [2.9, 1.7]),
        ):
            with self.subTest(name):
                made = self.slice(source, {"Plane": name, "Axes": "Volume", "PixelSpacing": spacing})
                found = [made.plane.across, made.plane.down]
                np.testing.assert_allclose(np.abs(np.sum(np.multiply(found, axes), axis=1)), 1, atol=1e-6)
                self.assert_stored_values(made)

    def test_padding_is_weighted_out(self):
        """No value between padding and tissue appears at the border of the padded area."""
        phantom = Phantom.make(*SMALL, "--padding", "-2000", "--modality", "CT")
        source = self.store(phantom.files)
        own = self.slice(source, None, instance=source.instances[7])
        self.assert_stored_values(own)
        self.assertEqual(own.dataset.PixelPaddingValue, -2000)
        made = self.slice(source, OBLIQUE)
        self.compare(made, "padding, oblique")
        tissue = made.values[made.values != -2000]
        self.assertGreaterEqual(tissue.min(), -1000)
