/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of the page, and numbers as it writes them. A person may write a comma or a point in any of them. */

const LANGUAGES = ["en", "de", "fr"];

/** The first one that the browser wants and the page has.
 * @param {readonly string[]} wanted */
export const languageOf = (wanted) => wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => LANGUAGES.includes(tag)) ?? "en";

export const language = languageOf(globalThis.navigator?.languages ?? []);

const mark = language === "en" ? "." : ",";

/** A text with numbers in it, as the language writes them.
 * @param {string} text */
export const local = (text) => text.replace(/(\d)\.(?=\d)/g, `$1${mark}`);

/** @param {number} value
 * @param {number} digits */
export const fixed = (value, digits) => local(value.toFixed(digits));

/** A number that is short is shown as it is (2 decimals), others without noise: 0.1 mm, 0.1°, of large ones 4 digits.
 * @param {number} value */
export function shown(value) {
  const short = Number(value.toFixed(2));
  const digits = Math.abs(value) >= 0.1 ? Number(value.toFixed(1)) : Number(value.toPrecision(2));
  return local(String(Math.abs(short - value) < 5e-6 ? short : digits));
}

/** The number that a person wrote, with a comma or a point; NaN when it is none.
 * @param {string} text */
export const numberOf = (text) =>
  (/^[-+\u2212]?(\d+[.,]?\d*|[.,]\d+)(e[-+]?\d+)?$/i.test(text.trim())
    ? Number(text.trim().replace("\u2212", "-").replace(",", ".")) : Number.NaN);

/* Of the geometry of a picture. */
export const pixels = (/** @type {import("./types.d.ts").PictureGeometry} */ { rows, columns, spacing, orientation }) =>
  `${columns} × ${rows} (${spacing.map(shown).join(" × ")} mm; IOP ${orientation.map(shown).join("; ")})`;
