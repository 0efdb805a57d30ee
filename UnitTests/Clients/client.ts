// SPDX-License-Identifier: GPL-3.0-or-later
// A program that uses the types which openapi-typescript makes of Resources/OpenApi.yaml.
// node client.js <Orthanc> <series> prints the stored slice, the window of its preview, and the state of a job.
import type { components, operations } from "./api.js";

declare const process: { argv: string[] };

type Request = components["schemas"]["Request"];
type Answer<Operation extends keyof operations> = operations[Operation]["responses"] extends {
  200: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

const [orthanc, series] = process.argv.slice(2) as [string, string];
const address = `${orthanc}/series/${series}/mpr-slice`;

async function ask<Operation extends keyof operations>(url: string, body?: Request): Promise<Answer<Operation>> {
  const answer = await fetch(url, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) {
    const failure = (await answer.json()) as components["schemas"]["Error"];
    throw new Error(`${failure.HttpStatus}: ${failure.Details ?? failure.Message}`);
  }
  return (await answer.json()) as Answer<Operation>;
}

const report = await ask<"geometry">(`${address}/geometry`);
if (!report.Sliceable) throw new Error(report.Reason);

const plane: Request = { Plane: { Normal: [1, 0.25, 0.1] } };
const slice = await ask<"slice">(address, plane);
if (!("Geometry" in slice)) throw new Error("one image was asked for");
const apart: number = slice.SpacingBetweenSlices ?? 0;

const preview = await fetch(`${address}/preview?body=${encodeURIComponent(JSON.stringify(plane))}&quality=50`);
type PreviewHeaders = operations["previewLink"]["responses"][200]["headers"];
const name: keyof PreviewHeaders = "X-Mpr-Window";

const job = await ask<"slice">(address, { ...plane, Asynchronous: true });
if (!("Path" in job)) throw new Error("a job was asked for");
let seen = await ask<"job">(`${orthanc}${job.Path}`);
while (seen.State === "Pending" || seen.State === "Running") {
  await new Promise((later) => setTimeout(later, 20));
  seen = await ask<"job">(`${orthanc}${job.Path}`);
}

const refused = await ask<"slice">(address, { Rows: 0 }).catch((reason: Error) => reason.message);
console.log(JSON.stringify({ ID: slice.ID, Apart: apart, Window: preview.headers.get(name), State: seen.State, Refused: refused }));

// What the compiler has to refuse: an error that is expected and does not occur is an error.
// @ts-expect-error no such key
export const unknownKey: Request = { Plain: "Axial" };
// @ts-expect-error no such word
export const unknownWord: Request = { Plane: "Oblique" };
// @ts-expect-error a slab has a thickness
export const incomplete: Request = { Slab: { Projection: "Mean" } };
// @ts-expect-error it may be missing
export const unsure: number = slice.SpacingBetweenSlices;
