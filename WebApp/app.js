/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's behaviour: reads ?series= or ?instance=, shows the geometry report, sends the request that the form says,
 * shows what was stored or the server's sentence why not. Text from DICOM and from the server is only ever set as
 * textContent. */

const element = (id) => document.getElementById(id);

/* Relative, so that a reverse proxy may put a prefix in front: this page is /mpr-slice/app/index.html. */
const root = new URL("../../", document.baseURI);
const address = (path) => new URL(path, root).href;

const slicePath = (resource) => `${resource.level}/${encodeURIComponent(resource.id)}/mpr-slice`;

/* { level: "series" | "instances", id } of the page's address, or null. */
function namedResource() {
  const query = new URLSearchParams(window.location.search);
  for (const [key, level] of [["instance", "instances"], ["series", "series"]]) {
    if (query.get(key)) {
      return { level, id: query.get(key) };
    }
  }
  return null;
}

/* The JSON answer; an Error with the server's sentence when it refuses. */
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(address(path), options);
  } catch {
    throw new Error("The server does not answer.");
  }
  let body = null;
  try {
    body = await answer.json();
  } catch {
    body = null; // Orthanc answers some failures without a body
  }
  if (!answer.ok || body === null) {
    throw new Error(body?.Details || body?.Message || `The server answered ${answer.status} ${answer.statusText}.`);
  }
  return body;
}

/* Numbers as a person reads them: four decimals at most, no zeros behind them. */
function shown(value) {
  if (Array.isArray(value)) {
    return value.map(shown).join(", ");
  }
  return typeof value === "number" ? String(Number(value.toFixed(4))) : String(value);
}

function fillFacts(list, facts) {
  list.replaceChildren();
  for (const [name, value] of facts) {
    const term = document.createElement("dt");
    const detail = document.createElement("dd");
    term.textContent = name;
    detail.textContent = value;
    list.append(term, detail);
  }
}

function fillWarnings(list, warnings) {
  list.replaceChildren(...(warnings ?? []).map((warning) => {
    const item = document.createElement("li");
    item.textContent = warning;
    return item;
  }));
}

function volumeFacts(volume) {
  const steps = volume.Steps;
  return [
    ["Modality", volume.Modality],
    ["Columns × rows × slices", `${volume.Columns} × ${volume.Rows} × ${volume.Slices}`],
    ["Pixel spacing (down, across)", `${shown(volume.PixelSpacing)} mm`],
    ["Steps between slices", `${shown(steps.Minimum)} to ${shown(steps.Maximum)} mm, median ${shown(steps.Median)} mm`],
    ["Slice thickness", `${shown(volume.SliceThickness)} mm`],
    ["Tilt", `${shown(volume.Tilt)}°`],
    ["Orientation (across; down)", shown(volume.ImageOrientationPatient)],
    ["First position", `${shown(volume.FirstPosition)} mm`],
    ["Last position", `${shown(volume.LastPosition)} mm`],
    ["Centre", `${shown(volume.Centre)} mm`],
  ];
}

/* A heading and the facts of one volume, or the reason why it is none. */
function volumeNodes(volume, index, isOnly) {
  const title = document.createElement("h3");
  title.textContent = `Volume ${index}${volume.Difference ? ` (${volume.Difference})` : ""}`;
  const body = document.createElement(volume.Sliceable ? "dl" : "p");
  if (volume.Sliceable) {
    fillFacts(body, volumeFacts(volume));
  } else {
    body.textContent = volume.Reason;
    body.classList.add("fault");
  }
  return isOnly ? [body] : [title, body];
}

/* With more than one volume, one is to be chosen. An instance chooses its own, so that comes first. */
function offerVolumes(resource, volumes) {
  const choice = element("which");
  const own = resource.level === "instances" ? [new Option("the one of this instance", "")] : [];
  const options = volumes.flatMap((volume, index) =>
    (volume.Sliceable ? [new Option(`${index}${volume.Difference ? ` (${volume.Difference})` : ""}`, index)] : []));
  choice.replaceChildren(...own, ...options);
  choice.hidden = volumes.length < 2;
  choice.labels[0].hidden = choice.hidden;
}

