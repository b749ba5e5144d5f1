"""Whether two results are the same doubles, to the last bit."""

import array
import filecmp
import json

ARRAYS = ("precision", "scores", "recall")


def figures_of_report(report):
    """(overall, {class id: figures}) of `errata evaluate --json`, undefined as the reference's -1."""
    values = lambda row: [-1.0 if one["value"] is None else one["value"] for one in row.values() if isinstance(one, dict)]
    return values(report["summary"]), {row["id"]: values(row) for row in report["classes"]}


def figures_of_reference(folder):
    figures = json.loads((folder / "figures.json").read_text())
    return figures["overall"], {int(c): row for c, row in figures["classes"].items()}


def difference(ours, theirs):
    """"same", or how many of two equally long lists differ and by how much at most."""
    if len(ours) != len(theirs):
        return f"{len(ours)} numbers instead of {len(theirs)}"
    apart = [abs(a - b) for a, b in zip(ours, theirs) if a != b]
    return f"{len(apart):,} of {len(ours):,} differ, by up to {max(apart):.3g}" if apart else "same"


def compare_figures(report, reference_folder):
    """Lines (what, verdict) for the figures."""
    ours, ours_of = figures_of_report(report)
    theirs, theirs_of = figures_of_reference(reference_folder)
    flat = lambda classes: [value for c in sorted(classes) for value in classes[c]]
    classes = difference(flat(ours_of), flat(theirs_of)) if ours_of.keys() == theirs_of.keys() else "other classes"
    return [("figures", difference(ours, theirs)), (f"figures of {len(theirs_of)} classes", classes)]


def compare_arrays(folder, other):
    """Lines (what, verdict) for the arrays; reads them into memory only where their bytes differ."""
    lines = []
    for name in ARRAYS:
        one, two = folder / f"{name}.f64", other / f"{name}.f64"
        verdict = "same" if filecmp.cmp(one, two, shallow=False) else difference(doubles(one), doubles(two))
        # Different bytes of equal numbers: a zero's sign.
        if verdict == "same" and one.read_bytes() != two.read_bytes():
            verdict = "equal, but a zero's sign differs"
        lines.append((f"{name} ({two.stat().st_size // 8:,} doubles)", verdict))
    return lines


def doubles(path):
    values = array.array("d")
    values.frombytes(path.read_bytes())
    return values
