#!/usr/bin/env python3
"""Writes open_images.json: random Open Images files and what the official evaluation makes of them.

  pip install numpy six absl-py
  pip download --no-deps object-detection-core==0.1     # TensorFlow's Object Detection API, October 2019; unzip it
  make_open_images.py UNZIPPED_FOLDER [CASES] > open_images.json

The evaluation runs as published; TensorFlow itself is not needed for it and replaced by an empty module. Scores are
distinct: the order that the original gives to equal ones is undefined.
"""

import json
import random
import sys
import types

sys.path.insert(0, sys.argv[1])
import numpy as np

for name, kind in (("float", float), ("bool", bool), ("NAN", float("nan"))):  # of numpy before 1.24
    if not hasattr(np, name):
        setattr(np, name, kind)
sys.modules["tensorflow"] = types.ModuleType("tensorflow")
import object_detection.utils

labels_module = types.ModuleType("object_detection.utils.label_map_util")
labels_module.create_category_index = lambda categories: {c["id"]: c for c in categories}
sys.modules[labels_module.__name__] = object_detection.utils.label_map_util = labels_module

from object_detection.dataset_tools import oid_hierarchical_labels_expansion as expansion
from object_detection.utils import object_detection_evaluation as evaluation

BOX_COLUMNS = "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf"


def random_hierarchy(draw, names):
    """A tree of all names under a root that is no class; now and then a class stands in two places."""
    nodes = {name: {"LabelName": name} for name in names}
    root = {"LabelName": "/m/root", "Subcategory": []}
    placed = []
    for name in names:
        parent = nodes[draw.choice(placed)] if placed and draw.random() < 0.6 else root
        parent.setdefault("Subcategory", []).append(nodes[name])
        placed.append(name)
    if len(names) > 3 and draw.random() < 0.5:
        root["Subcategory"].append({"LabelName": "/m/extra", "Subcategory": [{"LabelName": names[-1]}]})
    root["Subcategory"][0]["Part"] = [{"LabelName": names[0]}]
    return root


def random_box(draw):
    x, y = draw.randrange(0, 80) / 100, draw.randrange(0, 80) / 100
    return [x, min(1, x + draw.randrange(2, 60) / 100), y, min(1, y + draw.randrange(2, 60) / 100)]


def near(draw, box):
    if draw.random() < 0.2:
        return box
    moved = [min(1, max(0, v + draw.randrange(-8, 9) / 100)) for v in box]
    return moved if draw.random() < 0.05 else [min(moved[:2]), max(moved[:2]), min(moved[2:]), max(moved[2:])]


def inside(draw, box):
    x = sorted(draw.uniform(box[0], box[1] + 0.05) for _ in range(2))
    y = sorted(draw.uniform(box[2], box[3] + 0.05) for _ in range(2))
    return [round(v, 6) for v in x + y]


def random_case(seed):
    draw = random.Random(seed)
    names = [f"/m/{draw.randrange(16**4):04x}{k}" for k in range(draw.randrange(2, 8))]
    hierarchy = random_hierarchy(draw, names)
    listed = names + (["/m/extra"] if "/m/extra" in json.dumps(hierarchy) else [])
    images = [f"{draw.randrange(16**8):08x}{i}" for i in range(draw.randrange(1, 7))]
    boxes, labels, predictions = [], [], []
    for image in images:
        objects = []
        for _ in range(draw.randrange(0, 6)):
            box = draw.choice(objects)[1] if objects and draw.random() < 0.2 else random_box(draw)
            objects.append((draw.choice(names), box, draw.random() < 0.3))
        boxes += [(image, *one) for one in objects]
        labels += [(image, name, draw.randrange(2)) for name in listed if draw.random() < 0.4 or not objects]
        for _ in range(draw.randrange(0, 25)):
            if objects and draw.random() < 0.8:
                name, box, is_group = draw.choice(objects)
                box = inside(draw, box) if is_group and draw.random() < 0.6 else near(draw, box)
            else:
                name, box = draw.choice(listed), random_box(draw)
            predictions.append((image, name if draw.random() < 0.7 else draw.choice(listed), box))
    scores = draw.sample(range(1 if draw.random() < 0.7 else 0, 100000), len(predictions))
    if predictions and draw.random() < 0.2:
        scores[0] = 0
    rows = lambda lines: "".join(line + "\n" for line in lines)
    corners = lambda box: ",".join(repr(v) for v in box)
    return {
        "seed": seed,
        "hierarchy": hierarchy,
        "class_names": rows(f"{name},Class {k}" for k, name in enumerate(listed)),
        "boxes": rows([BOX_COLUMNS] + [f"{i},xclick,{n},1,{corners(b)},0,0,{int(g)}" for i, n, b, g in boxes]),
        "image_labels": rows(["ImageID,Source,LabelName,Confidence"] + [f"{i},verification,{n},{c}" for i, n, c in labels]),
        "predictions": rows(
            ["ImageID,LabelName,Score,XMin,XMax,YMin,YMax"]
            + [f"{i},{n},{s / 100000},{corners(b)}" for (i, n, b), s in zip(predictions, scores)]
        ),
    }


