# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs that DICOM files are opened by other processes: the calls of one request, as the plugin makes them (plain
files are read without a worker) and by the worker's code in one process, against the whole request in a real Orthanc. Prints a table in Markdown. The quickest of all rounds counts, of each call and of the request.

    Isolation.py BUILD SERIES_FOLDER [rounds]
"""
import pathlib
import subprocess
import sys

from Jobs import CODERS, Archive, convert, make_phantom, seconds_of

KINDS = {"describe": "describe the first file", "load": "load every file", "write": "write the image", "read": "read it again"}


def calls(build, files, rounds):
    """Milliseconds of each kind of call: as the plugin does, in one process."""
    program = build / "Resources" / "Benchmarks" / "MprBenchmarkIsolation"
    worker = build / "Plugin" / "mpr-slice-worker"
    done = subprocess.run([program, worker, str(rounds), *files], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{program.name}: {done.stderr}")
    lines = [line.split() for line in done.stdout.splitlines()]
    found = {kind: (float(worker), float(here)) for kind, worker, here in lines}
    return {kind: found[kind] for kind in KINDS}


def request_ms(files, rounds):
    """From the request for a coronal slice, which touches every file, until it is stored."""
    archive = Archive(files)
    try:
        planes = [{"Plane": "Coronal", "Offset": 0.5 * turn} for turn in range(rounds)]
        times = [1000 * seconds_of(lambda: archive.post("", plane)) for plane in planes]
        return min(times)
    finally:
        archive.orthanc.stop()


def print_table(name, count, found, request):
    print(f"\n{count} files, {name}; the whole request: {request:.1f} ms\n")
    print("| calls of one request | as the plugin does, ms | in one process, ms | of the request |")
    print("| --- | --- | --- | --- |")
    rows = {**found, "sum": [sum(times) for times in zip(*found.values())]}
    for kind, (worker, here) in rows.items():
        print(f"| {KINDS.get(kind, 'all of them, as if one after another')} | {worker:.2f} | {here:.2f} | {100 * (worker - here) / request:+.1f} % |")


def main():
    build, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    folder.mkdir(parents=True, exist_ok=True)
    plain = make_phantom(build, folder / "phantom")
    for name in ("uncompressed", "RLE"):
        files = plain if CODERS[name] is None else convert(plain, CODERS[name], folder / name.replace(" ", "-"))
        print_table(name, len(files), calls(build, files, rounds), request_ms(files, rounds))


if __name__ == "__main__":
    main()
