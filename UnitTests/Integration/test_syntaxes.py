# SPDX-License-Identifier: GPL-3.0-or-later
"""Every transfer syntax that the tools of Debian can write: lossless ones give the same pixels, lossy ones are said."""
import subprocess

import numpy as np

import settings
from case import OBLIQUE, SliceTest
from phantom import Phantom

SYNTAXES = {
    "implicit": ["dcmconv", "+ti"],
    "big endian": ["dcmconv", "+tb"],
    "deflated": ["dcmconv", "+td"],
    "RLE": ["dcmcrle"],
    "JPEG lossless": ["dcmcjpeg", "+e1"],
    "JPEG lossless, not SV1": ["dcmcjpeg", "+el"],
    "JPEG-LS": ["gdcmconv", "--jpegls"],
    "JPEG 2000": ["gdcmconv", "--j2k"],
}
VARIANTS = {
    "CT signed 16 bits": [],
    "CT unsigned 12 bits": ["--unsigned", "--bits", "12"],
    "MR 8 bits": ["--modality", "MR", "--bits", "8"],
}


def convert(files, name, command):
    folder = settings.scratch() / f"converted-{name.replace(' ', '-').replace(',', '')}"
    folder.mkdir(exist_ok=True)
    for path in files:
        subprocess.run([*command, str(path), str(folder / path.name)], check=True, capture_output=True)
    return [folder / path.name for path in files]


class SyntaxesTest(SliceTest):
    def make(self, seed, variant, name, command):
        """The series in this syntax; a seed of its own gives it identifiers of its own."""
        options = ["--slices", "12", "--step", "8", "--seed", str(seed), *VARIANTS[variant]]
        originals = Phantom.make(*options).files
        converted = convert(originals, f"{name}-{variant}", command)
        return self.store(converted, originals)

    def test_lossless_syntaxes(self):
        seed = 100
        for name, command in SYNTAXES.items():
            for variant in VARIANTS:
                seed += 1
                if name == "JPEG lossless, not SV1" and variant != "CT unsigned 12 bits":
                    continue
                with self.subTest(name, variant=variant):
                    source = self.make(seed, variant, name, command)
                    own = self.slice(source, None, instance=source.instances[5])
                    self.assert_stored_values(own)
                    made = self.slice(source, OBLIQUE)
                    self.assertNotEqual(made.dataset.get("LossyImageCompression"), "01")
                    self.compare(made, f"{name}, {variant}")

    def test_lossy_baseline_is_said_to_be_lossy(self):
        options = ["--slices", "12", "--step", "8", "--seed", "99", *VARIANTS["MR 8 bits"]]
        originals = Phantom.make(*options).files
        lossy = convert(originals, "baseline", ["dcmcjpeg", "+eb", "+q", "95", "+un"])
        source = self.store(lossy, originals)
        made = self.slice(source, OBLIQUE)
        self.assertEqual(made.dataset.LossyImageCompression, "01")
        within = source.lattice.inside(made.plane.points())
        error = np.abs(made.values - source.lattice.trilinear(made.plane.points())[0])[within]
        print(f"     JPEG baseline: mean difference {error.mean():.2f} grey levels")
        self.assertLess(error.mean(), 2)
