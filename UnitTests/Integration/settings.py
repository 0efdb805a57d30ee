# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the built programs are, and a scratch folder that lives as long as the run.

Each program is named by an environment variable (MPR_PLUGIN, MPR_WORKER, MPR_PHANTOM), else it is looked for in the
build folder MPR_BUILD. MPR_SERIES may name a folder that keeps the fetched real series between runs.
"""
import atexit
import os
import pathlib
import shutil
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
_NAMES = {
    "MPR_PLUGIN": "libOrthancMprSlice.so",
    "MPR_WORKER": "mpr-slice-worker",
    "MPR_PHANTOM": "mpr-phantom",
}
_scratch = None


def program(variable):
    """The path of MPR_PLUGIN, MPR_WORKER or MPR_PHANTOM; an error that says what to set when there is none."""
    if os.environ.get(variable):
        path = pathlib.Path(os.environ[variable])
    else:
        build = pathlib.Path(os.environ.get("MPR_BUILD", ROOT / "Build" / "release"))
        found = sorted(build.rglob(_NAMES[variable]))
        path = found[0] if found else build / _NAMES[variable]
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist: build it, or set MPR_BUILD or {variable}")
    return path.resolve()


def scratch():
    """An empty folder of this run, removed at its end."""
    global _scratch
    if _scratch is None:
        _scratch = pathlib.Path(tempfile.mkdtemp(prefix="mpr-test-"))
        atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
    return _scratch


def real_series_folder():
    """Where fetched series are kept: MPR_SERIES, else the scratch folder."""
    folder = pathlib.Path(os.environ["MPR_SERIES"]) if os.environ.get("MPR_SERIES") else scratch() / "series"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_long():
    """Resources/TestLong.sh asks for the long form of the tests of abuse, faults and load."""
    return os.environ.get("MPR_LONG", "") not in ("", "0")
