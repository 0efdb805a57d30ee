// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes that the page's modules hand to each other, for a check by TypeScript (UnitTests/Browser/types.test.mjs). Nothing of it is served.

/** A point or a direction in the patient: LPS, mm. */
export type Vector = [number, number, number];
/** Right and down: mm from the middle of a view, or CSS pixels from a corner. */
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
  measures?: Measure[];
  several: StackOf | TurnOf | null;
  palette: string;
  inverted: boolean;
};

/** Parallel planes: mm along the normal, from the plane that is chosen. */
export type StackOf = { kind: "Stack"; from: number; spacing: number; count: number };
/** Planes about an axis of the plane that is chosen: image k is turned by k · range / count degrees. */
export type TurnOf = { kind: "Turn"; count: number; range: number; axis: "Down" | "Across" };
export type PlaneAt = { point: Vector; normal: Vector };

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

/** What the geometry report adds to a volume, and what it says of one that cannot be sliced. */
export type ReportVolume = Volume & {
  Sliceable: boolean;
  Reason?: string;
  Difference?: string;
  Slices?: number;
  SamplesPerPixel?: number;
  WindowCenter?: number;
  WindowWidth?: number;
  FrameOfReferenceUID?: string;
};
export type Report = {
  Sliceable: boolean;
  Reason?: string;
  Volume?: number;
  Volumes: ReportVolume[];
  Warnings?: string[];
  SetAside?: { Image: string; Reason: string }[];
};

/** What the page was opened with, as Orthanc's paths name it. */
export type Resource = { level: string; id: string };
/** The body of a request, as Rest.md describes it. */
export type SliceRequest = { [key: string]: any };
/** What the headers of a preview say. */
export type PictureGeometry = {
  orientation: Cosines;
  position: Vector;
  spacing: number[];
  window: [number, number];
  rows: number;
  columns: number;
  thickness: number;
};
/** What a pane asks for: a picture of a request. */
export type Question = { request: SliceRequest; media: string; isMoving?: boolean };
/** A failure of a request to the archive. */
export type Failure = Error & { status?: number; isPassing?: boolean; isBusy?: boolean; isUnsuitable?: boolean };

export type Kind = "length" | "angle" | "ellipse" | "polygon" | "probe";
/** A figure in its plane, drawn or being drawn. */
export type Measure = { kind: Kind; points: Vector[]; frame: Normals; view: ViewName; text?: string };
export type Draft = Measure & { cursor: Vector | null; axes: Axes };
/** The answer to a region: see Rest.md. */
export type Statistics = { [key: string]: any };

/** DICOM attributes of an image, by keyword. */
export type Tags = { [keyword: string]: string };
/** What makes several images of a request. */
export type Several = { Stack?: { [key: string]: any }; Turn?: { [key: string]: any } };
/** A series of the study as Orthanc describes it, and its name here. */
export type Series = { ID: string; Instances: string[]; MainDicomTags: Tags; name: string; isMade: boolean };

/** What a hand holds of a pane while it drags, and where it was. */
export type Held = { part: string; other?: ViewName; at: any; start?: Spot; isClick?: boolean };

/** A number of the panel: what it shows of the desk, and the state that another number makes. */
export type NumberInput = {
  of(desk: import("./desk.js").Desk): number | null;
  to(desk: import("./desk.js").Desk, value: any): State;
  mayBeEmpty?: boolean;
  least?: number;
};

/** A pane in which figures are drawn. */
export type Pane = {
  desk: import("./desk.js").Desk;
  plane: ViewName;
  axes: Axes;
  pixels(point: Vector): Spot;
  point(pixels: Spot): Vector;
  renderMeasures(): void;
};

/** Words of the page, by a key that stands in index.html. */
export type Words = Record<string, string>;
/** What the page says as it goes: texts, and texts with something in them. */
export type Said = {
  person: (name: string) => string;
  date: (da: string) => string;
  noAnswer: string;
  foreignAnswer: string;
  noPicture: string;
  slow: string;
  noNumber: (label: string, text: string) => string;
  signIn: string;
  status: (status: number, text: string) => string;
  views: Record<string, string>;
  picture: (view: string) => string;
  resultPicture: string;
  centre: (view: string) => string;
  turn: (view: string, other: string) => string;
  turnHint: string;
  lineHint: (view: string) => string;
  remarks: (count: number) => string;
  degrees: (value: string) => string;
  scale: (mm: number) => string;
  distance: (mm: number) => string;
  place: (sides: string[]) => string;
  angle: (value: number) => string;
  area: (mm2: number) => string;
  areaWithMean: (mm2: number, mean: number, deviation: number, unit: string) => string;
  measures: Record<string, string>;
  statistics: (statistics: Statistics, unit: string) => string;
  removeMeasure: (text: string) => string;
  measuresCopied: string;
  measuresNotCopied: string;
  value: (values: number[], unit: string) => string;
  outside: string;
  windows: Record<string, string>;
  palettes: Record<string, string>;
  volume: (index: number, difference: string | undefined) => string;
  setAside: (image: string, reason: string) => string;
  series: (name: string, images: number) => string;
  size: (geometry: PictureGeometry) => string;
  position: (geometry: PictureGeometry) => string;
  reach: (from: number, to: number) => string;
  turnReach: (count: number, range: number) => string;
  bounds: Record<string, string>;
  noStack: string;
  explorers: Record<string, string>;
  study: (name: string, count: number) => string;
  lastStudies: string;
  notSliceable: (reason: string) => string;
  otherSpace: string;
  file: (number: string, frames: string) => string;
  storeOthers: (count: number) => string;
  storedOthers: (count: number) => string;
  deleteWhat: (count: number) => string;
  deleted: (count: number) => string;
  notDeleted: (count: number) => string;
  storing: string;
  stored: string;
  storedBefore: string;
  storedStack: (count: number) => string;
  nothingStored: (reason: string) => string;
  cancelling: string;
  cancelled: string;
  copied: string;
  notCopied: string;
  setPoints: (count: number) => string;
  noPoints: string;
  noPlane: string;
  noMatrix: string;
  notTaken: (asked: PictureGeometry, own: PictureGeometry) => string;
  openInstance: string;
  openSeries: string;
  download: string;
};
/** All that the page says in one language; what a translation lacks is said in English. */
export type Language = { STILL: Words; HEARD: Words; HINTS: Words; SAID: Said };
export type Translation = { STILL: Words; HEARD: Words; HINTS: Words; SAID: Partial<Said> };

declare global {
  /** jQuery 1.7.2 of Orthanc Explorer, for explorer.js alone. */
  const $: any;
}
