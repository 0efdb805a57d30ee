# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the sources the tests have run, by folder, as gcov says it; fails below the limits.

    /usr/bin/python3 Coverage.py BUILD      a build folder with --coverage in which the tests have run
"""
import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
CORE = ("Base", "Geometry", "Volume", "Request", "Resample", "Output")
LIMITS = {**dict.fromkeys(CORE, 95.0), "Dicom": 85.0, "Workers": 85.0, "Orthanc": 85.0}  # per cent of lines


def reports(build):
    """gcov's JSON of every object of the products; tests of their own are no evidence."""
    with tempfile.TemporaryDirectory() as folder:
        data = [str(path) for path in pathlib.Path(build, "Plugin").resolve().rglob("*.gcda")]
        subprocess.run(["gcov", "--json-format", "--branch-probabilities", *data], cwd=folder, check=True,
                       capture_output=True)  # fmt: skip
        for path in pathlib.Path(folder).glob("*.gcov.json.gz"):
            yield json.loads(gzip.decompress(path.read_bytes()))


def main():
    lines = collections.defaultdict(int)  # (file, line) -> how often
    branches = collections.defaultdict(int)
    for report in reports(sys.argv[1]):
        for source in report["files"]:
            path = pathlib.Path(report["current_working_directory"], source["file"]).resolve()
            if not path.is_relative_to(ROOT / "Plugin"):
                continue
            name = path.relative_to(ROOT / "Plugin")
            for line in source["lines"]:
                lines[name, line["line_number"]] += line["count"]
                for number, branch in enumerate(line["branches"]):
                    if not branch["throw"]:
                        branches[name, line["line_number"], number] += branch["count"]

    def share(counts, folder):
        counted = [count for (name, *_), count in counts.items() if (name.parts[0] if len(name.parts) > 1 else "") == folder]
        return 100.0 * sum(count > 0 for count in counted) / max(1, len(counted)), len(counted)

    failed = 0
    for folder in sorted({name.parts[0] if len(name.parts) > 1 else "" for name, _ in lines}):
        of_lines, line_count = share(lines, folder)
        of_branches, branch_count = share(branches, folder)
        limit = LIMITS.get(folder, 0.0)
        print(f"     coverage of Plugin/{folder}: {of_lines:.1f} % of {line_count} lines, {of_branches:.1f} % of "
              f"{branch_count} branches" + (f" (at least {limit:.0f} % of lines)" if limit else ""))  # fmt: skip
        failed += of_lines < limit
    if not lines:
        failed += 1
    print(f"{1 if not failed else 0} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
