# SPDX-License-Identifier: GPL-3.0-or-later
"""A malformed image among the slices: 422 with its name, Orthanc lives, the next request works, and slices that are not
touched do not matter."""
import os
import signal
import struct
import subprocess
import threading
import time

import pydicom
from pydicom.encaps import decode_data_sequence, encapsulate

import process
import settings
from case import SliceTest
from phantom import Phantom

VICTIM = 6  # its index, and its InstanceNumber less one


def compressed(path, *command):
    out = settings.scratch() / f"hostile-{command[0]}-{path.name}"
    subprocess.run([*command, str(path), str(out)], check=True, capture_output=True)
    return pydicom.dcmread(out)


def fragment(dataset):
    return bytearray(decode_data_sequence(dataset.PixelData)[0])


def rle_without_segments(path):
    """GDCM 3.0 ends its process by an assertion on it."""
    dataset = compressed(path, "dcmcrle")
    stream = fragment(dataset)
    stream[0:4] = struct.pack("<I", 0)
    dataset.PixelData = encapsulate([bytes(stream)])
    return dataset


def rle_with_wild_offsets(path):
    dataset = compressed(path, "dcmcrle")
    stream = fragment(dataset)
    stream[4:12] = struct.pack("<II", 0x7FFFFFF0, 0x10)
    dataset.PixelData = encapsulate([bytes(stream)])
    return dataset


def jpeg_cut_short(path):
    dataset = compressed(path, "dcmcjpeg", "+e1")
    dataset.PixelData = encapsulate([bytes(fragment(dataset)[:60])])
    return dataset


