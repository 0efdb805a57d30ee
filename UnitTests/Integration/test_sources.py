# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases of UnitTests/Cases do not ask of their series: the axes of an oblique volume, and padding at its border."""
import numpy as np

from case import OBLIQUE, SliceTest
from phantom import Phantom

SMALL = ["--slices", "36", "--step", "3.7"]


class SourcesTest(SliceTest):
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
