# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources/OpenApi.yaml, and whether an answer is what it says. Schemas of OpenAPI 3.0 are those of JSON Schema 4."""
import functools
import json
import re

import jsonschema
import yaml

import settings


@functools.cache
def document():
    return yaml.safe_load((settings.ROOT / "Resources" / "OpenApi.yaml").read_text())


def resolved(part):
    """The part itself, or what its $ref means."""
    while "$ref" in part:
        names = part["$ref"].split("/")[1:]
        part = functools.reduce(lambda inner, name: inner[name], names, document())
    return part


# 1.0 is a whole number to the plugin, as it is to newer drafts.
_Validator = jsonschema.validators.extend(
    jsonschema.Draft4Validator, type_checker=jsonschema.Draft6Validator.TYPE_CHECKER
)


@functools.cache
def _validator(text):
    return _Validator(json.loads(text), resolver=jsonschema.RefResolver("", document()))


def validator(schema):
    return _validator(json.dumps(schema))


def schema_of(name):
    return validator({"$ref": f"#/components/schemas/{name}"})


def _operations(path):
    """What the document says of a path, by method; None of one that it does not know."""
    for template, operations in document()["paths"].items():
        pattern = re.escape(template).replace(r"\{level\}", "(series|instances)")
        if re.fullmatch(re.sub(r"\\{[a-z]+\\}", "[^/]+", pattern), path.split("?")[0]):
            return {method.upper(): operation for method, operation in operations.items() if method != "parameters"}
    return None


def findings(method, path, answer):
    """What is wrong with an answer of the plugin, in sentences; nothing when the document allows it."""
    operations = _operations(path)
    if operations is None:
        return [] if answer.status == 404 else [f"{path} answers {answer.status} and is not in the document"]
    where = f"{method} {path[:100]} answers {answer.status}"
    responses = operations.get(method, next(iter(operations.values())))["responses"]
    if method not in operations and answer.status != 405:
        return [f"{where}; the document does not know the method"]
    if str(answer.status) not in responses:
        return [f"{where}; the document does not know the status: {answer.content[:300]!r}"]
    response = resolved(responses[str(answer.status)])
    return [f"{where}: {finding}" for finding in _response_findings(response, answer)]


# Headers of every answer of a web server, and what Orthanc's own compression adds.
_USUAL_HEADERS = {"connection", "content-encoding", "content-length", "content-type", "date", "keep-alive", "server", "set-cookie"}


def _response_findings(response, answer):
    headers = {name.lower() for name in answer.headers} - _USUAL_HEADERS
    unknown = headers - {name.lower() for name in response.get("headers", {})}
    if unknown:
        yield f"the document does not know the headers {sorted(unknown)}"
    # Failures are JSON, also where Orthanc answers by itself: 1.10.1 says no type then, and 1.12.7 text/plain.
    media = answer.headers.get("Content-Type", "") if answer.status < 400 else "application/json"
    contents = response.get("content", {})
    if not contents:
        return
    if media not in contents:
        yield f"the document does not know the media type {media!r}"
    elif media == "application/json":
        for error in validator(contents[media]["schema"]).iter_errors(answer.body):
            yield f"{list(error.absolute_path)}: {_reason(error)}"


def _reason(error):
    """Of alternatives that all fail, the reason of the one that comes nearest."""
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return error.message[:400]
