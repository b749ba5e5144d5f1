"""The benchmark's inputs: ground truth of COCO val2017's shape, and predictions as a detector writes them.

Made from a seed with nothing but this file: 4,952 images, 80 classes with COCO's ids, 36,781 boxes. What decides the
work is like the real thing: how many boxes and classes an image has, how often a class comes, sizes, crowds, digits.
Predictions stand image by image, by falling score within an image, each about 102 bytes as json.dump writes it:
localised copies of objects with jitter, classes confused, duplicates, background. Many predictions mean a lower score
threshold: the good ones stay, and duplicates and background come on top.

With masks every object has polygons, a crowd a list of run lengths, a prediction a compressed string of them, some 350
bytes a record. Of keypoints there are persons alone, with 17 points each, some 540 bytes a pose.

  python3 inputs.py FOLDER boxes|masks|keypoints SIZE,… [long]
"""

import json
import math
import pathlib
import random
import sys

import shapes

SEED = 2017
# Part of the inputs' names: one more whenever this file would make other bytes.
VERSION = 1

IMAGES = 4952
LARGEST_IMAGE_ID = 581_929
OBJECTS = 36_781
CATEGORY_IDS = [i for i in range(1, 91) if i not in {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}]
PERSON = 1
SMALL, MEDIUM, LARGE = (60, 1024), (1024, 9216), (9216, 190_000)  # square pixels of the segment
SIZE_SHARES = (0.42, 0.34, 0.24)
CROWD_SHARE = 0.01


def class_weights(r):
    """Persons three in ten; the others fall off by the same factor from 5 % to a handful in the whole set."""
    others = CATEGORY_IDS[1:]
    r.shuffle(others)
    falling = [0.934**rank for rank in range(len(others))]
    weights = {category: 0.71 * weight / sum(falling) for category, weight in zip(others, falling)}
    weights[PERSON] = 0.29
    return list(weights), list(weights.values())


def objects_per_image(r):
    """Most images hold a few objects and some hold dozens; at least one each, OBJECTS together."""
    wanted = [min(60.0, math.exp(r.gauss(1.55, 0.95))) for _ in range(IMAGES)]
    scale = (OBJECTS - IMAGES) / sum(wanted)
    counts = [1 + int(w * scale) for w in wanted]
    for _ in range(OBJECTS - sum(counts)):
        counts[r.randrange(IMAGES)] += 1
    return counts


def box_of_area(r, area, width, height):
    """A box of about that many square pixels somewhere in the image; coordinates with two decimals."""
    aspect = math.exp(r.gauss(0, 0.45))
    w = min(math.sqrt(area * aspect), width - 1.0)
    h = min(area / w, height - 1.0)
    return [round(r.uniform(0, width - w), 2), round(r.uniform(0, height - h), 2), round(w, 2), round(h, 2)]


def annotation(r, image, category):
    crowd = r.random() < CROWD_SHARE
    low, high = r.choices((SMALL, MEDIUM, LARGE), SIZE_SHARES)[0] if not crowd else LARGE
    area = math.exp(r.uniform(math.log(low), math.log(high)))
    filled = min(0.95, max(0.3, r.gauss(0.62, 0.14)))
    box = box_of_area(r, area / filled, image["width"], image["height"])
    return {"area": min(area, filled * box[2] * box[3]), "iscrowd": int(crowd), "image_id": image["id"], "bbox": box,
            "category_id": category}  # fmt: skip


def make_truth(task):
    """The ground truth as COCO's document. Images stand in no order, as in COCO's own file."""
    truth = make_boxes()
    sizes = {image["id"]: (image["height"], image["width"]) for image in truth["images"]}
    if task == "masks":
        for one in truth["annotations"]:
            one["segmentation"] = (shapes.crowd(one["id"], one["bbox"], sizes[one["image_id"]]) if one["iscrowd"]
                                   else shapes.polygons(one["id"], one["bbox"]))  # fmt: skip
    if task == "keypoints":
        truth["annotations"] = [one for one in truth["annotations"] if one["category_id"] == PERSON]
        for one in truth["annotations"]:
            one["keypoints"], one["num_keypoints"] = shapes.annotated_pose(one["id"], one["bbox"], one["iscrowd"])
        truth["categories"] = [{"supercategory": "person", "id": PERSON, "name": "person", "keypoints": shapes.KEYPOINT_NAMES,
                                "skeleton": shapes.SKELETON}]  # fmt: skip
    return truth


