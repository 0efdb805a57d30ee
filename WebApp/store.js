/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the page: a slice or a stack into the archive, a request into the clipboard. */
import { explorerAddress, link } from "./links.js";
import * as naming from "./naming.js";
import * as panel from "./panel.js";
import { resultRequest } from "./request.js";
import { address, finish, post, slicePath } from "./server.js";
import * as session from "./session.js";
import { TEXTS } from "./texts.js";

const element = (id) => document.getElementById(id);
const JOB = "mpr-slice-job"; // in the storage of this tab: a page that is loaded again goes on waiting

function tell(sentence, links = [], isFault = false) {
  element("outcome").textContent = sentence;
  element("outcome").classList.toggle("fault", isFault);
  element("links").replaceChildren(...links.flatMap((one) => [one, " "]));
}

/* ---- what it is called ---- */

const NAMES = ["description", "comment", "number"];

/* What a person has typed; null when nothing was: then the page fills in what the image is. */
const typed = (id) => (element(id).dataset.typed === "true" ? element(id).value.trim() : null);

/* The series that the images are added to, or null. */
const target = (desk) => (element("append").checked ? session.seriesOf(desk.source) : null);

/* A name that was typed belongs to the series that it was typed for. */
function forget(id) {
  element(id).dataset.typed = "false";
}

function fillIn(id, value) {
  if (typed(id) === null && document.activeElement !== element(id)) {
    element(id).value = value;
  }
}

/* Fills in what would be stored. */
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

/* The keys of a request that name its images; several: Stack or Turn. A series that is added to has its own name. */
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

/* An image of a PET series says how many there are: nothing can be added. */
const mayBeAdded = (desk) => desk.volume.Modality !== "PT" && desk.source !== null;

/* Sends a request with its names. What was stored in this series before is asked for by the same words again, so that it is
 * not stored twice; a series that is gone is not added to. */
async function send(desk, request, several = {}) {
  const series = target(desk);
  const asked = JSON.stringify([{ ...request, ...several, Asynchronous: undefined }, typed("comment"), series && null]);
  const before = series === null ? null : session.bodyOf(desk.source, asked);
  const bodyIn = (where) => ({ ...request, ...several, ...names(desk, where, several) });
  let body = before ?? bodyIn(series);
  let answer;
  try {
    answer = await post(slicePath(desk.resource), body);
  } catch (error) {
    if (error.status !== 404 || body.AppendTo === undefined) {
      throw error;
    }
    session.forgetSeries(desk.source);
    body = bodyIn(null);
    answer = await post(slicePath(desk.resource), body);
  }
  return { answer, keep: (where) => mayBeAdded(desk) && session.keepSeries(desk.source, where, asked, body) };
}

let told = null; // the request that the outcome is about, as JSON

/* What was said of one slice is not left standing beside another one. */
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

/* The request of what is seen. A number that was typed and is none is not passed over. */
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

/* Runs one work on the archive; the buttons wait for it. */
async function working(work, fault = TEXTS.nothingStored) {
  const buttons = ["store", "stack", "store-others", "delete"].map(element);
  const focused = document.activeElement;
  buttons.forEach((button) => { button.disabled = true; });
  told = null;
  tell(TEXTS.storing);
  try {
    await work();
  } catch (error) {
    tell(fault(error.message), [], true);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    element("cancel").hidden = true;
    element("progress").hidden = true;
    if (document.activeElement === document.body) { // a button that is disabled or hidden loses the focus
      (focused?.hidden || focused?.closest("dialog") ? element("stack") : focused)?.focus();
    }
  }
}

/* The links to what is stored; and there, when that is wanted. */
function tellStored(desk, sentence, series, links) {
  tell(sentence, links);
  showNames(desk);
  showUndo();
  if (element("open-after").checked) {
    window.location.assign(explorerAddress("series", series));
  }
}

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

/* After one slice is stored: its grid in all other series of the same space, by one press. */
function offerSame(desk, instance) {
  const button = element("store-others");
  button.hidden = desk.others.length === 0;
  button.textContent = TEXTS.storeOthers(desk.others.length);
  button.onclick = () => working(() => storeSame(desk, instance));
}

async function storeSame(desk, instance) {
  const { Slab, Interpolation } = resultRequest(desk.state);
  const stored = { fresh: [], links: [], faults: [] };
  for (const series of desk.others) {
    const body = { Plane: { LikeInstance: instance }, Slab, Interpolation,
      SeriesDescription: naming.description(desk.state, { ...series.MainDicomTags, SpecificCharacterSet: "" }) };
    try {
      const answer = await post(slicePath({ level: "series", id: series.ID }), body);
      stored.fresh.push(...(answer.Status === "Success" ? [answer.ID] : []));
      stored.links.push(link(series.name, explorerAddress("instance", answer.ID)));
    } catch (error) {
      stored.faults.push(`${series.name}: ${error.message}`);
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

async function deleteStored(desk) {
  const { deleted, left } = await session.deleteLast();
  tell([TEXTS.deleted(deleted), ...(left > 0 ? [TEXTS.notDeleted(left)] : [])].join(" "), [], left > 0);
  element("store-others").hidden = true;
  showUndo();
  showNames(desk);
}

/* ---- stacks ---- */

/* Waits for a job of Orthanc, with its progress and a way to end it. */
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
    await session.rememberSeries(content.ParentSeries, images.filter(({ Status }) => Status === "Success").map(({ ID }) => ID));
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

async function storeStack(desk) {
  const stack = { Count: element("count").valueAsNumber, Spacing: element("between").valueAsNumber };
  const { answer, keep } = await send(desk, { ...await seenRequest(desk), Asynchronous: true }, { Stack: stack });
  sessionStorage.setItem(JOB, answer.ID);
  await follow(desk, answer.ID, keep);
}

/* How far a stack of so many images goes, before it is stored. */
function tellReach() {
  const [count, between] = [element("count").valueAsNumber, element("between").valueAsNumber];
  const isStack = Number.isInteger(count) && count >= 2 && between > 0;
  element("store-stack").disabled = !isStack;
  element("reach").textContent = isStack ? TEXTS.reach((count - 1) * between / 2) : TEXTS.noStack;
}

/* ---- the clipboard ---- */

/* The request with its names, for a series of its own. */
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

export function listen(desk, query) {
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
  on("stack", () => {
    tellReach();
    element("stack-dialog").showModal();
  });
  on("close-stack", () => element("stack-dialog").close());
  on("store-stack", () => {
    element("stack-dialog").close();
    working(() => storeStack(desk));
  });
  ["count", "between"].forEach((id) => element(id).addEventListener("input", tellReach));
  const job = sessionStorage.getItem(JOB);
  if (job !== null) {
    working(() => follow(desk, job));
  }
}
