/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the page: a slice or a stack into the archive, a request into the clipboard. */
import { element } from "./dom.js";
import { explorerAddress, link } from "./links.js";
import * as naming from "./naming.js";
import * as panel from "./panel.js";
import { resultRequest } from "./request.js";
import { address, asFailure, finish, post, slicePath } from "./server.js";
import { firstStack, severalRequest } from "./several.js";
import * as session from "./session.js";
import { TEXTS } from "./texts.js";

/** @import { Several, SliceRequest } from "./types.d.ts" */
/** @import { Desk } from "./desk.js" */

const JOB = "mpr-slice-job"; // in the storage of this tab: a page that is loaded again goes on waiting

/** @param {string} sentence
 * @param {HTMLElement[]} [links]
 * @param {boolean} [isFault] */
function tell(sentence, links = [], isFault = false) {
  element("outcome").textContent = sentence;
  element("outcome").classList.toggle("fault", isFault);
  element("links").replaceChildren(...links.flatMap((one) => [one, " "]));
}

/* ---- what it is called ---- */

const NAMES = ["description", "comment", "number"];

/** What a person has typed; null when nothing was: then the page fills in what the image is.
 * @param {string} id */
const typed = (id) => (element(id).dataset.typed === "true" ? element(id).value.trim() : null);

/** The series that the images are added to, or null.
 * @param {Desk} desk */
const target = (desk) => (element("append").checked ? session.seriesOf(desk.source) : null);

/** A name that was typed belongs to the series that it was typed for.
 * @param {string} id */
function forget(id) {
  element(id).dataset.typed = "false";
}

/** @param {string} id
 * @param {string} value */
function fillIn(id, value) {
  if (typed(id) === null && document.activeElement !== element(id)) {
    element(id).value = value;
  }
}

/** Fills in what would be stored.
 * @param {Desk} desk */
export function showNames(desk) {
  const series = session.seriesOf(desk.source);
  element("append-row").hidden = series === null;
  const isAdded = target(desk) !== null;
  ["description", "number"].forEach((id) => { element(id).disabled = isAdded; }); // those of the series
  if (isAdded) {
    element("description").value = session.nameOf(desk.source);
  } else if (desk.tags !== null) {
    fillIn("description", naming.description(desk.state, desk.tags));
  }
  if (desk.tags !== null) {
    fillIn("number", String(naming.seriesNumber(desk.tags)));
    fillIn("comment", isAdded ? naming.what(desk.state, desk.tags) : "");
  }
}

/** The keys of a request that name its images; several: Stack or Turn. A series that is added to has its own name.
 * @param {Desk} desk
 * @param {string | null} series
 * @param {Several} several */
function names(desk, series, several) {
  const comment = typed("comment") ?? (series === null || desk.tags === null ? "" : naming.what(desk.state, desk.tags, several));
  const own = desk.tags === null ? "" : naming.description(desk.state, desk.tags, several);
  const description = series === null ? typed("description") ?? own : "";
  const number = series === null ? typed("number") : null;
  return {
    ...(series === null ? {} : { AppendTo: series }),
    ...(description === "" ? {} : { SeriesDescription: description }),
    ...(number === null ? {} : { SeriesNumber: Number(number) }),
    ...(comment === "" ? {} : { ImageComments: comment }),
  };
}

/** An image of a PET series says how many there are: nothing can be added.
 * @param {Desk} desk */
const mayBeAdded = (desk) => desk.volume.Modality !== "PT" && desk.source !== null;

/** Sends a request with its names. What was stored in this series before is asked for by the same words again, so that it is
 * not stored twice; a series that is gone is not added to.
 * @param {Desk} desk
 * @param {SliceRequest} request
 * @param {Several} [several] */
async function send(desk, request, several = {}) {
  const series = target(desk);
  const asked = JSON.stringify([{ ...request, ...several, Asynchronous: undefined }, typed("comment"), series && null]);
  const before = series === null ? null : session.bodyOf(desk.source, asked);
  /** @param {string | null} where */
  const bodyIn = (where) => ({ ...request, ...several, ...names(desk, where, several) });
  let body = before ?? bodyIn(series);
  let answer;
  try {
    answer = await post(slicePath(desk.resource), body);
  } catch (error) {
    if (asFailure(error).status !== 404 || body.AppendTo === undefined) {
      throw error;
    }
    session.forgetSeries(desk.source);
    body = bodyIn(null);
    answer = await post(slicePath(desk.resource), body);
  }
  return { answer, keep: (/** @type {string} */ where) => mayBeAdded(desk) && session.keepSeries(desk.source, where, asked, body) };
}

