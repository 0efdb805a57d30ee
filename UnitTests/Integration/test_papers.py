# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers of the project: licence and copyright of every file, one version everywhere, dates of versions."""
import datetime
import re
import shutil
import subprocess
import unittest

import yaml

import documents
import settings


def version():
    return re.search(r"project\(OrthancMprSlice VERSION ([0-9.]+)", documents.read("CMakeLists.txt"))[1]


class PapersTest(unittest.TestCase):
    def test_every_file_has_a_licence(self):
        tree = settings.scratch() / "reuse"
        shutil.copytree(settings.ROOT, tree, ignore=shutil.ignore_patterns("Build", ".git", "__pycache__", "node_modules"))
        done = subprocess.run(["reuse", "--root", tree, "lint"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(documents.read("LICENSES/GPL-3.0-or-later.txt"), documents.read("COPYING"))

    def test_citation_names_this_version(self):
        citation = yaml.safe_load(documents.read("CITATION.cff"))
        self.assertEqual((citation["version"], citation["license"]), (version(), "GPL-3.0-or-later"))

    def test_news_begin_with_this_version_and_dates(self):
        titles = re.findall(r"^Version (\S+), (.*)$", documents.read("NEWS"), re.MULTILINE)
        self.assertEqual(titles[0][0], version())
        for _, dates in titles:
            for date in re.findall(r"\d{4}-\d{2}-\d{2}", dates) or [dates]:
                datetime.date.fromisoformat(date)
