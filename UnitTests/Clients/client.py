# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that uses the classes which quicktype makes of Resources/OpenApi.yaml (api.py beside it).
client.py <Orthanc> <series> prints the stored slice, and what a wrong request is answered."""
import json
import sys
import urllib.error
import urllib.request

import api


def ask(url, body=None):
    content = None if body is None else json.dumps(body.to_dict()).encode()
    request = urllib.request.Request(url, content, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def refusal(url, body):
    try:
        ask(url, body)
    except urllib.error.HTTPError as error:
        return api.Error.from_dict(json.load(error))
    raise AssertionError("the request is not refused")


address = f"{sys.argv[1]}/series/{sys.argv[2]}/mpr-slice"
report = api.Report.from_dict(ask(f"{address}/geometry"))
made = api.Slice.from_dict(ask(address, api.Request(slab=api.RequestSlab(thickness=6), interpolation=api.Interpolation.CUBIC)))
refused = refusal(address, api.Request(rows=0))
print(json.dumps({"Slices": report.volumes[0].slices, "ID": made.id, "Apart": made.spacing_between_slices,
                  "Status": refused.http_status, "Details": refused.details}))  # fmt: skip
