// Every view and command, found by role and name, moved by a real pointer and real keys.

import { demoFiles, equal, errata, ok, openPage, test } from "./harness.mjs";
import { file, image, object, prediction, predictionsFile, truthFile } from "./samples.mjs";

const names = (shown, role) => shown.items.filter((item) => item.role === role).map(({ name }) => name);
const press = async (opened, key) => {
    await opened.page.keyboard.press(key);
    await opened.settled();
};
// The person's clipboard.
const clipboard = (opened) => opened.page.evaluate(() => navigator.clipboard.readText());
const withClipboard = { permissions: ["clipboard-read", "clipboard-write"] };

test("view overview: findings lead to what is behind them", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.demo();
    const finding = shown.items.find(({ role, name }) => role === "button" && name.startsWith("Show misses: "));
    ok(finding, "a finding about misses");
    await opened.click("button", finding.name);
    const gallery = await opened.snapshot();
    equal([gallery.view, gallery.class], ["gallery", finding.name.slice("Show misses: ".length)]);
    const missed = gallery.classes.find(({ name }) => name === gallery.class).outcomes.missed;
    ok(gallery.shown > 0 && gallery.shown <= missed, `${gallery.shown} images with ${missed} misses`);
    await opened.close();
});

test("view overview: a class is chosen, its facts shown, and left by Escape", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.demo();
    await opened.click("row", "kayak");
    const kayak = shown.classes.find(({ name }) => name === "kayak");
    const facts = (await opened.snapshot()).items.filter(({ role }) => role === "figure");
    const recall = (100 * kayak.outcomes.truePositives) / (kayak.outcomes.truePositives + kayak.outcomes.missed);
    equal(facts.findLast(({ name }) => name === "Recall").value, recall.toFixed(1), "recall of the class");
    for (const title of ["Precision over recall, IoU 0.50", "Over the confidence"]) await opened.item("graphics-document", title);
    await press(opened, "Escape");
    equal((await opened.snapshot()).class, "");
    await opened.close();
});

test("view overview: the search field takes real typing, its undo and a clear text", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.page.click('input[aria-label="Search classes"]');
    await opened.page.keyboard.type("boat");
    await opened.settled();
    const found = names(await opened.snapshot(), "row");
    ok(found.length > 1 && found.every((name) => name.includes("boat")), found.join());
    // Single keys are text there, and no commands.
    equal((await opened.snapshot()).view, "overview");
    await opened.page.keyboard.press("Control+a");
    await opened.page.keyboard.type("\u6e2f \u05e0\u05de\u05dc");
    await opened.settled();
    equal(names(await opened.snapshot(), "row"), [], "rows");
    equal(await opened.page.inputValue('input[aria-label="Search classes"]'), "\u6e2f \u05e0\u05de\u05dc");
    await opened.click("button", "Undo");
    equal(names(await opened.snapshot(), "row").length, 8, "after Undo");
    await opened.close();
});

test("view overview: the class table is copied as TSV with exact figures", async (world) => {
    const opened = await openPage(world, withClipboard);
    const shown = await opened.demo();
    await opened.click("button", "Copy table");
    const lines = (await clipboard(opened)).trimEnd().split("\n").map((line) => line.split("\t"));
    equal(lines.length, shown.classes.length + 1, "lines");
    for (const [name, ap] of lines.slice(1)) {
        equal(Number(ap), shown.classes.find((cls) => cls.name === name).AP.value, `AP of ${name}`);
    }
    await opened.close();
});

