/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page asks of Orthanc. */
import { TEXTS } from "./texts.js";

/** @import { Failure, Resource, SliceRequest } from "./types.d.ts" */

/* Relative, so that a reverse proxy may put a prefix in front: this page is /mpr-slice/app/index.html. */
const root = new URL("../../", document.baseURI);
/** @param {string} path */
export const address = (path) => new URL(path, root).href;

/** @param {Resource} resource */
export const slicePath = (resource) => `${resource.level}/${encodeURIComponent(resource.id)}/mpr-slice`;

/** What was thrown: an Error, of ours or of the browser.
 * @type {(thrown: any) => Failure} */
export const asFailure = (thrown) => thrown;

/** Whether the same question may be answered later: the server is away, a proxy speaks for it, or a page to sign in.
 * @param {string} sentence
 * @param {boolean} isPassing */
function failure(sentence, isPassing) {
  const error = asFailure(new Error(sentence));
  error.isPassing = isPassing;
  return error;
}

/* Names of tokens for an authorization plugin, which Orthanc Explorer passes on as well. */
const TOKENS = ["token", "auth-token", "authorization"];
const query = new URLSearchParams(window.location.search);
/** @type {Record<string, string>} */
const tokens = Object.fromEntries(TOKENS.filter((name) => query.get(name)).map((name) => [name, query.get(name) ?? ""]));

/** A link of ours, with the token of this page.
 * @param {string} href */
export function withToken(href) {
  const [before, hash] = href.split("#");
  const given = new URLSearchParams(tokens).toString();
  const link = given === "" ? before : `${before}${before.includes("?") ? "&" : "?"}${given}`;
  return hash === undefined ? link : `${link}#${hash}`;
}

/** type: how the media type of the answer begins. Whatever else comes with status 200 is not of Orthanc.
 * The token goes as a header with every request, because Orthanc tells nobody the query of a POST. A page of another site
 * cannot send X-Requested-With: over plain HTTP it proves that this is the archive's own page.
 * @param {string} path
 * @param {RequestInit} [options]
 * @param {string} [type] */
async function send(path, options = {}, type = "application/json") {
  const headers = { "X-Requested-With": "XMLHttpRequest", ...tokens, ...options.headers };
  let answer;
  try {
    answer = await fetch(address(path), { ...options, headers });
  } catch {
    throw failure(TEXTS.noAnswer, true);
  }
  if (!answer.ok) {
    const body = await answer.json().catch(() => null); // Orthanc answers some failures without a body
    const sentence = answer.status === 401 ? TEXTS.signIn : TEXTS.status(answer.status, answer.statusText);
    const error = failure(body?.Details || body?.Message || sentence, [502, 503, 504].includes(answer.status));
    error.isBusy = answer.status === 503;
    error.isUnsuitable = answer.status === 422;
    error.status = answer.status;
    throw error;
  }
  if (!answer.headers.get("Content-Type")?.startsWith(type)) {
    throw failure(TEXTS.foreignAnswer, true);
  }
  return answer;
}

/** @param {SliceRequest} body
 * @param {string} accept */
const posting = (body, accept) => ({
  method: "POST", headers: { "Content-Type": "application/json", "Accept": accept }, body: JSON.stringify(body),
});

const SLOW_MS = 5000; // a person is told
const LOST_MS = 120000; // no answer will come any more

/** Calls slow when work takes long, and ends it by a signal when it takes too long.
 * @param {() => void} slow
 * @param {(signal: AbortSignal) => Promise<any>} work */
async function patiently(slow, work) {
  const timers = [setTimeout(slow, SLOW_MS)];
  const ending = new AbortController();
  timers.push(setTimeout(() => ending.abort(), LOST_MS));
  try {
    return await work(ending.signal);
  } finally {
    timers.forEach(clearTimeout);
  }
}

/** The JSON answer; an Error with the server's sentence when it refuses.
 * @param {string} path */
export const ask = async (path) => (await send(path)).json();
/** @param {string} path
 * @param {SliceRequest} body */