def make_boxes():
    r = random.Random(SEED)
    ids = [*r.sample(range(139, LARGEST_IMAGE_ID), IMAGES - 1), LARGEST_IMAGE_ID]
    r.shuffle(ids)
    sizes = r.choices([(640, 480), (640, 427), (480, 640), (427, 640), (500, 375)], [40, 28, 14, 8, 10], k=IMAGES)
    images = [{"license": r.randint(1, 7), "file_name": f"{i:012d}.jpg", "height": h, "width": w, "id": i}
              for i, (w, h) in zip(ids, sizes)]  # fmt: skip
    categories, weights = class_weights(r)
    annotations = []
    for image, count in zip(images, objects_per_image(r)):
        # An image shows few classes, some of them many times.
        palette = r.choices(categories, weights, k=min(count, 2 + int(r.expovariate(0.35))))
        annotations += (annotation(r, image, r.choice(palette)) for _ in range(count))
    annotation_ids = r.sample(range(1000, 2_300_000), len(annotations))
    # COCO's annotations stand by class, not by image.
    order = sorted(range(len(annotations)), key=lambda i: (annotations[i]["category_id"], r.random()))
    annotations = [annotations[i] | {"id": annotation_ids[place]} for place, i in enumerate(order)]
    return {
        "info": {"description": f"made by tools/bench, seed {SEED}"},
        "images": images,
        "annotations": annotations,
        "categories": [{"supercategory": f"group {i % 12}", "id": i, "name": f"class {i}"} for i in CATEGORY_IDS],
    }


def jittered(r, box, spread, width, height):
    """A box moved and stretched by about that share of its size, and roughly its IoU with the original."""
    x, y, w, h = box
    dx, dy, dw, dh = (r.gauss(0, spread) for _ in range(4))
    new_w = min(max(1.5, w * (1 + dw)), width)
    new_h = min(max(1.5, h * (1 + dh)), height)
    moved = [max(0.0, x + (dx - dw / 2) * w), max(0.0, y + (dy - dh / 2) * h), new_w, new_h]
    shared_w = min(x + w, moved[0] + new_w) - max(x, moved[0])
    shared_h = min(y + h, moved[1] + new_h) - max(y, moved[1])
    shared = max(0.0, shared_w) * max(0.0, shared_h)
    return moved, shared / (w * h + new_w * new_h - shared)


class Detector:
    """Predictions of one image after the other. The classes it takes for others are the same throughout."""

    def __init__(self, truth, seed):
        self.random = random.Random(seed)
        self.images = truth["images"]
        self.objects = {image["id"]: [] for image in self.images}
        for one in truth["annotations"]:
            self.objects[one["image_id"]].append(one)
        self.categories = [category["id"] for category in truth["categories"]]
        self.confused = {i: self.random.sample(self.categories, min(3, len(self.categories))) for i in self.categories}

    def predictions(self, image, count):
        """(score, class, box, id of the object seen or None) of one image, `count` of them, by falling score."""
        r = self.random
        width, height = image["width"], image["height"]
        objects = self.objects[image["id"]]
        found = []
        for one in objects:
            area = one["area"]
            chance, spread = (0.62, 0.11) if area < 1024 else (0.84, 0.075) if area < 9216 else (0.94, 0.055)
            if r.random() > chance:
                continue
            box, iou = jittered(r, one["bbox"], spread * math.exp(r.gauss(0, 0.5)), width, height)
            certain = r.random() ** 0.5
            category = one["category_id"]
            if r.random() < 0.08:
                category = r.choice(self.confused[category])
                certain *= 0.7
            found.append(((0.25 + 0.75 * iou) * certain, category, box, one["id"]))
        while len(found) < count:
            kind = r.random()
            if kind < 0.45 and objects:
                one = r.choice(objects)
                box, iou = jittered(r, one["bbox"], r.choice((0.1, 0.2, 0.35)), width, height)
                category = one["category_id"] if r.random() < 0.7 else r.choice(self.confused[one["category_id"]])
                found.append((0.4 * iou * r.random() ** 4, category, box, one["id"]))
            else:
                category = r.choice(objects)["category_id"] if objects and r.random() < 0.4 else r.choice(self.categories)
                low, high = r.choice((SMALL, MEDIUM, LARGE))
                area = math.exp(r.uniform(math.log(low), math.log(high)))
                found.append((0.4 * r.random() ** 7, category, box_of_area(r, area, width, height), None))
        found.sort(key=lambda one: -one[0])
        # No detector writes what it scores below a thousandth.
        return [(0.001 + 0.998 * score, *rest) for score, *rest in found[:count]]

    def all(self, total):
        """(image, its predictions), `total` over all images: a base for each and more where there is more."""
        weights = [3 + len(self.objects[image["id"]]) for image in self.images]
        scale = total / sum(weights)
        owed = 0.0
        left = total
        for place, (image, weight) in enumerate(zip(self.images, weights)):
            owed += weight * scale
            count = left if place == IMAGES - 1 else int(owed)
            owed -= count
            left -= count
            yield image, self.predictions(image, count)


