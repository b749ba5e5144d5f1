// The other tasks on the page: found from the files, with their own figures and shapes; kinds of errors.

import { equal, ok, openPage, test } from "./harness.mjs";
import { file, idPng, pngOf } from "./samples.mjs";

const images = [{ id: 1, file_name: "a.jpg", width: 100, height: 80 }];
const square = (x) => [x, 10, x + 20, 10, x + 20, 30, x, 30];
const annotation = (id, x, more) => ({ id, image_id: 1, category_id: 1, bbox: [x, 10, 20, 20], area: 400, iscrowd: 0, ...more });
const result = (x, score, more) => ({ image_id: 1, category_id: 1, bbox: [x, 10, 20, 20], score, ...more });
const files = (categories, annotations, results) => [
    { path: "truth.json", text: JSON.stringify({ images, categories, annotations }) },
    { path: "predictions.json", text: JSON.stringify(results) },
];

test("tasks: masks are measured and drawn where both files have them", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.load(
        files(
            [{ id: 1, name: "cat" }],
            [annotation(1, 10, { segmentation: [square(10)] }), annotation(2, 60, { segmentation: [square(60)] })],
            // The second lies 10 pixels beside: IoU 1/3 of the masks, whatever its box says.
            [result(10, 0.9, { segmentation: [square(10)] }), result(60, 0.8, { segmentation: [square(70)] })],
        ),
    );
    equal(shown.task, "masks");
    ok(Math.abs(shown.summary.AP50.value - 51 / 101) < 1e-12, `AP50 ${shown.summary.AP50.value}`);
    await opened.click("tab", "Image");
    equal((await opened.snapshot()).view, "image");
    equal(opened.problems, []);
    await opened.close();
});

test("tasks: boxes stand in where the ground truth has no masks", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.load(
        files([{ id: 1, name: "cat" }], [annotation(1, 10)], [result(10, 0.9, { segmentation: [square(10)] })]),
    );
    equal(shown.task, "boxes");
    ok(shown.summary.AP.value > 0.999, "AP");
    await opened.close();
});

test("tasks: keypoints have ten figures, LVIS thirteen", async (world) => {
    const opened = await openPage(world);
    const pose = { keypoints: [12, 12, 2, 28, 28, 2] };
    const people = [{ id: 1, name: "person", keypoints: ["head", "foot"], skeleton: [[1, 2]] }];
    const poses = await opened.load(files(people, [annotation(1, 10, { ...pose, num_keypoints: 2 })], [result(10, 0.9, pose)]));
    equal(poses.task, "keypoints");
    equal(Object.keys(poses.summary).sort(), ["AP", "AP50", "AP75", "APl", "APm", "AR", "AR50", "AR75", "ARl", "ARm"]);
    await opened.click("tab", "Image");
    await opened.click("tab", "Overview");
    const federated = files([{ id: 1, name: "cat", frequency: "r" }], [annotation(1, 10)], [result(10, 0.9)]);
    const truth = JSON.parse(federated[0].text);
    Object.assign(truth.images[0], { neg_category_ids: [], not_exhaustive_category_ids: [] });
    const lvis = await opened.load([{ ...federated[0], text: JSON.stringify(truth) }, federated[1]]);
    equal([lvis.task, lvis.rules, Object.keys(lvis.summary).length], ["boxes", "lvis", 13]);
    ok(lvis.summary.APr.value > 0.999, "APr");
    equal(opened.problems, []);
    await opened.close();
});

test("view errors: each kind leads to its pictures, and is part of the link", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.page.keyboard.press("5");
    const shown = await opened.until(({ items }) => items.some(({ role, name }) => role === "row" && name === "Wrong class"));
    equal(shown.view, "errors");
    const cells = shown.items.filter(({ role, name }) => role === "row" && name !== "Kind of error").map(({ name }) => name);
    // The table of how boxes lie comes later, and stands below.
    equal(cells.slice(0, 8), ["Wrong class", "Wrong place", "Wrong class and place", "Duplicate", "Background", "Missed", "All false positives", "All misses"]);
    await opened.click("row", "Duplicate");
    const gallery = await opened.snapshot();
    equal(gallery.view, "gallery");
    ok(gallery.shown > 0 && gallery.shown < 56, `${gallery.shown} images with duplicates`);
    const again = await openPage(world, { url: opened.page.url() });
    const same = await again.until(({ state, shown: count }) => state === "ready" && count === gallery.shown);
    equal(same.view, "gallery");
    await again.close();
    await opened.close();
});