test("view overview: plots are copied as data and saved as SVG and PNG", async (world) => {
    const opened = await openPage(world, withClipboard);
    await opened.demo();
    await opened.click("button", "Copy or save: Over the confidence");
    await opened.click("menuitem", "Copy data");
    const [header, first] = (await clipboard(opened)).split("\n");
    ok(header.startsWith("series\tConfidence\t"), header);
    ok(first.startsWith("Precision\t0\t"), first);
    for (const [entry, suffix, magic] of [["Save as SVG", "svg", "<svg"], ["Save as PNG", "png", "\x89PNG"]]) {
        await opened.click("button", "Copy or save: Over the confidence");
        const saved = opened.page.waitForEvent("download");
        await opened.click("menuitem", entry);
        const download = await saved;
        equal(download.suggestedFilename(), `confidence.${suffix}`);
        const bytes = [];
        for await (const chunk of await download.createReadStream()) bytes.push(chunk);
        ok(Buffer.concat(bytes).toString("latin1").includes(magic), `${entry}: ${magic}`);
    }
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("view overview: figures with their intervals, the command line's to the last digit", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("checkbox", "95 % intervals");
    const figure = ({ items }, name) => items.find((one) => one.role === "figure" && one.name === name)?.value ?? "";
    const shown = await opened.until((now) => figure(now, "AP").includes("("), 60_000);
    const { summary } = errata(["evaluate", ...demoFiles, "--bootstrap", "1000", "--json"]);
    const words = ({ value, interval }) =>
        `${(100 * value).toFixed(1)} (${(100 * interval.low).toFixed(1)}\u2013${(100 * interval.high).toFixed(1)})`;
    for (const key of ["AP", "AP50", "AP75", "APs", "AR100"]) equal(figure(shown, key), words(summary[key]), key);
    await opened.click("button", "Undo");
    equal(figure(await opened.snapshot(), "AP").includes("("), false, "after Undo");
    equal(opened.problems, []);
    await opened.close();
});

test("view confidence: operating points are saved as the command line writes them", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("tab", "Confidence");
    await opened.item("button", "Save operating points as JSON");
    const saved = opened.page.waitForEvent("download");
    await opened.click("button", "Save operating points as JSON");
    const download = await saved;
    equal(download.suggestedFilename(), "operating_points.json");
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const points = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    equal(points, errata(["evaluate", ...demoFiles, "--operating-points", "--json"]).operating_points);
    await opened.close();
});

test("view gallery: filters, orders and sizes", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await press(opened, "2");
    const all = await opened.snapshot();
    equal([all.view, all.shown], ["gallery", all.counts.images]);
    await opened.click("button", "Show");
    await opened.click("option", "Missed");
    await opened.click("button", "Class");
    await opened.click("option", "kayak");
    await opened.click("button", "Order");
    await opened.click("option", "Order: most first");
    const missed = await opened.snapshot();
    ok(missed.shown > 0 && missed.shown < all.shown, `${missed.shown} images`);
    const width = async () => (await opened.snapshot()).items.find(({ role }) => role === "img").rectangle[2];
    const before = await width();
    await opened.click("slider", "Size of the pictures", 0.05);
    ok((await width()) < before * 0.7, "smaller pictures");
    // An order that no image has a figure for, and nothing at all.
    await opened.click("slider", "Confidence", 0.99);
    await press(opened, "t");
    equal(names(await opened.snapshot(), "img"), [], "true positives of the surest only");
    await opened.click("button", "Show everything");
    equal((await opened.snapshot()).shown, all.shown);
    await opened.close();
});

test("view image: zoom, pan, hover and the list, both ways", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await press(opened, "e");
    const first = names(await opened.snapshot(), "img")[0];
    await opened.click("img", first);
    const [x, y, width, height] = (await opened.item("img", first)).rectangle;
    const pixels = () => opened.page.screenshot({ clip: { x, y: y + 60, width, height: height - 60 } }).then((png) => png.toString("base64"));
    await opened.page.mouse.move(5, 400);
    await opened.settled();
    const fitted = await pixels();
    await opened.page.mouse.move(x + width / 2, y + height / 2);
    await opened.page.mouse.wheel(0, -600);
    await opened.settled();
    const zoomed = await pixels();
    ok(zoomed !== fitted, "the wheel zooms");
    await opened.page.mouse.down();
    await opened.page.mouse.move(x + width / 2 + 90, y + height / 2 + 40, { steps: 4 });
    await opened.page.mouse.up();
    await opened.settled();
    ok((await pixels()) !== zoomed, "a drag moves");
    await opened.click("button", "Fit");
    await opened.page.mouse.move(5, 400);
    await opened.settled();
    ok((await pixels()) === fitted, "Fit shows all again");
    // From the list to the picture, and a choice that stays in the link.
    const rows = (await opened.snapshot()).items.filter(({ role }) => role === "row");
    ok(rows.length > 2, "objects in the list");
    const [rx, ry, rw, rh] = rows[0].rectangle;
    await opened.page.mouse.move(rx + rw / 2, ry + rh / 2);
    await opened.settled();
    ok((await pixels()) !== fitted, "a row under the pointer marks its box");
    await opened.page.mouse.click(rx + rw / 2, ry + rh / 2);
    await opened.settled();
    const chosen = await opened.snapshot();
    ok(/^[pt]:\d+$/.test(chosen.object), chosen.object);
    ok(chosen.items.find(({ role }) => role === "row").selected, "its row is marked");
    await opened.click("checkbox", "Labels");
    equal((await opened.item("checkbox", "Labels")).checked, false);
    await opened.close();
});

