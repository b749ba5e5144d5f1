#!/usr/bin/env python3
"""Makes coco_boxes.json: random box cases with pycocotools' answers, for the parity tests.

Not part of set-up, build or tests: run it by hand where pycocotools 2.0.11 is installed. The cases crowd together
what decides equality: boxes on coarse grids (so that IoUs tie and lie exactly on thresholds), areas at 1024 and
9216, crowds, tied scores of one and two digits, scores of -0, below 0 and above 1, more predictions than the limit,
classes without objects or without predictions, repeated images in no order, ids beyond 2^32.
"""
import contextlib
import hashlib
import io
import json
import os
import random

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

CASES = 60


def case(seed):
    r = random.Random(seed)
    grid = r.choice([1, 4, 16])
    size = r.choice([64, 160, 320])
    step = lambda low, high: r.randrange(low, high + 1, grid) if low < high else low

    def box():
        w, h = max(grid, step(0, size // 2)), max(grid, step(0, size // 2))
        if r.random() < 0.15:
            w, h = r.choice([(32, 32), (96, 96), (16, 64), (64, 16)])
        return [step(0, size), step(0, size), w, h]

    big = r.random() < 0.2
    images = r.sample(range(10**11 if big else 1, 10**11 + 1000 if big else 400), r.randint(1, 8))
    classes = r.sample(range(1, 90), r.randint(1, 5))
    truth = []
    for image in images:
        for _ in range(r.randint(0, 9)):
            b = box()
            area = r.choice([b[2] * b[3], b[2] * b[3], 1024, 9216, b[2] * b[3] * 0.7])
            truth.append(dict(image_id=image, category_id=r.choice(classes[:-1] or classes), bbox=b, area=area,
                              iscrowd=int(r.random() < 0.2)))
    r.shuffle(truth)
    for i, t in enumerate(truth):
        t["id"] = i + 1

    def score():
        kind = r.random()
        if kind < 0.4:
            return r.randint(0, 9) / 10
        if kind < 0.8:
            return r.randint(0, 99) / 100
        if kind < 0.85:
            return r.choice([-0.0, 0.0, -0.5, 1.5, 2])
        return r.random()

    predictions = []
    for image in r.sample(images, len(images)):
        of_image = [t for t in truth if t["image_id"] == image]
        count = r.choice([0, 3, 10, 25])
        if r.random() < 0.1:
            count = 130
        tied = r.random() < 0.3
        for _ in range(count):
            b, c = box(), r.choice(classes)
            if of_image and r.random() < 0.7:
                t = r.choice(of_image)
                b = [v + grid * r.choice([0, 0, 0, 1, -1]) for v in t["bbox"]]
                b[2], b[3] = max(0, b[2]), max(0, b[3])
                c = t["category_id"] if r.random() < 0.9 else c
            predictions.append(dict(image_id=image, category_id=c, bbox=b, score=0.5 if tied else score()))
    if r.random() < 0.3:
        r.shuffle(predictions)
    return dict(images=[dict(id=i, width=size, height=size, file_name=f"{i}.png") for i in images],
                annotations=truth, categories=[dict(id=c, name=f"class {c}") for c in classes]), predictions


def equal_overlaps():
    """The first prediction overlaps both objects equally; only if it takes the later one does the second find the other."""
    truth = [dict(id=i + 1, image_id=1, category_id=1, bbox=[x, 0, 10, 10], area=100, iscrowd=0) for i, x in enumerate([0, 4])]
    predictions = [dict(image_id=1, category_id=1, bbox=[x, 0, 10, 10], score=s) for x, s in [(2, 0.9), (0, 0.8)]]
    return dict(images=[dict(id=1)], annotations=truth, categories=[dict(id=1, name="x")]), predictions


def just_below_nine_tenths():
    """An IoU that rounds to 0.8999999999999999, the ninth threshold of numpy's linspace, but not to 0.9."""
    r = random.Random(1)
    while True:
        g = [0, 0, r.randint(10, 400) / 10, r.randint(10, 400) / 10]
        d = [0, 0, g[2] * 0.9, g[3]]
        overlap = d[2] * d[3]
        if overlap / (d[2] * d[3] + g[2] * g[3] - overlap) == 0.8999999999999999:
            break
    truth = [dict(id=1, image_id=1, category_id=1, bbox=g, area=g[2] * g[3], iscrowd=0)]
    predictions = [dict(image_id=1, category_id=1, bbox=d, score=0.5)]
    return dict(images=[dict(id=1)], annotations=truth, categories=[dict(id=1, name="x")]), predictions


def scores_that_differ_late():
    """Many predictions of one class whose scores agree in their first ten digits."""
    r = random.Random(2)
    truth = [dict(id=i + 1, image_id=1 + i % 6, category_id=1, bbox=[40 * (i // 6), 0, 30, 30], area=900, iscrowd=0)
             for i in range(60)]
    predictions = [dict(image_id=1 + i % 6, category_id=1, bbox=[40 * r.randint(0, 19) + r.randint(0, 9), 0, 30, 30],
                        score=0.5 + r.randint(0, 999) * 1e-13) for i in range(480)]
    return dict(images=[dict(id=i) for i in range(1, 7)], annotations=truth, categories=[dict(id=1, name="x")]), predictions


def evaluate(truth, predictions):
    with contextlib.redirect_stdout(io.StringIO()):
        gt = COCO()
        gt.dataset = json.loads(json.dumps(truth))
        gt.createIndex()
        e = COCOeval(gt, gt.loadRes(json.loads(json.dumps(predictions))), "bbox")
        e.evaluate()
        e.accumulate()
        e.summarize()
    sha = lambda a: hashlib.sha256(np.ascontiguousarray(a, dtype="<f8").tobytes()).hexdigest()
    # -0 equals 0, in scores as elsewhere.
    return dict(stats=[float(s) for s in e.stats], precision_sha256=sha(e.eval["precision"]),
                recall_sha256=sha(e.eval["recall"]), scores_sha256=sha(e.eval["scores"] + 0.0))


cases = []
for made in [equal_overlaps, just_below_nine_tenths, scores_that_differ_late]:
    truth, predictions = made()
    cases.append(dict(seed=made.__name__, kind="bbox", truth=truth, predictions=predictions, **evaluate(truth, predictions)))
seed = 0
while len(cases) < CASES:
    seed += 1
    truth, predictions = case(seed)
    if predictions:
        cases.append(dict(seed=seed, kind="bbox", truth=truth, predictions=predictions, **evaluate(truth, predictions)))
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "coco_boxes.json")
with open(path, "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
