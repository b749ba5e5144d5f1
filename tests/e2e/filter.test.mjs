// The filter bar: what a query selects is what every view shows, with the figures that the command line gives for it.

import { demoFiles, equal, errata, ok, openPage, test } from "./harness.mjs";
import { file, idPng, pngOf } from "./samples.mjs";

const nativeReport = (query) => errata(["evaluate", ...demoFiles, "--json", "--where", query]);

const type = (opened, text) => opened.page.fill('input[aria-label="Filter"]', text);
// The figures come some frames after the samples.
const selected = (opened, query) =>
    opened.until(({ query: shown, summary, drawing }) => shown === query && !drawing && (query === "" || summary.AP.count > 0));

test("filter: figures of what is selected equal the command line's to the last bit", async (world) => {
    const opened = await openPage(world);
    const whole = await opened.demo();
    await type(opened, "count(truth)>12");
    const query = "count(truth) > 12";
    const shown = await selected(opened, query);
    const native = nativeReport(query);
    ok(shown.counts.images > 0 && shown.counts.images < whole.counts.images, `${shown.counts.images} images`);
    equal(shown.counts.images, native.selection.rows);
    equal(shown.counts.objects, native.counts.truth);
    for (const [key, figure] of Object.entries(native.summary)) {
        ok(Object.is(shown.summary[key].value, figure.value), `${key}: ${shown.summary[key].value}, natively ${figure.value}`);
    }
    await opened.page.keyboard.press("Enter");
    for (const tab of ["Errors", "Confusion", "Confidence", "Rules", "Gallery", "Image"]) await opened.click("tab", tab);
    const link = opened.page.url();
    await opened.click("button", "Clear the filter");
    const all = await selected(opened, "");
    equal([all.counts, all.summary], [whole.counts, whole.summary]);

    const again = await openPage(world, { url: link });
    const same = await selected(again, query);
    equal(same.summary, shown.summary, "through the link");
    equal([opened.problems, again.problems], [[], []]);
    await again.close();
    await opened.close();
});

test("filter: completions are taken by keys, parts are left out, mistakes are said", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await type(opened, "wid");
    await opened.until(({ items }) => items?.some(({ role, name }) => role === "option" && name === "width"));
    await opened.page.keyboard.press("ArrowDown");
    await opened.page.keyboard.press("Enter");
    await opened.until(() => opened.page.inputValue('input[aria-label="Filter"]').then((text) => text.startsWith("width")));
    await type(opened, "width > 10 px and count(pred) > 15");
    await selected(opened, "width > 10 px and count(pred) > 15");
    await opened.click("button", "Leave out width > 10 px");
    await selected(opened, "count(pred) > 15");
    await type(opened, "widht > 3");
    await opened.page.keyboard.press("Enter");
    await opened.until(({ items }) => items?.some(({ name }) => name.includes("did you mean `width`")));
    equal((await opened.snapshot()).query, "count(pred) > 15", "the last query that was one");
    await opened.page.keyboard.press("Escape");
    await type(opened, "count(pred) > 100000");
    const none = await opened.until(({ counts }) => counts?.images === 0);
    equal(none.shown, 0);
    await opened.click("tab", "Gallery");
    await opened.item("text", "The filter selects no images.");
    for (const tab of ["Gallery", "Image", "Errors", "Confusion", "Overview"]) await opened.click("tab", tab);
    equal(opened.problems, []);
    await opened.close();
});

const panoptic = (segments) => ({
    images: [1, 2].map((id) => ({ id, file_name: `${"ab"[id - 1]}.jpg`, width: 4, height: 2 })),
    categories: [
        { id: 1, name: "sky", isthing: 0 },
        { id: 2, name: "cat", isthing: 1 },
    ],
    annotations: [1, 2].map((id) => ({ image_id: id, file_name: `${"ab"[id - 1]}.png`, segments_info: segments })),
});
const segments = [5, 5, 70000, 70000, 5, 5, 70000, 70000];
const guessed = [1, 1, 1, 2, 1, 1, 2, 2];

