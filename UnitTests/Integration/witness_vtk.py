# SPDX-License-Identifier: GPL-3.0-or-later
"""What VTK makes of the same series on the grid of a derived image: pixels that no code of ours has touched."""
import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkCommonMath import vtkMatrix4x4
from vtkmodules.vtkImagingCore import vtkImageReslice

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


def reslice(lattice, derived, background=0.0, nearest=False):
    """Expected output values on the grid of derived (a dataset), and a mask: inside the volume by half a voxel.

    The lattice must have even steps; a tilted one is sheared, which ResliceAxes (voxel from pixel, 4 × 4) can say.
    """
    plane = Plane(derived)
    voxel_from_pixel = np.linalg.inv(lattice.patient_from_voxel()) @ plane.patient_from_pixel()
    filter_ = vtkImageReslice()
    filter_.SetInputData(_image_data(lattice.values))
    filter_.SetResliceAxes(_matrix(voxel_from_pixel))
    filter_.SetOutputSpacing(1, 1, 1)
    filter_.SetOutputOrigin(0, 0, 0)
    filter_.SetOutputExtent(0, plane.columns - 1, 0, plane.rows - 1, 0, 0)
    filter_.SetOutputDimensionality(2)
    if nearest:
        filter_.SetInterpolationModeToNearestNeighbor()
    else:
        filter_.SetInterpolationModeToLinear()
    filter_.SetBackgroundLevel(background)
    filter_.Update()
    values = vtk_to_numpy(filter_.GetOutput().GetPointData().GetScalars()).reshape(plane.rows, plane.columns)
    return values.copy(), lattice.inside(plane.points())
