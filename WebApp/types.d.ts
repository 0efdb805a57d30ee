// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes that the page's modules hand to each other, for a check by TypeScript (UnitTests/Browser/types.py). Nothing of it is served.

/** A point or a direction in the patient: LPS, mm. */
export type Vector = [number, number, number];
/** Right and down in mm from the middle of a view. */
export type Spot = [number, number];
/** The six numbers of an ImageOrientationPatient. */
export type Cosines = number[];

export type ViewName = "axial" | "sagittal" | "coronal";
export type Normals = Record<ViewName, Vector>;
/** The two directions that are kept; the third one follows. */
export type Frame = { axial: Vector; coronal: Vector };
export type Axes = { across: Vector; down: Vector };

/** One centre and one orthonormal frame. */
export type Geometry = { centre: Vector; normals: Normals; rotation: number; home: Vector; field: number };

export type Interpolation = "Linear" | "Nearest" | "Cubic" | "Lanczos";
export type Projection = "Mean" | "Maximum" | "Minimum";

export type State = Geometry & {
  view: ViewName;
  volume: number | null;
  frame?: Frame;
  interpolation: Interpolation;
  thickness: number;
  projection: Projection;
  spacing: number | null;
  rows: number | null;
  columns: number | null;
  extent: number | null;
  window: [number, number] | null;
};

/** A volume of the geometry report, as far as the page looks at it. */
export type Volume = {
  Centre: Vector;
  Extent: Vector;
  ImageOrientationPatient: Cosines;
  PixelSpacing: [number, number];
  Rows: number;
  Columns: number;
  FirstPosition: Vector;
  LastPosition: Vector;
  Steps: { Minimum: number; Median: number; Maximum: number };
  Modality?: string;
};
