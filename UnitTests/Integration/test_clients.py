# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources/OpenApi.yaml in the tools of those who use it: linters find nothing, and generators make clients of it in TypeScript
and Python that work, in which what is optional is optional."""
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys

import openapi
import settings
from case import SliceTest
from phantom import Phantom

sys.path.append(str(settings.ROOT / "UnitTests" / "Browser"))
import npm  # noqa: E402

DOCUMENT = settings.ROOT / "Resources" / "OpenApi.yaml"
CLIENTS = settings.ROOT / "UnitTests" / "Clients"
# The newest that run on the node of Debian 12.
LINTERS = ["@redocly/cli@1.34.5", "@stoplight/spectral-cli@6.15.0"]
GENERATORS = ["openapi-typescript@7.13.0", "typescript@5.9.3", "quicktype@23.2.6"]


def objects():
    """The schemas that are objects, by name."""
    schemas = openapi.document()["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if "properties" in schema}


def optional_keys():
    """Every key of a schema, and whether it is optional."""
    for name, schema in objects().items():
        for key in schema["properties"]:
            yield name, key, key not in schema.get("required", [])


class ClientsTest(SliceTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tools = settings.program("MPR_PLUGIN").parent / "npm"
        npm.install(cls.tools, [*LINTERS, *GENERATORS])

    def run_tool(self, name, *arguments, folder=None):
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
        done = subprocess.run([self.tools / "node_modules" / ".bin" / name, *map(str, arguments)], cwd=folder or settings.scratch(),
                              capture_output=True, text=True, timeout=600, env={**os.environ, **quiet})  # fmt: skip
        self.assertEqual(done.returncode, 0, f"{name}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout + done.stderr

    def run_client(self, *command):
        source = self.store(Phantom.make("--slices", "12").files)
        done = subprocess.run([*map(str, command), f"http://127.0.0.1:{self.orthanc.port}", source.series],
                              capture_output=True, text=True, timeout=600)  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        printed = json.loads(done.stdout)
        self.assertIn(printed["ID"], self.orthanc.instances())
        return printed

    def test_redocly_finds_nothing(self):
        self.assertNotRegex(self.run_tool("redocly", "lint", DOCUMENT), r"(?i)warning  |\d+ warnings?|\d+ errors?")

    def test_spectral_finds_nothing(self):
        rules = settings.scratch() / "spectral.yaml"
        # All rules, but that on an address: there is none yet.
        rules.write_text('extends: [["spectral:oas", all]]\nrules: { contact-properties: off }\n')
        self.run_tool("spectral", "lint", "--fail-severity", "hint", "--ruleset", rules, DOCUMENT)

    def test_typescript_client(self):
        folder = settings.scratch() / "typescript"
        shutil.copytree(CLIENTS, folder)
        (folder / "package.json").write_text('{ "type": "module" }')
        self.run_tool("openapi-typescript", DOCUMENT, "-o", folder / "api.d.ts")
        checks = ['import type { components } from "./api.js";', 'type Schemas = components["schemas"];',
                  "type Optional<S, K extends keyof S> = {} extends Pick<S, K> ? true : false;"]  # fmt: skip
        checks += [f'export const {name}_{key}: Optional<Schemas["{name}"], "{key}"> = {json.dumps(is_optional)};'
                   for name, key, is_optional in optional_keys()]  # fmt: skip
        self.assertGreater(len(checks), 100)
        (folder / "optional.ts").write_text("\n".join(checks))
        self.run_tool("tsc", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom",
                      "client.ts", "optional.ts", folder=folder)  # fmt: skip
        printed = self.run_client("node", folder / "client.js")
        self.assertEqual((printed["Apart"], printed["State"]), (0, "Success"))
        self.assertRegex(printed["Window"], r"^[-\d.]+\\[\d.]+$")
        self.assertRegex(printed["Refused"], "^400: Rows ")

    def test_python_client(self):
        folder = settings.scratch() / "python"
        shutil.copytree(CLIENTS, folder)
        (folder / "api.json").write_text(json.dumps(openapi.document()))
        self.run_tool("quicktype", "--src-lang", "schema", "--lang", "python", "--python-version", "3.7",
                      "--out", "api.py", "api.json#/components/schemas/", folder=folder)  # fmt: skip
        spec = importlib.util.spec_from_file_location("api", folder / "api.py")
        spec.loader.exec_module(module := importlib.util.module_from_spec(spec))
        for name, schema in objects().items():
            fields = list(getattr(module, name).__dataclass_fields__.values())
            mandatory = {field.name.replace("_", "").lower() for field in fields if field.default is not None}
            self.assertEqual(len(fields), len(schema["properties"]), name)
            self.assertEqual(mandatory, {key.lower() for key in schema.get("required", [])}, name)
        printed = self.run_client("/usr/bin/python3", folder / "client.py")
        self.assertEqual((printed["Slices"], printed["Apart"], printed["Status"]), (12, None, 400))
        self.assertIn("Rows", printed["Details"])


def default_of(schema):
    """The value that the description of a key ends with; None when there is none."""
    schema = openapi.resolved(schema)
    found = re.search(r"Default (\S+)\.$", schema.get("description", ""))
    return found and (found[1] if "enum" in schema else json.loads(found[1]))


def bodies_without_and_with():
    """Pairs of bodies: one without a key that has a default, one with it."""
    plain = {"Plane": "Sagittal"}
    for key, schema in openapi.document()["components"]["schemas"]["Request"]["properties"].items():
        if default_of(schema) is not None:
            yield plain, {**plain, key: default_of(schema)}
        for member, inner in schema.get("properties", {}).items():
            if default_of(inner) is not None:
                least = {name: schema["example"][name] for name in schema["required"]}
                yield {**plain, key: least}, {**plain, key: {**least, member: default_of(inner)}}


class DefaultsTest(SliceTest):
    def setUp(self):
        self.source = self.store(Phantom.make("--slices", "12").files)
        self.route = f"/series/{self.source.series}/mpr-slice"

    def made(self, body):
        """The images that a body gives, and whether they are new."""
        answer = self.orthanc.post(self.route, body)
        self.assertEqual(answer.status, 200, answer.content)
        images = answer.body.get("Instances", [answer.body])
        return [one["ID"] for one in images], {one["Status"] for one in images}

    def test_defaults_are_those_of_the_plugin(self):
        pairs = list(bodies_without_and_with())
        self.assertGreater(len(pairs), 12)
        for without, with_it in pairs:
            with self.subTest(with_it):
                first, _ = self.made(without)
                self.assertEqual(self.made(with_it), (first, {"AlreadyStored"}))

    def test_default_quality_is_that_of_the_plugin(self):
        quality = default_of(openapi.document()["components"]["schemas"]["Quality"])
        pictures = [self.orthanc.post(f"{self.route}/preview", body).content for body in ({}, {"Quality": quality}, {"Quality": 30})]
        self.assertEqual(pictures[0], pictures[1])
        self.assertNotEqual(pictures[0], pictures[2])
