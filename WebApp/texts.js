/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that the page says, in English; to translate the page, translate this file. (Sentences about images and requests
 * come from the server.) */
/* A number that is short is shown as it is (2 decimals), others without noise: 0.1 mm, 0.1°, of large ones 4 digits. */
export function shown(value) {
  const short = Number(value.toFixed(2));
  const digits = Math.abs(value) >= 0.1 ? Number(value.toFixed(1)) : Number(value.toPrecision(2));
  return String(Math.abs(short - value) < 5e-6 ? short : digits);
}

/* The number that a person wrote, with a comma or a point; NaN when it is none. */
export const numberOf = (text) =>
  (/^[-+\u2212]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?$/i.test(text.trim())
    ? Number(text.trim().replace("\u2212", "-").replace(",", ".")) : Number.NaN);

/* What stands still on the page, by the data-text of its element in index.html. */
const STILL = {
  title: "MPR slice",
  back: "Orthanc Explorer",
  caution: "Not for diagnostic use",
  whichSeries: "Which series?",
  seriesIdentifier: "Orthanc identifier of a series",
  open: "Open",
  reading: "Reading the geometry…",
  loading: "Loading…",
  axialView: "A · Axial",
  sagittalView: "S · Sagittal",
  coronalView: "C · Coronal",
  result: "The slice that will be stored:",
  toolMove: "Move",
  toolWindow: "Window",
  toolPan: "Pan",
  toolZoom: "Zoom",
  toolMeasure: "Length",
  planeToStore: "Plane to store",
  plane: "Plane",
  axialPlane: "Axial (red)",
  sagittalPlane: "Sagittal (yellow)",
  coronalPlane: "Coronal (green)",
  offset: "Offset, mm",
  rotation: "Rotation in the plane, °",
  patientAxes: "Patient axes",
  native: "As acquired",
  angles: "Angles of the lines, °",
  inAxial: "in axial",
  inSagittal: "in sagittal",
  inCoronal: "in coronal",
  undo: "Undo",
  redo: "Redo",
  reset: "Reset",
  marks: "Lines",
  fold: "Panel",
  position: "Position and orientation",
  nearer: "Zoom in",
  farther: "Zoom out",
  store: "Store",
  storeSlice: "Store slice",
  storeStackDialog: "Store stack…",
  openAfter: "then open the new series in Orthanc Explorer",
  cancel: "Cancel",
  windowing: "Window",
  windowName: "Window",
  windowCentre: "Centre",
  windowWidth: "Width",
  sampling: "Sampling",
  volume: "Volume",
  interpolation: "Interpolation",
  linear: "Linear",
  nearest: "Nearest",
  cubic: "Cubic",
  lanczos: "Lanczos",
  thickness: "Slab, mm (0: one plane)",
  projection: "Projection",
  mean: "Mean",
  maximum: "Maximum",
  minimum: "Minimum",
  size: "Size (empty: the whole cut)",
  spacing: "Pixel spacing, mm",
  extent: "Field of view, mm",
  rows: "Rows",
  columns: "Columns",
  slicer: "3D Slicer and REST",
  matrix: "SliceToRAS, sixteen numbers",
  takePlane: "Take this plane",
  example: "Example",
  copyRequest: "Copy request",
  keys: "Keys: A, S, C choose the plane to store; V, W, G, Z, L tools; 0 to 9 windows; + and − zoom; Ctrl+Z and Ctrl+Y undo and " +
    "redo; X or a double click shows a view alone; H hides lines, P this panel; Delete removes lengths; in a view arrows, Page Up, " +
    "Page Down, Home, End; M measures from the centre to where it is moved, M again ends. Wheel: slice by slice, with Ctrl finer, " +
    "with Shift zoom. Two fingers zoom and shift.",
  stack: "Store a stack",
  count: "Images",
  between: "mm between them",
  storeStack: "Store stack",
  close: "Close",
};

/* The same for labels that are heard, by data-label. */
const HEARD = {
  warnings: "Warnings",
  pointer: "What the pointer does",
  result: "The slice that will be stored",
  progress: "Progress of the stack",
  request: "The request",
};

