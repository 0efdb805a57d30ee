# SPDX-License-Identifier: GPL-3.0-or-later
"""What other programs read in one DICOM file: pixels (GDCM, DCMTK), a NIfTI affine (dcm2niix, vtk-dicom), letters
(PixelMed). None of them shares code with the plugin's geometry."""
import pathlib
import subprocess
import tempfile

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOImage import vtkPNGReader

import settings

JARS = ["/usr/share/java/org.jpype.jar", "/usr/share/java/pixelmed.jar"]
_RAS_FROM_LPS = np.diag([-1, -1, 1])


def _type(dataset):
    return np.dtype(f"<{'i' if dataset.PixelRepresentation else 'u'}{dataset.BitsAllocated // 8}")


def _shape(dataset):
    colours = (3,) if dataset.SamplesPerPixel == 3 else ()
    return (dataset.Rows, dataset.Columns, *colours)


def pixels_by_gdcm(path, dataset):
    import gdcm  # loaded late: it ends the process on some malformed files, and nobody else needs it

    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    if not reader.Read():
        raise AssertionError(f"GDCM does not read {path}")
    buffer = reader.GetImage().GetBuffer().encode("utf-8", "surrogateescape")
    return np.frombuffer(buffer, _type(dataset)).reshape(_shape(dataset))


def pixels_by_dcmtk(path, dataset):
    with tempfile.TemporaryDirectory(dir=settings.scratch()) as folder:
        subprocess.run(["dcmdump", "-q", "+P", "7fe0,0010", "+W", folder, str(path)], check=True, capture_output=True)
        raw = next(pathlib.Path(folder).glob("*.raw")).read_bytes()
    size = int(np.prod(_shape(dataset))) * dataset.BitsAllocated // 8
    return np.frombuffer(raw[:size], _type(dataset)).reshape(_shape(dataset))


def _nifti(path):
    """(voxels [k, j, i], 4 × 4 RAS from voxel) of an uncompressed NIfTI-1 file."""
    content = path.read_bytes()
    dimensions = np.frombuffer(content, "<i2", 8, 40)
    kind = {2: "<u1", 4: "<i2", 8: "<i4", 16: "<f4", 128: "<u1", 512: "<u2", 768: "<u4"}[int(np.frombuffer(content, "<i2", 1, 70)[0])]
    shape = [max(1, int(size)) for size in dimensions[3:0:-1]]
    offset = int(np.frombuffer(content, "<f4", 1, 108)[0])
    matrix = np.eye(4)
    matrix[:3] = np.frombuffer(content, "<f4", 12, 280).reshape(3, 4)
    return np.frombuffer(content, kind, int(np.prod(shape)), offset).reshape(shape), matrix


def _in_patient(voxels, ras_from_voxel):
    """The pixels of a flat image, and where their centres are (LPS)."""
    rows, columns = voxels.shape[1:]
    j, i = np.mgrid[:rows, :columns]
    points = i[..., None] * ras_from_voxel[:3, 0] + j[..., None] * ras_from_voxel[:3, 1] + ras_from_voxel[:3, 3]
    return voxels[0], points @ _RAS_FROM_LPS


def placed_by_dcm2niix(path):
    with tempfile.TemporaryDirectory(dir=settings.scratch()) as folder:
        subprocess.run(["dcm2niix", "-b", "n", "-z", "n", "-s", "y", "-f", "out", "-o", folder, str(path)], check=True,
                       capture_output=True)  # fmt: skip
        return _in_patient(*_nifti(pathlib.Path(folder) / "out.nii"))


def _times(path):
    """The volumes of a NIfTI-1 file as values, [time, slice, row, column, ...]; colours are a last index."""
    content = path.read_bytes()
    dimensions = np.frombuffer(content, "<i2", 8, 40)
    code = int(np.frombuffer(content, "<i2", 1, 70)[0])
    kind = {2: "u1", 4: "<i2", 8: "<i4", 16: "<f4", 128: "u1", 512: "<u2", 768: "<u4"}[code]
    offset, slope, intercept = (float(number) for number in np.frombuffer(content, "<f4", 3, 108))
    shape = [max(1, int(size)) for size in dimensions[4:0:-1]] + ([3] if code == 128 else [])
    values = np.frombuffer(content, kind, int(np.prod(shape)), int(offset)).reshape(shape)
    return values.astype(float) * (slope or 1.0) + intercept


def volumes_by_dcm2niix(folder):
    """What dcm2niix makes of a folder: values, [time, slice, row, column], and the affine from (column, row, slice) to the
    patient (LPS) of each file. What it resampled itself (gantry tilt, uneven steps) is left out."""
    with tempfile.TemporaryDirectory(dir=settings.scratch()) as made:
        subprocess.run(["dcm2niix", "-b", "n", "-z", "n", "-f", "out%s", "-o", made, str(folder)], capture_output=True)
        paths = [path for path in pathlib.Path(made).glob("*.nii") if "_Tilt" not in path.name and "_Eq" not in path.name]
        return [(_times(path), np.diag([-1, -1, 1, 1]) @ _nifti(path)[1]) for path in sorted(paths)]


def volume_by_dcm2niix(folder):
    """The same of a series that it makes one file of."""
    (volume,) = volumes_by_dcm2niix(folder)
    return volume


def placed_by_vtk_dicom(path):
    with tempfile.TemporaryDirectory(dir=settings.scratch()) as folder:
        out = pathlib.Path(folder) / "out.nii"
        subprocess.run(["dicomtonifti", "-o", str(out), str(path)], check=True, capture_output=True)
        return _in_patient(*_nifti(out))


def letters_by_pixelmed(path):
    """What PixelMed's viewer writes at the borders: where a row and where a column go."""
    import jpype

    if not jpype.isJVMStarted():
        jpype.startJVM("-Djava.awt.headless=true", classpath=JARS)
    attributes = jpype.JClass("com.pixelmed.dicom.AttributeList")()
    attributes.read(str(path))
    volume = jpype.JClass("com.pixelmed.dicom.GeometryOfVolumeFromAttributeList")(attributes)
    slice_ = volume.getGeometryOfSlices()[0]
    return [str(slice_.getRowOrientation(False)), str(slice_.getColumnOrientation(False))]


def pixels_of_png(content):
    path = settings.scratch() / "preview.png"
    path.write_bytes(content)
    reader = vtkPNGReader()
    reader.SetFileName(str(path))
    reader.Update()
    return vtk_to_numpy(reader.GetOutput().GetPointData().GetScalars()).astype(float)
