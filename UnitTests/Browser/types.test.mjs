// SPDX-License-Identifier: GPL-3.0-or-later
// The sources of the page: their types by TypeScript (tsconfig.json), and what eslint finds in them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import { known } from "./chromium.mjs";

const require = createRequire(`${known.output}/`);
const page = fileURLToPath(new URL("../../WebApp/", import.meta.url));
const sources = readdirSync(page).filter((name) => name.endsWith(".js"));

test("TypeScript finds nothing in the page, strictly", () => {
  const tsc = require.resolve("typescript/bin/tsc");
  const project = fileURLToPath(new URL("tsconfig.json", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  assert.equal(stdout, "");
  assert.equal(status, 0);
});

const BROWSER = ["window", "document", "navigator", "location", "fetch", "URL", "URLSearchParams", "sessionStorage", "Option", "Event",
  "AbortController", "ResizeObserver", "createImageBitmap", "setTimeout", "clearTimeout", "console", "Blob", "$"];

test("eslint finds nothing in the page", async () => {
  const { ESLint } = require("eslint");
  const js = createRequire(require.resolve("eslint"))("@eslint/js");
  const eslint = new ESLint({
    cwd: page,
    overrideConfigFile: true,
    overrideConfig: [js.configs.recommended, {
      languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: Object.fromEntries(BROWSER.map((name) => [name, "readonly"])) },
      linterOptions: { reportUnusedDisableDirectives: "error" },
      rules: {
        "eqeqeq": "error", "no-var": "error", "prefer-const": "error", "no-shadow": "error", "no-implicit-globals": "error",
        "no-unused-vars": ["error", { varsIgnorePattern: "^(ignored|none)$", ignoreRestSiblings: true }],
        "no-control-regex": "off", // names are cleaned of control characters
      },
    }, { files: ["explorer.js"], languageOptions: { sourceType: "script", ecmaVersion: 5 }, rules: { "no-var": "off" } }],
  });
  const results = await eslint.lintFiles(sources);
  assert.equal(results.length, sources.length);
  const found = results.flatMap(({ filePath, messages }) => messages.map(({ line, ruleId, message }) => `${filePath}:${line}: ${message} (${ruleId})`));
  assert.deepEqual(found, []);
});
