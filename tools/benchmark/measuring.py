"""Fresh processes timed from outside, and numbers as a table."""

import os
import statistics
import subprocess
import sys
import tempfile
import time


class Failure(Exception):
    """What failed, why, and what to do, in one line."""


def run_measured(command, environment):
    """Runs a command; returns (its standard output, seconds from outside, peak memory in MB)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        # Not subprocess: only wait4 tells the peak memory of this one child.
        process = os.posix_spawn(command[0], command, environment, file_actions=[
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)])  # fmt: skip
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - began
        code = os.waitstatus_to_exitcode(status)
        if code != 0:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
            raise Failure(f"{os.path.basename(command[0])}: {last[0]} (exit code {code}); run it by hand: {' '.join(command)}")
        out.seek(0)
        return out.read().decode(), seconds, usage.ru_maxrss / 1024


def memory_floor():
    """MB that even /bin/true seems to take: the kernel counts this process's own pages until the child's exec."""
    return run_measured(["/bin/true"], {})[2]


def build(root, *command):
    """A step of set-up or build; shows nothing unless it fails."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        told = [line for line in lines if "error" in line.lower() or "FAILED" in line] or lines[-1:] or ["no message"]
        raise Failure(f"{' '.join(command)}: {told[0]}; run it by hand to see all of it")


class Series:
    """Runs of one thing at one size and number of threads."""

    def __init__(self):
        self.seconds = []
        self.megabytes = []
        self.stats = None

    def add(self, seconds, megabytes, stats):
        self.seconds.append(seconds)
        self.megabytes.append(megabytes)
        self.stats = stats

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def peak(self):
        return max(self.megabytes)


def print_table(rows, out=sys.stdout):
    """Rows of strings; the first is the heading, the first column is text, the others are aligned to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip(), file=out)
        if number == 0:
            print("  " + "  ".join(("-" if cell or not i else " ") * w for i, (cell, w) in enumerate(zip(row, widths))).rstrip(), file=out)
    out.flush()
