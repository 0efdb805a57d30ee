# SPDX-License-Identifier: GPL-3.0-or-later
"""A clean Debian 12 with Debian's Orthanc in a folder of its own, for programs that must be root in it (chroot).

It needs chroot and no more, so that it works in a container without privileges: no mounts, no namespaces. In place of
/proc, Debian's start-stop-daemon sees a copy of what it reads there of the one process that is the tree's. (The real
/proc would even be dangerous: the init script ends every Orthanc of the machine that it sees there.)
"""
import os
import pathlib
import subprocess
import tempfile

import settings
from orthanc import Archive, free_port

_ROOT = [] if os.geteuid() == 0 else ["sudo"]
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
_PIDFILE = "run/orthanc.pid"


def run(*command, **options):
    """The output of a command that must succeed."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))} ended with status {done.returncode}:\n{done.stdout[-6000:]}")
    return done.stdout


def _sources():
    """The lines of sources.list that this machine has for Debian itself, mirrors and all."""
    form = "deb $(REPO_URI) $(RELEASE) $(COMPONENT)"
    lines = run("apt-get", "indextargets", "--format", form, "Created-By: Packages", "Origin: Debian").splitlines()
    return "\n".join(sorted(set(lines))) + "\n"


def _packed_tree():
    """The tree as an archive in the build folder, made once."""
    packed = settings.program("MPR_PLUGIN").parents[1] / "Debian12-orthanc.tar"
    if not packed.exists():
        partial = packed.with_suffix(".new.tar")
        sources = settings.scratch() / "sources.list"
        sources.write_text(_sources())
        run(*_ROOT, "mmdebstrap", "--quiet", "--variant=apt", "--include=orthanc", "bookworm", partial, sources)
        os.replace(partial, packed)
    return packed


class Debian(Archive):
    """The tree, and the Orthanc in it that its init script starts; close() ends and removes all of it."""

    def __init__(self):
        super().__init__(free_port(), settings.scratch())
        packed = _packed_tree()
        self.tree = pathlib.Path(tempfile.mkdtemp(prefix="debian-", dir=settings.scratch()))
        run(*_ROOT, "tar", "-C", self.tree, "-xpf", packed)
        run(*_ROOT, "cp", "-L", "/etc/resolv.conf", self.tree / "etc")
        # Without an init system that runs, services are started when the administrator's policy says so.
        self.shell('printf "#!/bin/sh\\nexit 0\\n" >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d')
        self.shell(f'sed -i "s/\\"HttpPort\\" : 8042/\\"HttpPort\\" : {self.port}/; '
                   f's/\\"DicomPort\\" : 4242/\\"DicomPort\\" : {free_port()}/" /etc/orthanc/orthanc.json')

    def shell(self, script):
        """The output of a script that root runs in the tree and that must succeed."""
        self._show_process()
        environment = (f"{key}={value}" for key, value in _ENVIRONMENT.items())
        return run(*_ROOT, "env", "-i", *environment, "chroot", self.tree, "/bin/sh", "-ec", script)

    def _show_process(self):
        """What start-stop-daemon reads of a process: its owner, its name and its program."""
        run(*_ROOT, "find", f"{self.tree}/proc", "-mindepth", "1", "-delete")
        pid = self.pid()
        if pid:
            shown = f"{self.tree}/proc/{pid}"
            run(*_ROOT, "sh", "-c", f"mkdir -p {shown} && chown --reference=/proc/{pid} {shown} && "
                f"cat /proc/{pid}/stat >{shown}/stat && cat /proc/{pid}/status >{shown}/status && "
                f"ln -sf /usr/sbin/Orthanc {shown}/exe")

    def pid(self):
        """Of the Orthanc that the init script started; None when none runs."""
        pidfile = self.tree / _PIDFILE
        pid = pidfile.read_text().strip() if pidfile.exists() else ""
        return int(pid) if pid and pathlib.Path(f"/proc/{pid}").exists() else None

    def log(self):
        return run(*_ROOT, "sh", "-c", f"cat {self.tree}/var/log/orthanc/Orthanc.log")

    def files(self):
        """Every path of the tree but what any use of a Debian changes."""
        listed = self.shell("find / -xdev ( -path /proc -o -path /var/log -o -path /var/cache -o -path /var/lib/dpkg "
                            "-o -path /var/lib/apt -o -path /var/lib/orthanc -o -path /run -o -path /tmp ) -prune -o -print"
                            .replace("(", r"\(").replace(")", r"\)"))
        return set(listed.splitlines())

    def close(self):
        if self.pid():
            self.shell("/etc/init.d/orthanc stop")
        run(*_ROOT, "rm", "-rf", self.tree)
