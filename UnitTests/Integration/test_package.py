# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package: built and installed by the commands of README.md, used, removed and purged in a clean Debian; and
what is installed without it."""
import os
import re
import shutil
import unittest

import documents
import settings
from case import OBLIQUE
from checks import check_derived
from debian import Debian, run
from phantom import Phantom

CONFIGURATION = "/etc/orthanc/mpr-slice.json"
PLUGIN = "/usr/share/orthanc/plugins/libOrthancMprSlice.so"
RESTARTS = "orthanc-restart-trigger: restarting the Orthanc service"


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        build, cls.install = documents.install_block().text.splitlines()
        sources = settings.scratch() / "sources"
        shutil.copytree(settings.ROOT, sources, ignore=shutil.ignore_patterns("Build", ".git"))
        documents.run_shell(build, sources, "README.md")
        cls.build = sources / "Build" / "release"
        [cls.package] = cls.build.glob("*.deb")

    def files_of_package(self):
        lines = run("dpkg-deb", "--contents", self.package).splitlines()
        return {line.split()[5].lstrip(".") for line in lines if not line.startswith("d")}

    def test_lintian_finds_nothing(self):
        """But one: only an upload to Debian itself closes a bug of Debian."""
        run("lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", "initial-upload-closes-no-bugs",
            self.package)

    def test_what_is_in_it_is_hardened(self):
        """The rules of HouseRules.cmake for what was built; the package is stripped, so no function has a name."""
        folder = settings.scratch() / "unpacked"
        run("dpkg-deb", "--extract", self.package, folder)
        [worker] = folder.rglob("mpr-slice-worker")
        for path in (folder / PLUGIN.lstrip("/"), worker):
            with self.subTest(path.name):
                elf = run("readelf", "-hldW", "--dyn-syms", path)
                for wanted in (r"Type: +DYN", r"GNU_RELRO", r"GNU_STACK.* RW ", r"BIND_NOW", r"__stack_chk_fail", r"printf_chk"):
                    self.assertRegex(elf, wanted)
                if "X86-64" in elf:
                    self.assertGreater(run("objdump", "-d", path).count("endbr64"), 100)
        self.assertRegex(elf, r"Flags: .*PIE")

    def test_install_without_a_package_is_the_same(self):
        folder = settings.scratch() / "installed"
        run("cmake", "--install", self.build, env={**os.environ, "DESTDIR": str(folder)})
        installed = {f"/{path.relative_to(folder)}" for path in folder.rglob("*") if not path.is_dir()}
        self.assertEqual(installed, self.files_of_package())
        self.assertLessEqual({CONFIGURATION, PLUGIN}, installed)

    def test_life_in_a_clean_debian(self):
        debian = Debian()
        self.addCleanup(debian.close)
        debian.shell('mkdir -p /Build/release; echo \'APT::Get::Assume-Yes "true";\' >/etc/apt/apt.conf.d/yes')
        shutil.copy(self.package, debian.tree / "Build" / "release")
        debian.shell("/etc/init.d/orthanc start")
        debian.wait_until_ready()
        self.assertNotIn("mpr-slice", debian.get("/plugins").body)
        before, pid = debian.files(), debian.pid()

        self.assertIn(RESTARTS, debian.shell(f"apt-get update; {self.install.removeprefix('sudo ')}"))
        debian.wait_until_ready()
        self.assertNotEqual(debian.pid(), pid)
        self.assertIn("mpr-slice", debian.get("/plugins").body)
        self.make_a_slice(debian)
        self.change_configuration(debian)

        life, backup, restoration = (one.text.replace("sudo ", "") for one in documents.administration())
        self.back_up(debian, backup, restoration)
        upgrade, downgrade, remove, purge = life.splitlines()
        self.change_version(debian, upgrade, downgrade)

        self.assertIn(RESTARTS, debian.shell(remove))
        debian.wait_until_ready()
        self.assertNotIn("mpr-slice", debian.get("/plugins").body)
        debian.shell(f"grep -q '\"MaximumImages\": 2,' {CONFIGURATION}")
        debian.shell(f"{purge}; apt-get autoremove --purge; rm /root/orthanc-backup.tar.gz")
        self.assertEqual(debian.files() ^ before, set())

    def back_up(self, debian, backup, restoration):
        """A deleted series is there again when the backup is restored."""
        for line in backup.splitlines():
            debian.shell(line)
        debian.wait_until_ready()
        debian.delete(f"/series/{self.series}")
        for line in restoration.splitlines():
            debian.shell(line)
        debian.wait_until_ready()
        self.assertEqual(debian.post(f"/series/{self.series}/mpr-slice", OBLIQUE).body["Status"], "AlreadyStored")

    def change_version(self, debian, upgrade, downgrade):
        """To a package of another version, and back: the options that were changed stay."""
        folder = settings.scratch() / "newer"
        run("dpkg-deb", "--raw-extract", self.package, folder)
        control = folder / "DEBIAN" / "control"
        control.write_text(re.sub(r"(?m)^Version: .*$", "Version: 99.0", control.read_text()))
        run("dpkg-deb", "--root-owner-group", "--build", folder, debian.tree / "NEWER.deb")
        shutil.copy(self.package, debian.tree / "OLDER.deb")
        for command, version in ((upgrade, "99.0"), (downgrade, None)):
            self.assertIn(RESTARTS, debian.shell(f"cd /; {command}"))
            debian.wait_until_ready()
            self.assertIn("mpr-slice", debian.get("/plugins").body)
            shown = debian.shell("dpkg-query -W -f '${Version}' orthanc-mpr-slice")
            self.assertEqual(shown == "99.0", version == "99.0", shown)
        debian.shell("rm /NEWER.deb /OLDER.deb")

    def make_a_slice(self, debian):
        phantom = Phantom.make("--slices", "12")
        series, _ = debian.upload_series(phantom.files)
        answer = debian.post(f"/series/{series}/mpr-slice", OBLIQUE)
        self.assertEqual(answer.status, 200, answer.content)
        path = settings.scratch() / "of-the-package.dcm"
        path.write_bytes(debian.file(answer.body["ID"]))
        self.assertEqual(check_derived(path, phantom.files), [])
        self.series = series

    def change_configuration(self, debian):
        """What the administrator changed is obeyed, and stays when the package is installed again."""
        debian.shell(f"sed -i 's/\"MaximumImages\": 1000/\"MaximumImages\": 2/' {CONFIGURATION}; "
                     f"apt-get install --reinstall /Build/release/{self.package.name}")
        debian.wait_until_ready()
        body = {**OBLIQUE, "Stack": {"Count": 3, "Spacing": 1}}
        answer = debian.post(f"/series/{self.series}/mpr-slice", body)
        self.assertEqual(answer.status, 413, answer.content)


