/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this tab has stored: the series that further images are added to, and what can be deleted again. It outlives the
 * page that was loaded, not the tab. */
import { ask, remove } from "./server.js";

/** @import { Failure, SliceRequest } from "./types.d.ts" */

/** @param {string} key
 * @param {any} otherwise */
const read = (key, otherwise) => JSON.parse(sessionStorage.getItem(key) ?? "null") ?? otherwise;
/** @param {string} key
 * @param {any} value */
const write = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));

/* ---- the series of this session ---- */

const SERIES = "mpr-slice-session"; // { source: { series, name, bodies: { what was asked: the body that was sent } } }

/** Of the images of one source.
 * @param {any} source */
export const seriesOf = (source) => read(SERIES, {})[source]?.series ?? null;
/** @param {any} source */
export const nameOf = (source) => read(SERIES, {})[source]?.name ?? "";

/** The body that stored the very same before, or null: to send it again adds nothing.
 * @param {any} source
 * @param {string} asked */
export const bodyOf = (source, asked) => read(SERIES, {})[source]?.bodies[asked] ?? null;

/** @param {any} source
 * @param {string} series
 * @param {string} asked
 * @param {SliceRequest} body */
export function keepSeries(source, series, asked, body) {
  const all = read(SERIES, {});
  const before = all[source]?.series === series ? all[source] : { name: body.SeriesDescription ?? "", bodies: {} };
  write(SERIES, { ...all, [source]: { ...before, series, bodies: { ...before.bodies, [asked]: body } } });
}

/** @param {any} source */
export function forgetSeries(source) {
  const { [source]: ignored, ...others } = read(SERIES, {});
  write(SERIES, others);
}

/* ---- what can be deleted again ---- */

const STORED = "mpr-slice-stored"; // the last one is what was stored last: [{ id, uuid }] of its images

/** Remembers images that were new, by the file that the archive keeps of each: a file under the same name that was stored
 * later is another one.
 * @param {string[]} instances */
export async function remember(instances) {
  const images = [];
  for (const id of instances) {
    images.push({ id, uuid: (await ask(`instances/${id}`)).FileUuid });
  }
  if (images.length > 0) {
    write(STORED, [...read(STORED, []), images]);
  }
}

/** All images of a series, by one question; only those that are named.
 * @param {string} series
 * @param {string[]} instances */
export async function rememberSeries(series, instances) {
  const files = new Map((await ask(`series/${series}/instances`)).map((/** @type {any} */ { ID, FileUuid }) => [ID, FileUuid]));
  const images = instances.filter((id) => files.has(id)).map((id) => ({ id, uuid: files.get(id) }));
  if (images.length > 0) {
    write(STORED, [...read(STORED, []), images]);
  }
}

/** @type {() => { id: string, uuid: string }[] | null} */
export const lastStored = () => read(STORED, []).at(-1) ?? null;

/** @param {Failure} error */
const missing = (error) => {
  if (error.status === 404) {
    return null;
  }
  throw error;
};

/* Deletes what was stored last, as far as it still is what was stored: { deleted, left }, how many images. What a failure
 * leaves can be deleted by another try. */
export async function deleteLast() {
  const images = lastStored() ?? [];
  const counts = { deleted: 0, left: 0 };
  const done = new Set();
  try {
    for (const { id, uuid } of images) {
      const now = await ask(`instances/${id}`).catch(missing);
      if (now?.FileUuid === uuid) {
        await remove(`instances/${id}`);
        counts.deleted++;
      } else {
        counts.left++;
      }
      done.add(id);
    }
  } finally {
    const left = images.filter(({ id }) => !done.has(id));
    write(STORED, [...read(STORED, []).slice(0, -1), ...(left.length > 0 ? [left] : [])]);
  }
  return counts;
}
