# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the phantom of 400 slices of 512 × 512 (210 MB) into a private Orthanc and lets Page.mjs turn lines in it.

    /usr/bin/python3 Page.py BUILD_FOLDER [SECONDS]
"""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parents[1] / "UnitTests"
sys.path[:0] = [str(TESTS / "Browser"), str(TESTS / "Integration")]
sys.dont_write_bytecode = True

from npm import install
from orthanc import Orthanc
from phantom import Phantom

LARGE = ("--columns", "512", "--rows", "512", "--slices", "400", "--spacing-across", "0.7", "--spacing-down", "0.7", "--step", "1")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    os.environ["MPR_BUILD"] = str(build)
    output = build / "Browser"
    install(output)
    orthanc = Orthanc()
    series, _ = orthanc.upload_series(Phantom.make(*LARGE).files)
    known = {"url": f"http://127.0.0.1:{orthanc.port}", "series": series, "output": str(output)}
    environment = {**os.environ, "MPR_BROWSER_TEST": json.dumps(known), "SECONDS": (sys.argv[2:] or ["4"])[0]}
    status = subprocess.run(["node", str(HERE / "Page.mjs")], env=environment, check=False).returncode
    orthanc.stop()
    return status


if __name__ == "__main__":
    sys.exit(main())
