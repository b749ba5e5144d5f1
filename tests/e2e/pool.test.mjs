// The pool: files that nobody has labeled beside those that are, and pictures measured in a worker of their own.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoFiles, equal, errata, ok, openPage, root, test } from "./harness.mjs";
import { file, image, png, pngOf, prediction, predictions, predictionsFile, truth, truthFile } from "./samples.mjs";

const pool = () => ({ images: [image(3, { site: "north" }), image(4, { site: "south" })] });
const poolFile = (path = "pool.json") => file(path, pool());
const onPool = (path = "pool_predictions.json") => file(path, [prediction(3, [5, 5, 10, 10], 0.7)]);
const kindsOf = (shown) => shown.files.map(({ name, kind, used }) => `${name} ${kind} ${used}`);

async function act(opened, words) {
    await opened.page.keyboard.press("Control+k");
    await opened.page.fill('input[aria-label="Find"]', words);
    await opened.item("option", words);
    await opened.page.keyboard.press("Enter");
}
const measure = (opened) => act(opened, "Measure pictures: sharpness, brightness, near duplicates");
const query = (opened, text) => opened.page.fill('input[aria-label="Filter"]', text);

test("pool: dropped with the rest, told apart, in no figure", async (world) => {
    const opened = await openPage(world);
    const alone = await opened.load([truthFile(), predictionsFile()]);
    const shown = await opened.load([onPool(), poolFile()]);
    equal([shown.state, shown.error, shown.pool], ["ready", null, 2]);
    equal(shown.summary, alone.summary, "figures");
    equal(kindsOf(shown), [
        "truth.json truth true",
        "predictions.json predictions true",
        "pool.json pool true",
        "pool_predictions.json pool_predictions true",
    ]);
    // Without annotations it needs no such name.
    const again = await openPage(world);
    const other = await again.load([file("more.json", pool()), truthFile(), predictionsFile()]);
    equal([other.pool, kindsOf(other)[2]], [2, "more.json pool true"]);
    equal([opened.problems, again.problems], [[], []], "problems");
    await again.close();
    await opened.close();
});

test("pool: first and alone it waits for what is labeled", async (world) => {
    const opened = await openPage(world);
    const first = await opened.load([poolFile()]);
    equal([first.state, first.error], ["landing", null]);
    ok(first.waiting.includes("Still missing: ground truth and predictions"), first.waiting);
    ok((await opened.page.inputValue("#given-files select")) === "pool", "its kind in the list");
    equal((await opened.load([truthFile()])).state, "landing");
    const shown = await opened.load([predictionsFile()]);
    equal([shown.state, shown.pool], ["ready", 2]);
    await opened.close();
});

test("pool: tables", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.load([
        file("truth.csv", "id,label\na,cat\nb,dog\n"),
        file("guesses.csv", "id,label,score\na,cat,0.9\nb,cat,0.6\nc,dog,0.4\n"),
        file("more.csv", "id,site\nc,north\nd,south\n"),
    ]);
    equal([shown.state, shown.task, shown.pool, shown.summary.accuracy.value], ["ready", "classes", 2, 0.5]);
    await opened.close();
});

test("pool: the person's word rules", async (world) => {
    const opened = await openPage(world);
    await opened.load([truthFile(), predictionsFile(), poolFile(), file("b.json", [prediction(4, [1, 1, 5, 5], 0.4)])]);
    await opened.click("tab", "Files");
    await opened.click("row", "b.json", 0.2);
    await opened.click("menuitem", "Predictions on the pool");
    const shown = await opened.until(({ state, files }) => state === "ready" && files?.some(({ kind }) => kind === "pool_predictions"));
    equal(kindsOf(shown).slice(-1), ["b.json pool_predictions true"]);
    equal(shown.outcomes.truePositives, 1, "the predictions are the others");
    await opened.click("row", "pool.json", 0.2);
    await opened.click("menuitem", "Nothing: leave it out");
    await opened.until(({ state, pool: samples }) => state === "ready" && samples === 0);
    equal(opened.problems, [], "problems");
    await opened.close();
});

const bad = [
    ["cut off", file("pool.json", '{"images": [{"id": 3'), "pool.json"],
    ["with the id of a labeled image", file("pool.json", { images: [image(1, { file_name: "other.png" })] }), "id 1 is other.png in the pool"],
    ["of another task", file("pool.csv", "id,site\nc,north\n"), "pool.csv"],
];
for (const [how, given, words] of bad) {
    test(`pool: one ${how} does not cost what is open`, async (world) => {
        const opened = await openPage(world);
        const before = await opened.load([truthFile(), predictionsFile()]);
        const shown = await opened.load([given]);
        const said = [shown.error, shown.notice, ...shown.files.map(({ name, note }) => `${name} ${note}`)].filter(Boolean).join(" | ");
        ok(said.toLowerCase().includes(words), said);
        equal([shown.summary, shown.pool], [before.summary, 0]);
        await opened.page.keyboard.press("Escape");
        equal((await opened.snapshot()).state, "ready");
        equal(opened.problems, [], "problems");
        await opened.close();
        return said;
    });
}