/* What a control does, by data-hint: seen when the pointer rests on it. */
const HINTS = {
  choose: "Store this plane (key A, S or C)",
  toolMove: "Moves the centre and the lines, turns them by their rings (key V)",
  toolWindow: "To the right wider, down brighter (key W; right button)",
  toolPan: "Shifts the picture (key G; middle button)",
  toolZoom: "Down farther, up nearer, about the point that is pressed (key Z; Shift and wheel; two fingers)",
  toolMeasure: "A length in millimetres (key L; Delete removes it)",
  undo: "Back by one step (Ctrl+Z)",
  redo: "Forward again (Ctrl+Y)",
  reset: "As it was at first",
  nearer: "Key +",
  farther: "Key −",
  marks: "Shows or hides lines, rings and letters (key H)",
  fold: "Shows or hides the panel beside the views (key P)",
};

export function fillTexts() {
  document.title = STILL.title;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = STILL[element.dataset.text];
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", HEARD[element.dataset.label]);
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    element.title = HINTS[element.dataset.hint];
  }
}

/* What the page says as it goes. */
export const TEXTS = {
  person: (name) => name.replace("^", ", ").replace(/\^+/g, " ").trim(), // PS3.5 6.2.1
  date: (da) => {
    const [, ...parts] = da.match(/^(\d{4})(\d\d)(\d\d)$/) ?? [];
    return parts.length === 0 ? da : new Date(parts.join("-")).toLocaleDateString(undefined, { dateStyle: "medium", timeZone: "UTC" });
  },
  noAnswer: "The server does not answer.",
  foreignAnswer: "What answers is not Orthanc; perhaps you have to sign in again: load the page again.",
  noPicture: "The picture arrived damaged.",
  slow: "The server has not answered for 5 seconds; still waiting…",
  noNumber: (label, text) => `"${text}" is not a number that fits "${label}".`,
  signIn: "The server wants a name and a password; load the page again to sign in.",
  status: (status, text) => `The server answered ${status} ${text}.`,
  views: { axial: "Axial", sagittal: "Sagittal", coronal: "Coronal" },
  picture: (view) => `${view} view. Arrow keys up and down, Page Up and Page Down move along the normal.`,
  resultPicture: "Letters and scale of the slice that will be stored",
  centre: (view) => `Centre in the ${view} view, moved by the arrow keys`,
  turn: (view, other) => `Angle of the ${other} line in the ${view} view`,
  turnHint: "Turns both lines",
  lineHint: (view) => `Moves the ${view} plane`,
  remarks: (count) => (count === 1 ? "1 remark about this series" : `${count} remarks about this series`),
  degrees: (value) => `${value} degrees`,
  scale: (mm) => `${mm} mm`,
  distance: (mm) => `${mm.toFixed(1)} mm`,
  place: (sides) => `${sides.join(", ")} mm`,
  value: (values, unit) => `${values.map(shown).join(", ")}${unit && ` ${unit}`}`,
  outside: "outside",
  windows: {
    own: "own", narrow: "narrow", wide: "wide", veryWide: "very wide", brighter: "brighter", darker: "darker", brain: "brain",
    bone: "bone", lung: "lung", abdomen: "abdomen", mediastinum: "mediastinum", liver: "liver", angiography: "angiography",
    spine: "spine", full: "all values",
  },
  volume: (index, difference) => `${index}${difference ? ` (${difference})` : ""}`,
  setAside: (image, reason) => `${image} is set aside: ${reason}`,
  series: (name, images) => `${name} (${images})`,
  size: ({ rows, columns, spacing, thickness }) =>
    `${columns} columns × ${rows} rows, ${spacing.map(shown).join(" × ")} mm (down × across), ${shown(thickness)} mm thick`,
  position: ({ orientation, position }) => `IOP ${orientation.map(shown).join(", ")}; IPP ${position.map(shown).join(", ")}`,
  reach: (mm) => `From ${shown(-mm)} to ${shown(mm)} mm along the normal, around the plane that is shown.`,
  noStack: "A stack needs at least 2 images and a distance above 0.",
  storing: "Storing…",
  stored: "Stored.",
  storedBefore: "The same slice was stored before; it is still there, once.",
  storedStack: (count) => `${count} images are stored.`,
  nothingStored: (reason) => `Nothing was stored: ${reason}`,
  cancelling: "Cancelling; what was stored is taken back…",
  cancelled: "Cancelled; nothing was stored.",
  copied: "The request is in the clipboard.",
  notCopied: "The browser does not allow it; the request is shown below.",
  noMatrix: "These are not the sixteen numbers of a SliceToRAS matrix.",
  openInstance: "Open the instance in Orthanc Explorer",
  openSeries: "Open the series in Orthanc Explorer",
  download: "Download the DICOM file",
};