def jpeg_ls_cut(path):
    """CharLS looks for the missing bits for seconds; its worker is lost with a timeout of 3 s."""
    dataset = compressed(path, "gdcmconv", "--jpegls")
    stream = fragment(dataset)
    dataset.PixelData = encapsulate([bytes(stream[: len(stream) // 4])])
    return dataset


def jpeg_ls_cut_before_its_end_marker(path):
    dataset = compressed(path, "gdcmconv", "--jpegls")
    stream = fragment(dataset)
    dataset.PixelData = encapsulate([bytes(stream[: len(stream) // 4]) + b"\xff\xd9"])
    return dataset


def jpeg_2000_of_another_size(path):
    dataset = compressed(path, "gdcmconv", "--j2k")
    stream = fragment(dataset)
    at = stream.index(b"\xff\x51")  # SIZ: Xsiz and Ysiz follow after 6 bytes
    stream[at + 6 : at + 14] = struct.pack(">II", 0x7FFFFFFF, 0x7FFFFFFF)
    dataset.PixelData = encapsulate([bytes(stream)])
    return dataset


def pixels_shorter_than_promised(path):
    dataset = pydicom.dcmread(path)
    dataset.PixelData = dataset.PixelData[:1000]
    return dataset


def more_rows_than_pixels(path):
    dataset = pydicom.dcmread(path)
    dataset.Rows = dataset.Columns = 60000
    return dataset


def no_pixels(path):
    dataset = pydicom.dcmread(path)
    del dataset.PixelData
    return dataset


HOSTILE = [
    rle_without_segments,
    rle_with_wild_offsets,
    jpeg_cut_short,
    jpeg_ls_cut,
    jpeg_ls_cut_before_its_end_marker,
    jpeg_2000_of_another_size,
]


# Their headers tell: they are set aside, and what is left has a gap.
SET_ASIDE = [pixels_shorter_than_promised, more_rows_than_pixels, no_pixels]


class HostileTest(SliceTest):
    configuration = {"mpr_slice": {"WorkerTimeout": 3}}

    def series_with(self, make):
        """Twelve slices; number VICTIM is the hostile one."""
        files = list(Phantom.make("--slices", "12", "--step", "8", "--study", make.__name__).files)
        path = settings.scratch() / f"{make.__name__}.dcm"
        make(files[VICTIM]).save_as(path)
        files[VICTIM] = path
        return self.orthanc.upload_series(files)

    def test_images_that_are_no_slices_are_set_aside(self):
        for make in SET_ASIDE:
            with self.subTest(make.__name__):
                series, instances = self.series_with(make)
                for route in (f"/series/{series}", f"/instances/{instances[0]}"):
                    answer = self.orthanc.post(f"{route}/mpr-slice", {"Plane": "Coronal"})
                    self.assertEqual(answer.status, 200, answer.content[:400])
                    warnings = "\n".join(answer.body["Warnings"])
                    self.assertRegex(warnings, f"1 of 12 images were set aside; instance {VICTIM + 1} ")
                    self.assertIn("slices are missing", warnings)
                itself = self.orthanc.post(f"/instances/{instances[VICTIM]}/mpr-slice", {})
                self.assertEqual(itself.status, 422, itself.content[:400])
                self.assertRegex(itself.details, f"^instance {VICTIM + 1} .* belongs to no volume: the (file|image) ")

    def test_hostile_images(self):
        for make in HOSTILE:
            with self.subTest(make.__name__):
                series, instances = self.series_with(make)
                before = self.orthanc.instances()
                for route, body in (
                    (f"/series/{series}", {"Plane": "Coronal"}),
                    (f"/instances/{instances[0]}", {"Plane": "Sagittal"}),
                    (f"/instances/{instances[VICTIM]}", {}),
                ):
                    answer = self.orthanc.post(f"{route}/mpr-slice", body)
                    self.assertEqual(answer.status, 422, answer.content[:400])
                    self.assertIn(f"instance {VICTIM + 1} ", answer.details)
                    self.orthanc.check_alive()
                self.assertEqual(self.orthanc.instances(), before)
                beside = self.orthanc.post(f"/instances/{instances[VICTIM - 2]}/mpr-slice", {})
                self.assertEqual(beside.status, 200, beside.content[:400])

    def test_a_cut_series_costs_no_worker(self):
        """No image of it is decoded, and the answer says why."""
        files = []
        for index, path in enumerate(Phantom.make("--slices", "12", "--step", "8", "--study", "cut series").files):
            dataset = compressed(path, "gdcmconv", "--jpegls")
            stream = fragment(dataset)
            dataset.PixelData = encapsulate([bytes(stream[: len(stream) * (3 + index) // 20])])
            files.append(settings.scratch() / f"cut-{index}.dcm")
            dataset.save_as(files[-1])
        series, instances = self.orthanc.upload_series(files)
        before = self.orthanc.get("/mpr-slice/quarantine").body
        for body in ({"Plane": "Coronal"}, {"Plane": "Sagittal"}, {"Plane": "Axial", "Interpolation": "Cubic"}):
            answer = self.orthanc.post(f"/series/{series}/mpr-slice", body)
            self.assertEqual(answer.status, 422, answer.content[:400])
            self.assertRegex(answer.details, r"its JPEG-LS image is cut: \d+ bytes without an end marker")
        self.assertEqual(self.orthanc.get("/mpr-slice/quarantine").body, before)

    def test_many_dead_workers_in_a_row(self):
        """Each of them is replaced, and a good request works after them."""
        series, instances = self.series_with(rle_without_segments)
        for _ in range(12):
            answer = self.orthanc.post(f"/series/{series}/mpr-slice", {"Plane": "Coronal"})
            self.assertEqual(answer.status, 422)
        good = self.orthanc.post(f"/instances/{instances[0]}/mpr-slice", {})
        self.assertEqual(good.status, 200, good.content[:400])
        self.assertEqual(self.orthanc.process.pid, self.orthanc.pid)

    def series_of_worker_files(self, study):
        """Twelve slices, of which the victim and its neighbour need a worker to be read."""
        files = list(Phantom.make("--slices", "12", "--step", "8", "--study", study).files)
        for index in (VICTIM, VICTIM + 1):
            path = settings.scratch() / f"{study}.{index}.dcm"
            compressed(files[index], "dcmcrle").save_as(path)
            files[index] = path
        return files

    def signal_workers(self, number):
        for pid in process.descendants(self.orthanc.pid):
            if not process.descendants(pid):  # those that bear others go on
                os.kill(pid, number)

    def end_worker_with(self, route):
        """The worker ends as by a fault of its own while it has the image; the answer."""
        answers = []
        self.signal_workers(signal.SIGSTOP)
        client = threading.Thread(target=lambda: answers.append(self.orthanc.post(route, {})))
        client.start()
        client.join(1.0)
        self.signal_workers(signal.SIGSEGV)
        self.signal_workers(signal.SIGCONT)
        client.join()
        return answers[0]

    def test_halted_worker_is_not_the_fault_of_an_image(self):
        _, instances = self.orthanc.upload_series(self.series_of_worker_files("halted"))
        victim = f"/instances/{instances[VICTIM]}/mpr-slice"
        self.assertEqual(self.orthanc.post(f"/instances/{instances[VICTIM + 1]}/mpr-slice", {}).status, 200)
        self.signal_workers(signal.SIGSTOP)
        answer = self.orthanc.post(victim, {})
        self.assertEqual(answer.status, 503, answer.content)
        self.assertIn("halted from outside, or had no processor", answer.details)
        self.assertEqual(self.orthanc.post(victim, {}).status, 200)

    def test_implicit_files_need_no_worker_when_they_are_listed(self):
        """Pictures of slices that were not read before, while all workers are halted."""
        files = []
        for path in Phantom.make("--slices", "12", "--step", "8", "--study", "implicit").files:
            files.append(settings.scratch() / f"implicit-{path.name}")
            subprocess.run(["dcmconv", "+ti", str(path), str(files[-1])], check=True, capture_output=True)
        route = f"/series/{self.orthanc.upload_series(files)[0]}/mpr-slice/preview"
        time.sleep(3.2)  # a listing is kept when the series has not changed for a while
        answer = self.orthanc.post(route, {"Plane": "Axial", "Offset": -32})
        self.assertEqual(answer.status, 200, answer.content[:400])
        self.signal_workers(signal.SIGSTOP)
        try:
            for offset in (-12, 0, 12, 24):
                answer = self.orthanc.post(route, {"Plane": "Axial", "Offset": offset})
                self.assertEqual(answer.status, 200, answer.content[:400])
        finally:
            self.signal_workers(signal.SIGCONT)

    def test_image_that_cost_a_worker_is_not_tried_again(self):
        files = self.series_of_worker_files("deadly")
        _, instances = self.orthanc.upload_series(files)
        victim, neighbour = (f"/instances/{instances[index]}/mpr-slice" for index in (VICTIM, VICTIM + 1))
        answer = self.end_worker_with(victim)
        self.assertEqual(answer.status, 422, answer.content)
        self.assertRegex(answer.details, f"instance {VICTIM + 1} .*ended the decoder .signal 11")
        for _ in range(2):
            answer = self.orthanc.post(victim, {})
            self.assertEqual(answer.status, 422)
            self.assertRegex(answer.details, f"instance {VICTIM + 1} .*not tried again so soon")
        self.assertEqual(self.orthanc.post(neighbour, {}).status, 200)
        self.assertEqual(self.orthanc.get("/mpr-slice/quarantine").body, {"Files": 1})
        self.orthanc.delete(f"/instances/{instances[VICTIM]}")
        self.orthanc.upload(files[VICTIM])
        self.assertEqual(self.orthanc.post(victim, {}).status, 200)
        self.orthanc.delete("/mpr-slice/quarantine")

    def test_quarantine_is_ended_by_who_may(self):
        _, instances = self.orthanc.upload_series(self.series_of_worker_files("ended"))
        victim = f"/instances/{instances[VICTIM]}/mpr-slice"
        self.assertEqual(self.end_worker_with(victim).status, 422)
        foreign = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
        for method in ("GET", "DELETE"):
            self.assertEqual(self.orthanc.request(method, "/mpr-slice/quarantine", None, foreign).status, 403)
        for method in ("POST", "PUT"):
            self.assertEqual(self.orthanc.request(method, "/mpr-slice/quarantine", b"").status, 405)
        self.assertEqual(self.orthanc.post(victim, {}).status, 422)
        self.assertEqual(self.orthanc.delete("/mpr-slice/quarantine").body, {"Files": 1})
        self.assertEqual(self.orthanc.delete("/mpr-slice/quarantine").body, {"Files": 0})
        self.assertEqual(self.orthanc.post(victim, {}).status, 200)
