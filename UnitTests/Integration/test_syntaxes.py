# SPDX-License-Identifier: GPL-3.0-or-later
"""Every transfer syntax that the tools of Debian can write: lossless ones give the same pixels, lossy ones are said."""
import subprocess

import numpy as np
import pydicom

import settings
from case import OBLIQUE, SliceTest
from enhanced import multi_frame
from phantom import Phantom
from test_cases import changed, images_of
from variants import of_class

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
# name: (options of the phantom, coder, decoder of DCMTK)
LOSSY = {
    "JPEG baseline": (["--modality", "MR", "--bits", "8"], ["dcmcjpeg", "+eb", "+q", "95", "+un"], "dcmdjpeg"),
    "JPEG extended, 12 bits": (["--modality", "MR", "--bits", "12"], ["dcmcjpeg", "+ee", "+un"], "dcmdjpeg"),
    "JPEG-LS, near lossless": (["--modality", "MR"], ["dcmcjpls", "+en", "+md", "2", "+un"], "dcmdjpls"),
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


def renamed(original, like):
    """The image under the identifier that a coder gave its copy."""
    dataset = pydicom.dcmread(original)
    dataset.SOPInstanceUID = pydicom.dcmread(like, stop_before_pixels=True).SOPInstanceUID
    path = like.with_suffix(".original")
    dataset.save_as(path)
    return path


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
                    for plane in ("Coronal", "Sagittal"):  # few rows of each slice; few columns of all rows
                        self.compare(self.slice(source, {"Plane": plane}), f"{plane} of {name}, {variant}")

    def test_jpeg_lossless_with_every_predictor(self):
        for predictor in range(1, 8):
            for seed, variant in enumerate(VARIANTS, 300 + 10 * predictor):
                with self.subTest(predictor, variant=variant):
                    command = ["dcmcjpeg", "+el", "+sv", str(predictor)]
                    source = self.make(seed, variant, f"predictor {predictor}", command)
                    self.assert_stored_values(self.slice(source, None, instance=source.instances[5]))

    def test_compressed_frames_of_one_file(self):
        for seed, name in enumerate(("RLE", "JPEG lossless", "JPEG-LS", "JPEG 2000"), 200):
            with self.subTest(name):
                options = ["--slices", "9", "--step", "9", "--seed", str(seed), "--modality", "MR"]
                images = [pydicom.dcmread(path) for path in Phantom.make(*options).files]
                whole = settings.scratch() / f"frames-{seed}.dcm"
                multi_frame(images)[0].save_as(whole)
                source = self.store(convert([whole], f"frames-{name}", SYNTAXES[name]), [whole])
                self.compare(self.slice(source, OBLIQUE), f"frames in {name}")

    def test_lossy_images_are_what_dcmtk_decodes_and_said_to_be_lossy(self):
        for seed, (name, (variant, command, decoder)) in enumerate(LOSSY.items(), 90):
            with self.subTest(name):
                options = ["--slices", "12", "--step", "8", "--seed", str(seed), *variant]
                lossy = convert(Phantom.make(*options).files, name, command)
                source = self.store(lossy, convert(lossy, f"decoded {name}", [decoder]))
                made = self.slice(source, OBLIQUE)
                self.assertEqual(made.dataset.LossyImageCompression, "01")
                self.compare(made, name)

    def test_lossy_jpeg_2000_is_said_to_be_lossy(self):
        options = ["--slices", "12", "--step", "8", "--seed", "99", *VARIANTS["MR 8 bits"]]
        originals = Phantom.make(*options).files
        lossy = convert(originals, "lossy JPEG 2000", ["gdcmconv", "--j2k", "--lossy", "-r", "8"])
        source = self.store(lossy, [renamed(original, like) for original, like in zip(originals, lossy)])
        made = self.slice(source, OBLIQUE)
        self.assertEqual(made.dataset.LossyImageCompression, "01")
        within = source.lattice.inside(made.plane.points())
        error = np.abs(made.values - source.lattice.trilinear(made.plane.points())[0])[within]
        print(f"     lossy JPEG 2000: mean difference {error.mean():.2f} grey levels")
        self.assertLess(error.mean(), 4)

    def test_lossy_colours(self):
        """JPEG baseline stores YBR_FULL_422; the slice is RGB and as near as the loss allows."""
        images = changed(images_of(["--seed", "98"], "lossy"), [["coloured", {"photometric": "RGB", "planar": False}]], "")
        of_class(images, "1.2.840.10008.5.1.4.1.1.7", "OT")
        originals = [settings.scratch() / f"colour-{image.InstanceNumber:04d}.dcm" for image in images]
        for image, path in zip(images, originals):
            image.save_as(path)
        lossy = convert(originals, "lossy colours", ["dcmcjpeg", "+eb", "+q", "95", "+un"])
        source = self.store(lossy, originals)
        made = self.slice(source, OBLIQUE)
        self.assertEqual([made.dataset.LossyImageCompression, made.dataset.PhotometricInterpretation], ["01", "RGB"])
        within = source.lattice.inside(made.plane.points())
        for index in range(3):
            exact = source.lattice.channel(index).trilinear(made.plane.points())[0]
            self.assertLess(np.abs(made.values[..., index] - exact)[within].mean(), 4)
