/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page: what is chosen, what is shown, what is stored. Text from DICOM and from the server is only ever set as
 * textContent. */
import * as plane from "./plane.js";
import { address, ask, finish, Latest, post, preview, slicePath } from "./server.js";
import { shown, TEXTS } from "./texts.js";
import { View } from "./view.js";

const element = (id) => document.getElementById(id);

/* Centre and width; of other modalities the windows are shares of the volume's own. */
const CT_WINDOWS = [["brain", 40, 80], ["bone", 480, 2500], ["lung", -600, 1500], ["abdomen", 40, 400], ["mediastinum", 50, 350]];
const SHARES = [["narrow", 0.5], ["wide", 2], ["very wide", 4]];

const page = {
  resource: null, volumes: [], volume: null, view: "axial", state: null, window: null, ownWindow: null, history: [],
  views: [], settling: 0,

  get tool() {
    return document.querySelector("input[name=tool]:checked").value;
  },
  get step() { // mm of one key or one notch of the wheel
    return Math.min(...this.volume.PixelSpacing);
  },

  /* Keys of the request that all pictures share. */
  sampling() {
    const keys = {};
    const thickness = element("thickness").valueAsNumber;
    if (element("interpolation").value !== "Linear") {
      keys.Interpolation = element("interpolation").value;
    }
    if (thickness > 0) {
      keys.Slab = { Thickness: thickness, Projection: element("projection").value };
    }
    if (!element("which").hidden) {
      keys.Volume = Number(element("which").value);
    }
    return keys;
  },
  windowing() {
    return this.window === null ? {} : { WindowCenter: this.window[0], WindowWidth: this.window[1] };
  },
  request() {
    return plane.resultRequest(this.state, this.view, this.sampling());
  },

  /* ---- changes ---- */

  change(state, isMoving) {
    this.state = state;
    this.render(isMoving);
    if (!isMoving) {
      this.settle();
    }
  },
  /* The hand has let go: pictures in full, a step that can be undone, a link that can be sent. */
  settle() {
    clearTimeout(this.settling);
    const now = JSON.stringify([this.state, this.view]);
    if (this.history.at(-1) !== now) {
      this.history.push(now);
    }
    this.render(false);
    result.ask({ ...this.request(), ...this.windowing() });
    const query = new URLSearchParams(window.location.search);
    Object.entries(plane.writeLink(this.state, this.view)).forEach(([key, value]) => query.set(key, value));
    window.history.replaceState(null, "", `?${query}`);
  },
  settleSoon() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), 250);
  },
  undo() {
    if (this.history.length > 1) {
      this.history.pop();
      const [state, view] = JSON.parse(this.history.at(-1));
      this.view = view;
      this.change(state, false);
    }
  },
  choose(view) {
    if (this.view !== view) {
      this.view = view;
      this.renderPanel();
      this.settleSoon();
    }
  },
  zoom(factor) {
    const field = Math.min(Math.max(this.state.field * factor, 5), 5000);
    this.change({ ...this.state, field, home: factor < 1 ? this.state.centre : this.state.home }, true);
    this.settleSoon();
  },

  /* ---- the window ---- */

  /* Without a window of its own the volume is seen through that of its first picture. */
  sawWindow(seen) {
    if (this.window === null) {
      this.ownWindow = seen;
      this.setWindow(seen);
    }
  },
  setWindow([center, width]) {
    this.window = [center, Math.max(width, 1e-6)];
    this.render(true);
    this.settleSoon();
  },
  dragWindow(right, down) {
    const share = this.ownWindow[1] / 300;
    this.setWindow([this.window[0] + down * share, this.window[1] + right * share]);
  },
  windows() {
    const [center, width] = this.ownWindow ?? [0, 1];
    const named = this.volume.Modality === "CT" ? CT_WINDOWS : SHARES.map(([name, share]) => [name, center, width * share]);
    return [["own", center, width], ...named];
  },

  /* ---- what is seen ---- */

  render(isMoving) {
    element("result").classList.add("old");
    this.views.forEach((view) => view.render(isMoving));
    this.renderPanel();
  },
  renderPanel() {
    const set = (id, value) => {
      if (document.activeElement !== element(id)) { // what is being typed is not ours
        element(id).value = value;
      }
    };
    set("plane", this.view);
    set("offset", shown(plane.offsetOf(this.state, this.view, this.volume.Centre)));
    set("rotation", shown(this.state.rotation));
    plane.NAMES.forEach((view) => set(`angle-${view}`, shown(plane.angleOf(this.state, view))));
    if (this.window !== null) {
      set("window-center", shown(this.window[0]));
      set("window-width", shown(this.window[1]));
    }
    this.views.forEach((view) => view.figure.classList.toggle("chosen", view.name === this.view));
    element("result-name").textContent = TEXTS.views[this.view];
    element("request").textContent = JSON.stringify(this.request());
  },
};