/** @type {string | null} */
let told = null; // the request that the outcome is about, as JSON

/** What was said of one slice is not left standing beside another one.
 * @param {Desk} desk */
export function outdate(desk) {
  if (told !== null && told !== JSON.stringify(resultRequest(desk.state))) {
    told = null;
    tell("");
    element("store-others").hidden = true;
  }
}

/* A series number is a whole one. */
function wrongNumber() {
  const input = element("number");
  const isWrong = typed("number") !== null && !/^[-+]?\d{1,10}$/.test(input.value.trim());
  input.setAttribute("aria-invalid", String(isWrong));
  return isWrong ? { input, label: input.labels[0].textContent.trim() } : null;
}

/** The request of what is seen. A number that was typed and is none is not passed over.
 * @param {Desk} desk */
async function seenRequest(desk) {
  const wrong = panel.wrongInput() ?? wrongNumber();
  if (wrong !== null) {
    wrong.input.focus();
    throw new Error(TEXTS.noNumber(wrong.label, wrong.input.value));
  }
  desk.settle();
  await desk.result.whenSeen();
  return resultRequest(desk.state);
}

/** Runs one work on the archive; the buttons wait for it.
 * @param {() => Promise<void>} work
 * @param {(reason: string) => string} [fault] */
async function working(work, fault = TEXTS.nothingStored) {
  const buttons = ["store", "stack", "store-others", "delete", "store-stack"].map(element);
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  buttons.forEach((button) => { button.disabled = true; });
  told = null;
  tell(TEXTS.storing);
  try {
    await work();
  } catch (error) {
    tell(fault(asFailure(error).message), [], true);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    element("cancel").hidden = true;
    element("progress").hidden = true;
    if (document.activeElement === document.body) { // a button that is disabled or hidden loses the focus
      (focused?.hidden || focused?.closest("dialog, [hidden]") ? element("stack") : focused)?.focus();
    }
  }
}

/** The links to what is stored; and there, when that is wanted.
 * @param {Desk} desk
 * @param {string} sentence
 * @param {string} series
 * @param {HTMLElement[]} links */
function tellStored(desk, sentence, series, links) {
  tell(sentence, links);
  showNames(desk);
  showUndo();
  if (element("open-after").checked) {
    window.location.assign(explorerAddress("series", series));
  }
}

/** @param {Desk} desk */
async function storeSlice(desk) {
  const request = await seenRequest(desk);
  const { answer, keep } = await send(desk, request);
  if (answer.Status === "Success") {
    await session.remember([answer.ID]);
  }
  keep(answer.ParentSeries);
  const sentence = answer.Status === "Success" ? TEXTS.stored : TEXTS.storedBefore;
  tellStored(desk, [sentence, ...answer.Warnings].join(" "), answer.ParentSeries, [
    link(TEXTS.openInstance, explorerAddress("instance", answer.ID)),
    link(TEXTS.openSeries, explorerAddress("series", answer.ParentSeries)),
    link(TEXTS.download, address(`instances/${answer.ID}/file`)),
  ]);
  told = JSON.stringify(request);
  offerSame(desk, answer.ID);
  outdate(desk); // the hand may have gone on meanwhile
}

/* ---- the same slice of other series ---- */

/** After one slice is stored: its grid in all other series of the same space, by one press.
 * @param {Desk} desk
 * @param {string} instance */
function offerSame(desk, instance) {
  const button = element("store-others");
  button.hidden = desk.others.length === 0;
  button.textContent = TEXTS.storeOthers(desk.others.length);
  button.onclick = () => working(() => storeSame(desk, instance));
}

/** @param {Desk} desk
 * @param {string} instance */
async function storeSame(desk, instance) {
  const { Slab, Interpolation } = resultRequest(desk.state);
  /** @type {{ fresh: string[], links: HTMLElement[], faults: string[] }} */
  const stored = { fresh: [], links: [], faults: [] };
  for (const series of desk.others) {
    const body = { Plane: { LikeInstance: instance }, Slab, Interpolation,
      SeriesDescription: naming.description(desk.state, { ...series.MainDicomTags, SpecificCharacterSet: "" }) };
    try {
      const answer = await post(slicePath({ level: "series", id: series.ID }), body);
      stored.fresh.push(...(answer.Status === "Success" ? [answer.ID] : []));
      stored.links.push(link(series.name, explorerAddress("instance", answer.ID)));
    } catch (error) {
      stored.faults.push(`${series.name}: ${asFailure(error).message}`);
    }
  }
  await session.remember(stored.fresh);
  tell([TEXTS.storedOthers(stored.links.length), ...stored.faults].join(" "), stored.links, stored.faults.length > 0);
  element("store-others").hidden = true;
  showUndo();
}

