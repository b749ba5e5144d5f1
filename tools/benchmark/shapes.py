"""What masks and keypoints add to the benchmark's inputs: outlines, run lengths, poses.

An object's shape follows from a number (its annotation's id), so that whoever predicts it draws almost the same one:
an outline of a few waves around a middle, stretched into the object's box; a standing person's 17 points, moved a
little.
"""

import math
import random

OUTLINE_CORNERS = 48  # of a predicted mask, which has no corners that one would see
KEYPOINT_NAMES = ["nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder",
                  "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee",
                  "right_knee", "left_ankle", "right_ankle"]  # fmt: skip
SKELETON = [[16, 14], [14, 12], [17, 15], [15, 13], [12, 13], [6, 12], [7, 13], [6, 7], [6, 8], [7, 9], [8, 10],
            [9, 11], [2, 3], [1, 2], [1, 3], [2, 4], [3, 5], [4, 6], [5, 7]]  # fmt: skip
# Where each of them is in a standing person's box.
STANDING = [(0.5, 0.08), (0.54, 0.06), (0.46, 0.06), (0.6, 0.08), (0.4, 0.08), (0.72, 0.22), (0.28, 0.22), (0.82, 0.38),
            (0.18, 0.38), (0.85, 0.52), (0.15, 0.52), (0.63, 0.54), (0.37, 0.54), (0.64, 0.75), (0.36, 0.75), (0.65, 0.96),
            (0.35, 0.96)]  # fmt: skip


def waves(shape):
    """[(how many around, how high, where)] of the shape with that number."""
    r = random.Random(shape)
    return [(k, r.gauss(0, 0.28 / k), r.uniform(0, 2 * math.pi)) for k in (2, 3, 4, 5, 7)]


def outline(shape, box, corners, r=None):
    """Corners of an outline that touches all four sides of the box; with `r`, as someone draws it who is not quite sure."""
    around = [(k, height + (r.gauss(0, 0.03) if r else 0.0), place) for k, height, place in waves(shape)]
    points = []
    for i in range(corners):
        angle = 2 * math.pi * i / corners
        reach = 1 + sum(height * math.cos(k * angle + place) for k, height, place in around)
        reach = max(0.15, reach)
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    left, top = min(x for x, _ in points), min(y for _, y in points)
    x_scale = box[2] / (max(x for x, _ in points) - left)
    y_scale = box[3] / (max(y for _, y in points) - top)
    return [(box[0] + (x - left) * x_scale, box[1] + (y - top) * y_scale) for x, y in points]


def polygons(shape, box):
    """A ground-truth segmentation: mostly one polygon, at times two parts with something before the middle."""
    r = random.Random(shape + 1)
    corners = min(150, max(6, int(math.exp(r.gauss(2.2, 0.4)) * math.sqrt(box[2] * box[3]) ** 0.25)))
    x, y, w, h = box
    parts = [(x, y, 0.42 * w, h), (x + 0.6 * w, y, 0.4 * w, h)] if r.random() < 0.08 else [box]
    rounded = lambda points: [round(value, 2) for point in points for value in point]
    return [rounded(outline(shape + number, part, corners)) for number, part in enumerate(parts)]


def runs_of(points, width, height):
    """The foreground of a polygon, column by column: rising [(begin, end)], without those that touch."""
    crossings = [[] for _ in range(width)]
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        if x0 > x1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        first, last = max(0, math.ceil(x0 - 0.5)), min(width, math.ceil(x1 - 0.5))
        for x in range(first, last):
            crossings[x].append(y0 + (x + 0.5 - x0) * (y1 - y0) / (x1 - x0))
    runs = []
    for x, found in enumerate(crossings):
        found.sort()
        for top, bottom in zip(found[::2], found[1::2]):
            begin = x * height + min(height, max(0, math.ceil(top - 0.5)))
            end = x * height + min(height, max(0, math.ceil(bottom - 0.5)))
            if runs and runs[-1][1] >= begin:
                runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
            elif end > begin:
                runs.append((begin, end))
    return runs


def counts_of(runs, width, height):
    """Run lengths, background first."""
    counts, place = [], 0
    for begin, end in runs:
        counts += (begin - place, end - begin)
        place = end
    if place < width * height or not counts:
        counts.append(width * height - place)
    return counts


def compressed(counts, known={}):
    """COCO's string of run lengths; strings of differences that were met before are kept."""
    text = []
    for i, count in enumerate(counts):
        value = count - counts[i - 2] if i > 2 else count
        written = known.get(value)
        if written is None:
            written = known[value] = digits_of(value)
        text.append(written)
    return "".join(text)


def digits_of(value):
    text = ""
    while True:
        digit = value & 0x1F
        value >>= 5
        more = value != -1 if digit & 0x10 else value != 0
        text += chr((digit | 0x20 if more else digit) + 48)
        if not more:
            return text


def mask(shape, box, size, r):
    """A predicted mask as COCO's results have it."""
    height, width = size
    counts = compressed(counts_of(runs_of(outline(shape, box, OUTLINE_CORNERS, r), width, height), width, height))
    return {"size": [height, width], "counts": counts}


def crowd(shape, box, size):
    """A crowd region: several shapes in its box, as a list of run lengths."""
    height, width = size
    r = random.Random(shape)
    x, y, w, h = box
    places = [False] * (width * height)
    for number in range(r.randint(3, 8)):
        part = (x + r.uniform(0, 0.6) * w, y + r.uniform(0, 0.6) * h, r.uniform(0.2, 0.4) * w, r.uniform(0.2, 0.4) * h)
        for begin, end in runs_of(outline(shape + number, part, 24), width, height):
            places[begin:end] = [True] * (end - begin)
    edges = [i for i in range(1, len(places)) if places[i] != places[i - 1]]
    edges = [0, *edges] if places[0] else edges
    return {"size": [height, width], "counts": [b - a for a, b in zip([0, *edges], [*edges, len(places)])]}


def pose(shape, box):
    """[(x, y)] of an object's 17 points, as they really are."""
    r = random.Random(shape)
    return [(box[0] + (x + r.gauss(0, 0.05)) * box[2], box[1] + (y + r.gauss(0, 0.03)) * box[3]) for x, y in STANDING]


def annotated_pose(shape, box, is_crowd):
    """(keypoints [x, y, visibility, ...], how many are labelled); two in five persons have none, as in COCO."""
    r = random.Random(shape + 1)
    if is_crowd or r.random() < 0.42:
        return [0] * (3 * len(STANDING)), 0
    keypoints, seen = [], r.uniform(0.3, 1)
    for x, y in pose(shape, box):
        visibility = 2 if r.random() < 0.85 else 1
        keypoints += (max(0, round(x)), max(0, round(y)), visibility) if r.random() < seen else (0, 0, 0)
    return keypoints, sum(v > 0 for v in keypoints[2::3])


def predicted_pose(shape, box, r):
    """[x, y, score, ...]."""
    spread = 0.03 * math.exp(r.gauss(0, 0.6))
    return [value for x, y in pose(shape, box)
            for value in (x + r.gauss(0, spread) * box[2], y + r.gauss(0, spread) * box[3], r.random() ** 0.3)]  # fmt: skip
