# SPDX-License-Identifier: GPL-3.0-or-later
"""The code blocks of a document, and programs to run them with."""
import json
import os
import re
import subprocess
from dataclasses import dataclass

import settings

# curl as the documents mean it: quiet, and an answer that is no success ends the script.
_SHELL = 'set -eu\ncurl() { command curl -sS --fail-with-body "$@"; }\n'
# The console of 3D Slicer with its Red slice turned: the calls of the documents lead to a true vtkMatrix4x4.
_SLICER = """
import types, vtk
matrix = vtk.vtkMatrix4x4()
matrix.DeepCopy({numbers})
node = types.SimpleNamespace(GetSliceToRAS=lambda: matrix)
widgets = {{"Red": types.SimpleNamespace(mrmlSliceNode=lambda: node)}}
slicer = types.SimpleNamespace(app=types.SimpleNamespace(
    layoutManager=lambda: types.SimpleNamespace(sliceWidget=widgets.__getitem__)))
"""


@dataclass
class Block:
    """One block: its language, its text, and where it begins."""

    language: str
    text: str
    place: str


def read(name):
    return (settings.ROOT / name).read_text()


def blocks(text, name):
    """The blocks of a document, or of a part of it, in order."""
    found = []
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text[: match.start()].count("\n") + 1
        found.append(Block(match[1], match[2], f"{name}, line {line}"))
    return found


def sections(name):
    """The parts of a document by their headings of the second level."""
    parts = re.split(r"^## (.+)$", read(name), flags=re.MULTILINE)
    return dict(zip(["", *parts[1::2]], parts[::2]))


def filled(text, values):
    """The text with what stands for something of the reader's own."""
    for name, value in values.items():
        text = re.sub(rf"\b{re.escape(name)}\b", str(value), text)
    return text


def run_shell(script, folder, place):
    """Runs a script in a folder; what it printed."""
    done = subprocess.run(["sh", "-c", _SHELL + script], cwd=folder, capture_output=True, text=True, timeout=1800,
                          env={**os.environ, "HOME": str(folder)})  # fmt: skip
    if done.returncode != 0:
        raise AssertionError(f"{place} ended with status {done.returncode}:\n{script}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def run_slicer(script, numbers):
    """Runs a script of 3D Slicer's console; what it printed."""
    text = _SLICER.format(numbers=list(numbers)) + script
    return subprocess.run(["/usr/bin/python3", "-c", text], check=True, capture_output=True, text=True).stdout


def configuration(text):
    """Members of Orthanc's configuration, with or without the braces around them."""
    return json.loads(text if text.lstrip().startswith("{") else "{" + text + "}")


def install_block():
    """The commands of README.md that build the package and install it."""
    [block] = [one for one in blocks(read("README.md"), "README.md") if one.text.startswith("cmake --preset release")]
    return block


def administration():
    """The blocks of Administrator.md for root: other versions and removal; a backup; its restoration."""
    name = "Resources/Documentation/Administrator.md"
    return [one for one in blocks(read(name), name) if one.language == "sh" and one.text.startswith("sudo ")]


def literals(folder):
    """All texts in the sources of a folder, one a line: adjacent literals are one, and … stands for what is filled in."""
    literal = r'"(?:[^"\\\n]|\\.)*"'
    found = []
    for path in (one for one in (settings.ROOT / folder).rglob("*") if one.suffix in (".c", ".cpp")):
        for text in re.findall(rf"{literal}(?:\s+{literal})*", path.read_text()):
            joined = re.sub(r'"\s+"', "", text)[1:-1].replace('\\"', '"')
            found.append(re.sub(r"%[-+.*\dzl]*[a-z]", "…", joined))
    return "\n".join(found)
