/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page asks of Orthanc. */
import { TEXTS } from "./texts.js";

/* Relative, so that a reverse proxy may put a prefix in front: this page is /mpr-slice/app/index.html. */
const root = new URL("../../", document.baseURI);
export const address = (path) => new URL(path, root).href;

export const slicePath = (resource) => `${resource.level}/${encodeURIComponent(resource.id)}/mpr-slice`;

async function send(path, options) {
  let answer;
  try {
    answer = await fetch(address(path), options);
  } catch {
    throw new Error(TEXTS.noAnswer);
  }
  if (!answer.ok) {
    const body = await answer.json().catch(() => null); // Orthanc answers some failures without a body
    const sentence = answer.status === 401 ? TEXTS.signIn : TEXTS.status(answer.status, answer.statusText);
    const error = new Error(body?.Details || body?.Message || sentence);
    error.isBusy = answer.status === 503;
    error.isUnsuitable = answer.status === 422;
    throw error;
  }
  return answer;
}

const posting = (body, accept) => ({
  method: "POST", headers: { "Content-Type": "application/json", "Accept": accept }, body: JSON.stringify(body),
});

/* The JSON answer; an Error with the server's sentence when it refuses. */
export const ask = async (path) => (await send(path)).json();
export const post = async (path, body) => (await send(path, posting(body, "application/json"))).json();

const numbers = (headers, name) => headers.get(`X-Mpr-${name}`)?.split("\\").map(Number) ?? [];

/* { picture, geometry } of a request; media is a type of image. The picture is bytes still: the next request need not
 * wait until it is decoded. */
export async function preview(resource, request, media) {
  const answer = await send(`${slicePath(resource)}/preview`, posting(request, media));
  const { headers } = answer;
  const [[rows], [columns], [thickness]] = ["Rows", "Columns", "Slice-Thickness"].map((name) => numbers(headers, name));
  const geometry = {
    orientation: numbers(headers, "Image-Orientation-Patient"), position: numbers(headers, "Image-Position-Patient"),
    spacing: numbers(headers, "Pixel-Spacing"), window: numbers(headers, "Window"), rows, columns, thickness,
  };
  return { picture: await answer.blob(), geometry, value: numbers(headers, "Value") };
}

/* Shows the bytes of a picture; decoding is not the business of the page's own thread. */
export async function draw(canvas, picture) {
  const bitmap = await createImageBitmap(picture);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
}

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

/* One question at a time, the latest wins: what is asked while one is under way replaces what waits. Answers come in the
 * order of the questions, so an old one never overwrites a newer one. work answers "again" when the server was busy. */
export class Latest {
  #work;
  #waiting = null;
  #isBusy = false;

  constructor(work) {
    this.#work = work;
  }

  get isBusy() {
    return this.#isBusy;
  }

  async ask(question) {
    this.#waiting = question;
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    while (this.#waiting !== null) {
      const now = this.#waiting;
      this.#waiting = null;
      if (await this.#work(now) === "again") {
        await wait(300);
        this.#waiting ??= now;
      }
    }
    this.#isBusy = false;
  }
}

/* Waits for a job of Orthanc; its Content. tell is called with its progress. */
export async function finish(id, tell) {
  for (;;) {
    const job = await ask(`jobs/${id}`);
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
