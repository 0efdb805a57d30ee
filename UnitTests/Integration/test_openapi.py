# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources/OpenApi.yaml says what the plugin accepts: whatever the schema of a request allows the plugin takes, and
whatever it does not allow is refused. (Every answer of every test is held against it in orthanc.py.)"""
import copy
import json
import pathlib
import re
import time

import jsonschema

import openapi
import settings
from case import SliceTest
from phantom import Phantom

OFFICIAL = pathlib.Path("/usr/share/openapi-specification/schemas/v3.0/schema.json")
SAMPLES = settings.ROOT / "Resources" / "Samples"

# Refusals that a schema cannot express; the document has each in words.
BEYOND_A_SCHEMA = [
    "has length .*; a direction is needed", "Across must lie in the plane", "orthonormal|right angle|unit length|length 1",
    "the last row is", "lie on one line", "Stack.To is .* it must be from", "FieldOfView (across|down) is",
    "Volume is .*; the series has",
]  # fmt: skip


def numbers_in(part):
    """The limits of a schema and of all that it consists of."""
    if isinstance(part, dict):
        part = openapi.resolved(part)
        for key, value in part.items():
            if key in ("minimum", "maximum"):
                yield value
            yield from numbers_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from numbers_in(value)


def names_in(part):
    """Every key of a body or an answer, every word that it may have, every header, status and parameter of a query."""
    if isinstance(part, dict):
        for key in ("properties", "headers", "responses"):
            if key in part and part is not openapi.document()["components"]:
                yield from part[key]
        yield from (word for word in part.get("enum", []) if isinstance(word, str))
        if part.get("in") == "query":
            yield part["name"]
        for value in part.values():
            yield from names_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from names_in(value)


def aliens(schema):
    """Values to put anywhere: each kind of JSON value, and numbers at and beyond every limit of the schema."""
    limits = sorted(set(numbers_in(schema)))
    near = [value for limit in limits for value in (limit, limit * 1.001, limit * 0.999)]
    whole = [value for limit in limits if isinstance(limit, int) for value in (limit - 1, limit + 1)]
    return [None, True, False, "", "All", "Axial", "x" * 64, "x" * 65, "a\\b", "\u00e9", {}, [], [1], [1, 2], [1, 2, 3],
            0, 1, 1.5, -1.5, 1e300, *near, *whole]  # fmt: skip


def mutants(value, alien):
    """The value with one place of it changed."""
    yield from alien
    if isinstance(value, dict):
        yield {**value, "Other": 1}
        for key in value:
            yield {other: value[other] for other in value if other != key}
            for changed in mutants(value[key], alien):
                yield {**value, key: changed}
    elif isinstance(value, list):
        yield value[:-1]
        yield [*value, 1]
        for place in range(len(value)):
            for changed in mutants(value[place], alien):
                yield [*value[:place], changed, *value[place + 1 :]]


def examples(schema):
    """Values that the schema allows: its words, its example, and those of its alternatives."""
    schema = openapi.resolved(schema)
    yield from schema.get("enum", [])
    yield from (schema[key] for key in ("example", "default") if key in schema)
    for alternative in schema.get("oneOf", []):
        yield from examples(alternative)


class OpenApiTest(SliceTest):
    def setUp(self):
        # Nothing can be made of one image, so that what is accepted costs no work and stores nothing.
        self.single = self.store(Phantom.make("--slices", "1").files)
        self.source = self.store(Phantom.make("--slices", "12", "--study", "small").files)

    def test_document_is_openapi(self):
        jsonschema.Draft4Validator(json.loads(OFFICIAL.read_text())).validate(openapi.document())
        version = re.search(r"project\(OrthancMprSlice VERSION ([0-9.]+)", (settings.ROOT / "CMakeLists.txt").read_text())
        self.assertEqual(openapi.document()["info"]["version"], version[1])

    def test_rest_md_has_every_word_of_the_document(self):
        text = (settings.ROOT / "Resources" / "Documentation" / "Rest.md").read_text()
        missing = {name for name in names_in(openapi.document()) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}
        self.assertEqual(missing, set())
        for template in openapi.document()["paths"]:
            self.assertIn(template.replace("{level}", "series"), text)

    def test_rest_md_has_no_other_status_or_header(self):
        text = (settings.ROOT / "Resources" / "Documentation" / "Rest.md").read_text()
        known = set(names_in(openapi.document()))
        named = set(re.findall(r"^\| (\d{3}) \|", text, re.MULTILINE)) | set(re.findall(r"`(X-Mpr-[\w-]+)`", text))
        self.assertGreater(len(named), 20)
        self.assertEqual(named - known, set())

    def bodies(self, name):
        """Every key with everything that it may be and may not be; keys of a request are those of a request."""
        schemas = openapi.document()["components"]["schemas"]
        for key, schema in schemas[name]["properties"].items():
            if name != "Request" and schema == schemas["Request"]["properties"].get(key):
                continue
            alien = aliens(schema)
            for example in examples(schema):
                yield {key: example}
                for changed in mutants(example, alien):
                    yield {key: changed}
        yield from ([], 3, None, "text", {"Other": 1}, {"stack": 1}, {"Plane": "Axial", "Other": 1})

    def agree(self, name, route, more=()):
        """Asks for every body once; how many were allowed and how many refused."""
        schema = openapi.schema_of(name)
        counts, used, seen = {True: 0, False: 0}, set(), set()
        for body in [*self.bodies(name), *more]:
            text = json.dumps(body)
            if text in seen:
                continue
            seen.add(text)
            answer = self.orthanc.post(route, text.encode())
            is_allowed = schema.is_valid(body)
            if is_allowed and answer.status == 400:
                reason = next((one for one in BEYOND_A_SCHEMA if re.search(one, answer.details)), None)
                self.assertIsNotNone(reason, f"the schema allows {text[:300]}, the plugin does not: {answer.details}")
                used.add(reason)
            else:
                self.assertEqual(is_allowed, answer.status != 400,
                                 f"the schema does not allow {text[:300]}, the plugin answers {answer.status}")
            counts[is_allowed] += 1
        print(f"     {name}: {counts[True]} bodies allowed, {counts[False]} refused, by schema and plugin alike")
        self.assertGreater(min(counts.values()), 20)
        return used

    def test_bodies_that_are_allowed_are_taken_and_others_refused(self):
        self.assertEqual(self.agree_on_requests() | self.agree_on_previews() | self.agree_on_regions(), set(BEYOND_A_SCHEMA))

    def agree_on_requests(self):
        stack, turn, size = {"Count": 2, "Spacing": 1}, {"Count": 2}, {"FieldOfView": 10, "PixelSpacing": 1}
        ranged = {"From": 1, "To": 5, "Spacing": 1}
        more = [
            {"Stack": stack, "Turn": turn}, {**size, "Rows": 11}, {**size, "Rows": 10}, {"Stack": {**ranged, "To": 0}},
            {"Stack": ranged}, {"Stack": {**ranged, "Count": 1}}, *({"Stack": one} for one in mutants(ranged, [None, -1, 1e6, "1"])),
            {"Asynchronous": False, "Synchronous": True}, {"Asynchronous": True, "Synchronous": True},
        ]  # fmt: skip
        before = self.orthanc.instances()
        used = self.agree("Request", f"/series/{self.single.series}/mpr-slice", more)
        self.assertEqual(self.orthanc.instances(), before)
        return used

    def agree_on_previews(self):
        keys = openapi.document()["components"]["schemas"]["Preview"]["properties"]
        more = [{key: example} for key, schema in keys.items() for example in examples(schema)]
        more += [{"Stack": {"Count": 2, "Spacing": 1}}, {"Turn": {"Count": 2}}]
        return self.agree("Preview", f"/series/{self.source.series}/mpr-slice/preview", more)

    def agree_on_regions(self):
        region = {"Region": {"Polygon": [[0, 0, 0], [9, 0, 0], [0, 9, 0]]}}
        schema = openapi.document()["components"]["schemas"]["Region"]
        more = [{"Region": changed} for example in examples(schema) for changed in (example, *mutants(example, aliens(schema)))]
        more += [{**region, "Quality": 5}, {**region, "WindowCenter": 5}, {**region, "Stack": {"Count": 2, "Spacing": 1}}, {**region, "Offset": "1"}]
        more += [{"Region": {"Polygon": [[index, index**2, 0] for index in range(count)]}} for count in (2, 3, 100, 101)]
        return self.agree("Measure", f"/series/{self.single.series}/mpr-slice/statistics", more)

    def test_content_of_a_job(self):
        for series, state in ((self.source.series, "Success"), (self.single.series, "Failure")):
            with self.subTest(state):
                job = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Axial", "Asynchronous": True}).body
                while (seen := self.orthanc.get(job["Path"]).body)["State"] not in ("Success", "Failure"):
                    time.sleep(0.02)
                self.assertEqual(seen["State"], state)
                openapi.schema_of("JobContent").validate(seen["Content"])
                answer = copy.deepcopy(seen["Content"])
                del answer["Job"]
                openapi.schema_of("Slice" if state == "Success" else "Failure").validate(answer)

    def test_samples_are_requests_that_work(self):
        samples = sorted(SAMPLES.glob("*.json"))
        self.assertGreater(len(samples), 5)
        for path in samples:
            with self.subTest(path.name):
                body = json.loads(path.read_text().replace("INSTANCE", self.source.instances[1]))
                openapi.schema_of("Request").validate(body)
                answer = self.orthanc.post(f"/series/{self.source.series}/mpr-slice", body)
                self.assertEqual(answer.status, 200, answer.content)
