# SPDX-License-Identifier: GPL-3.0-or-later
"""What VTK makes of the same series on the grid of a derived image: pixels that no code of ours has touched."""
import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkImagingCore import vtkImageReslice
from vtkmodules.vtkIOImage import vtkJPEGReader, vtkPNGReader

from lattice import Plane


def _image_data(values):
    """The voxels with unit spacing and origin 0, so that VTK's coordinates are voxel coordinates."""
    slices, rows, columns = values.shape
    image = vtkImageData()
    image.SetDimensions(columns, rows, slices)
    scalars = numpy_to_vtk(np.ascontiguousarray(values, dtype=np.float64).ravel(), deep=True)
    image.GetPointData().SetScalars(scalars)
    return image


def _matrix(values):
    matrix = vtkMatrix4x4()
    for row, column in np.ndindex(4, 4):
        matrix.SetElement(row, column, values[row, column])
    return matrix


def _run(values, voxel_from_pixel, plane, nearest):
    filter_ = vtkImageReslice()
    filter_.SetInputData(_image_data(values))
    filter_.SetResliceAxes(_matrix(voxel_from_pixel))
    filter_.SetOutputSpacing(1, 1, 1)
    filter_.SetOutputOrigin(0, 0, 0)
    filter_.SetOutputExtent(0, plane.columns - 1, 0, plane.rows - 1, 0, 0)
    filter_.SetOutputDimensionality(2)
    if nearest:
        filter_.SetInterpolationModeToNearestNeighbor()
    else:
        filter_.SetInterpolationModeToLinear()
    filter_.SetBackgroundLevel(np.nan)
    filter_.Update()
    scalars = filter_.GetOutput().GetPointData().GetScalars()
    return vtk_to_numpy(scalars).reshape(plane.rows, plane.columns).copy()


def _reslice(lattice, voxels, plane, nearest):
    """ResliceAxes (voxel from pixel, 4 × 4) may be sheared, so a tilted stack is one volume to VTK. A stack of uneven
    steps is one volume for each pair of neighbouring slices."""
    patient_from_pixel = plane.patient_from_pixel()
    steps = lattice.steps()
    if np.ptp(steps) < 1e-3:
        voxel_from_pixel = np.linalg.inv(lattice.patient_from_voxel()) @ patient_from_pixel
        return _run(voxels, voxel_from_pixel, plane, nearest)
    values = np.full((plane.rows, plane.columns), np.nan)
    k = lattice.voxel_coordinates(plane.points())[..., 2]
    for gap in range(len(steps)):
        here = (k >= gap) & (k <= gap + 1)
        if here.any():
            voxel_from_pixel = np.linalg.inv(lattice.patient_from_voxel(gap)) @ patient_from_pixel
            values[here] = _run(voxels[gap : gap + 2], voxel_from_pixel, plane, nearest)[here]
    return values


def reslice(lattice, derived, nearest=False):
    """Expected output values on the grid of derived (a dataset), and a mask: inside the volume by half a voxel, and
    mostly tissue. Padding is weighted out by reslicing tissue and its weight one by one."""
    plane = Plane(derived)
    inside = lattice.inside(plane.points())
    if not lattice.missing.any():
        return _reslice(lattice, lattice.values, plane, nearest), inside
    total = _reslice(lattice, np.where(lattice.missing, 0, lattice.values), plane, nearest)
    weight = _reslice(lattice, np.where(lattice.missing, 0.0, 1.0), plane, nearest)
    inside &= weight > 0.5 + 1e-3
    return np.where(inside, total / np.where(inside, weight, 1), np.nan), inside


def read_picture(content):
    """The grey levels of a PNG or JPEG, rows from the top."""
    reader = vtkPNGReader() if content.startswith(b"\x89PNG") else vtkJPEGReader()
    reader.SetMemoryBuffer(content)
    reader.SetMemoryBufferLength(len(content))
    reader.Update()
    image = reader.GetOutput()
    columns, rows, _ = image.GetDimensions()
    return vtk_to_numpy(image.GetPointData().GetScalars()).reshape(rows, columns)[::-1]
