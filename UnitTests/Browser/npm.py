# SPDX-License-Identifier: GPL-3.0-or-later
"""Development tools from npm: what drives the browser and judges the page, and whatever another test names."""
import subprocess

PACKAGES = ["playwright-core@1.55.0", "axe-core@4.10.3", "typescript@5.9.3", "eslint@9.17.0"]


def install(folder, packages=PACKAGES):
    """Installs packages of exact versions into a folder, once per build folder."""
    if not all((folder / "node_modules" / name.rpartition("@")[0]).is_dir() for name in packages):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *packages], check=True)
