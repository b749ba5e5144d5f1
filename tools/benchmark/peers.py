"""The peers: where they come from, how many threads each uses, how one run of each is made."""

import json
import os
import pathlib
import subprocess
import sys

from measuring import Failure, run_measured

HERE = pathlib.Path(__file__).resolve().parent

# What pip installs, and whether it spreads the evaluation over threads (both that do use Rayon, whose
# pool is as large as RAYON_NUM_THREADS says). The first is the reference.
PEERS = {
    "pycocotools": ("pycocotools==2.0.11", False),
    "faster-coco-eval": ("faster-coco-eval", False),
    "hotcoco": ("hotcoco", True),
    "ultrafast-pycocotools": ("ultrafast-pycocotools", True),
}
REFERENCE = "pycocotools"


def uses_threads(peer):
    return PEERS[peer][1]


def environment(threads):
    """The caller's, without what would bend numpy or Python, and with the number of threads."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "OPENBLAS_", "MKL_", "OMP_", "RAYON_", "VIRTUAL_ENV"))}  # fmt: skip
    names = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return kept | {name: str(threads) for name in names} | {"PYTHONNOUSERSITE": "1"}


class Environment:
    """A virtual environment of our own; made once, and kept until its folder is removed."""

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "bin" / "python"

    def installed(self):
        """{package: version} of what is there."""
        if not self.python.exists():
            return {}
        listed = self._run("-m", "pip", "list", "--format", "json")
        return {row["name"]: row["version"] for row in json.loads(listed.stdout)} if listed.returncode == 0 else {}

    def install(self, wanted):
        """Installs what is wanted and not there; returns ({peer: version}, {peer: why it is missing})."""
        missing = {}
        if not self.installed():
            made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.folder)], capture_output=True, text=True)
            if made.returncode != 0:
                why = "python3 -m venv does not work here; install python3-venv"
                return {}, {peer: why for peer in wanted}
        for peer in wanted:
            if peer in self.installed():
                continue
            print(f"installing {PEERS[peer][0]} into {self.folder}", flush=True)
            done = self._run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
                             "--retries", "1", "--timeout", "20", PEERS[peer][0])  # fmt: skip
            if done.returncode != 0:
                if "WARNING: Retrying" in done.stderr:
                    return self._present(wanted, "the package index cannot be reached")
                lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
                missing[peer] = (lines or done.stderr.splitlines() or ["pip failed"])[-1].removeprefix("ERROR: ")
        versions, _ = self._present(wanted, "")
        return versions, missing

    def _present(self, wanted, why_not):
        """({peer: version} of those that are there, {peer: why_not} of the others)."""
        there = self.installed()
        return {peer: there[peer] for peer in wanted if peer in there}, {peer: why_not for peer in wanted if peer not in there}

    def _run(self, *arguments):
        return subprocess.run([str(self.python), *arguments], env=environment(1), capture_output=True, text=True)

    def run(self, peer, task, truth, predictions, threads, reference_folder=None):
        """One run: (seconds as the peer's process counts them, peak MB, its figures)."""
        command = [str(self.python), str(HERE / "peer.py"), peer, task, str(truth), str(predictions)]
        if reference_folder is not None:
            reference_folder.mkdir(parents=True, exist_ok=True)
            command += ["--reference", str(reference_folder)]
        out, _, megabytes = run_measured(command, environment(threads))
        try:
            answer = json.loads(out)
        except ValueError:
            raise Failure(f"{peer}: its answer is not JSON: {out[:80]!r}; run it by hand: {' '.join(command)}") from None
        return answer["seconds"], megabytes, answer["stats"]
