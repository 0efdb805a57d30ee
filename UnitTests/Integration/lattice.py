# SPDX-License-Identifier: GPL-3.0-or-later
"""A series as a lattice of voxels, read with pydicom, and an exact trilinear interpolation in it (numpy, double).

Between two neighbouring slices the lattice is the straight line from voxel (i, j) of one to voxel (i, j) of the next:
uneven steps and gantry tilt are exact. Voxels of PixelPaddingValue are weighted out.
"""
import copy

import numpy as np

from frames import frames, name_of, values_of


def pixels_of(dataset):
    """Output values: slope · stored + intercept."""
    slope = float(getattr(dataset, "RescaleSlope", 1)) or 1.0  # 0 says nothing
    return values_of(dataset).astype(float) * slope + float(getattr(dataset, "RescaleIntercept", 0))


def is_padding(dataset):
    """Which pixels are no tissue (PS3.3 C.7.5.1.1.2)."""
    if "PixelPaddingValue" not in dataset or dataset.SamplesPerPixel > 1:
        return np.zeros((dataset.Rows, dataset.Columns), bool)
    stored = values_of(dataset)
    limits = [int(dataset.PixelPaddingValue), int(dataset.get("PixelPaddingRangeLimit", dataset.PixelPaddingValue))]
    return (stored >= min(limits)) & (stored <= max(limits))


class Plane:
    """The grid of one image: position, across, down (patient mm), spacings, rows and columns."""

    def __init__(self, dataset):
        orientation = np.array([float(x) for x in dataset.ImageOrientationPatient])
        self.position = np.array([float(x) for x in dataset.ImagePositionPatient])
        self.across, self.down = orientation[:3], orientation[3:]
        self.spacing_down, self.spacing_across = (float(x) for x in dataset.PixelSpacing)
        self.rows, self.columns = int(dataset.Rows), int(dataset.Columns)
        self.normal = np.cross(self.across, self.down)

    def centre(self):
        return self.point((self.columns - 1) / 2, (self.rows - 1) / 2)

    def point(self, u, v):
        return self.position + u * self.spacing_across * self.across + v * self.spacing_down * self.down

    def points(self):
        """The centres of all pixels, [row, column, 3]."""
        v, u = np.mgrid[: self.rows, : self.columns]
        return (
            self.position
            + u[..., None] * self.spacing_across * self.across
            + v[..., None] * self.spacing_down * self.down
        )

    def patient_from_pixel(self):
        """4 × 4: (column, row, mm along the normal) to patient."""
        matrix = np.eye(4)
        matrix[:3, 0] = self.across * self.spacing_across
        matrix[:3, 1] = self.down * self.spacing_down
        matrix[:3, 2] = self.normal
        matrix[:3, 3] = self.position
        return matrix