/* The pane that shows exactly what would be stored. */
const result = new Latest(async (request) => {
  const pane = element("result");
  const message = pane.querySelector(".message");
  try {
    const { bitmap, geometry } = await preview(page.resource, request, "image/png");
    const canvas = pane.querySelector("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    element("result-size").textContent = TEXTS.size(geometry);
    element("result-place").textContent =
      `IOP ${geometry.orientation.map(shown).join(", ")}; IPP ${geometry.position.map(shown).join(", ")}`;
    pane.dataset.orientation = geometry.orientation.join(",");
    pane.dataset.position = geometry.position.join(",");
    pane.dataset.request = JSON.stringify(request);
    pane.classList.remove("old");
    message.textContent = "";
  } catch (error) {
    if (error.isBusy) {
      return "again";
    }
    message.textContent = error.message;
  }
  return "done";
});

/* ---- storing ---- */

function link(text, href) {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  anchor.href = href;
  return anchor;
}

function tell(sentence, links = [], isFault = false) {
  element("outcome").textContent = sentence;
  element("outcome").classList.toggle("fault", isFault);
  element("links").replaceChildren(...links.flatMap((one) => [one, " "]));
}

/* Runs one work on the archive; the buttons wait for it. */
async function working(work) {
  const buttons = [element("store"), element("stack")];
  buttons.forEach((button) => { button.disabled = true; });
  tell("");
  try {
    await work();
  } catch (error) {
    tell(TEXTS.nothingStored(error.message), [], true);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    element("cancel").hidden = true;
    element("progress").hidden = true;
  }
}

async function storeSlice() {
  const answer = await post(slicePath(page.resource), page.request());
  tell([answer.Status === "Success" ? TEXTS.stored : TEXTS.storedBefore, ...answer.Warnings].join(" "), [
    link(TEXTS.openInstance, address(`app/explorer.html#instance?uuid=${answer.ID}`)),
    link(TEXTS.download, address(`instances/${answer.ID}/file`)),
  ]);
}

async function storeStack() {
  const stack = { Count: element("count").valueAsNumber, Spacing: element("spacing").valueAsNumber };
  const { ID } = await post(slicePath(page.resource), { ...page.request(), Stack: stack, Asynchronous: true });
  let isCancelled = false;
  element("cancel").hidden = false;
  element("progress").hidden = false;
  element("cancel").onclick = () => {
    isCancelled = true;
    post(`jobs/${ID}/cancel`, {}).catch(() => {}); // it may be over already
  };
  try {
    const content = await finish(ID, (progress) => { element("progress").value = progress; });
    tell(TEXTS.storedStack(content.Instances?.length ?? 1),
      [link(TEXTS.openSeries, address(`app/explorer.html#series?uuid=${content.ParentSeries}`))]);
  } catch (error) {
    if (!isCancelled) {
      throw error;
    }
    tell(TEXTS.cancelled);
  }
}

async function copyRequest() {
  try {
    await navigator.clipboard.writeText(element("request").textContent);
    tell(TEXTS.copied);
  } catch {
    tell(TEXTS.notCopied);
    element("request").focus();
  }
}

function takeMatrix() {
  const numbers = plane.readMatrix(element("matrix").value);
  try {
    const taken = plane.withSliceToRas(page.state, numbers);
    page.view = taken.view;
    page.change(taken.state, false);
    element("matrix-fault").textContent = "";
  } catch {
    element("matrix-fault").textContent = TEXTS.noMatrix;
  }
}

/* ---- the panel ---- */

/* A number that is typed changes the state when it is one. */
function onNumber(id, change) {
  element(id).addEventListener("change", () => {
    const value = element(id).valueAsNumber;
    if (Number.isFinite(value)) {
      change(value);
    }
    page.renderPanel();
  });
}

function listen() {
  const on = (id, work) => element(id).addEventListener("click", work);
  onNumber("offset", (value) => page.change(plane.withOffset(page.state, page.view, page.volume.Centre, value), false));
  onNumber("rotation", (value) => page.change({ ...page.state, rotation: value }, false));
  for (const view of plane.NAMES) {
    onNumber(`angle-${view}`, (value) => page.change(plane.withAngle(page.state, view, value), false));
  }
  onNumber("window-center", (value) => page.setWindow([value, page.window[1]]));
  onNumber("window-width", (value) => page.setWindow([page.window[0], value]));
  element("plane").addEventListener("change", () => page.choose(element("plane").value));
  element("window-preset").addEventListener("change", () => useWindow(element("window-preset").selectedIndex));
  for (const id of ["interpolation", "thickness", "projection"]) {
    element(id).addEventListener("change", () => page.settle());
  }
  element("which").addEventListener("change", () => start(Number(element("which").value)));
  on("patient", () => page.change({ ...page.state, normals: plane.REST, rotation: 0 }, false));
  on("native", () => page.change(plane.alongVolume(page.state, page.volume), false));
  on("undo", () => page.undo());
  on("reset", () => page.change(plane.stateOf(page.volume), false));
  on("nearer", () => page.zoom(1 / 1.25));
  on("farther", () => page.zoom(1.25));
  on("store", () => working(storeSlice));
  on("stack", () => working(storeStack));
  on("copy", copyRequest);
  on("apply", takeMatrix);
  document.addEventListener("keydown", pressKey);
}

function useWindow(index) {
  const chosen = page.windows()[index];
  if (chosen) {
    page.setWindow(chosen.slice(1));
  }
}

function pressKey(event) {
  if (event.target.matches("input, select, textarea")) {
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "z") {
    page.undo();
  } else if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  } else if (/^[0-9]$/.test(event.key)) {
    useWindow(Number(event.key));
  } else if (event.key === "+" || event.key === "-") {
    page.zoom(event.key === "+" ? 1 / 1.25 : 1.25);
  } else {
    return;
  }
  event.preventDefault();
}