test("commands: the palette finds by real typing, arrows and Enter; Escape leaves", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await press(opened, "Control+k");
    await opened.item("dialog", "Find");
    await opened.page.keyboard.type("false pos");
    await opened.settled();
    ok(names(await opened.snapshot(), "option")[0] === "Show false positives", "the best first");
    await press(opened, "Enter");
    equal((await opened.snapshot()).view, "gallery");
    await press(opened, "Control+k");
    await opened.page.keyboard.type("fishing");
    await press(opened, "Enter");
    equal([(await opened.snapshot()).view, (await opened.snapshot()).class], ["overview", "fishing boat"]);
    await press(opened, "Control+k");
    await press(opened, "Escape");
    ok(!names(await opened.snapshot(), "dialog").includes("Find"), "left by Escape");
    equal((await opened.snapshot()).class, "fishing boat", "and nothing else changed");
    await opened.close();
});

test("commands: help lists every key, undo and redo follow them", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await press(opened, "Shift+Slash");
    const help = await opened.snapshot();
    ok(names(help, "dialog").includes("Keyboard shortcuts"), "the dialog");
    ok(help.items.some(({ role, name, value }) => role === "figure" && name === "Undo" && value === "Ctrl+Z"), "Undo's key");
    await press(opened, "Escape");
    const before = (await opened.snapshot()).thresholds;
    await press(opened, "BracketRight");
    await press(opened, "Shift+BracketRight");
    const after = (await opened.snapshot()).thresholds;
    equal([after.confidence, after.iou], [0.55, 0.55]);
    await press(opened, "Control+z");
    await press(opened, "Control+z");
    equal((await opened.snapshot()).thresholds, before);
    await press(opened, "Control+Shift+z");
    await press(opened, "Control+Shift+z");
    equal((await opened.snapshot()).thresholds, after);
    await opened.close();
});

test("commands: theme and side panel are set from the menu and remembered", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    const dark = await opened.page.screenshot({ clip: { x: 200, y: 4, width: 4, height: 4 } });
    await opened.click("button", "Menu");
    await opened.click("menuitem", "Theme: light");
    await opened.click("button", "Menu");
    await opened.click("menuitem", "Side panel");
    const light = await opened.page.screenshot({ clip: { x: 200, y: 4, width: 4, height: 4 } });
    ok(!light.equals(dark), "another theme");
    await opened.page.reload();
    await opened.page.waitForFunction(() => window.errata?.snapshot().sealed);
    await opened.until(({ state }) => state === "ready");
    await opened.settled();
    ok(!names(await opened.snapshot(), "heading").includes("All classes"), "no side panel");
    ok((await opened.page.screenshot({ clip: { x: 200, y: 4, width: 4, height: 4 } })).equals(light), "light as before");
    await opened.close();
});

test("commands: the side panel is dragged wider", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    const [x] = (await opened.item("heading", "All classes")).rectangle;
    await opened.page.mouse.move(x - 14, 400);
    await opened.settled();
    equal(await opened.page.evaluate(() => getComputedStyle(document.getElementById("canvas")).cursor), "col-resize");
    await opened.page.mouse.down();
    await opened.page.mouse.move(x - 94, 400, { steps: 5 });
    await opened.page.mouse.up();
    await opened.settled();
    const [moved] = (await opened.item("heading", "All classes")).rectangle;
    ok(Math.abs(x - moved - 80) < 4, `moved by ${x - moved}`);
    await opened.close();
});

test("commands: a saved session opens again on the same data", async (world) => {
    const first = await openPage(world);
    await first.load([truthFile(), predictionsFile()]);
    await first.click("slider", "Confidence", 0.7);
    await press(first, "m");
    const { thresholds } = await first.snapshot();
    await first.click("button", "Menu");
    const saved = first.page.waitForEvent("download");
    await first.click("menuitem", "Save session");
    const download = await saved;
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    equal(JSON.parse(text).version, 1, "version");
    await first.close();
    const second = await openPage(world);
    const shown = await second.load([file(download.suggestedFilename(), text), truthFile(), predictionsFile()]);
    equal([shown.state, shown.view, shown.thresholds], ["ready", "gallery", thresholds]);
    const wrong = await second.load([file("broken.errata.json", "{\"version\": ")]);
    ok(wrong.error?.includes("broken.errata.json"), `error: ${wrong.error}`);
    await second.close();
});

