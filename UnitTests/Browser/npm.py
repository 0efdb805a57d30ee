# SPDX-License-Identifier: GPL-3.0-or-later
"""What drives the browser and what judges the page, from npm."""
import subprocess

PACKAGES = ["playwright-core@1.55.0", "axe-core@4.10.3"]


def install(folder):
    """What npm has; once per build folder."""
    if not all((folder / "node_modules" / name.split("@")[0]).is_dir() for name in PACKAGES):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *PACKAGES], check=True)