class Lattice:
    def __init__(self, datasets):
        """datasets: one per slice, of one orientation, size and spacing. values are [slice, row, column], of colour
        images with a fourth index."""
        self.plane = Plane(datasets[0])
        self.datasets = sorted(datasets, key=lambda one: Plane(one).position @ self.plane.normal)
        self.plane = Plane(self.datasets[0])
        self.positions = np.array([Plane(one).position for one in self.datasets])
        self.values = np.stack([pixels_of(one) for one in self.datasets])
        self.missing = np.stack([is_padding(one) for one in self.datasets])
        self.quantum = max((float(getattr(one, "RescaleSlope", 1)) or 1.0) for one in self.datasets)

    @classmethod
    def of_files(cls, paths):
        return cls([frame for path in paths for frame in frames(path)])

    def channel(self, index):
        """One of the colours as a lattice of its own."""
        single = copy.copy(self)
        single.values = self.values[..., index]
        return single

    def steps(self):
        """Distances of neighbouring slices along the normal, mm."""
        return np.diff(self.positions @ self.plane.normal)

    def centre(self):
        across = (self.plane.columns - 1) / 2 * self.plane.spacing_across * self.plane.across
        down = (self.plane.rows - 1) / 2 * self.plane.spacing_down * self.plane.down
        return (self.positions[0] + self.positions[-1]) / 2 + across + down

    def voxel_centres(self):
        """[slice, row, column, 3]"""
        return self.plane.points() - self.plane.position + self.positions[:, None, None, :]

    def patient_from_voxel(self, gap=None):
        """4 × 4: (i, j, k) to patient; sheared when the stack is tilted. Of a stack of even steps, or of the pair of
        slices gap and gap + 1 (k = 0 and 1)."""
        first, last = (0, len(self.positions) - 1) if gap is None else (gap, gap + 1)
        matrix = np.eye(4)
        matrix[:3, 0] = self.plane.across * self.plane.spacing_across
        matrix[:3, 1] = self.plane.down * self.plane.spacing_down
        matrix[:3, 2] = (self.positions[last] - self.positions[first]) / (last - first)
        matrix[:3, 3] = self.positions[first]
        return matrix

    def voxel_coordinates(self, points):
        """(i, j, k) of patient points; k is linear between neighbouring slices, and beyond the outer ones."""
        heights = self.positions @ self.plane.normal
        height = points @ self.plane.normal
        gap = np.clip(np.searchsorted(heights, height, side="right") - 1, 0, len(heights) - 2)
        share = (height - heights[gap]) / (heights[gap + 1] - heights[gap])
        origin = self.positions[gap] + share[..., None] * (self.positions[gap + 1] - self.positions[gap])
        i = (points - origin) @ self.plane.across / self.plane.spacing_across
        j = (points - origin) @ self.plane.down / self.plane.spacing_down
        return np.stack([i, j, gap + share], axis=-1)

    def _limits(self):
        return np.array([self.plane.columns, self.plane.rows, len(self.positions)]) - 1

    def inside(self, points, margin=0.5):
        """Whether points lie in the hull of the voxel centres, by at least margin voxels (negative: beyond it)."""
        coordinates = self.voxel_coordinates(points)
        return np.all((coordinates >= margin) & (coordinates <= self._limits() - margin), axis=-1)

    def _corners(self, points):
        """The eight voxels around each point and their weights: index (k, j, i), weight, one corner after the other.
        Coordinates beyond the outermost voxel centres take the edge."""
        coordinates = np.clip(self.voxel_coordinates(points), 0, self._limits())
        low = np.minimum(np.floor(coordinates).astype(int), np.maximum(self._limits() - 1, 0))
        share = coordinates - low
        for corner in np.ndindex(2, 2, 2):
            index = np.minimum(low + corner, self._limits())
            yield tuple(np.moveaxis(index[..., ::-1], -1, 0)), np.prod(np.where(corner, share, 1 - share), axis=-1)

    def trilinear(self, points):
        """Grey values at points, and how much of each is padding (0 to 1); the rest is interpolated without it."""
        total, weights = np.zeros(points.shape[:-1]), np.zeros(points.shape[:-1])
        for index, weight in self._corners(points):
            weight = weight * ~self.missing[index]
            total += weight * self.values[index]
            weights += weight
        return total / np.maximum(weights, 1e-12), 1 - weights

    def padding_share(self, points):
        """The second of these."""
        return 1 - sum(weight * ~self.missing[index] for index, weight in self._corners(points))

    def contributors(self, points):
        """The names of the slices that give one of the points a weight: certainly, and possibly (weights
        below 0.002, and the voxels beside padding in a pixel that is mostly padding, leave it open)."""
        within = points[self.inside(points, -0.5 + 1e-6)]
        padding = self.padding_share(within)
        certain, possible = np.zeros(len(self.positions)), np.zeros(len(self.positions))
        for index, weight in self._corners(within):
            weight = weight * ~self.missing[index]
            np.maximum.at(possible, index[0], weight)
            np.maximum.at(certain, index[0], np.where(padding < 0.5 - 1e-3, weight, 0))
        return self._names(certain > 0.002), self._names(possible > 0)

    def nearest_contributors(self, points):
        """The same for nearest neighbour; ties within 0.002 voxel leave it open."""
        within = points[self.inside(points, -0.5 + 1e-6)]
        coordinates = np.clip(self.voxel_coordinates(within), 0, self._limits())
        numbers = np.arange(len(self.positions))
        distances = [np.abs(coordinates[..., 2] - number).min(initial=1) for number in numbers]
        return self._names(np.array(distances) < 0.498), self._names(np.array(distances) < 0.502)

    def _names(self, chosen):
        return {name_of(one) for one, is_chosen in zip(self.datasets, chosen) if is_chosen}

    def nearest_is(self, points, values, tolerance):
        """Whether each value is that of the nearest voxel, or of one just as near (ties within 1e-6 voxel)."""
        coordinates = np.clip(self.voxel_coordinates(points), 0, self._limits())
        agreed = np.zeros(points.shape[:-1], bool)
        for shift in np.ndindex(2, 2, 2):
            index = np.rint(coordinates + (np.array(shift) - 0.5) * 2e-6).astype(int)
            index = np.clip(index, 0, self._limits())
            agreed |= np.abs(self.values[index[..., 2], index[..., 1], index[..., 0]] - values) <= tolerance
        return agreed
