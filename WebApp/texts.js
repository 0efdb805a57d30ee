/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page says in English; what stands still on it is in index.html. */
export const shown = (value) => String(Number(value.toFixed(4)));

export const TEXTS = {
  noAnswer: "The server does not answer.",
  status: (status, text) => `The server answered ${status} ${text}.`,
  views: { axial: "Axial", sagittal: "Sagittal", coronal: "Coronal" },
  picture: (view) => `${view} view. Arrow keys up and down, Page Up and Page Down move along the normal.`,
  centre: (view) => `Centre in the ${view} view, moved by the arrow keys`,
  turn: (view, other) => `Angle of the ${other} line in the ${view} view`,
  degrees: (value) => `${value} degrees`,
  scale: (mm) => `${mm} mm`,
  distance: (mm) => `${mm.toFixed(1)} mm`,
  volume: (index, difference) => `${index}${difference ? ` (${difference})` : ""}`,
  setAside: (image, reason) => `${image} is set aside: ${reason}`,
  size: ({ rows, columns, spacing, thickness }) =>
    `${columns} columns × ${rows} rows, ${spacing.map(shown).join(" × ")} mm (down × across), ${shown(thickness)} mm thick`,
  updating: "Updating…",
  stored: "Stored.",
  storedBefore: "The same slice was stored before; it is still there, once.",
  storedStack: (count) => `${count} images are stored.`,
  nothingStored: (reason) => `Nothing was stored: ${reason}`,
  cancelled: "Cancelled; nothing was stored.",
  copied: "The request is in the clipboard.",
  notCopied: "The browser does not allow it; the request is shown below.",
  noMatrix: "These are not the sixteen numbers of a SliceToRAS matrix.",
  openInstance: "Open the instance in Orthanc Explorer",
  openSeries: "Open the series in Orthanc Explorer",
  download: "Download the DICOM file",
};
