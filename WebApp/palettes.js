/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The well-known colour palettes of PS3.6 Annex B. Each channel is given by its corners "level value"; between two corners it
 * is a straight line. */

/** @type {Record<string, [string, string, string]>} */
const CORNERS = {
  hotIron: [
    "0 0, 127 254, 129 255, 255 255",
    "0 0, 128 0, 254 252, 255 255",
    "0 0, 191 0, 254 252, 255 255",
  ],
  pet: [
    "0 0, 63 0, 64 1, 149 170, 150 171, 192 255, 255 255",
    "0 0, 31 62, 33 67, 62 125, 63 128, 95 64, 97 61, 127 1, 128 0, 254 252, 255 255",
    "0 0, 1 1, 128 255, 130 248, 192 0, 233 165, 235 174, 254 250, 255 255",
  ],
  hotMetalBlue: [
    "0 0, 85 0, 102 50, 119 90, 153 190, 170 255, 255 255",
    "0 0, 119 0, 238 224, 255 255",
    "0 0, 17 33, 42 83, 43 84, 76 149, 93 183, 94 184, 102 200, 119 150, 136 50, 153 0, 170 0, 238 200, 255 255",
  ],
  pet20Step: [
    "0 0, 12 0, 13 96, 25 96, 26 48, 50 48, 51 80, 63 80, 64 96, 76 96, 77 112, 89 112, 90 128, 101 128, 102 48, " +
      "127 48, 128 80, 140 80, 141 64, 152 64, 153 224, 165 224, 166 208, 203 208, 204 192, 216 192, 217 176, 229 176, " +
      "230 255, 255 255",
    "0 0, 25 0, 26 48, 50 48, 51 80, 63 80, 64 96, 76 96, 77 112, 89 112, 90 128, 101 128, 102 96, 114 96, 115 144, " +
      "127 144, 128 192, 140 192, 141 224, 165 224, 166 208, 178 208, 179 176, 191 176, 192 144, 203 144, 204 96, " +
      "216 96, 217 48, 229 48, 230 0, 242 0, 243 255, 255 255",
    "0 0, 12 0, 13 80, 38 80, 39 112, 50 112, 51 128, 63 128, 64 176, 76 176, 77 192, 89 192, 90 224, 101 224, 102 48, " +
      "127 48, 128 80, 140 80, 141 64, 152 64, 153 80, 165 80, 166 96, 178 96, 179 64, 191 64, 192 0, 242 0, 243 255, " +
      "255 255",
  ],
};

export const PALETTES = Object.keys(CORNERS);

/** @param {string} corners @returns {number[]} the 256 values of a channel */
function channel(corners) {
  const points = corners.split(", ").map((corner) => corner.split(" ").map(Number));
  return Array.from({ length: 256 }, (_, level) => {
    const next = Math.max(points.findIndex(([at]) => at >= level), 1);
    const [[from, low], [to, high]] = [points[next - 1], points[next]];
    return Math.floor(low + (high - low) * (level - from) / (to - from) + 0.5);
  });
}

const grey = Array.from({ length: 256 }, (_, level) => level);

/** Red, green and blue of each of 256 levels; "grey" is none of the palettes.
 * @param {string} name @param {boolean} isInverted the level that was black is that which was white
 * @returns {number[][]} */
export function tableOf(name, isInverted) {
  const table = name in CORNERS ? CORNERS[name].map(channel) : [grey, grey, grey];
  return isInverted ? table.map((values) => [...values].reverse()) : table;
}
