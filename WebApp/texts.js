/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that the page says: in English here, in other languages in texts-….js, which have the same keys. (Sentences about
 * images and requests come from the server, in English.) */
import { fixed, language, local, pixels, shown } from "./numbers.js";
import { GERMAN } from "./texts-de.js";
import { FRENCH } from "./texts-fr.js";

export { numberOf, shown } from "./numbers.js";

/** @import { Language, Said, Translation, Words } from "./types.d.ts" */

/** What stands still on the page, by the data-text of its element in index.html.
 * @type {Words} */
const STILL = {
  title: "MPR slice",
  elsewhere: "Series",
  caution: "Not for diagnostic use",
  whichSeries: "Which series?",
  seriesIdentifier: "Orthanc identifier of a series",
  open: "Open",
  reading: "Reading the geometry…",
  loading: "Loading…",
  coarse: "Coarse, of some slices; the others are being read…",
  axialView: "A · Axial",
  sagittalView: "S · Sagittal",
  coronalView: "C · Coronal",
  result: "The slice that will be stored:",
  toolMove: "Move",
  toolWindow: "Window",
  toolPan: "Pan",
  toolZoom: "Zoom",
  toolScroll: "Scroll",
  toolLength: "Length",
  toolAngle: "Angle",
  toolEllipse: "Ellipse",
  toolPolygon: "Polygon",
  toolProbe: "Value",
  measured: "Measurements",
  copyMeasures: "Copy as text",
  removeMeasures: "Remove all",
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
  invert: "Invert",
  cine: "Cine",
  marks: "Lines",
  fold: "Panel",
  position: "Position and orientation",
  nearer: "Zoom in",
  farther: "Zoom out",
  store: "Store",
  storeSlice: "Store slice",
  storeStackDialog: "Store stack…",
  several: "Kind",
  stackKind: "Stack",
  turnKind: "Turn",
  from: "From, mm",
  to: "To, mm",
  range: "Range, °",
  axis: "Axis",
  axisDown: "down",
  axisAcross: "across",
  description: "Description",
  comment: "Comment",
  seriesNumber: "Series number",
  append: "add to the series of this session",
  deleteStored: "Delete what was just stored…",
  deleteTitle: "Delete what was just stored?",
  deleteNow: "Delete",
  keep: "Keep",
  openAfter: "then open the new series in Orthanc Explorer",
  cancel: "Cancel",
  windowing: "Window",
  windowName: "Window",
  windowCentre: "Centre",
  windowWidth: "Width",
  palette: "Colours",
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
  placing: "Place the plane",
  twoPoints: "Two points",
  threePoints: "Three points",
  point1: "Point 1",
  point2: "Point 2",
  point3: "Point 3",
  takePoints: "Through these points",
  centrePoint: "Centre",
  normal: "Normal",
  takeNormal: "Take centre and normal",
  coordinates: "Three numbers, mm to the left, back and head: 12.5; -3; 40, or L 12.5 A 3 H 40.",
  slicer: "3D Slicer and REST",
  matrix: "SliceToRAS, sixteen numbers, or a request",
  takePlane: "Take this plane",
  example: "Example",
  copyRequest: "Copy request",
  keys: "Keys: A, S, C choose the plane to store; V, R, W, G, Z, L, N, E, O, Q tools; 0 to 9 windows; + and − zoom; Ctrl+Z and Ctrl+Y undo and " +
    "redo; X or a double click shows a view alone; H hides lines, P this panel, I inverts, K plays phases; Delete removes what is measured; in a view arrows, Page Up, " +
    "Page Down, Home, End; M measures from the centre to where it is moved, M again ends. Wheel: slice by slice, with Ctrl finer, " +
    "with Shift zoom. Two fingers zoom and shift.",
  stack: "Several images",
  count: "Images",
  between: "mm between them",
  storeStack: "Store stack",
  close: "Close",
};

/* The same for labels that are heard, by data-label. */
/** @type {Words} */
const HEARD = {
  warnings: "Warnings",
  pointer: "What the pointer does",
  result: "The slice that will be stored",
  progress: "Progress of the stack",
  request: "The request",
};