/* ---- deleting what was just stored ---- */

/* The button, as long as there is something that this tab has stored. */
function showUndo() {
  const images = session.lastStored();
  element("delete").hidden = images === null;
  element("delete-what").textContent = images === null ? "" : TEXTS.deleteWhat(images.length);
}

/** @param {Desk} desk */
async function deleteStored(desk) {
  const { deleted, left } = await session.deleteLast();
  tell([TEXTS.deleted(deleted), ...(left > 0 ? [TEXTS.notDeleted(left)] : [])].join(" "), [], left > 0);
  element("store-others").hidden = true;
  showUndo();
  showNames(desk);
}

/* ---- stacks ---- */

/** Those of the answer that were not there before.
 * @type {(images: { ID: string, Status: string }[]) => string[]} */
const newOf = (images) => images.filter(({ Status }) => Status === "Success").map(({ ID }) => ID);

/** Waits for a job of Orthanc, with its progress and a way to end it.
 * @param {Desk} desk
 * @param {string} id
 * @param {(series: string) => void} [keep] */
async function follow(desk, id, keep = () => {}) {
  let isCancelled = false;
  element("cancel").hidden = false;
  element("progress").hidden = false;
  element("cancel").onclick = () => {
    isCancelled = true;
    tell(TEXTS.cancelling);
    post(`jobs/${id}/cancel`, {}).catch(() => {}); // it may be over already
  };
  try {
    const content = await finish(id, (progress) => { element("progress").value = progress; });
    const images = content.Instances ?? [content];
    await session.rememberSeries(content.ParentSeries, newOf(images));
    keep(content.ParentSeries);
    tellStored(desk, TEXTS.storedStack(images.length), content.ParentSeries,
      [link(TEXTS.openSeries, explorerAddress("series", content.ParentSeries))]);
  } catch (error) {
    if (!isCancelled) {
      throw error;
    }
    tell(TEXTS.cancelled);
  } finally {
    sessionStorage.removeItem(JOB);
  }
}

/** @param {Desk} desk */
async function storeStack(desk) {
  const request = { ...await seenRequest(desk), Asynchronous: true };
  const { answer, keep } = await send(desk, request, severalRequest(desk.state.several ?? firstStack(desk.state)));
  sessionStorage.setItem(JOB, answer.ID);
  await follow(desk, answer.ID, keep);
}

/* ---- the clipboard ---- */

/** The request with its names, for a series of its own.
 * @param {Desk} desk */
async function copyRequest(desk) {
  try {
    await navigator.clipboard.writeText(JSON.stringify({ ...resultRequest(desk.state), ...names(desk, null, {}) }));
    tell(TEXTS.copied);
  } catch {
    tell(TEXTS.notCopied);
    element("slicer").open = true;
    element("request").focus();
  }
}

/** @param {Desk} desk
 * @param {URLSearchParams} query */
export function listen(desk, query) {
  /** @param {string} id
   * @param {() => void} work */
  const on = (id, work) => element(id).addEventListener("click", work);
  element("open-after").checked = query.get("from") === "explorer";
  on("store", () => working(() => storeSlice(desk)));
  on("copy", () => copyRequest(desk));
  NAMES.forEach((id) => element(id).addEventListener("input", () => {
    element(id).dataset.typed = String(element(id).value.trim() !== "");
  }));
  NAMES.forEach((id) => element(id).addEventListener("change", () => showNames(desk)));
  element("append").addEventListener("change", () => {
    ["description", "number"].forEach(forget);
    showNames(desk);
  });
  on("delete", () => element("delete-dialog").showModal());
  on("keep", () => element("delete-dialog").close());
  on("delete-now", () => {
    element("delete-dialog").close();
    working(() => deleteStored(desk), (reason) => reason);
  });
  showUndo();
  on("store-stack", () => working(() => storeStack(desk)));
  const job = sessionStorage.getItem(JOB);
  if (job !== null) {
    working(() => follow(desk, job));
  }
}
