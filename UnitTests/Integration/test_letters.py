# SPDX-License-Identifier: GPL-3.0-or-later
"""Never mirrored: letters are read from the stored pixels alone, first row on top, as a viewer does that ignores
ImageOrientationPatient."""
import numpy as np

from case import SliceTest
from phantom import Phantom

# Letter: plane and a point in its middle, then the directions that the radiological layout must have.
LEFT, POSTERIOR, FEET = [1, 0, 0], [0, 1, 0], [0, 0, -1]
LETTERS = {
    "solid F": ([0, 1, 0], [-35, 4, 0], LEFT, FEET),
    "peg of the F, from the left": ([1, 0, 0], [-44, 10, 0], POSTERIOR, FEET),
    "R": ([1, 0, 0], [-64, 0, 0], POSTERIOR, FEET),
    "L": ([1, 0, 0], [64, 0, 0], POSTERIOR, FEET),
    "A": ([0, 1, 0], [0, -57, 0], LEFT, FEET),
    "P": ([0, 1, 0], [0, 57, 0], LEFT, FEET),
    "H": ([0, 0, 1], [0, 0, 62], LEFT, POSTERIOR),
    "F": ([0, 0, 1], [0, 0, -62], LEFT, POSTERIOR),
}
SIZE = 60  # pixels of 1 mm

# The eight ways to lay a square picture; the first is right.
TURNS = {
    f"{'mirrored, ' if mirrored else ''}turned by {90 * quarter}°": (mirrored, quarter)
    for mirrored in (False, True)
    for quarter in range(4)
}


def picture(phantom, middle, across, down):
    """What should be seen, top row first."""
    steps = np.arange(SIZE) - (SIZE - 1) / 2
    return phantom.value(middle + steps[:, None, None] * np.array(down) + steps[None, :, None] * np.array(across))


def correlation(a, b):
    return np.corrcoef(a.ravel(), b.ravel())[0, 1]


class LettersTest(SliceTest):
    def read(self, source, phantom, normal, middle, across, down, **more):
        body = {"Plane": {"Normal": normal, "Point": middle}, "PixelSpacing": 1, "Rows": SIZE, "Columns": SIZE}
        pixels = self.slice(source, {**body, **more}).values
        wanted = picture(phantom, np.array(middle), across, down)
        agreement = {}
        for name, (mirrored, quarter) in TURNS.items():
            agreement[name] = correlation(pixels, np.rot90(wanted[:, ::-1] if mirrored else wanted, quarter))
        best = max(agreement, key=agreement.get)
        return best, agreement[best]

    def check(self, phantom, letters):
        source = self.store(phantom.files)
        for letter in letters:
            normal, middle, across, down = LETTERS[letter]
            for side in (1, -1):
                with self.subTest(letter, side=side):
                    seen_from = np.multiply(normal, side).tolist()
                    best, agreement = self.read(source, phantom, seen_from, middle, across, down)
                    # Some letters look alike in two ways (A in a mirror); then the first of them is meant.
                    self.assertEqual(best, "turned by 0°")
                    self.assertGreater(agreement, 0.9)

    def test_every_letter_reads_right_from_either_side(self):
        self.check(Phantom.make(), LETTERS)

    def test_letters_of_an_oblique_acquisition(self):
        self.check(Phantom.make("--oblique", "10,-20,35", "--modality", "MR"), ["solid F", "peg of the F, from the left"])

    def test_letters_of_a_tilted_acquisition(self):
        self.check(Phantom.make("--tilt", "18.5"), ["solid F", "R", "H"])

    def test_letters_of_a_coronal_and_a_sagittal_acquisition(self):
        for turn in ("-90,0,0", "90,0,90"):
            with self.subTest(turn):
                self.check(Phantom.make("--oblique", turn), ["solid F", "peg of the F, from the left", "H"])
