#!/usr/bin/env python3
"""Writes oriented_boxes.json: random oriented boxes and hotcoco's figures of them.

  pip install hotcoco==1.3.0
  make_oriented_boxes.py [CASES] > oriented_boxes.json

hotcoco takes the area of an unmatched prediction from its "bbox"; here that is as large as the oriented box, so that
areas are the same on both sides. Of its own "obb" Errata's "rbox" is another name: centre, size, angle in radians.
"""

import contextlib
import io
import json
import math
import os
import random
import sys
import tempfile

import hotcoco

CLASSES = [1, 2, 5]


def box(values):
    centre_x, centre_y, width, height, _ = values
    plain = [centre_x - width / 2, centre_y - height / 2, width, height]
    return {"rbox": values, "bbox": plain}


def near(draw, values, spread):
    centre_x, centre_y, width, height, angle = values
    moved = [centre_x + draw.gauss(0, spread), centre_y + draw.gauss(0, spread), width * draw.uniform(0.8, 1.2),
             height * draw.uniform(0.8, 1.2), angle + draw.gauss(0, 0.08)]
    return [round(value, 3) for value in moved]


def random_case(seed):
    draw = random.Random(seed)
    truth, predictions = [], []
    images = [{"id": number + 1, "width": 600, "height": 400, "file_name": f"{number}.jpg"} for number in range(6)]
    for image in images:
        for _ in range(draw.randint(0, 6)):
            values = [draw.uniform(50, 550), draw.uniform(50, 350), draw.uniform(5, 150), draw.uniform(5, 100),
                      draw.uniform(-math.pi, math.pi)]
            values = [round(value, 3) for value in values]
            category = draw.choice(CLASSES)
            truth.append({"id": len(truth) + 1, "image_id": image["id"], "category_id": category, **box(values),
                          "area": values[2] * values[3], "iscrowd": 0})
            for _ in range(draw.randint(0, 3)):
                given = category if draw.random() < 0.9 else 1
                predictions.append({"image_id": image["id"], "category_id": given, **box(near(draw, values, 4)),
                                    "score": round(draw.random(), 2)})
    categories = [{"id": category, "name": f"class {category}"} for category in CLASSES]
    return {"images": images, "categories": categories, "annotations": truth}, predictions


def figures_of(truth, predictions):
    for one in [*truth["annotations"], *predictions]:
        one["obb"] = one["rbox"]
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        paths = [os.path.join(folder, name) for name in ("truth.json", "predictions.json")]
        for path, content in zip(paths, (truth, predictions)):
            with open(path, "w") as file:
                json.dump(content, file)
        ground_truth = hotcoco.COCO(paths[0])
        evaluation = hotcoco.COCOeval(ground_truth, ground_truth.load_res(paths[1]), "obb")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    for one in [*truth["annotations"], *predictions]:
        del one["obb"]
    return [float(value) for value in evaluation.stats]


def main():
    cases = []
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 12):
        truth, predictions = random_case(seed)
        cases.append({"truth": truth, "predictions": predictions, "figures": figures_of(truth, predictions)})
    json.dump({"hotcoco": hotcoco.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))


main()
