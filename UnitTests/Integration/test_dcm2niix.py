# SPDX-License-Identifier: GPL-3.0-or-later
"""Every folder of UnitTests/Cases that is sliced, against dcm2niix: a slice of each volume holds the values that dcm2niix
has at the same places of the patient."""
import numpy as np

from case import SliceTest, Stored
from frames import frames, name_of
from lattice import Lattice, Plane
from test_cases import CASES, make, read_case
from witness_readers import volumes_by_dcm2niix

NAMES = sorted(folder.name for folder in CASES.iterdir() if "Refused" not in read_case(folder.name))
# A NIfTI affine has one step, and no shear: where steps differ or the stack leans, it holds for the outermost slices only.
ONE_STEP = {"ct-gap", "ct-uneven", "mr-tilt-negative"}
# What dcm2niix makes of these is no witness.
NO_WITNESS = {
    **dict.fromkeys(("capture-palette", "capture-ybr", "ultrasound-palette"), "it keeps stored colours as they are"),
    **dict.fromkeys(("ct-dirty-bits", "ct-padding-range", "ct-signed-12", "mr-high-bit"),
                    "it takes bits above BitsStored for a part of the value"),
    **dict.fromkeys(("enhanced-ct-rescale", "enhanced-pet"), "it rescales all frames alike"),
    **dict.fromkeys(("enhanced-mr-b-values", "enhanced-mr-dimensions", "enhanced-mr-echoes", "enhanced-mr-magnitude-phase",
                     "enhanced-mr-stacks", "enhanced-mr-temporal"), "it takes the frames of all volumes for one stack"),
    **dict.fromkeys(("mr-b-values-apart", "mr-b-values-and-directions-apart", "mr-times-a-hair-apart"),
                    "it makes no volume of places that differ a little"),
    **dict.fromkeys(("ct-oblique-tilt", "ct-tilt", "ct-tilt-wrong-sign", "ct-two-tilts", "ct-uneven-tilt", "enhanced-ct-tilt"),
                    "it resamples a tilted CT, and the affine of the stored slices is none of theirs"),
    "nuclear-detectors": "it takes the plane of the first detector for all frames",
}  # fmt: skip


TOLERANCE = 0.04  # of a voxel: one series has rounded positions


def agrees(made, values, lps_from_voxel):
    """Does every pixel lie on a voxel, and have its value?"""
    points = made.plane.points()
    matrix = np.linalg.inv(lps_from_voxel)
    voxels = points @ matrix[:3, :3].T + matrix[:3, 3]
    nearest = np.rint(voxels).astype(int)
    i, j, k = nearest[..., 0], nearest[..., 1], nearest[..., 2]
    limits = np.array(values.shape[3:0:-1])
    if np.abs(voxels - nearest).max() > TOLERANCE or nearest.min() < 0 or np.any(nearest >= limits):
        return False
    found = [one[k, j, i] for one in values if one[k, j, i].shape == made.values.shape]
    return any(np.abs(one - made.values).max() <= 1e-4 * max(1, np.abs(one).max()) for one in found)


class Dcm2niixTest(SliceTest):
    def slices(self, name, case):
        """Of each volume the slice in the middle, or the outermost ones, as they are stored; and the folder of the files."""
        paths, volumes = make(name, case)
        series, instances = self.orthanc.upload_series(paths)
        by_volume = {}
        for frame in (one for path in paths for one in frames(path)):
            by_volume.setdefault(volumes[name_of(frame)], []).append(frame)
        files = [path for path in paths if not path.stem.endswith("-object")]
        for volume in range(len(case.get("Volumes", [""]))):
            source = Stored(files, series, instances, Lattice(by_volume[volume]), len(paths) - len(files))
            datasets = source.lattice.datasets
            for dataset in (datasets[0], datasets[-1]) if name in ONE_STEP else (datasets[len(datasets) // 2],):
                plane = Plane(dataset)
                yield volume, paths[0].parent, self.slice(source, {
                    **case.get("Request", {}), "Volume": volume, "Layout": "AsGiven", "Rows": plane.rows,
                    "Columns": plane.columns, "PixelSpacing": [plane.spacing_down, plane.spacing_across],
                    "Plane": {"ImageOrientationPatient": [*plane.across, *plane.down], "ImagePositionPatient": [*plane.position]},
                })  # fmt: skip

    def check(self, name):
        witnesses, agreed = None, {}
        for volume, folder, made in self.slices(name, read_case(name)):
            witnesses = volumes_by_dcm2niix(folder) if witnesses is None else witnesses
            agreed[volume] = agreed.get(volume, False) or any(agrees(made, *witness) for witness in witnesses)
        self.assertEqual([volume for volume in agreed if not agreed[volume]], [])

    def test_volumes_lie_where_dcm2niix_has_them(self):
        self.assertLess(set(NO_WITNESS), set(NAMES))
        for name in NAMES:
            if name not in NO_WITNESS:
                with self.subTest(name):
                    self.check(name)