test("pool: pictures measured on the page have the command line's values to the last bit", async (world) => {
    const columns = ["brightness", "highlights", "shadows", "sharpness", "image_entropy", "duplicates", "exact_duplicates"];
    const demo = (name) => join(root, "build/demo", name);
    const files = [...demoFiles, "--pool", demo("pool.json"), "--pool-predictions", demo("pool_predictions.json"), "--images", demo("images")];
    const native = (text, more = []) => errata(["query", text, ...files, "--format", "json", "--limit", "0", ...more]);
    const { rows } = native("labeled", ["--columns", columns.join(",")]);
    // Of each column the values of all samples: one that differs by a bit is not selected.
    const exactly = columns.map((name) => `labeled and (${[...new Set(rows.map((row) => `${name} == ${row[name]}`))].join(" or ")})`);
    const others = ["labeled and sharpness < 0.5", "labeled and duplicates == 1", `labeled and image_entropy > ${rows[7].image_entropy}`];

    const opened = await openPage(world);
    const { pool: unlabeled } = await opened.demo();
    const began = Date.now();
    await measure(opened);
    await opened.until(({ pictures }) => pictures.measured);
    const took = Date.now() - began;
    equal([rows.length > 50, (await opened.snapshot()).notice], [true, null]);
    let before = "";
    for (const text of [...exactly, ...others]) {
        await query(opened, text);
        const shown = await opened.until((now) => now.query !== before && !now.drawing);
        const { selected } = native(text);
        equal(shown.counts.images, selected, text.slice(0, 60));
        ok(others.includes(text) || selected === rows.length, "natively each sample is what it is");
        before = shown.query;
    }
    equal(opened.problems, [], "problems");
    await opened.close();
    return `${rows.length + unlabeled} pictures in ${took} ms`;
});

// Many and large, so that measuring them takes seconds.
function manyPictures(count) {
    const side = 1200;
    const stripes = Array.from({ length: side * side }, (_, i) => (i % side) & 255);
    const { bytes } = pngOf("", side, side, stripes);
    const folder = mkdtempSync(join(tmpdir(), "errata-"));
    mkdirSync(join(folder, "images"));
    const all = Array.from({ length: count }, (_, i) => image(i + 1));
    writeFileSync(join(folder, "truth.json"), JSON.stringify({ ...truth(), images: all }));
    writeFileSync(join(folder, "predictions.json"), JSON.stringify(predictions()));
    for (const { file_name } of all) writeFileSync(join(folder, "images", file_name), bytes);
    return folder;
}

test("pool: measuring pictures is not in the way of matching, and ends with what it is about", async (world) => {
    const folder = manyPictures(500);
    const opened = await openPage(world);
    await opened.page.setInputFiles("#folder-input", folder);
    await opened.until(({ state }) => state === "ready");
    await measure(opened);
    await opened.until(() => opened.page.workers().length === 2, 5000);
    // While it runs, another IoU is matched.
    const [x, y, width, height] = (await opened.item("slider", "IoU")).rectangle; // frames are drawn all the time
    await opened.page.mouse.click(x + width * 0.037, y + height / 2);
    const matched = await opened.until(({ thresholds, stale }) => thresholds.iou < 0.5 && !stale, 5000);
    const still = await opened.snapshot();
    equal([still.pictures.measured, opened.page.workers().length], [false, 2], "it is still measuring");
    const iou = matched.thresholds.iou.toFixed(2);
    // A person stops it.
    await act(opened, "Stop measuring pictures");
    await opened.until(() => opened.page.workers().length === 1, 3000);
    // A new evaluation does, too, and Start over.
    await measure(opened);
    await opened.until(() => opened.page.workers().length === 2, 5000);
    const better = await opened.load([file("better.json", [...predictions(), prediction(2, [50, 20, 20, 20], 0.7)])]);
    equal(better.pictures.measured, false);
    await opened.until(() => opened.page.workers().length === 1, 3000);
    await measure(opened);
    await opened.until(() => opened.page.workers().length === 2, 5000);
    await act(opened, "Start over");
    await opened.until(() => opened.page.workers().length === 1, 3000);
    equal([(await opened.snapshot()).state, opened.problems], ["landing", []]);
    rmSync(folder, { recursive: true });
    await opened.close();
    return `matched at ${iou} meanwhile`;
});

test("pool: pictures that cannot be measured are said", async (world) => {
    const opened = await openPage(world);
    const broken = { path: "1.png", bytes: png("").bytes.subarray(0, 40) };
    await opened.load([truthFile(), predictionsFile()]);
    await measure(opened);
    const none = await opened.until(({ error }) => error !== null);
    ok(none.error.startsWith("None of the images that the ground truth names is here"), none.error);
    await opened.page.click("#dismiss");
    await opened.load([broken, png("2.png")]);
    await measure(opened);
    const some = await opened.until(({ pictures }) => pictures.measured);
    ok((await opened.until(({ notice }) => notice !== null)).notice.includes("1.png"), "the notice names it");
    equal(some.state, "ready");
    await query(opened, "brightness >= 0");
    await opened.until(({ counts, query: shown }) => shown !== "" && counts.images === 1);
    equal(opened.problems, [], "problems");
    await opened.close();
});
