# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Orthanc with the built plugin, private to a test: its own folder, SQLite, free ports of the loopback."""
import atexit
import http.client
import io
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass

import pydicom

import openapi
import settings

ORTHANC = os.environ.get("MPR_ORTHANC", "/usr/sbin/Orthanc")
PRELOAD = os.environ.get("MPR_PRELOAD", "")  # the library of a sanitizer, for a plugin that is built with it
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 60
REQUEST_TIMEOUT_S = 120


@dataclass
class Answer:
    """What came back: HTTP status, headers, body as bytes, and parsed (None when it is no JSON)."""

    status: int
    headers: dict
    content: bytes

    @property
    def body(self):
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    @property
    def details(self):
        """The sentence of a failure."""
        return (self.body or {}).get("Details", "")


def ignore_sigxfsz():
    """Python does, but a Java machine in the same process has a handler of its own, and a new program inherits none."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def free_port():
    """Of a range of its own for each process that tests, below those that the kernel gives to clients: nobody else takes it
    before Orthanc does."""
    process = int(os.environ.get("MPR_TEST_PROCESS", 0))
    while True:
        port = random.randrange(20000 + 1000 * process, 21000 + 1000 * process)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class Archive:
    """An Orthanc that runs, by its port; a folder for what is uploaded as bytes. Every answer of the plugin, in whatever
    test, is held against Resources/OpenApi.yaml."""

    def __init__(self, port, folder):
        self.port = port
        self.folder = folder
        self.headers = {}  # of every request of ours
        self.uploaded = {}  # the file of each instance that a test stored

    def request(self, method, path, content=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_TIMEOUT_S)
        try:
            connection.request(method, path, content, {**self.headers, **(headers or {})})
            reply = connection.getresponse()
            answer = Answer(reply.status, dict(reply.getheaders()), reply.read())
        except OSError:
            self.check_alive()  # says how Orthanc ended, if it did
            raise
        finally:
            connection.close()
        is_form = (headers or {}).get("Content-Type", "").startswith("multipart/")  # Orthanc answers it without a body
        if "mpr-slice" in path and not is_form:
            findings = openapi.findings(method, path, answer)
            if findings:
                raise AssertionError("Resources/OpenApi.yaml: " + "; ".join(findings))
        return answer

    def raw(self, method, path, content=None, headers=None):
        """Byte by byte what is given, whatever it is; the answer is held against nothing."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_TIMEOUT_S)
        try:
            connection.putrequest(method, path)
            for key, value in (headers or {}).items():
                connection.putheader(key, value)
            if content is not None:
                connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content)
            reply = connection.getresponse()
            return Answer(reply.status, dict(reply.getheaders()), reply.read())
        except OSError:
            self.check_alive()
            raise
        finally:
            connection.close()

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, body=None, content_type="application/json"):
        """body: bytes as they are, anything else as JSON, None as an empty body."""
        if body is not None and not isinstance(body, (bytes, bytearray)):
            body = json.dumps(body).encode()
        return self.request("POST", path, body or b"", {"Content-Type": content_type})

    def delete(self, path):
        return self.request("DELETE", path)

    def upload(self, source):
        """Stores one file, given as bytes or by its path; Orthanc's answer."""
        content = source if isinstance(source, (bytes, bytearray)) else pathlib.Path(source).read_bytes()
        answer = self.request("POST", "/instances", content, {"Content-Type": "application/dicom"})
        if answer.status != 200:
            raise AssertionError(f"Orthanc refused {source if content is not source else 'the bytes'}: "
                                 f"{answer.status} {answer.content[:300]!r}")
        if content is source:
            source = self.folder / f"{answer.body['ID']}.dcm"
            source.write_bytes(content)
        self.uploaded[answer.body["ID"]] = source
        return answer.body

    def upload_series(self, paths):
        """Stores the files of one series; its Orthanc identifier, and those of the instances in order."""
        answers = [self.upload(path) for path in paths]
        series = {answer["ParentSeries"] for answer in answers}
        if len(series) != 1:
            raise AssertionError(f"the files belong to {len(series)} series")
        return series.pop(), [answer["ID"] for answer in answers]

    def file(self, instance):
        """The stored bytes of an instance."""
        answer = self.get(f"/instances/{instance}/file")
        if answer.status != 200:
            raise AssertionError(f"instance {instance}: {answer.status}")
        return answer.content

    def dataset(self, instance):
        return pydicom.dcmread(io.BytesIO(self.file(instance)))

    def instances(self):
        """The identifiers of all stored instances."""
        return set(self.get("/instances").body)

    def wait_until_ready(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            self.check_alive()
            try:
                if self.get("/system").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(f"Orthanc did not answer within {START_TIMEOUT_S} s:\n{self.log()[-4000:]}")

    def check_alive(self):
        """Raises when Orthanc has ended, as far as one knows."""

    def log(self):
        """What Orthanc has logged, as far as one knows."""
        return ""


class Orthanc(Archive):
    """Started by the constructor, ended by stop(). One process from the first to the last request."""

    takes_sigxfsz = True  # False: a file that may not grow is an error like a full disk, not a signal
    arguments = ["--verbose"]  # without them for who measures
    launcher = []  # a program that starts Orthanc

    def __init__(self, mpr_slice=None, headers=None, **configuration):
        super().__init__(free_port(), pathlib.Path(tempfile.mkdtemp(prefix="orthanc-", dir=settings.scratch())))
        self.headers = headers or {}
        section = {"Worker": str(settings.program("MPR_WORKER"))}
        section.update(mpr_slice or {})
        options = {
            "Name": "MPR slice test",
            "StorageDirectory": str(self.folder / "storage"),
            "IndexDirectory": str(self.folder / "storage"),
            "HttpPort": self.port,
            "DicomServerEnabled": False,
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False,
            "SaveJobs": False,
            "Plugins": [str(settings.program("MPR_PLUGIN"))],
            "MprSlice": section,
        }
        options.update(configuration)
        if PRELOAD:
            options["Locale"] = "C"  # with a sanitizer before it, Orthanc waits for ever for the lock of another one
            options["MallocArenaMax"] = 0  # and ends, when the sanitizer's memory has no such option
        (self.folder / "orthanc.json").write_text(json.dumps(options, indent=2))
        atexit.register(self._kill)  # whatever happens, no process is left behind
        self.start()

    @property
    def configuration_path(self):
        return self.folder / "orthanc.json"

    def start(self):
        self._log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [*self.launcher, ORTHANC, *self.arguments, str(self.configuration_path)],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            restore_signals=self.takes_sigxfsz,
            preexec_fn=None if self.takes_sigxfsz else ignore_sigxfsz,
            env={**os.environ, "LD_PRELOAD": PRELOAD} if PRELOAD else None,
        )
        self.pid = self.process.pid
        self.wait_until_ready()

    def restart(self):
        """Ends Orthanc as an init system would, and starts it again on the same storage and port."""
        self._end()
        self.start()

    def end_by(self, signal_number):
        """Ends Orthanc by a signal, whatever it is at; start() starts it again. How long that took, in seconds."""
        start = time.monotonic()
        self.process.send_signal(signal_number)
        try:
            self.process.wait(STOP_TIMEOUT_S)
        finally:
            self._kill()
            self._log.close()
        return time.monotonic() - start

    def crash(self, starts=True):
        """Ends Orthanc as a power cut would, and starts it again."""
        self._kill()
        self._log.close()
        if starts:
            self.start()

    def _kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def check_alive(self):
        """Raises when the process has ended: nobody starts it again, so its pid can only stay or be gone."""
        if self.process.poll() is not None:
            raise AssertionError(f"Orthanc ended with status {self.process.returncode}:\n{self.log()[-4000:]}")

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def _end(self):
        self.check_alive()
        self.process.terminate()
        try:
            status = self.process.wait(STOP_TIMEOUT_S)
        finally:
            self._kill()
            self._log.close()
        if status != 0:
            raise AssertionError(f"Orthanc stopped with status {status}:\n{self.log()[-4000:]}")

    def stop(self):
        """Ends Orthanc, waits for it, and removes its folder."""
        self._end()
        shutil.rmtree(self.folder)
