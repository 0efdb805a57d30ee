# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md and the documents: every block of code in them is run, and every link to a file of the tree leads to one."""
import json
import re
import subprocess

import documents
import openapi
import settings
from case import SliceTest
from orthanc import Orthanc
from phantom import Phantom

ADMINISTRATOR = "Resources/Documentation/Administrator.md"
NAMES = ("README.md", *(f"Resources/Documentation/{name}.md" for name in ("Administrator", "Rest", "Performance", "Developer", "Decisions")))
LINKED = (*NAMES, "CONTRIBUTING.md", "SECURITY.md", "Plugin/README.md", "UnitTests/README.md", "Resources/Recipes.md")
# What answers a command, by a mark in it; the first that fits.
ANSWERS = [("/mpr-slice/geometry", "Report"), ("/mpr-slice/quarantine", "Quarantine"), ('"Asynchronous": true', "Job"), ("/mpr-slice", "Slice")]
MATRIX = json.loads(documents.read("Resources/Samples/slicer-red.json"))["Plane"]["SliceToRAS"]


class ReadmeTest(SliceTest):
    def setUp(self):
        self.source = self.store(Phantom.make().files)
        self.values = {
            "SERIES": self.source.series, "INSTANCE": self.source.instances[0],
            "127.0.0.1:8042": f"127.0.0.1:{self.orthanc.port}", "localhost:8042": f"127.0.0.1:{self.orthanc.port}",
        }  # fmt: skip

    def test_every_block(self):
        for name in NAMES:
            for block in documents.blocks(documents.read(name), name):
                if not block.language:  # a drawing
                    continue
                with self.subTest(block.place):
                    self.kind_of(block)(block)

    def kind_of(self, block):
        """What is done with a block; one that nobody knows is an error."""
        if block.language == "sh" and block.text.startswith("sudo "):
            return self.check_administration
        if block.language == "sh":
            commands = re.findall(r"^(\S+ \S+)", block.text, re.MULTILINE)
            if all(command.startswith("sh Resources/") for command in commands):
                return self.check_scripts
            return self.check_install if block.text.startswith("cmake --preset release") else self.check_shell
        if block.language == "json":
            keys = set(documents.configuration(block.text))
            is_request = keys <= set(openapi.document()["components"]["schemas"]["Request"]["properties"])
            return self.check_request if is_request else self.check_configuration
        if "import urllib" in block.text:
            return self.check_python
        kinds = {"python": self.check_slicer, "lua": self.check_lua}
        self.assertIn(block.language, kinds, f"{block.place}: nobody knows how to run {block.language!r}")
        return kinds[block.language]

    def check_scripts(self, block):
        """Programs of the tree that tests of their own run: they are there, and are shell."""
        for name in re.findall(r"^sh (\S+)", block.text, re.MULTILINE):
            subprocess.run(["sh", "-n", settings.ROOT / name], check=True)

    def check_install(self, block):
        """What the test of the package builds and installs."""
        self.assertEqual(block, documents.install_block())

    def check_administration(self, block):
        """What the test of the package runs."""
        self.assertIn(block, documents.administration())

    def test_refusals_are_sentences_of_the_code(self):
        table = documents.sections(ADMINISTRATOR)["Why was my series refused?"]
        quoted = [one for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for one in re.findall("`([^`]+)`", row)]
        self.assertGreater(len(quoted), 10)
        sentences = documents.literals("Plugin")
        self.assertEqual([one for one in quoted if one not in sentences], [])

    def check_shell(self, block):
        printed = documents.run_shell(documents.filled(block.text, self.values), settings.ROOT, block.place)
        if "/mpr-slice/preview" in block.text:
            self.assertIn("X-Mpr-Rows: ", printed)
        elif "/mpr-slice" in block.text:
            [schema] = [name for mark, name in ANSWERS if mark in block.text][:1]
            openapi.schema_of(schema).validate(json.loads(printed))
            if schema == "Slice":
                self.assertIn(json.loads(printed)["ID"], self.orthanc.instances())

    def check_python(self, block):
        """It prints the image that it stored."""
        program = ["/usr/bin/python3", "-c", documents.filled(block.text, self.values)]
        printed = subprocess.run(program, check=True, capture_output=True, text=True).stdout
        self.assertIn(printed.strip(), self.orthanc.instances())

    def check_request(self, block):
        body = json.loads(documents.filled(block.text, self.values))
        answer = self.orthanc.post(f"/series/{self.source.series}/mpr-slice", body)
        self.assertEqual(answer.status, 200, answer.content)

    def check_configuration(self, block):
        """Orthanc and the plugin start with it."""
        configuration = documents.configuration(documents.filled(block.text, self.values))
        section = configuration.pop("MprSlice", None)
        with_it = Orthanc(mpr_slice=section, **configuration)
        self.addCleanup(with_it.stop)
        self.assertIn("mpr-slice", with_it.get("/plugins").body)
        self.assertNotIn("the plugin is off", with_it.log())

    def check_slicer(self, block):
        body = json.loads(documents.run_slicer(block.text, MATRIX))
        self.assertEqual(body, {"Plane": {"SliceToRAS": MATRIX}})
        self.slice(self.source, body)

    def check_lua(self, block):
        """Orthanc takes it, and no error is logged while a series comes in and is stable."""
        script = settings.scratch() / "readme.lua"
        script.write_text(documents.filled(block.text, self.values))
        with_it = Orthanc(LuaScripts=[str(script)], StableAge=1)
        self.addCleanup(with_it.stop)
        with_it.upload_series(Phantom.make("--slices", "4").files)
        self.assertNotRegex(with_it.log(), r"(?m)^E.*[Ll]ua")

    def test_readme_is_short(self):
        self.assertLessEqual(len(documents.read("README.md").splitlines()), 150)

    def test_walks_name_files_and_none_twice(self):
        walks = [part for part in re.split(r"^## ", documents.read("Resources/Documentation/Developer.md"), flags=re.MULTILINE)]
        for walk in walks:
            files = re.findall(r"`([A-Za-z]+(?:/[A-Za-z0-9]+)*\.(?:c|h|cpp))`", walk)
            for name in files:
                self.assertTrue((settings.ROOT / "Plugin" / name).exists(), name)
            if walk.startswith("A walk"):
                self.assertEqual(sorted(files), sorted(set(files)))
        self.assertEqual(sum(walk.startswith("A walk") for walk in walks), 4)

    def test_every_header_says_what_it_owns(self):
        listed = documents.read("Plugin/README.md")
        headers = [path for end in ("h", "hpp") for path in (settings.ROOT / "Plugin").rglob(f"*.{end}")]
        self.assertGreater(len(headers), 100)
        missing = [name for name in (str(path.relative_to(settings.ROOT / "Plugin")) for path in headers) if f"({name})" not in listed]
        self.assertEqual(missing, [])

    def test_links_lead_somewhere(self):
        for name in LINKED:
            for link, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", documents.read(name)):
                path = (settings.ROOT / name).parent / link if link else settings.ROOT / name
                self.assertTrue(path.exists(), f"{name} links to {link}")
                if anchor:
                    self.assertIn(anchor, headings(path), f"{name} links to {link}#{anchor}")


def headings(path):
    """The anchors of a document, as they follow from its headings."""
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-")
            for one in re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)}  # fmt: skip
