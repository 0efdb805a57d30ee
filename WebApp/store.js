/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the page: a slice or a stack into the archive, a request into the clipboard. */
import { resultRequest } from "./request.js";
import { address, finish, post, slicePath, withToken } from "./server.js";
import { TEXTS } from "./texts.js";

import * as panel from "./panel.js";

const element = (id) => document.getElementById(id);
const JOB = "mpr-slice-job"; // in the storage of this tab: a page that is loaded again goes on waiting

export function link(text, href) {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  anchor.href = withToken(href);
  return anchor;
}

/* A page of Orthanc Explorer, or its first one. */
export const explorer = (level, id) => address(`app/explorer.html${level ? `#${level}?uuid=${id}` : ""}`);

function tell(sentence, links = [], isFault = false) {
  element("outcome").textContent = sentence;
  element("outcome").classList.toggle("fault", isFault);
  element("links").replaceChildren(...links.flatMap((one) => [one, " "]));
}

let told = null; // the request that the outcome is about, as JSON

/* What was said of one slice is not left standing beside another one. */
export function outdate(desk) {
  if (told !== null && told !== JSON.stringify(resultRequest(desk.state))) {
    told = null;
    tell("");
  }
}

/* The request of what is seen. A number that was typed and is none is not passed over. */
async function seenRequest(desk) {
  const wrong = panel.wrongInput();
  if (wrong !== null) {
    wrong.input.focus();
    throw new Error(TEXTS.noNumber(wrong.label, wrong.input.value));
  }
  desk.settle();
  await desk.result.whenSeen();
  return resultRequest(desk.state);
}

/* Runs one work on the archive; the buttons wait for it. */
async function working(work) {
  const buttons = [element("store"), element("stack")];
  const focused = document.activeElement;
  buttons.forEach((button) => { button.disabled = true; });
  told = null;
  tell(TEXTS.storing);
  try {
    await work();
  } catch (error) {
    tell(TEXTS.nothingStored(error.message), [], true);
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
function tellStored(sentence, series, links) {
  tell(sentence, links);
  if (element("open-after").checked) {
    window.location.assign(withToken(explorer("series", series)));
  }
}

async function storeSlice(desk) {
  const request = await seenRequest(desk);
  const answer = await post(slicePath(desk.resource), request);
  const sentence = answer.Status === "Success" ? TEXTS.stored : TEXTS.storedBefore;
  tellStored([sentence, ...answer.Warnings].join(" "), answer.ParentSeries, [
    link(TEXTS.openInstance, explorer("instance", answer.ID)),
    link(TEXTS.openSeries, explorer("series", answer.ParentSeries)),
    link(TEXTS.download, address(`instances/${answer.ID}/file`)),
  ]);
  told = JSON.stringify(request);
  outdate(desk); // the hand may have gone on meanwhile
}

/* ---- stacks ---- */

/* Waits for a job of Orthanc, with its progress and a way to end it. */
async function follow(id) {
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
    tellStored(TEXTS.storedStack(content.Instances?.length ?? 1), content.ParentSeries,
      [link(TEXTS.openSeries, explorer("series", content.ParentSeries))]);
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
  const { ID } = await post(slicePath(desk.resource), { ...await seenRequest(desk), Stack: stack, Asynchronous: true });
  sessionStorage.setItem(JOB, ID);
  await follow(ID);
}

/* How far a stack of so many images goes, before it is stored. */
function tellReach() {
  const [count, between] = [element("count").valueAsNumber, element("between").valueAsNumber];
  const isStack = Number.isInteger(count) && count >= 2 && between > 0;
  element("store-stack").disabled = !isStack;
  element("reach").textContent = isStack ? TEXTS.reach((count - 1) * between / 2) : TEXTS.noStack;
}

/* ---- the clipboard ---- */

async function copyRequest() {
  try {
    await navigator.clipboard.writeText(element("request").textContent);
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
  on("copy", copyRequest);
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
    working(() => follow(job));
  }
}