def expanded(case, key, columns):
    expand = expansion.OIDHierarchicalLabelsExpansion(case["hierarchy"])
    header, *lines = case[key].splitlines()
    out = [header]
    for line in lines:
        if columns is None:
            out += expand.expand_boxes_or_segments_from_csv(line, 2)
        else:
            out += expand.expand_labels_from_csv(line, *columns)
    return out


def table(lines):
    header, *rows = [line.split(",") for line in lines]
    return [dict(zip(header, row)) for row in rows]


def official(case, expand, weight, use_labels):
    """Per class (in the order of the class names) AP and objects to find; their mean."""
    names = [line.split(",")[0] for line in case["class_names"].splitlines()]
    number = {name: k + 1 for k, name in enumerate(names)}
    boxes = table(expanded(case, "boxes", None) if expand else case["boxes"].splitlines())
    labels = table(expanded(case, "image_labels", (2, 3)) if expand else case["image_labels"].splitlines())
    predictions = table(case["predictions"].splitlines())
    categories = [{"id": k, "name": name} for name, k in number.items()]
    make = evaluation.OpenImagesChallengeEvaluator if use_labels else evaluation.OpenImagesDetectionEvaluator
    evaluator = make(categories, group_of_weight=weight)
    corners = lambda rows: np.array([[float(r[c]) for c in ("YMin", "XMin", "YMax", "XMax")] for r in rows]).reshape(-1, 4)
    classes = lambda rows: np.array([number[r["LabelName"]] for r in rows], dtype=int)
    for image in sorted({r["ImageID"] for r in boxes} | {r["ImageID"] for r in labels}):
        of = lambda rows: [r for r in rows if r["ImageID"] == image]
        truth = {
            "groundtruth_boxes": corners(of(boxes)),
            "groundtruth_classes": classes(of(boxes)),
            "groundtruth_group_of": np.array([int(r["IsGroupOf"]) for r in of(boxes)], dtype=int),
            "groundtruth_image_classes": classes(of(labels)),
        }
        found = {
            "detection_boxes": corners(of(predictions)),
            "detection_classes": classes(of(predictions)),
            "detection_scores": np.array([float(r["Score"]) for r in of(predictions)]),
        }
        evaluator.add_single_ground_truth_image_info(image, truth)
        evaluator.add_single_detected_image_info(image, found)
    result = evaluator._evaluation.evaluate()
    plain = lambda value: None if np.isnan(value) else float(value)
    return {
        "expand": expand,
        "group_of_weight": weight,
        "image_labels": use_labels,
        "mean": plain(result.mean_ap),
        "classes": {
            name: [plain(result.average_precisions[k]), int(evaluator._evaluation.num_gt_instances_per_class[k])]
            for k, name in enumerate(names)
        },
    }


def main():
    cases = []
    for seed in range(1, (int(sys.argv[2]) if len(sys.argv) > 2 else 30) + 1):
        case = random_case(seed)
        case["results"] = [
            official(case, expand, weight, use_labels)
            for expand in (True, False)
            for weight in (1.0, 0.0)
            for use_labels in (True, False)
        ]
        case["hierarchy"] = json.dumps(case["hierarchy"])
        cases.append(case)
    print("[" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "]")


if __name__ == "__main__":
    main()