const twoClasses = () =>
    files(
        [{ id: 1, name: "cat" }, { id: 2, name: "dog" }],
        [annotation(1, 10), annotation(2, 60)],
        // The second cat is taken for a dog; a third prediction is of nothing.
        [result(10, 0.9), result(60, 0.8, { category_id: 2 }), result(35, 0.7, { category_id: 2 })],
    );

test("confusion: a cell leads to its pictures, and stands in the link", async (world) => {
    const opened = await openPage(world);
    await opened.load(twoClasses());
    await opened.click("tab", "Confusion");
    const matrix = await opened.item("graphics-document", "True class over predicted class");
    ok(matrix.value.length > 0, "the matrix has words");
    await opened.click("row", "cat");
    const shown = await opened.until(({ view }) => view === "gallery");
    ok(shown.items.some(({ name }) => name.includes("cat taken for dog: 1 in 1 of 1 image")), "the cell in words");
    const again = await openPage(world);
    await again.load(twoClasses());
    await again.page.evaluate((hash) => void (location.hash = hash), await opened.page.evaluate(() => location.hash));
    await again.until(({ items }) => items?.some(({ name }) => name.includes("cat taken for dog: 1 in 1 of 1 image")));
    equal([opened.problems, again.problems], [[], []]);
    await opened.close();
    await again.close();
});

test("confidence: operating points set the confidence; rules say what makes the difference", async (world) => {
    const opened = await openPage(world);
    await opened.load(twoClasses());
    await opened.click("tab", "Confidence");
    await opened.until(({ items }) => items?.some(({ role, name }) => role === "graphics-document" && name === "Reliability"));
    await opened.click("row", "Best F with beta 1");
    ok((await opened.snapshot()).thresholds.confidence > 0.89, "the confidence of the point");
    await opened.click("tab", "Rules");
    await opened.click("row", "LVIS");
    await opened.until(({ items }) => items?.some(({ role, name }) => role === "table" && name === "Rules that differ"));
    equal(opened.problems, []);
    await opened.close();
});

const labels = [
    { path: "truth.csv", text: "id,label\na.jpg,cat\nb.jpg,dog\nc.jpg,dog\n" },
    { path: "guesses.csv", text: "id,cat,dog\na.jpg,0.9,0.1\nb.jpg,0.7,0.3\nc.jpg,0.2,0.8\n" },
];

test("tasks: tables of labels give the class report, curves and the confused", async (world) => {
    // High enough for all tables of a place.
    const opened = await openPage(world, { viewport: { width: 1280, height: 1000 } });
    const shown = await opened.load(labels);
    equal(shown.task, "classes");
    ok(Math.abs(shown.summary.accuracy.value - 2 / 3) < 1e-12, "accuracy");
    await opened.until(({ items }) => items?.some(({ role, name }) => role === "graphics-document" && name === "ROC"));
    ok(!(await opened.snapshot()).items.some(({ role, name }) => role === "slider" && name === "IoU"), "no IoU");
    await opened.click("tab", "Confusion");
    await opened.click("row", "dog");
    await opened.until(({ view }) => view === "gallery");
    await opened.click("tab", "Image");
    await opened.click("tab", "Confidence");
    await opened.until(({ items }) => items?.some(({ role, name }) => role === "table" && name === "Recalibration"));
    equal(opened.problems, []);
    await opened.close();
});

test("tasks: texts, spans and values are found from their files", async (world) => {
    const opened = await openPage(world);
    const texts = await opened.load([
        { path: "t.jsonl", text: '{"id": 1, "text": "fine", "label": "good"}\n{"id": 2, "text": "awful", "label": "bad"}\n' },
        { path: "p.jsonl", text: '{"id": 1, "label": "good", "score": 0.8}\n{"id": 2, "label": "good", "score": 0.6}\n' },
    ]);
    equal([texts.task, texts.summary.accuracy.value], ["text", 0.5]);
    for (const tab of ["Gallery", "Text", "Overview"]) await opened.click("tab", tab);
    const spans = await opened.load([
        { path: "gold.conll", text: "EU B-ORG\nrejects O\nGerman B-MISC\n\nPeter B-PER\n" },
        { path: "found.conll", text: "EU B-ORG\nrejects O\nGerman B-PER\n\nPeter B-PER\n" },
    ]);
    equal(spans.task, "spans");
    ok(Math.abs(spans.summary.f1_micro.value - 2 / 3) < 1e-12, "F1");
    // Again and again, in the worker's one memory.
    for (let i = 0; i < 8; ++i) {
        const again = await opened.load([{ path: "found.conll", text: "EU B-ORG\nrejects O\nGerman B-PER\n\nPeter B-PER\n" }]);
        equal([again.state, again.summary.f1_micro], ["ready", spans.summary.f1_micro], `load ${i}`);
    }
    for (const tab of ["Errors", "Confusion", "Gallery", "Text", "Overview"]) await opened.click("tab", tab);
    const values = await opened.load([
        { path: "t.csv", text: "id,value\na,1.5\nb,2.5\n" },
        { path: "p.csv", text: "id,value,score\na,2.5,1\nb,2.5,1\n" },
    ]);
    equal([values.task, values.summary.mae.value], ["values", 0.5]);
    await opened.click("row", "a");
    equal((await opened.snapshot()).view, "image");
    equal(opened.problems, []);
    await opened.close();
});