def as_float32(value):
    """The decimals of a number that was computed in single precision, as many detectors write it."""
    mantissa, exponent = math.frexp(value)
    return math.ldexp(round(mantissa * 2**24), exponent - 24)


def record_writer(task, long_numbers):
    """A function of (image, prediction, random numbers) that gives the record's text, as json.dump writes it."""
    place = as_float32 if long_numbers else lambda value: round(value, 2)
    fine = as_float32 if long_numbers else lambda value: round(value, 4)
    score_of = as_float32 if long_numbers else lambda value: round(value, 5)

    def write(image, prediction, r):
        score, category, box, seen = prediction
        begin = f'{{"image_id": {image["id"]}, "category_id": {category}, '
        end = f', "score": {score_of(score)!r}}}'
        shape = seen if seen is not None else r.getrandbits(31)
        if task == "masks":
            return f'{begin}"segmentation": {json.dumps(shapes.mask(shape, box, (image["height"], image["width"]), r))}{end}'
        if task == "keypoints":
            return f'{begin}"keypoints": {json.dumps(list(map(fine, shapes.predicted_pose(shape, box, r))))}{end}'
        return f'{begin}"bbox": {json.dumps(list(map(place, box)))}{end}'

    return write


def write_predictions(path, task, truth, total, long_numbers):
    """As json.dump writes a list of records. Long numbers are single precision's, with up to 17 digits."""
    written = record_writer(task, long_numbers)
    drawing = random.Random(SEED)
    with open(path, "w") as file:
        separator = "["
        for image, predictions in Detector(truth, SEED + total).all(total):
            if predictions:
                file.write(separator + ", ".join(written(image, one, drawing) for one in predictions))
                separator = ", "
        file.write("]" if separator != "[" else "[]")


def write_whole(path, write):
    """Through a temporary name: an interrupted run leaves no half file behind."""
    part = path.with_suffix(".part")
    write(part)
    part.rename(path)
    print(f"made {path} ({path.stat().st_size / 1e6:.1f} MB)", flush=True)


def truth_path(folder, task):
    return folder / f"{task}-truth-v{VERSION}.json"


def predictions_path(folder, task, size, long_numbers):
    return folder / f"{task}-predictions-v{VERSION}-{size}{'-long' if long_numbers else ''}.json"


def make_inputs(folder, task, sizes, long_numbers):
    """Writes what is not there yet and prints a line per file made."""
    truth = make_truth(task)
    if not truth_path(folder, task).exists():
        write_whole(truth_path(folder, task), lambda path: path.write_text(json.dumps(truth)))
    for size in sizes:
        path = predictions_path(folder, task, size, long_numbers)
        if not path.exists():
            write_whole(path, lambda part, size=size: write_predictions(part, task, truth, size, long_numbers))


# A process of its own, so that its memory does not count as that of what is measured.
if __name__ == "__main__":
    make_inputs(pathlib.Path(sys.argv[1]), sys.argv[2], [int(size) for size in sys.argv[3].split(",")], sys.argv[4:] == ["long"])
