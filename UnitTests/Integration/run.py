# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the integration tests against a real Orthanc.

    /usr/bin/python3 run.py [--build FOLDER] [WORD ...]

WORDs choose the tests whose name contains one of them. Prints a line per test, the measured figures below it, and as
its last line "N passed, N failed".
"""
import argparse
import os
import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True


class Report(unittest.TestResult):
    """One line per test; details of a failure at once."""

    def __init__(self):
        super().__init__()
        self.passed = 0

    def startTest(self, test):
        super().startTest(test)
        self._start = time.monotonic()

    def _line(self, mark, test, details=""):
        seconds = time.monotonic() - getattr(self, "_start", time.monotonic())
        print(f"{mark:4} {test.id()} ({seconds:.1f} s)", flush=True)
        if details:
            print(details, flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1
        self._line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._line("FAIL", test, self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self._line("FAIL", test, self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._line("FAIL", subtest, self._exc_info_to_string(err, test))


def tests_in(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from tests_in(item)
        else:
            yield item


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", help="build folder with the plugin, the worker and mpr-phantom")
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    if arguments.build:
        os.environ["MPR_BUILD"] = str(pathlib.Path(arguments.build).resolve())
    every = tests_in(unittest.defaultTestLoader.discover(str(HERE), top_level_dir=str(HERE)))
    chosen = [test for test in every if not arguments.words or any(word in test.id() for word in arguments.words)]
    report = Report()
    unittest.TestSuite(chosen).run(report)
    # Tests that never ran, because the Orthanc of their class did not start, have failed; so has an Orthanc that did
    # not stop as it should.
    bad_stops = sum(test.id().startswith("tearDown") for test, _ in report.errors)
    failed = len(chosen) - report.passed + bad_stops
    if not chosen:
        print("no test has such a name")
    import case  # the same one that the tests know

    print(f"     the checker: {case.checked['files']} stored files checked, {case.checked['findings']} findings")
    print(f"{report.passed} passed, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