/* What a control does, by data-hint: seen when the pointer rests on it. */
/** @type {Words} */
const HINTS = {
  choose: "Store this plane (key A, S or C)",
  toolMove: "Moves the centre and the lines, turns them by their rings (key V)",
  toolWindow: "To the right wider, down brighter (key W; right button)",
  toolPan: "Shifts the picture (key G; middle button)",
  toolZoom: "Down farther, up nearer, about the point that is pressed (key Z; Shift and wheel; two fingers)",
  toolScroll: "Up and down through the slices (key R; wheel)",
  toolLength: "A length in millimetres, from point to point (key L; Delete removes it)",
  toolAngle: "An angle: one end, the corner, the other end (key N)",
  toolEllipse: "An ellipse: its area, and mean, deviation, minimum and maximum within it (key E)",
  toolPolygon: "A polygon, corner by corner: its area and values; a double click, Enter or the first corner closes it (key O)",
  toolProbe: "The value at a point, kept (key Q)",
  twoPoints: "Press two points in a view: the plane goes through them, at a right angle to that view (Enter takes the centre)",
  threePoints: "Press three points, also of several slices: the plane goes through them (Enter takes the centre)",
  takePoints: "Of two points: at a right angle to the plane that is stored now",
  elsewhere: "The same plane in another series of the study",
  undo: "Back by one step (Ctrl+Z)",
  redo: "Forward again (Ctrl+Y)",
  reset: "As it was at first",
  nearer: "Key +",
  farther: "Key −",
  invert: "Black becomes white, to be seen only: what is stored stays as it is (key I)",
  cine: "Plays the phases or other volumes of the series; whatever else is done ends it (key K)",
  palette: "Colour palettes of DICOM, to be seen only: what is stored stays as it is",
  marks: "Shows or hides lines, rings and letters (key H)",
  fold: "Shows or hides the panel beside the views (key P)",
};

/* Words of the language; what is missing there is English. */
/** @type {<Kind extends keyof Language>(kind: Kind) => Language[Kind]} */
const ofLanguage = (kind) => ({ ...ENGLISH[kind], ...TRANSLATIONS[language]?.[kind] });

export function fillTexts() {
  const [still, heard, hints] = [ofLanguage("STILL"), ofLanguage("HEARD"), ofLanguage("HINTS")];
  document.documentElement.lang = language;
  document.title = still.title;
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-text]"))) {
    element.textContent = still[element.dataset.text ?? ""];
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-label]"))) {
    element.setAttribute("aria-label", heard[element.dataset.label ?? ""]);
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-hint]"))) {
    element.title = hints[element.dataset.hint ?? ""];
  }
}

