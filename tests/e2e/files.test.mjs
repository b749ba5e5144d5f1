// Files and folders, drops that add up, and how pictures find their samples.

import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { equal, ok, openPage, root, test } from "./harness.mjs";
import { file, image, png, predictions, predictionsFile, truth, truthFile } from "./samples.mjs";

test("files: chosen by the button, told apart by content", async (world) => {
    const opened = await openPage(world);
    const folder = mkdtempSync(join(tmpdir(), "errata-"));
    writeFileSync(join(folder, "a.json"), JSON.stringify(predictions()));
    writeFileSync(join(folder, "b.json"), JSON.stringify(truth()));
    const [chooser] = await Promise.all([opened.page.waitForEvent("filechooser"), opened.page.click("#open-files")]);
    await chooser.setFiles([join(folder, "a.json"), join(folder, "b.json")]);
    const shown = await opened.until(({ state }) => state === "ready");
    rmSync(folder, { recursive: true });
    equal(shown.files.map(({ name, kind }) => `${name} ${kind}`), ["b.json truth", "a.json predictions"], "kinds");
    equal(shown.outcomes, { truePositives: 1, falsePositives: 1, missed: 1, ignoredPredictions: 0, ignoredObjects: 0 }, "outcomes");
    await opened.close();
});

test("files: a folder with everything in it", async (world) => {
    const opened = await openPage(world);
    await opened.page.setInputFiles("#folder-input", join(root, "build/demo"));
    const shown = await opened.until(({ state }) => state === "ready");
    ok(shown.files.every(({ kind, used }) => kind !== "unknown" && used), "every file is known and used");
    const listed = ["truth.json", "pool.json"].flatMap((name) => JSON.parse(readFileSync(join(root, "build/demo", name), "utf8")).images);
    equal(shown.files.filter(({ kind }) => kind === "image").length, listed.length, "images");
    equal(shown.pool, 72, "of them unlabeled");
    await opened.close();
});

test("files: a drop anywhere on the page", async (world) => {
    const opened = await openPage(world);
    const transfer = await opened.page.evaluateHandle(
        ([truthText, predictionsText]) => {
            const data = new DataTransfer();
            data.items.add(new File([truthText], "truth.json"));
            data.items.add(new File([predictionsText], "predictions.json"));
            return data;
        },
        [truthFile().text, predictionsFile().text],
    );
    for (const type of ["dragenter", "dragover"]) await opened.page.dispatchEvent("body", type, { dataTransfer: transfer });
    ok(await opened.page.isVisible("#drop-target"), "the border while dragging");
    await opened.page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await opened.until(({ state }) => state === "ready");
    ok(!(await opened.page.isVisible("#drop-target")), "no border afterwards");
    await opened.close();
});

test("files: ground truth now, predictions later, images last; newer predictions replace older", async (world) => {
    const opened = await openPage(world);
    const first = await opened.load([truthFile()]);
    equal([first.state, first.error], ["landing", null], "after the ground truth alone");
    ok(first.waiting.includes("Still missing: predictions"), first.waiting);
    ok((await opened.page.textContent("#given-files")).includes("truth.json"), "what is here already");
    equal((await opened.load([predictionsFile()])).state, "ready", "after the predictions");
    await opened.load([png("somewhere/1.png")]);
    await opened.load([png("somewhere/2.png")]);
    await opened.click("tab", "Gallery");
    const shown = await opened.snapshot();
    equal([shown.pictures.decoded, shown.pictures.failed], [2, 0], "pictures decoded");
    equal(shown.files.map(({ name, used }) => `${name} ${used}`), [
        "truth.json true",
        "predictions.json true",
        "somewhere/2.png true",
        "somewhere/1.png true",
    ]);
    const better = [...predictions(), { image_id: 2, category_id: 1, bbox: [50, 20, 20, 20], score: 0.7 }];
    const replaced = await opened.load([file("better.json", better)]);
    equal([replaced.outcomes.truePositives, replaced.outcomes.missed], [2, 0], "outcomes");
    await opened.click("button", "Menu");
    await opened.click("menuitem", "Start over");
    const over = await opened.snapshot();
    equal([over.state, over.kept, over.summary], ["landing", [], undefined], "after Start over");
    await opened.close();
});

test("files: two loads at once become one", async (world) => {
    const opened = await openPage(world);
    const states = await opened.page.evaluate(
        ([truthText, predictionsText]) =>
            Promise.all([
                window.errata.load([new File([truthText], "truth.json")]),
                window.errata.load([new File([predictionsText], "predictions.json")]),
            ]).then((all) => all.map(({ state }) => state)),
        [truthFile().text, predictionsFile().text],
    );
    equal(states.at(-1), "ready");
    await opened.close();
});

test("files: a folder of 10,000 names", async (world) => {
    const opened = await openPage(world);
    const folder = mkdtempSync(join(tmpdir(), "errata-"));
    const many = { ...truth(), images: Array.from({ length: 10_000 }, (_, i) => image(i + 1, { file_name: `val/${i + 1}.png` })) };
    mkdirSync(join(folder, "val"));
    writeFileSync(join(folder, "truth.json"), JSON.stringify(many));
    writeFileSync(join(folder, "predictions.json"), JSON.stringify(predictions()));
    for (let i = 1; i <= 10_000; ++i) writeFileSync(join(folder, `val/${i}.png`), png("").bytes);
    await opened.page.setInputFiles("#folder-input", folder);
    const began = Date.now();
    const shown = await opened.until(({ state }) => state === "ready", 60_000);
    const took = Date.now() - began;
    rmSync(folder, { recursive: true });
    equal(shown.files.filter(({ kind, used }) => kind === "image" && used).length, 10_000, "images matched");
    await opened.click("tab", "Gallery");
    const tiles = (await opened.snapshot()).items.filter(({ role }) => role === "img");
    ok(tiles.length < 60, `${tiles.length} tiles drawn`);
    equal(opened.problems, [], "problems");
    await opened.close();
    return `${took} ms to read`;
});

test("files: given while the demo loads take its place", async (world) => {
    const opened = await openPage(world);
    await opened.page.evaluate(
        ([truthText, predictionsText]) => {
            document.getElementById("try-demo").click();
            setTimeout(() => window.errata.load([new File([truthText], "t.json"), new File([predictionsText], "p.json")]), 5);
        },
        [truthFile().text, predictionsFile().text],
    );
    const shown = await opened.until(({ state, counts }) => state === "ready" && counts.images === 2);
    await opened.settled();
    await opened.page.waitForTimeout(400);
    equal(shown.files.map(({ name }) => name), ["t.json", "p.json"]);
    ok(!(await opened.page.evaluate(() => location.hash)).includes("data=demo"), "no link to the demo");
    await opened.close();
});

test("files: given one after another over the demo take its place", async (world) => {
    const opened = await openPage(world);
    const demo = await opened.demo();
    const first = await opened.load([truthFile()]);
    equal([first.state, first.error, first.counts], ["ready", null, demo.counts], "the demo stays");
    ok(first.notice.includes("Still missing: predictions"), first.notice);
    const second = await opened.load([predictionsFile()]);
    equal([second.state, second.error, second.counts.images], ["ready", null, 2]);
    await opened.close();
});