/* ---- the start ---- */

function fillList(list, sentences) {
  list.replaceChildren(...sentences.map((sentence) => {
    const item = document.createElement("li");
    item.append(sentence);
    return item;
  }));
}

/* Shows one of the volumes; a link may say how. */
function start(index, query = new URLSearchParams()) {
  page.volume = page.volumes[index];
  page.history = [];
  const { WindowCenter, WindowWidth } = page.volume;
  page.ownWindow = WindowWidth > 0 ? [WindowCenter, WindowWidth] : null;
  page.window = page.ownWindow;
  Object.assign(page, plane.readLink(query, plane.stateOf(page.volume)));
  if (query.get("plane")?.toLowerCase() === "native") {
    page.state = plane.alongVolume(page.state, page.volume);
  }
  element("desk").hidden = false;
  if (page.views.length === 0) {
    page.views = [...document.querySelectorAll(".view")].map((figure) => new View(figure, figure.dataset.view, page));
  }
  element("window-preset").replaceChildren(...page.windows().map(([name], key) => new Option(`${key} ${name}`)));
  page.settle();
}

async function showSubject() {
  const { level, id } = page.resource;
  const [patient, study] = await Promise.all(["patient", "study"].map((of) => ask(`${level}/${encodeURIComponent(id)}/${of}`)));
  element("subject").textContent = [patient.MainDicomTags.PatientName, patient.MainDicomTags.PatientID,
    study.MainDicomTags.StudyDate, study.MainDicomTags.StudyDescription].filter(Boolean).join(" · ");
}

async function open(query) {
  const report = await ask(`${slicePath(page.resource)}/geometry`);
  const aside = (report.SetAside ?? []).map(({ Image, Reason }) => TEXTS.setAside(Image, Reason));
  fillList(element("warnings"), [...(report.Warnings ?? []), ...aside]);
  element("verdict").textContent = report.Sliceable ? "" : report.Reason;
  element("verdict").classList.toggle("fault", !report.Sliceable);
  if (!report.Sliceable) {
    return;
  }
  page.volumes = report.Volumes;
  const options = report.Volumes.flatMap((volume, index) =>
    (volume.Sliceable ? [new Option(TEXTS.volume(index, volume.Difference), index)] : []));
  element("which").replaceChildren(...options);
  element("which").hidden = report.Volumes.length < 2;
  element("which").labels[0].hidden = element("which").hidden;
  listen();
  start(Number(options[0].value), query);
}

async function listSeries(study) {
  const list = await ask(`studies/${encodeURIComponent(study)}/series`);
  fillList(element("list"), list.map(({ ID, MainDicomTags, Instances }) => {
    const { Modality, SeriesNumber, SeriesDescription } = MainDicomTags;
    const name = [SeriesNumber, Modality, SeriesDescription].filter(Boolean).join(" · ");
    return link(`${name} (${Instances.length})`, `?${new URLSearchParams({ series: ID })}`);
  }));
}

async function begin() {
  const query = new URLSearchParams(window.location.search);
  const level = ["instance", "series"].find((key) => query.get(key));
  if (level) {
    page.resource = { level: level === "instance" ? "instances" : "series", id: query.get(level) };
    await Promise.all([showSubject(), open(query)]);
    return;
  }
  element("verdict").textContent = "";
  element("no-resource").hidden = false;
  element("choose").addEventListener("submit", (event) => {
    event.preventDefault(); // the policy of the page lets no form go anywhere by itself
    window.location.search = new URLSearchParams({ series: element("series").value.trim() }).toString();
  });
  if (query.get("study")) {
    await listSeries(query.get("study"));
  }
}

begin().catch((error) => {
  element("verdict").textContent = error.message;
  element("verdict").classList.add("fault");
});
