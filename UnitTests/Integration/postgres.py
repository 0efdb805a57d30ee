# SPDX-License-Identifier: GPL-3.0-or-later
"""A private PostgreSQL: a cluster in a folder of its own, on a free port of the loopback."""
import atexit
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from orthanc import free_port

PROGRAMS = pathlib.Path("/usr/lib/postgresql")
PLUGINS = [f"/usr/share/orthanc/plugins/libOrthancPostgreSQL{part}.so" for part in ("Index", "Storage")]
START_TIMEOUT_S = 60


class Postgres:
    """Started by the constructor, ended by stop(). Nothing that it stores is to last, so it need not sync."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-"))
        self.port = free_port()
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._run("initdb", "--auth=trust", "--username=orthanc", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "start", "-w", "-t", str(START_TIMEOUT_S), "-l", str(self.folder / "log"), "-o", options)
        atexit.register(self.stop)
        self.sql("CREATE ROLE archive LOGIN", "postgres")
        self.sql("CREATE DATABASE archive OWNER archive", "postgres")
        self.sql("CREATE EXTENSION pg_trgm", "archive")

    def _run(self, program, *arguments, data=True):
        command = [str(sorted(PROGRAMS.glob(f"*/bin/{program}"))[-1]), *arguments]
        if data:
            command += ["-D", str(self.folder / "data")]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise AssertionError(f"{program}: {done.stdout.decode(errors='replace')[-2000:]}")

    def sql(self, command, database="archive"):
        """One command as the owner of the cluster."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "orthanc", "-d", database]
        self._run("psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", *where, "-c", command, data=False)

    def configuration(self):
        """What makes an Orthanc keep its index and its files here; any number of them may."""
        return {
            "EnableIndex": True,
            "EnableStorage": True,
            "Host": "127.0.0.1",
            "Port": self.port,
            "Database": "archive",
            "Username": "archive",
            "Password": "",
            "Lock": False,
        }

    def stop(self):
        if self.folder.exists():
            self._run("pg_ctl", "stop", "-m", "immediate", "-w")
            shutil.rmtree(self.folder)