// Per task its files, a query that selects one sample, and a figure with the value that it has there by hand.
const tasks = {
    semantic: [
        [
            pngOf("gt/a.png", 4, 2, [0, 0, 1, 1, 0, 0, 1, 255]),
            pngOf("gt/b.png", 4, 2, Array(8).fill(1)),
            pngOf("pred/a.png", 4, 2, [0, 1, 1, 1, 0, 0, 1, 1]),
            pngOf("pred/b.png", 4, 2, Array(8).fill(1)),
        ],
        'file == "a.png"',
        ["pixel_accuracy", 6 / 7],
    ],
    classes: [
        [
            file("truth.csv", "id,label\na.jpg,cat\nb.jpg,dog\nc.jpg,dog\n"),
            file("guesses.csv", "id,cat,dog\na.jpg,0.9,0.1\nb.jpg,0.7,0.3\nc.jpg,0.2,0.8\n"),
        ],
        "not correct",
        ["accuracy", 0],
    ],
    multilabel: [
        [file("t.csv", "id,label\na,cat|dog\nb,dog\n"), file("p.csv", "id,cat,dog\na,0.9,0.6\nb,0.7,0.3\n")],
        "count(truth) > 1",
        ["subset_accuracy", 1],
    ],
    text: [
        [
            file("t.jsonl", '{"id": 1, "text": "fine", "label": "good"}\n{"id": 2, "text": "awful", "label": "bad"}\n'),
            file("p.jsonl", '{"id": 1, "label": "good", "score": 0.8}\n{"id": 2, "label": "good", "score": 0.6}\n'),
        ],
        'text contains "fin"',
        ["accuracy", 1],
    ],
    spans: [
        [
            file("gold.conll", "EU B-ORG\nrejects O\nGerman B-MISC\n\nPeter B-PER\n"),
            file("found.conll", "EU B-ORG\nrejects O\nGerman B-PER\n\nPeter B-PER\n"),
        ],
        "count(truth) > 1",
        ["f1_micro", 0.5],
    ],
    values: [
        [file("t.csv", "id,value\na,1.5\nb,2.5\n"), file("p.csv", "id,value,score\na,2.5,1\nb,2.5,1\n")],
        "residual > 0",
        ["mae", 1],
    ],
    panoptic: [
        [
            file("gt.json", panoptic([{ id: 5, category_id: 1, area: 4, iscrowd: 0 }, { id: 70000, category_id: 2, area: 4, iscrowd: 0 }])),
            file("pred.json", panoptic([{ id: 1, category_id: 1 }, { id: 2, category_id: 1 }])),
            ...["a", "b"].flatMap((name) => [idPng(`gt/${name}.png`, 4, 2, segments), idPng(`pred/${name}.png`, 4, 2, guessed)]),
        ],
        'file == "a.jpg"',
        ["PQ_stuff", 4 / 5 / 1.5],
    ],
};

for (const [task, [files, query, [key, value]]] of Object.entries(tasks)) {
    test(`filter: every place of ${task} follows it, and bears that nothing is left`, async (world) => {
        const opened = await openPage(world);
        equal((await opened.load(files)).task, task);
        const visit = async () => {
            const { items } = await opened.snapshot();
            for (const { role, name } of items) if (role === "tab") await opened.click("tab", name);
        };
        await type(opened, query);
        const one = await opened.until(({ counts, summary, drawing }) => counts?.images === 1 && !drawing && summary[key].value !== null);
        ok(Math.abs(one.summary[key].value - value) < 1e-12, `${key} ${one.summary[key].value}`);
        await visit();
        await type(opened, "not true");
        await opened.until(({ counts, drawing }) => counts?.images === 0 && !drawing);
        await visit();
        equal(opened.problems, []);
        await opened.close();
    });
}
