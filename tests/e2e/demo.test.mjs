// The demo: the command line's figures to the last bit, every view, and what the controls do.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { equal, ok, openPage, root, test } from "./harness.mjs";

function nativeReport() {
    const demo = (name) => join(root, "build/demo", name);
    const words = ["evaluate", "--truth", demo("truth.json"), "--predictions", demo("predictions.json"), "--json", "--per-class"];
    return JSON.parse(execFileSync(join(root, "build/native/errata"), words, { encoding: "utf8", maxBuffer: 1 << 28 }));
}

function sameAsNative(shown) {
    const native = nativeReport();
    equal(Object.keys(shown.summary).length, 12, "number of figures");
    for (const [key, figure] of Object.entries(native.summary)) {
        ok(Object.is(shown.summary[key].value, figure.value), `${key}: ${shown.summary[key].value}, natively ${figure.value}`);
        equal(shown.summary[key].count, figure.count, `${key}'s count`);
    }
    equal(shown.classes.length, native.classes.length, "number of classes");
    native.classes.forEach((cls, i) => {
        equal(shown.classes[i].name, cls.name, "class");
        for (const key of Object.keys(native.summary)) equal(shown.classes[i][key], cls[key], `${cls.name} ${key}`);
    });
}

for (const build of ["site", "single"]) {
    test(`demo (${build}): figures equal the command line's to the last bit`, async (world) => {
        const opened = await openPage(world, { url: world[build] });
        sameAsNative(await opened.demo());
        equal(opened.problems, [], "problems");
        await opened.close();
    });
}

test("demo: every view draws, the gallery shows its pictures", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("tab", "Gallery");
    const gallery = await opened.snapshot();
    equal(gallery.view, "gallery");
    const tiles = gallery.items.filter(({ role }) => role === "img");
    ok(tiles.length >= 8 && tiles.length < gallery.counts.images, `${tiles.length} tiles drawn of ${gallery.counts.images}`);
    ok(gallery.pictures.decoded >= tiles.length - 4, `${gallery.pictures.decoded} pictures`);
    equal(gallery.pictures.failed, 0, "failed pictures");
    await opened.click("img", tiles[1].name);
    equal((await opened.snapshot()).sample, tiles[1].name, "image shown");
    await opened.click("button", "Next");
    equal((await opened.snapshot()).sample, tiles[2].name, "after Next");
    await opened.page.keyboard.press("k");
    await opened.settled();
    equal((await opened.snapshot()).sample, tiles[1].name, "after K");
    await opened.page.keyboard.press("Escape");
    await opened.settled();
    equal((await opened.snapshot()).view, "gallery", "after Escape");
    await opened.click("tab", "Files");
    const rows = (await opened.snapshot()).items.filter(({ role }) => role === "row");
    ok(rows.some(({ name, value }) => name === "truth.json" && value.startsWith("ground truth")), "the list of files");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("demo: confidence and IoU move the outcomes and leave AP alone", async (world) => {
    const opened = await openPage(world);
    const before = await opened.demo();
    await opened.click("slider", "Confidence", 0.9);
    const strict = await opened.snapshot();
    ok(strict.thresholds.confidence > 0.8, `confidence ${strict.thresholds.confidence}`);
    ok(strict.outcomes.falsePositives < before.outcomes.falsePositives, "fewer false positives");
    ok(strict.outcomes.missed > before.outcomes.missed, "more misses");
    await opened.click("slider", "IoU", 0.98);
    const tight = await opened.snapshot();
    equal(tight.thresholds.iou, 0.95);
    ok(tight.outcomes.truePositives < strict.outcomes.truePositives, "fewer true positives");
    equal(tight.summary, before.summary, "figures");
    const objects = tight.outcomes.truePositives + tight.outcomes.missed;
    equal(objects, before.outcomes.truePositives + before.outcomes.missed, "found and missed objects");
    await opened.close();
});

test("demo: the class table sorts by a click on its header", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.demo();
    await opened.click("columnheader", "AP");
    const rows = (await opened.snapshot()).items.filter(({ role }) => role === "row").map(({ name }) => name);
    const expected = [...shown.classes].sort((a, b) => b.AP.value - a.AP.value).map(({ name }) => name);
    equal(rows, expected, "rows by AP");
    equal((await opened.item("columnheader", "AP")).sort, "descending");
    await opened.close();
});
