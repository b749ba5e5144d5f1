"""One peer, once, in a process of its own: python peer.py PEER TASK TRUTH PREDICTIONS [--reference FOLDER]

Prints one line of JSON: {"seconds": ..., "stats": [12 figures, of keypoints 10]}. The seconds are those of load, evaluate, accumulate
and summarize; starting Python and importing the library are not counted. Each peer goes its fastest documented way
from two files to the figures. With --reference (pycocotools) its arrays and figures are then written for comparison.
"""

import json
import os
import sys
import time

# By task: what the COCO API calls it, and how many figures it has.
KINDS = {"boxes": "bbox", "masks": "segm", "keypoints": "keypoints"}
FIGURES = {"boxes": 12, "masks": 12, "keypoints": 10}


def pycocotools():
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    def work(truth, predictions, kind):
        ground_truth = COCO(truth)
        evaluation = COCOeval(ground_truth, ground_truth.loadRes(predictions), kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        return evaluation

    return work


def faster_coco_eval():
    from faster_coco_eval import COCO, COCOeval_faster

    def work(truth, predictions, kind):
        ground_truth = COCO(truth)
        evaluation = COCOeval_faster(ground_truth, ground_truth.loadRes(predictions), kind)
        evaluation.run()
        return evaluation

    return work


def hotcoco():
    from hotcoco import COCO, COCOeval

    def work(truth, predictions, kind):
        ground_truth = COCO(truth)
        evaluation = COCOeval(ground_truth, ground_truth.load_res(predictions), kind)
        evaluation.run()
        return evaluation

    return work


def ultrafast_pycocotools():
    from ultrafast_pycocotools import COCO, COCOeval

    def work(truth, predictions, kind):
        # Without its progress lines, as its documentation offers.
        ground_truth = COCO(truth, verbose=False)
        evaluation = COCOeval(ground_truth, ground_truth.loadRes(predictions), kind)
        evaluation.run()
        return evaluation

    return work


def write_reference(evaluation, task, folder):
    """The arrays as little-endian doubles, and the figures of each class."""
    for name in ("precision", "scores", "recall"):
        evaluation.eval[name].astype("<f8").tofile(f"{folder}/{name}.f64")
    params = evaluation.params
    of_class = pose_figures if task == "keypoints" else class_figures
    with open(f"{folder}/figures.json", "w") as file:
        json.dump({"overall": list(map(float, evaluation.stats)),
                   "classes": {int(c): of_class(evaluation, k) for k, c in enumerate(params.catIds)}}, file)  # fmt: skip


def averages(evaluation, k):
    """What summarize() takes over all classes, over one: numpy's mean of the entries that are not -1."""
    import numpy as np

    precision, recall = evaluation.eval["precision"], evaluation.eval["recall"]
    mean = lambda entries: float(np.mean(entries[entries > -1])) if np.any(entries > -1) else -1.0
    return lambda t, a: mean(precision[t, :, k, a, -1]), lambda t, a, m: mean(recall[t, k, a, m])


def class_figures(evaluation, k):
    precision, recall = averages(evaluation, k)
    every = slice(None)
    return [
        precision(every, 0), precision(0, 0), precision(5, 0), *(precision(every, a) for a in (1, 2, 3)),
        *(recall(every, 0, m) for m in (0, 1, 2)), *(recall(every, a, 2) for a in (1, 2, 3)),
    ]  # fmt: skip


def pose_figures(evaluation, k):
    precision, recall = averages(evaluation, k)
    every = slice(None)
    places = [(every, 0), (0, 0), (5, 0), (every, 1), (every, 2)]
    return [precision(t, a) for t, a in places] + [recall(t, a, 0) for t, a in places]


def main():
    peer, task, truth, predictions, *rest = sys.argv[1:]
    # What a library prints, from whatever language, goes nowhere.
    answer = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    work = globals()[peer.replace("-", "_")]()
    began = time.perf_counter()
    evaluation = work(truth, predictions, KINDS[task])
    seconds = time.perf_counter() - began
    if rest[:1] == ["--reference"]:
        write_reference(evaluation, task, rest[1])
    line = json.dumps({"seconds": seconds, "stats": list(map(float, evaluation.stats))[: FIGURES[task]]})
    os.write(answer, (line + "\n").encode())


main()
