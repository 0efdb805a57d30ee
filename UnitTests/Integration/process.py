# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel says of a process: memory, threads, descriptors, children."""
import pathlib


def _status(pid, key):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1])
    return 0


def memory_mb(pid):
    return _status(pid, "VmRSS") / 1024


def peak_mb(pid):
    return _status(pid, "VmHWM") / 1024


def forget_peak(pid):
    """peak_mb counts from now on (proc(5), clear_refs)."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


def threads(pid):
    return _status(pid, "Threads")


def descriptors(pid):
    return len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))


def descendants(pid):
    """The processes below one, however deep. Threads and processes that end meanwhile have none."""
    found = []
    try:
        tasks = list(pathlib.Path(f"/proc/{pid}/task").iterdir())
    except FileNotFoundError:
        return []
    for task in tasks:
        try:
            children = (task / "children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            found += [int(child), *descendants(int(child))]
    return found


def is_there(pid):
    """A zombie is not."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