test("thresholds: an IoU that the protocol has not is matched in the worker", async (world) => {
    const opened = await openPage(world);
    const before = await opened.demo();
    await opened.click("slider", "IoU", 0.02);
    const loose = await opened.until(({ stale, thresholds }) => !stale && thresholds.iou < 0.5);
    equal(loose.thresholds.iou, 0.1);
    ok(loose.outcomes.truePositives > before.outcomes.truePositives, "more matches");
    equal(
        loose.outcomes.truePositives + loose.outcomes.missed,
        before.outcomes.truePositives + before.outcomes.missed,
        "objects",
    );
    equal(loose.summary, before.summary, "AP");
    await opened.click("slider", "IoU", 0.98);
    const tight = await opened.snapshot();
    equal([tight.thresholds.iou, tight.stale], [0.95, false]);
    ok(tight.outcomes.truePositives < before.outcomes.truePositives, "fewer matches");
    await opened.close();
});

// --- sizes of data --------------------------------------------------------------------------------------

test("data: empty, and one image with one box", async (world) => {
    const opened = await openPage(world);
    const places = ["Gallery", "Image", "Files", "Overview"];
    await opened.load([file("t.json", { images: [], annotations: [], categories: [] }), file("p.json", [])]);
    for (const place of places) await opened.click("tab", place);
    equal((await opened.snapshot()).shown, 0);
    await opened.click("button", "Menu");
    await opened.click("menuitem", "Start over");
    await opened.load([
        file("t.json", { images: [image(1)], annotations: [object(1, 1, [10, 10, 30, 30])], categories: [{ id: 1, name: "boat" }] }),
        file("p.json", [prediction(1, [10, 10, 30, 30], 0.9)]),
    ]);
    for (const place of places) await opened.click("tab", place);
    ok(Math.abs((await opened.snapshot()).summary.AP.value - 1) < 1e-12, "AP");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("data: names of 300 characters, in any script, stay within their places", async (world) => {
    const opened = await openPage(world);
    const long = "\u6e2f\u304b\u3089".repeat(60) + "-end.png";
    await opened.load([
        file("t.json", {
            images: [{ id: 1, file_name: long, width: 100, height: 80 }],
            annotations: [object(1, 1, [10, 10, 30, 30])],
            categories: [{ id: 1, name: "fishing boat ".repeat(25) }],
        }),
        file(`${"predictions-".repeat(30)}.json`, [prediction(1, [10, 10, 30, 30], 0.9)]),
    ]);
    for (const place of ["Gallery", "Image", "Files", "Overview"]) {
        await opened.click("tab", place);
        for (const { name, rectangle } of (await opened.snapshot()).items) {
            ok(rectangle[0] + rectangle[2] <= 1281, `${name.slice(0, 30)} ends at ${rectangle[0] + rectangle[2]}`);
        }
    }
    await opened.close();
});

test("data: 100,000 images scroll, sort and filter", async (world) => {
    const opened = await openPage(world);
    await opened.page.evaluate(() => {
        const images = Array.from({ length: 100_000 }, (_, i) => ({ id: i + 1, file_name: `folder/${i + 1}.jpg`, width: 100, height: 80 }));
        const annotations = images.map(({ id }) => ({ id, image_id: id, category_id: 1, bbox: [10, 10, 20, 20], area: 400, iscrowd: 0 }));
        const predictions = images.flatMap(({ id }) =>
            id % 3 === 0 ? [] : [{ image_id: id, category_id: 1, bbox: [10, 10, 20, id % 2 ? 20 : 15], score: (id % 100) / 100 }],
        );
        const made = (name, value) => new File([JSON.stringify(value)], name);
        window.manyLoad = window.errata.load([
            made("t.json", { images, annotations, categories: [{ id: 1, name: "boat" }] }),
            made("p.json", predictions),
        ]);
    });
    const shown = await opened.until(({ state }) => state === "ready", 60_000);
    equal(shown.shown, 100_000);
    await opened.click("tab", "Gallery");
    ok(names(await opened.snapshot(), "img").length < 60, "only what is seen is drawn");
    await opened.page.mouse.move(700, 400);
    for (let i = 0; i < 20; ++i) await opened.page.mouse.wheel(0, 4000);
    await opened.settled();
    ok(!names(await opened.snapshot(), "img").includes("folder/1.jpg"), "scrolled");
    await press(opened, "m");
    ok((await opened.snapshot()).shown > 33_000, "missed objects");
    await opened.click("img", names(await opened.snapshot(), "img")[0]);
    await press(opened, "j");
    equal((await opened.snapshot()).view, "image");
    await opened.close();
});

test("sizes: a narrow window keeps every place and control in reach", async (world) => {
    const opened = await openPage(world, { viewport: { width: 600, height: 700 } });
    await opened.demo();
    for (const place of ["Gallery", "Image", "Files", "Overview"]) {
        await opened.click("tab", place);
        const controls = (await opened.snapshot()).items.filter(({ role }) => ["button", "tab", "slider"].includes(role));
        for (const { name, rectangle } of controls) {
            ok(rectangle[0] >= 0 && rectangle[0] + rectangle[2] <= 601, `${name} lies at ${rectangle}`);
        }
    }
    await opened.close();
});

// --- without a pointer ----------------------------------------------------------------------------------

test("mirror: a class's row has a cell under every header, its name first", async (world) => {
    const opened = await openPage(world);
    const shown = await opened.demo();
    await opened.page.waitForTimeout(400); // it follows at rest
    const table = await opened.page.evaluate(() => {
        const texts = (row) => [...row.children].map(({ textContent }) => textContent);
        const [header, ...rows] = document.querySelectorAll('#mirror [role="table"] [role="row"]');
        return { header: texts(header), rows: rows.map(texts) };
    });
    const at = (name) => table.header.indexOf(name);
    equal(table.rows.length, shown.classes.length, "rows");
    for (const row of table.rows) {
        equal(row.length, table.header.length, "cells");
        const cls = shown.classes.find(({ name }) => name === row[at("Class")]);
        equal(row[at("AP")], (100 * cls.AP.value).toFixed(1), `AP of ${cls.name}`);
        equal(row[at("Missed")], String(cls.outcomes.missed), `missed of ${cls.name}`);
    }
    await opened.click("button", "Menu");
    await opened.page.waitForTimeout(400);
    equal(
        await opened.page.evaluate(() => [...document.querySelectorAll('#mirror [role="menuitemcheckbox"][aria-checked="true"]')].map(({ textContent }) => textContent)),
        ["Side panel", "Theme: as the system"],
    );
    await opened.close();
});

test("keyboard: Tab comes to the search field, typing searches, Tab leads on", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    const inField = () => opened.page.evaluate(() => document.activeElement.getAttribute("aria-label") === "Search classes");
    for (let i = 0; i < 60 && !(await inField()); ++i) await press(opened, "Tab");
    ok(await inField(), "the field has the focus");
    await opened.page.keyboard.type("kay");
    await opened.settled();
    equal(names(await opened.snapshot(), "row"), ["kayak"]);
    await press(opened, "Tab");
    ok(!(await inField()), "Tab leaves it");
    equal((await opened.snapshot()).items.some(({ role, focused }) => focused && role !== "searchbox"), true, "something after it has the focus");
    await opened.close();
});

test("keyboard: Tab in the palette leaves the field where it is", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await press(opened, "Control+k");
    await opened.page.keyboard.type("tug");
    await press(opened, "Tab");
    await opened.page.keyboard.type("boat");
    await press(opened, "Enter");
    equal((await opened.snapshot()).class, "tugboat");
    await opened.close();
});

test("keyboard: Escape closes a message and nothing else", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("row", "kayak");
    await opened.load([file("bad.json", "{")]);
    ok((await opened.snapshot()).error !== null, "an error");
    await press(opened, "Escape");
    equal([(await opened.snapshot()).error, (await opened.snapshot()).class], [null, "kayak"]);
    await press(opened, "Escape");
    equal((await opened.snapshot()).class, "", "the next is the canvas's");
    await opened.close();
});

test("view gallery: captions count what the filter is about", async (world) => {
    const opened = await openPage(world, { viewport: { width: 1280, height: 800 } });
    await opened.load([
        file("t.json", {
            images: [image(1)],
            annotations: [object(1, 1, [0, 0, 10, 10]), object(2, 1, [30, 0, 10, 10]), object(3, 1, [60, 0, 10, 10], { category_id: 2 })],
            categories: [{ id: 1, name: "boat" }, { id: 2, name: "buoy" }],
        }),
        file("p.json", []),
    ]);
    await opened.click("row", "boat");
    await press(opened, "m");
    const tile = (await opened.snapshot()).items.find(({ role }) => role === "img");
    equal(tile.value, "2 missed");
    await opened.close();
});
