// Bad input: each gives its message and leaves the page usable.

import { equal, ok, openPage, test } from "./harness.mjs";
import { file, object, prediction, png, predictionsFile, predictions, truth, truthFile } from "./samples.mjs";

const utf16 = (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);

// What is dropped, and words that its error or notice holds.
const refused = [
    ["an empty file", [file("empty.json", "")], "empty.json"],
    ["a truncated file", [truthFile(), file("cut.json", predictionsFile().text.slice(0, 60))], "cut.json"],
    ["not JSON", [file("notes.json", "hello, these are notes")], "notes.json"],
    ["UTF-16", [{ path: "wide.json", bytes: utf16(truthFile().text) }], "wide.json"],
    ["another kind of JSON", [file("other.json", { version: 1, layers: [] })], "other.json"],
    ["100,000 levels", [truthFile(), file("deep.json", deep(100_000))], "deep.json"],
    ["100,000 levels inside a record", [truthFile(), file("deep.json", `[{"image_id":1,"category_id":1,"bbox":[1,1,2,2],"score":0.5,"x":${deep(100_000)}}]`)], null],
    ["duplicate image ids", [file("twice.json", { ...truth(), images: [...truth().images, truth().images[0]] }), predictionsFile()], null],
];

for (const [name, files, words] of refused) {
    test(`bad input: ${name}`, async (world) => {
        const opened = await openPage(world);
        const shown = await opened.load(files);
        const message = shown.error ?? shown.notice ?? (shown.warnings ?? []).map((one) => one.message).join(" ");
        ok(message, `no message; state ${shown.state}`);
        if (words) ok(message.includes(words), `message: ${message}`);
        if (shown.error) ok(await opened.page.isVisible("#message"), "the message is on the page");
        const after = await opened.load([truthFile(), predictionsFile()]);
        equal([after.state, after.error], ["ready", null], "good files afterwards");
        equal(opened.problems, [], "problems");
        await opened.close();
        return message.length > 110 ? `${message.slice(0, 110)}…` : message;
    });
}

// What is loaded with a counted warning instead.
const warned = [
    ["NaN and huge numbers", [prediction(1, ["@NaN", 1, 2, 2], 0.5), prediction(1, ["@1e999", 1, 2, 2], 0.5)]],
    ["missing ids", [{ category_id: 1, bbox: [1, 1, 2, 2], score: 0.5 }]],
    ["unknown images", [prediction(77, [1, 1, 2, 2], 0.5)]],
    ["unknown classes", [prediction(1, [1, 1, 2, 2], 0.5, { category_id: 99 })]],
    ["negative sizes", [prediction(1, [1, 1, -2, 2], 0.5)]],
];

for (const [name, rows] of warned) {
    test(`bad input: ${name}`, async (world) => {
        const opened = await openPage(world);
        const text = JSON.stringify([...predictions(), ...rows]).replace(/"@(\w+)"/g, "$1");
        const shown = await opened.load([truthFile(), file("predictions.json", text)]);
        const warnings = (shown.warnings ?? []).map((one) => `${one.count} ${one.kind}`);
        ok(shown.error || warnings.length > 0, `neither error nor warning; state ${shown.state}`);
        if (!shown.error) {
            await opened.click("tab", "Files");
            const { items } = await opened.snapshot();
            ok(items.some((one) => one.name.includes(shown.warnings[0].message)), "the warning is shown");
        }
        const after = await opened.load([predictionsFile(), truthFile()]);
        equal([after.state, after.error], ["ready", null], "good files afterwards");
        equal(opened.problems, [], "problems");
        await opened.close();
        return shown.error ?? warnings.join(", ");
    });
}

test("bad input: no predictions, and no ground truth, are figures too", async (world) => {
    const opened = await openPage(world);
    const none = await opened.load([truthFile(), file("predictions.json", [])]);
    equal([none.state, none.summary.AP.value, none.outcomes.missed], ["ready", 0, 2], "no predictions");
    const empty = { ...truth(), annotations: [] };
    const unmeasured = await opened.load([file("truth.json", empty), predictionsFile()]);
    equal([unmeasured.state, unmeasured.summary.AP.value], ["ready", null], "no ground truth");
    await opened.click("tab", "Gallery");
    await opened.click("tab", "Image");
    const nothing = await opened.load([file("truth.json", { images: [], annotations: [], categories: [] }), file("predictions.json", [])]);
    ok(["ready", "error"].includes(nothing.state), nothing.state);
    await opened.load([truthFile(), predictionsFile()]);
    equal((await opened.snapshot()).state, "ready", "afterwards");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("bad input: an image that will not decode gets a placeholder", async (world) => {
    const opened = await openPage(world);
    const broken = { path: "1.png", bytes: png("").bytes.subarray(0, 40) };
    await opened.load([truthFile(), predictionsFile(), broken, png("2.png")]);
    await opened.click("tab", "Gallery");
    const shown = await opened.snapshot();
    equal([shown.state, shown.pictures.decoded, shown.pictures.failed], ["ready", 1, 1], "pictures");
    await opened.click("img", "1.png");
    const { items } = await opened.snapshot();
    ok(items.some(({ name }) => name.includes("not an image that this browser can decode")), "its message");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("bad input: a bad file does not cost what is open", async (world) => {
    const opened = await openPage(world);
    const before = await opened.load([truthFile(), predictionsFile()]);
    const shown = await opened.load([file("notes.txt", "hello")]);
    ok((shown.error ?? shown.notice).includes("notes.txt"), shown.error ?? shown.notice);
    await opened.page.click("#dismiss");
    const after = await opened.snapshot();
    equal([after.state, after.summary, after.kept.length], ["ready", before.summary, 2]);
    const crowd = { ...truth(), annotations: [...truth().annotations, object(3, 1, [0, 0, 5, 5], { iscrowd: 1 })] };
    equal((await opened.load([file("truth.json", crowd)])).outcomes.ignoredObjects, 1, "a newer ground truth");
    await opened.close();
});