test("tasks: semantic maps in two folders, in one drop or two", async (world) => {
    const opened = await openPage(world);
    // Of eight pixels seven count; the second map is all right.
    const truth = [pngOf("data/gt/a.png", 4, 2, [0, 0, 1, 1, 0, 0, 1, 255]), pngOf("data/gt/b.png", 4, 2, Array(8).fill(1))];
    const predicted = [pngOf("data/pred/a.png", 4, 2, [0, 1, 1, 1, 0, 0, 1, 1]), pngOf("data/pred/b.png", 4, 2, Array(8).fill(1))];
    await opened.load(truth);
    const shown = await opened.load([...predicted, file("classes.csv", "id,name\n0,sky\n1,road\n")]);
    equal([shown.task, shown.rules], ["semantic", "fcn"]);
    ok(Math.abs(shown.summary.pixel_accuracy.value - 14 / 15) < 1e-12, `accuracy ${shown.summary.pixel_accuracy.value}`);
    await opened.click("row", "sky");
    await opened.click("button", "Show missed pixels");
    const missed = await opened.until(({ view }) => view === "gallery");
    equal(missed.shown, 1);
    await opened.click("tab", "Confusion");
    await opened.click("row", "sky");
    await opened.until(({ items }) => items?.some(({ name }) => name.includes("sky taken for road: 1 in 1 of 2 images")));
    await opened.click("tab", "Image");
    await opened.item("table", "Classes of the image");
    const link = await opened.page.evaluate(() => location.hash);
    ok(link.length > 10 && link.length < 800, `a link of ${link.length} characters`);
    equal(opened.problems, []);
    await opened.close();
});

const panoptic = (segments) => ({
    images: [{ id: 1, file_name: "a.jpg", width: 4, height: 2 }],
    categories: [
        { id: 1, name: "sky", isthing: 0 },
        { id: 2, name: "cat", isthing: 1 },
    ],
    annotations: [{ image_id: 1, file_name: "a.png", segments_info: segments }],
});

test("tasks: panoptic JSON with its folder of PNGs", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.load([
        file("pan/gt.json", panoptic([{ id: 5, category_id: 1, area: 4, iscrowd: 0 }, { id: 70000, category_id: 2, area: 4, iscrowd: 0 }])),
        idPng("pan/gt/a.png", 4, 2, [5, 5, 70000, 70000, 5, 5, 70000, 70000]),
        file("pan/pred.json", panoptic([{ id: 1, category_id: 1 }, { id: 2, category_id: 1 }])),
        idPng("pan/pred/a.png", 4, 2, [1, 1, 1, 2, 1, 1, 2, 2]),
    ]);
    equal(shown.task, "panoptic");
    // The sky is found with IoU 4/5, the cat not at all: PQ is the mean of 4/5 over 1 and a half false positive, and 0.
    ok(Math.abs(shown.summary.PQ.value - (4 / 5 / 1.5) / 2) < 1e-12, `PQ ${shown.summary.PQ.value}`);
    await opened.click("button", "Show missed segments");
    equal((await opened.until(({ view }) => view === "gallery")).shown, 1);
    await opened.click("tab", "Image");
    await opened.click("row", "cat");
    // Three of its four pixels are taken for sky: IoU 3/4.
    await opened.click("tab", "Confusion");
    await opened.click("row", "cat");
    equal((await opened.until(({ view }) => view === "gallery")).shown, 1);
    equal(opened.problems, []);
    await opened.close();
});
