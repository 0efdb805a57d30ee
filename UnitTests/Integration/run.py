# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the integration tests against a real Orthanc.

    /usr/bin/python3 run.py [--build FOLDER] [--jobs N] [WORD ...]

WORDs choose the tests whose name contains one of them. Classes of tests run in N processes, each with Orthancs and files
of its own. Prints a line per test, the measured figures below it, and as its last line "N passed, N failed".
"""
import argparse
import collections
import os
import pathlib
import queue
import subprocess
import sys
import threading
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


def run_tests(tests):
    """Runs them here: passed, failed, files checked, findings. Tests that never ran, because the Orthanc of their class did
    not start, have failed; so has an Orthanc that did not stop as it should."""
    import case  # the same one that the tests know

    before = dict(case.checked)
    report = Report()
    unittest.TestSuite(tests).run(report)
    bad_stops = sum(test.id().startswith("tearDown") for test, _ in report.errors)
    return (report.passed, len(tests) - report.passed + bad_stops,
            *(case.checked[what] - before[what] for what in ("files", "findings")))  # fmt: skip


# ---- processes: each is told the classes that it runs, one at a time, and says how many of their tests passed ----

DONE = "@done"


def serve(classes):
    """Runs the classes that the lines of the standard input name."""
    for line in sys.stdin:
        print(DONE, *run_tests(classes[line.strip()]), flush=True)


class Process:
    def __init__(self, number, arguments):
        command = [sys.executable, str(HERE / "run.py"), "--serve", *arguments]
        self._running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                         env={**os.environ, "MPR_TEST_PROCESS": str(number)})  # fmt: skip

    def run(self, name, count):
        """A class of so many tests: what run_tests returns. All have failed when the process ends."""
        print(name, file=self._running.stdin, flush=True)
        for line in self._running.stdout:
            if line.startswith(DONE):
                return [int(word) for word in line.split()[1:]]
            print(line, end="", flush=True)
        print(f"FAIL {name}: its process ended with status {self._running.wait()}", flush=True)
        return [0, count, 0, 0]

    def has_ended(self):
        return self._running.poll() is not None

    def stop(self):
        self._running.stdin.close()
        for line in self._running.stdout:
            print(line, end="", flush=True)
        self._running.wait()


def run_in_processes(classes, jobs, arguments):
    """The sums of what run_tests returns. Classes of many tests begin first, so that no process is left with one at the end."""
    waiting = queue.SimpleQueue()
    for name in sorted(classes, key=lambda name: -len(classes[name])):
        waiting.put(name)
    sums = [0, 0, 0, 0]
    lock = threading.Lock()

    def work(number):
        process = Process(number, arguments)
        while True:
            try:
                name = waiting.get_nowait()
            except queue.Empty:
                break
            if process.has_ended():
                process = Process(number, arguments)
            counts = process.run(name, len(classes[name]))
            with lock:
                sums[:] = [a + b for a, b in zip(sums, counts)]
        process.stop()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sums


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", help="build folder with the plugin, the worker and mpr-phantom")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes run classes of tests side by side")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    if arguments.build:
        os.environ["MPR_BUILD"] = str(pathlib.Path(arguments.build).resolve())
    every = tests_in(unittest.defaultTestLoader.discover(str(HERE), top_level_dir=str(HERE)))
    classes = collections.defaultdict(list)
    for test in every:
        if not arguments.words or any(word in test.id() for word in arguments.words):
            classes[f"{type(test).__module__}.{type(test).__qualname__}"].append(test)
    if arguments.serve:
        return serve(classes)
    if not classes:
        print("no test has such a name")
    if arguments.jobs > 1:
        passed, failed, files, findings = run_in_processes(classes, arguments.jobs, arguments.words)
    else:
        passed, failed, files, findings = run_tests([test for tests in classes.values() for test in tests])
    print(f"     the checker: {files} stored files checked, {findings} findings")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not classes else 0


if __name__ == "__main__":
    sys.exit(main())
