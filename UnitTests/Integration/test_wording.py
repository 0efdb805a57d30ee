# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a request in the images: SeriesDescription and ImageComments in the character set of the source, and series
that images are added to (AppendTo)."""
import threading
import time

import pydicom

import settings
from case import OBLIQUE, SliceTest
from phantom import Phantom
from test_cases import make, read_case
from test_text import bytes_of, put_bytes, texts, with_charset

# SpecificCharacterSet: a text with characters of each of its sets.
WORDS = {
    "ISO_IR 100": "Schädel schräg 12°",
    "ISO_IR 101": "Kość łódkowata",
    "ISO_IR 109": "Ĉapo",
    "ISO_IR 110": "Ķermenis",
    "ISO_IR 144": "Позвоночник",
    "ISO_IR 127": "رأس",
    "ISO_IR 126": "Κρανίο 12°",
    "ISO_IR 138": "גולגולת",
    "ISO_IR 148": "Göğüs kafesi",
    "ISO_IR 166": "กะโหลก",
    "ISO_IR 13": "ﾄｳﾌﾞ MPR",
    "\\ISO 2022 IR 87": "頭部 MPR 斜め",
    "ISO 2022 IR 13\\ISO 2022 IR 87": "ﾄｳﾌﾞ 頭部",
    "\\ISO 2022 IR 149": "머리 MPR",
    "\\ISO 2022 IR 58": "头部 MPR",
    "ISO 2022 IR 100\\ISO 2022 IR 144": "Schädel Позвоночник",
    "ISO_IR 192": "Schädel 頭部 🧠",
    "GB18030": "头部 12°",
    "GBK": "头部",
}


# dciodvfy does not know these sets, whoever writes them: the sources have such texts, too.
UNKNOWN_TO_DCIODVFY = {"ISO_IR 13": "shift_jis", "GBK": "gbk"}


def put_words(dataset, charset, words):
    if charset in UNKNOWN_TO_DCIODVFY:
        for keyword, vr in (("SeriesDescription", "LO"), ("ImageComments", "LT")):
            put_bytes(dataset, keyword, vr, words.encode(UNKNOWN_TO_DCIODVFY[charset]))


def shown(text):
    """pydicom leaves the escape sequence of GB 2312 in front of what it decodes well."""
    return str(text).replace("\x1b$)A", "")


class WordingTest(SliceTest):
    def series_of(self, name, charset, change=lambda dataset: None):
        paths = []
        for number, path in enumerate(Phantom.make("--slices", "7", "--step", "11", "--study", name).files):
            dataset = with_charset(pydicom.dcmread(path), charset)
            change(dataset)
            paths.append(settings.scratch() / f"wording-{abs(hash((name, charset)))}-{number}.dcm")
            dataset.save_as(paths[-1])
        return self.store(paths)

    def refused(self, source, body, status, *words):
        before = len(self.orthanc.instances())
        answer = self.orthanc.post(f"/series/{source.series}/mpr-slice", body)
        self.assertEqual(answer.status, status, answer.content)
        for word in words:
            self.assertIn(word, answer.details)
        self.assertEqual(len(self.orthanc.instances()), before)

    def test_text_is_written_in_the_character_set_of_the_source(self):
        for charset, words in WORDS.items():
            with self.subTest(charset):
                source = self.series_of(f"words {charset}", charset, lambda one: put_words(one, charset, words))
                body = {**OBLIQUE, "SeriesDescription": words, "ImageComments": f"1: {words} / {words}"}
                made = self.slice(source, body)
                self.assertEqual("\\".join(texts(made.dataset, "SpecificCharacterSet")), charset)
                self.assertEqual(shown(made.dataset.SeriesDescription), words)
                self.assertEqual(shown(made.dataset.ImageComments), f"1: {words} / {words}")
                told = self.orthanc.get(f"/instances/{made.answer['ID']}/simplified-tags").body
                if "\\" not in charset:  # Orthanc's own decoding knows one set at a time
                    self.assertEqual(told["SeriesDescription"], words)
                again = self.orthanc.post(f"/series/{source.series}/mpr-slice", body)
                self.assertEqual([again.body["ID"], again.body["Status"]], [made.answer["ID"], "AlreadyStored"])

    def test_a_character_that_the_source_does_not_have_is_named(self):
        source = self.series_of("latin", "ISO_IR 100")
        self.refused(source, {**OBLIQUE, "SeriesDescription": "a 頭"}, 422, 'SeriesDescription: the character "頭"', "ISO_IR 100")
        self.refused(source, {**OBLIQUE, "ImageComments": "ж"}, 422, 'ImageComments: the character "ж"')
        cyrillic = self.series_of("cyrillic", "ISO_IR 144")
        self.refused(cyrillic, {**OBLIQUE, "SeriesDescription": "12°"}, 422, "°", "ISO_IR 144")
        stack = {**OBLIQUE, "Stack": {"Count": 3, "Spacing": 2}, "ImageComments": "ж"}
        self.refused(source, stack, 422, "ж")

    def test_a_source_in_ascii_becomes_utf8_and_only_then(self):
        source = self.series_of("ascii", "")
        made = self.slice(source, {**OBLIQUE, "SeriesDescription": "schräg 12°"})
        self.assertEqual(made.dataset.SpecificCharacterSet, "ISO_IR 192")
        self.assertEqual(str(made.dataset.SeriesDescription), "schräg 12°")
        made = self.slice(source, {**OBLIQUE, "SeriesDescription": "oblique 12"})
        self.assertNotIn("SpecificCharacterSet", made.dataset)

    def test_bytes_that_nobody_knows_stay_alone(self):
        """A source with bytes beyond ASCII that says no character set."""
        source = self.series_of("unknown", "", lambda one: put_bytes(one, "PatientComments", "LT", b"Sch\xe4del"))
        self.refused(source, {**OBLIQUE, "SeriesDescription": "12°"}, 422, "SpecificCharacterSet")
        made = self.slice(source, {**OBLIQUE, "SeriesDescription": "12 deg"})
        raw = pydicom.dcmread(made.path)
        self.assertEqual(bytes_of(raw, "PatientComments"), b"Sch\xe4del")


AXIAL, SAGITTAL = {"Plane": "Axial"}, {"Plane": "Sagittal"}
STACK = {"Plane": "Coronal", "Stack": {"Count": 4, "Spacing": 3}}


class AppendTest(SliceTest):
    def setUp(self):
        self.source = self.store(Phantom.make("--slices", "20", "--step", "6", "--study", self.id()[-40:]).files)
        self.route = f"/series/{self.source.series}/mpr-slice"

    def post(self, body, status=200, route=None):
        answer = self.orthanc.post(route or self.route, body)
        self.assertEqual(answer.status, status, answer.content)
        return answer.body

    def numbers(self, series):
        instances = self.orthanc.get(f"/series/{series}/instances").body
        return sorted(int(one["MainDicomTags"]["InstanceNumber"]) for one in instances)

    def test_an_hour_of_work_is_one_series(self):
        first = self.post({**AXIAL, "SeriesDescription": "Work, schräg", "SeriesNumber": 77})
        series = first["ParentSeries"]
        second = self.post({**SAGITTAL, "AppendTo": series, "ImageComments": "sag, 0°"})
        stack = self.post({**STACK, "AppendTo": series, "Slab": {"Thickness": 9, "Projection": "Maximum"}})
        self.assertEqual({second["ParentSeries"], stack["ParentSeries"]}, {series})
        self.assertEqual(self.numbers(series), [1, 2, 3, 4, 5, 6])
        for instance in self.orthanc.get(f"/series/{series}").body["Instances"]:
            findings, _ = self.check_stored(instance, self.source.files)
            self.assertEqual(findings, [])
        datasets = [self.orthanc.dataset(one) for one in self.orthanc.get(f"/series/{series}").body["Instances"]]
        for keyword in ("SeriesInstanceUID", "SeriesDescription", "SeriesNumber", "SeriesDate", "SeriesTime", "Modality",
                        "FrameOfReferenceUID"):  # fmt: skip
            self.assertEqual(len({str(one[keyword].value) for one in datasets}), 1, keyword)
        self.assertEqual({str(one.get("ImageComments", "")) for one in datasets}, {"", "sag, 0°"})

    def test_the_same_request_adds_nothing_and_keeps_its_number(self):
        series = self.post(AXIAL)["ParentSeries"]
        added = self.post({**SAGITTAL, "AppendTo": series})
        self.post({**STACK, "AppendTo": series})
        again = self.post({**SAGITTAL, "AppendTo": series})
        self.assertEqual([again["ID"], again["Status"]], [added["ID"], "AlreadyStored"])
        self.assertEqual({one["Status"] for one in self.post({**STACK, "AppendTo": series})["Instances"]}, {"AlreadyStored"})
        self.assertEqual(self.numbers(series), [1, 2, 3, 4, 5, 6])
        alone = self.post(SAGITTAL)
        self.assertNotEqual(alone["ParentSeries"], series)
        self.assertEqual(alone["Status"], "Success")

    def test_a_job_adds_too(self):
        series = self.post(AXIAL)["ParentSeries"]
        job = self.post({**STACK, "AppendTo": series, "Asynchronous": True})["ID"]
        while self.orthanc.get(f"/jobs/{job}").body["State"] in ("Pending", "Running"):
            pass
        self.assertEqual(self.orthanc.get(f"/jobs/{job}").body["State"], "Success")
        self.assertEqual(self.numbers(series), [1, 2, 3, 4, 5])

    def test_many_at_once_have_numbers_of_their_own(self):
        series = self.post(AXIAL)["ParentSeries"]
        statuses = []

        def add(offset):
            answer = self.orthanc.post(self.route, {**AXIAL, "Offset": offset, "AppendTo": series})
            statuses.append((offset, answer.status))

        threads = [threading.Thread(target=add, args=(offset,)) for offset in (3, 6, 9, 12, 15, 3, 6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({status for _, status in statuses}, {200}, statuses)
        self.assertEqual(self.numbers(series), [1, 2, 3, 4, 5, 6])

    def refused(self, body, status, sentence, route=None):
        before = len(self.orthanc.instances())
        answer = self.orthanc.post(route or self.route, body)
        self.assertEqual(answer.status, status, answer.content)
        self.assertIn(sentence, answer.details)
        self.assertEqual(len(self.orthanc.instances()), before)

    def test_what_does_not_belong_there_is_refused(self):
        other = self.store(Phantom.make("--slices", "8", "--step", "9", "--study", self.id()[-40:] + " other").files)
        foreign = self.orthanc.post(f"/series/{other.series}/mpr-slice", AXIAL).body["ParentSeries"]
        self.refused({**AXIAL, "AppendTo": foreign}, 404, "AppendTo: there is no such series in this study")
        self.refused({**AXIAL, "AppendTo": "-".join(["01234567"] * 5)}, 404, "AppendTo: there is no such series in this study")
        self.refused({**AXIAL, "AppendTo": self.source.series}, 422, "was not made by this plugin of this source")
        self.refused({**AXIAL, "AppendTo": "x"}, 400, "AppendTo is no Orthanc identifier")
        own = self.post(AXIAL)["ParentSeries"]
        study = self.orthanc.get(f"/series/{self.source.series}").body["ParentStudy"]
        self.refused({**AXIAL, "AppendTo": own}, 400, "AppendTo is for one series", f"/studies/{study}/mpr-slice")

    def test_a_series_of_other_images_of_the_study_is_refused(self):
        uid = "1.2.826.0.1.99"
        paths = []
        for number, path in enumerate(self.source.files):
            dataset = pydicom.dcmread(path)
            dataset.SeriesInstanceUID, dataset.SOPInstanceUID = uid, f"{uid}.{number}"
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
            paths.append(settings.scratch() / f"beside-{number}.dcm")
            dataset.save_as(paths[-1])
        beside = self.store(paths)
        made = self.orthanc.post(f"/series/{beside.series}/mpr-slice", AXIAL).body["ParentSeries"]
        self.refused({**SAGITTAL, "AppendTo": made}, 422, "was made of other images")

    def test_a_series_of_another_modality_is_refused_whoever_claims_to_have_made_it(self):
        dataset = self.orthanc.dataset(self.post(AXIAL)["ID"])
        dataset.SeriesInstanceUID, dataset.SOPInstanceUID, dataset.Modality = "2.25.778", "2.25.779", "MR"
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        path = settings.scratch() / "another-modality.dcm"
        dataset.save_as(path)
        self.refused({**SAGITTAL, "AppendTo": self.orthanc.upload(path)["ParentSeries"]}, 422, "of this source")

    def test_a_series_that_is_deleted_meanwhile_is_no_error_of_the_archive(self):
        series = self.post(AXIAL)["ParentSeries"]
        body = {"Plane": "Coronal", "Columns": 24, "Rows": 24, "Stack": {"Count": 300, "Spacing": 0.1}, "AppendTo": series}
        job = self.post({**body, "Asynchronous": True})["ID"]
        deadline = time.monotonic() + 60
        while len(self.numbers(series)) < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        self.orthanc.delete(f"/series/{series}")
        self.assertIn("AppendTo: there is no such series", self.wait(job, {"Failure"})["Content"]["Errors"][0])
        self.assertEqual(self.orthanc.get(f"/series/{series}").status, 404)
        errors = [line for line in self.orthanc.log().splitlines() if line.startswith("E") and "MPR slice" in line]
        self.assertEqual(errors, [])

    def test_pet_is_not_added(self):
        pet = self.store(make("pet", read_case("pet"))[0])
        route = f"/series/{pet.series}/mpr-slice"
        made = self.post(AXIAL, route=route)["ParentSeries"]
        self.refused({**SAGITTAL, "AppendTo": made}, 422, "NumberOfSlices", route)

    def test_what_is_taken_back_leaves_the_series_as_it_was(self):
        series = self.post(AXIAL)["ParentSeries"]
        self.post({**AXIAL, "AppendTo": series, "Offset": 900}, 422)
        self.post({**AXIAL, "AppendTo": series, "Offset": 4})
        self.assertEqual(self.numbers(series), [1, 2])


class ExplorerTest(SliceTest):
    configuration = {"mpr_slice": {"Explorer": "https://ris.example/{StudyInstanceUID}"}}

    def test_the_page_is_told_where_links_lead(self):
        self.assertEqual(self.orthanc.get("/mpr-slice/app/settings.json").body, {"Explorer": "https://ris.example/{StudyInstanceUID}"})