async function showVolumes(resource) {
  const verdict = element("verdict");
  element("volume").hidden = false;
  try {
    const report = await ask(`${slicePath(resource)}/geometry`);
    const isOnly = report.Volumes.length === 1;
    verdict.textContent = !report.Sliceable ? report.Reason
      : isOnly ? "One volume." : `${report.Volumes.length} volumes.`;
    verdict.classList.toggle("fault", !report.Sliceable);
    element("volumes").replaceChildren(
      ...(report.Sliceable ? report.Volumes.flatMap((volume, index) => volumeNodes(volume, index, isOnly)) : []));
    const aside = (report.SetAside ?? []).map(({ Image, Reason }) => `${Image} is set aside: ${Reason}`);
    fillWarnings(element("volume-warnings"), [...(report.Warnings ?? []), ...aside]);
    offerVolumes(resource, report.Volumes);
    element("plane").hidden = !report.Sliceable;
  } catch (error) {
    verdict.textContent = error.message;
    verdict.classList.add("fault");
  }
}

/* The request that the form says, without what is default anyway. */
function requestOfForm() {
  const request = { Plane: element("preset").value };
  const defaults = { Axes: "Patient", Interpolation: "Linear" };
  for (const [key, byDefault] of Object.entries(defaults)) {
    const value = element(key.toLowerCase()).value;
    if (value !== byDefault) {
      request[key] = value;
    }
  }
  if (!element("which").hidden && element("which").value !== "") {
    request.Volume = Number(element("which").value);
  }
  for (const key of ["Offset", "Rotation"]) {
    const value = element(key.toLowerCase()).valueAsNumber;
    if (Number.isFinite(value) && value !== 0) {
      request[key] = value;
    }
  }
  return request;
}

function showCurl(resource) {
  element("curl").textContent =
    `curl -H 'Content-Type: application/json' -d '${JSON.stringify(requestOfForm())}' ${address(slicePath(resource))}`;
}

function link(text, href) {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  anchor.href = href;
  return anchor;
}

function resultFacts(answer) {
  const geometry = answer.Geometry;
  return [
    ["Columns × rows", `${geometry.Columns} × ${geometry.Rows}`],
    ["Pixel spacing (down, across)", `${shown(geometry.PixelSpacing)} mm`],
    ["Slice thickness", `${shown(geometry.SliceThickness)} mm`],
    ["Position", `${shown(geometry.ImagePositionPatient)} mm`],
    ["Orientation (across; down)", `${shown(geometry.ImageOrientationPatient)} (${geometry.PatientOrientation.join("; ")})`],
    ["Layout", `${geometry.Layout.Convention}, ${geometry.Layout.QuarterTurns} quarter turns` +
      (geometry.Layout.FromOppositeSide ? ", seen from the opposite side" : "")],
    ["Interpolated", geometry.Interpolated ? "yes" : "no: these are the stored values"],
    ["Slices that contributed", `${answer.Sources.Contributing} of ${answer.Sources.Listed}`],
  ];
}

function showResult(title, sentence, isFault) {
  element("result").hidden = false;
  element("result").classList.toggle("fault", isFault);
  element("result-title").textContent = title;
  element("sentence").textContent = sentence;
  element("links").replaceChildren();
  element("picture").hidden = true;
  fillFacts(element("result-facts"), []);
  fillWarnings(element("result-warnings"), []);
}

function showStored(answer) {
  const isNew = answer.Status === "Success";
  showResult("Stored", isNew ? "" : "The same slice was stored before; it is still there, once.", false);
  element("links").append(
    link("Open the instance in Orthanc Explorer", address(`app/explorer.html#instance?uuid=${answer.ID}`)), " · ",
    link("Download the DICOM file", address(`instances/${answer.ID}/file`)));
  element("picture").src = address(`instances/${answer.ID}/rendered`);
  element("picture").hidden = false;
  fillFacts(element("result-facts"), resultFacts(answer));
  fillWarnings(element("result-warnings"), answer.Warnings);
}

async function store(resource) {
  element("store").disabled = true;
  try {
    showStored(await ask(slicePath(resource), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(requestOfForm()),
    }));
  } catch (error) {
    showResult("Nothing was stored", error.message, true);
  } finally {
    element("store").disabled = false;
  }
}

const resource = namedResource();
if (resource === null) {
  element("no-resource").hidden = false;
  element("choose").addEventListener("submit", (event) => {
    event.preventDefault(); // the policy of the page lets no form go anywhere by itself
    window.location.search = new URLSearchParams({ series: element("series").value.trim() }).toString();
  });
} else {
  element("request").addEventListener("input", () => showCurl(resource));
  element("request").addEventListener("submit", (event) => {
    event.preventDefault();
    store(resource);
  });
  showCurl(resource);
  showVolumes(resource).then(() => showCurl(resource));
}
