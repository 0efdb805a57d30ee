# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the page's tests: its geometry by node alone, and the page in a headless Chromium against a real Orthanc.

    /usr/bin/python3 run.py [--build FOLDER] [--output FOLDER] [--file NAME] [--jobs N] [WORD ...]

playwright-core and axe-core come from npm, into the build folder. Screenshots go to the output folder. The last line is
"N passed, N failed".
"""
import argparse
import base64
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Integration"))
sys.dont_write_bytecode = True
os.environ.setdefault("MPR_TEST_PROCESS", "9")  # beside the integration tests

import pydicom

from npm import install
from orthanc import Orthanc
from phantom import Phantom
from test_cases import make, read_case

serving = threading.Lock()  # the files of phantoms are shared

HOSTILE = "<img src=x onerror=alert(1)>"


def url(orthanc):
    return f"http://127.0.0.1:{orthanc.port}"


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


# Small series beside the plain one: a patient whose name is a script, an MR, a CT that is
# turned and tilted, a CT that lacks slices.
FEW = ("--slices", "20", "--step", "6")
SERIES = {
    "hostile": (*FEW, "--patient-name", HOSTILE, "--patient-id", "HOSTILE", "--study", "hostile"),
    "mr": (*FEW, "--modality", "MR", "--study", "mr"),
    "tilted": (*FEW, "--oblique", "-7,12,60", "--tilt", "18.5", "--study", "tilted"),
    "gap": (*FEW, "--gap", "9", "--gap-slices", "2", "--study", "gap"),
}


def secured_orthanc():
    """An Orthanc that asks for a name and a password, and how to get in."""
    name, password = "radiographer", "not a secret"
    orthanc = Orthanc(AuthenticationEnabled=True, RegisteredUsers={name: password}, headers=basic(name, password))
    series = orthanc.upload_series(Phantom.make(*FEW, "--study", "secured").files)[0]
    way_in = {"url": url(orthanc), "series": series, "username": name, "password": password}
    return orthanc, {**way_in, "log": str(orthanc.folder / "log")}


def doors():
    """Archives that only the tests of other sites use, for they count what is stored: with a password and without."""
    opened = Orthanc()
    series = opened.upload_series(Phantom.make(*FEW, "--study", "open").files)[0]
    secured, way_in = secured_orthanc()
    return [opened, secured], {"open": {"url": url(opened), "series": series, "log": str(opened.folder / "log")}, "secured": way_in}


def two_echoes(orthanc):
    """A series of two volumes, and an instance of the second one."""
    paths, volumes = make("mr-echoes", read_case("mr-echoes"))
    series, instances = orthanc.upload_series(paths)
    return {"series": series, "instance": instances[list(volumes.values()).index(1)]}


def one_pet(orthanc):
    """The phantom as a PET, without a window."""
    paths = []
    for path in Phantom.make(*FEW, "--study", "pet").files:
        dataset = pydicom.dcmread(path)
        dataset.Modality, dataset.SOPClassUID, dataset.Units = "PT", pydicom.uid.PositronEmissionTomographyImageStorage, "BQML"
        dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
        del dataset.WindowCenter, dataset.WindowWidth
        paths.append(path.with_name(f"pet-{path.name}"))
        dataset.save_as(paths[-1])
    return orthanc.upload_series(paths)[0]


def one_study(orthanc):
    """The series of one study: a CT, an MR in the same space and one in another, one single image."""
    made = [Phantom.make(*FEW, "--study", "ct of many"), *[Phantom.make(*FEW, "--modality", "MR", "--study", name)
            for name in ("mr of many", "elsewhere", "single")]]  # fmt: skip
    first = pydicom.dcmread(made[0].files[0])
    names = ("ct", "mr", "elsewhere", "single")
    known = {}
    for number, (name, series) in enumerate(zip(names, made), 1):
        paths = []
        for path in series.files[: 1 if name == "single" else None]:
            dataset = pydicom.dcmread(path)
            dataset.StudyInstanceUID, dataset.StudyID = first.StudyInstanceUID, first.StudyID
            dataset.FrameOfReferenceUID = first.FrameOfReferenceUID + (".9" if name == "elsewhere" else "")
            dataset.SeriesNumber, dataset.SeriesDescription = number, f"Series {name}"
            paths.append(path.with_name(f"many-{name}-{path.name}"))
            dataset.save_as(paths[-1])
        known[name] = orthanc.upload_series(paths)[0]
    return {**known, "study": orthanc.get(f"/series/{known['ct']}").body["ParentStudy"]}


def served(file, output):
    """What the tests of a file know, and the Orthancs that serve them. No file sees what another one stored; the archives
    that count what is stored or ask for a password are there for the files that name them."""
    orthanc = Orthanc()
    archives = [orthanc]
    series, instances = orthanc.upload_series(Phantom.make().files)
    known = {
        "url": url(orthanc), "series": series, "instance": instances[10],
        "study": orthanc.get(f"/series/{series}").body["ParentStudy"],
        "name": HOSTILE, "output": str(output), "echoes": two_echoes(orthanc), "many": one_study(orthanc), "pet": one_pet(orthanc),
        **{name: orthanc.upload_series(Phantom.make(*options).files)[0] for name, options in SERIES.items()},
    }
    known["tilted"] = {"series": known["tilted"], "instance": orthanc.get(f"/series/{known['tilted']}").body["Instances"][3]}
    source = file.read_text()
    if "known.long" in source:  # more slices than a coarse picture is made of
        known["long"] = orthanc.upload_series(Phantom.make("--slices", "200", "--step", "0.6", "--study", "long").files)[0]
    if "known.secured" in source:
        secured, known["secured"] = secured_orthanc()
        archives.append(secured)
    if "known.doors" in source:
        counted, known["doors"] = doors()
        archives += counted
    return known, archives


def run_file(file, words, output):
    """What node says of the tests of a file."""
    command = ["node", "--test", *words, "--test-reporter=tap", str(file)]
    with serving:
        known, archives = served(file, output)
    try:
        environment = {**os.environ, "MPR_BROWSER_TEST": json.dumps(known)}
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False).stdout
    finally:
        for one in archives:
            one.stop()


def count(text):
    """Passed and failed tests of a file; a file that says nothing has failed."""
    counts = [re.findall(rf"^# {what} (\d+)$", text, re.MULTILINE) for what in ("pass", "fail", "cancelled")]
    if not all(counts):
        return 0, 1
    passed, failed, cancelled = [int(figures[-1]) for figures in counts]
    return passed, failed + cancelled


def report(texts):
    """Prints what was measured and the names of what failed, below all the rest. The sums of all files."""
    for text in texts:
        for figure in re.findall(r"^# ( {5}\S.*)$", text, re.MULTILINE):
            print(figure)
    for text in texts:
        for name in re.findall(r"^ *not ok \d+ - (.*)$", text, re.MULTILINE):
            print(f"FAIL {name}")
    return [sum(column) for column in zip(*map(count, texts))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", help="build folder with the plugin, the worker and mpr-phantom")
    parser.add_argument("words", nargs="*", help="only tests whose name contains one of them")
    parser.add_argument("--file", default="*", help="only the tests of this file, such as page")
    parser.add_argument("--jobs", type=int, default=1, help="how many files run side by side, each with Orthancs of its own")
    parser.add_argument("--output", default="Browser", help="where npm's packages and the screenshots go")
    arguments = parser.parse_args()
    if arguments.build:
        os.environ["MPR_BUILD"] = str(pathlib.Path(arguments.build).resolve())
    output = pathlib.Path(arguments.output).resolve()
    install(output)
    words = [f"--test-name-pattern={word}" for word in arguments.words]
    files = sorted(HERE.glob(f"{arguments.file}.test.mjs"), key=lambda file: -file.stat().st_size)
    texts = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for text in pool.map(lambda file: run_file(file, words, output), files):
            print(text, flush=True)
            texts.append(text)
    passed, failed = report(texts)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