export const post = async (path, body) => (await send(path, posting(body, "application/json"))).json();

/** @param {string} path */
export const remove = async (path) => { await send(path, { method: "DELETE" }); };

/** @param {Headers} headers
 * @param {string} name */
const numbers = (headers, name) => headers.get(`X-Mpr-${name}`)?.split("\\").map(Number) ?? [];

/** { picture, geometry } of a request; media is a type of image; slow is called when the answer takes long. The picture is
 * bytes still: the next request need not wait until it is decoded.
 * @param {Resource} resource
 * @param {SliceRequest} request
 * @param {string} media
 * @param {() => void} [slow] */
export const preview = (resource, request, media, slow = () => {}) => patiently(slow, async (signal) => {
  const answer = await send(`${slicePath(resource)}/preview`, { ...posting(request, media), signal }, "image/");
  const { headers } = answer;
  const [[rows], [columns], [thickness]] = ["Rows", "Columns", "Slice-Thickness"].map((name) => numbers(headers, name));
  const geometry = {
    orientation: numbers(headers, "Image-Orientation-Patient"), position: numbers(headers, "Image-Position-Patient"),
    spacing: numbers(headers, "Pixel-Spacing"), window: numbers(headers, "Window"), rows, columns, thickness,
  };
  const picture = await answer.blob().catch(() => { throw failure(TEXTS.noAnswer, true); }); // it broke off
  return { picture, geometry, value: numbers(headers, "Value"), isCoarse: headers.has("X-Mpr-Coarse") };
});

/** Shows the bytes of a picture; decoding is not the business of the page's own thread.
 * @param {HTMLCanvasElement} canvas
 * @param {Blob} picture */
export async function draw(canvas, picture) {
  const bitmap = await createImageBitmap(picture).catch(() => { throw failure(TEXTS.noPicture, false); });
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
}

/** @param {number} ms */
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

const PAUSES_MS = [300, 1000, 2000, 4000]; // before the same is asked again; the last one stays

/* One question at a time, the latest wins: what is asked while one is under way replaces what waits. Answers come in the
 * order of the questions, so an old one never overwrites a newer one. work answers "again" when the server was busy or
 * away: then the same is asked again, or at once what is asked meanwhile. */
export class Latest {
  #work;
  /** @type {any} */
  #waiting = null;
  #isBusy = false;
  /** @type {(woken?: any) => void} */
  #wake = () => {};

  /** @param {(question: any) => Promise<string>} work */
  constructor(work) {
    this.#work = work;
  }

  get isBusy() {
    return this.#isBusy;
  }

  /** @param {any} question */
  async ask(question) {
    this.#waiting = question;
    this.#wake();
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    try {
      await this.#answer();
    } finally {
      this.#isBusy = false;
    }
  }

  async #answer() {
    let failures = 0;
    while (this.#waiting !== null) {
      const now = this.#waiting;
      this.#waiting = null;
      if (await this.#work(now) !== "again") {
        failures = 0;
      } else if (this.#waiting === null) {
        const pause = PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)];
        await Promise.race([wait(pause), new Promise((wake) => { this.#wake = wake; })]);
        this.#waiting ??= now;
      }
    }
  }
}

/** A server that is away for a moment has not ended the job.
 * @param {string} id */
async function askJob(id) {
  for (;;) {
    try {
      return await ask(`jobs/${id}`);
    } catch (error) {
      if (!asFailure(error).isPassing) {
        throw error;
      }
      await wait(2000);
    }
  }
}

/** Waits for a job of Orthanc; its Content. tell is called with its progress.
 * @param {string} id
 * @param {(progress: number) => void} tell */
export async function finish(id, tell) {
  for (;;) {
    const job = await askJob(id);
    tell(job.Progress);
    if (job.State === "Success") {
      return job.Content;
    }
    if (job.State === "Failure") {
      throw new Error(job.Content?.Errors?.[0] ?? job.ErrorDescription);
    }
    await wait(300);
  }
}