/* What the page says as it goes. */
/** @type {Said} */
const SAID = {
  person: (name) => name.replace("^", ", ").replace(/\^+/g, " ").trim(), // PS3.5 6.2.1
  date: (da) => {
    const [, ...parts] = da.match(/^(\d{4})(\d\d)(\d\d)$/) ?? [];
    return parts.length === 0 ? da : new Date(parts.join("-")).toLocaleDateString(globalThis.navigator?.languages, { dateStyle: "medium", timeZone: "UTC" });
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
  degrees: (value) => `${local(value)} degrees`,
  scale: (mm) => `${local(String(mm))} mm`,
  distance: (mm) => `${fixed(mm, 1)} mm`,
  place: (sides) => `${local(sides.join(", "))} mm`,
  angle: (value) => `${fixed(value, 1)}°`,
  area: (mm2) => `${fixed(mm2, 1)} mm²`,
  areaWithMean: (mm2, mean, deviation, unit) =>
    `${fixed(mm2, 1)} mm², ${shown(mean)} ± ${shown(deviation)}${unit && ` ${unit}`}`,
  measures: { length: "Length", angle: "Angle", ellipse: "Ellipse", polygon: "Polygon", probe: "Value" },
  statistics: ({ Mean, StandardDeviation, Minimum, Maximum, Pixels, Missing }, unit) =>
    `mean ${shown(Mean)}, SD ${shown(StandardDeviation)}, minimum ${shown(Minimum)}, maximum ${shown(Maximum)}${unit && ` ${unit}`}` +
    ` (${Pixels} pixels${Missing > 0 ? `, ${Missing} without a value` : ""})`,
  removeMeasure: (text) => `Remove: ${text}`,
  measuresCopied: "The measurements are in the clipboard.",
  measuresNotCopied: "The browser does not allow it.",
  value: (values, unit) => `${values.map(shown).join(", ")}${unit && ` ${unit}`}`,
  outside: "outside",
  windows: {
    own: "own", automatic: "automatic", narrow: "narrow", wide: "wide", veryWide: "very wide", brighter: "brighter", darker: "darker", brain: "brain",
    bone: "bone", lung: "lung", softTissue: "soft tissue", mediastinum: "mediastinum", liver: "liver", angiography: "angiography",
    spine: "spine", full: "all values",
  },
  palettes: { grey: "Grey", hotIron: "Hot Iron", pet: "PET", hotMetalBlue: "Hot Metal Blue", pet20Step: "PET 20 Step" },
  volume: (index, difference) => `${index}${difference ? ` (${difference})` : ""}`,
  setAside: (image, reason) => `${image} is set aside: ${reason}`,
  series: (name, images) => `${name} (${images})`,
  size: ({ rows, columns, spacing, thickness }) =>
    `${columns} columns × ${rows} rows, ${spacing.map(shown).join(" × ")} mm (down × across), ${shown(thickness)} mm thick`,
  position: ({ orientation, position }) => `IOP ${orientation.map(shown).join(", ")}; IPP ${position.map(shown).join(", ")}`,
  reach: (from, to) => `From ${shown(from)} to ${shown(to)} mm along the normal of the plane that is shown.`,
  turnReach: (count, range) => `${count} images, ${shown(range / count)}° apart, about the centre.`,
  bounds: { thickness: "Thickness of the slab", from: "First image of the stack", to: "Last image of the stack" },
  noStack: "A stack needs 2 to 1000 images and a distance above 0, a turn 1 to 1000 images and at most 360°.",
  explorers: { Explorer1: "Orthanc Explorer", Explorer2: "Orthanc Explorer 2", elsewhere: "Back to the archive" },
  study: (name, count) => `${name} (${count} series)`,
  lastStudies: "The last studies",
  notSliceable: (reason) => `cannot be sliced: ${reason}`,
  otherSpace: "lies in another space (frame of reference)",
  file: (number, frames) => `File ${number}, ${frames} frames`,
  storeOthers: (count) => (count === 1 ? "Store the same slice of the other series" : `Store the same slice of ${count} other series`),
  storedOthers: (count) => (count === 1 ? "The same slice of 1 other series is stored:" : `The same slice of ${count} other series is stored:`),
  deleteWhat: (count) => (count === 1 ? "1 image, stored by this page, leaves the archive." : `${count} images, stored by this page, leave the archive.`),
  deleted: (count) => (count === 1 ? "1 image is deleted." : `${count} images are deleted.`),
  notDeleted: (count) => `${count} were not deleted, because they are gone or are not what was stored any more.`,
  storing: "Storing…",
  stored: "Stored.",
  storedBefore: "The same slice was stored before; it is still there, once.",
  storedStack: (count) => `${count} images are stored.`,
  nothingStored: (reason) => `Nothing was stored: ${reason}`,
  cancelling: "Cancelling; what was stored is taken back…",
  cancelled: "Cancelled; nothing was stored.",
  copied: "The request is in the clipboard.",
  notCopied: "The browser does not allow it; the request is shown below.",
  setPoints: (count) => (count === 1 ? "Press 1 more point in a view." : `Press ${count} points in a view.`),
  noPoints: "These are not points: three numbers each, of at least two points.",
  noPlane: "These points lie too near to each other, or on a line.",
  noMatrix: "These are not the sixteen numbers of a SliceToRAS matrix, nor a request (JSON).",
  notTaken: (asked, own) => `The page lays pictures out in its own way: of this request it would make ${pixels(own)}, and the request itself makes ` +
    `${pixels(asked)}. Nothing was taken; post it as it is.`,
  openInstance: "Open the instance in Orthanc Explorer",
  openSeries: "Open the series in Orthanc Explorer",
  download: "Download the DICOM file",
};

export const ENGLISH = { STILL, HEARD, HINTS, SAID };
/** @type {Record<string, Translation>} */
export const TRANSLATIONS = { de: GERMAN, fr: FRENCH };
export const TEXTS = ofLanguage("SAID");
