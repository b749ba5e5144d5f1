// What to label next: from a weak class to an exported batch, and the same again by the command line.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoFiles, equal, ok, openPage, root, test } from "./harness.mjs";

const poolFiles = [
    "--pool",
    join(root, "build/demo/pool.json"),
    "--pool-predictions",
    join(root, "build/demo/pool_predictions.json"),
];

// The text of what a press saves.
async function saved(opened, entry) {
    await opened.click("button", "Save batch");
    const download = opened.page.waitForEvent("download");
    await opened.click("menuitem", entry);
    const chunks = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
}

async function choose(opened, button, entry) {
    await opened.click("button", button);
    const { items } = await opened.snapshot();
    await opened.click(items.some(({ role, name }) => role === "option" && name === entry) ? "option" : "menuitem", entry);
}

const fill = (opened, field, text) => opened.page.fill(`input[aria-label="${field}"]`, text);

test("next batch: from a weak class to a batch, which the command line chooses again", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("row", "seaplane", 0.2);
    await choose(opened, "More like this", "With seaplane predicted: show in the pool");
    const catalog = await opened.until(({ view, drawing }) => view === "catalog" && !drawing);
    ok(catalog.items.filter(({ role }) => role === "img").length > 0, "pictures of the pool");
    await choose(opened, "More like this", "Make it a stratum of the next batch");
    await opened.until(({ view }) => view === "plan");
    await fill(opened, "Budget", "16");
    await choose(opened, "Add a part", "Least certain");
    // Parts have pushed the button down.
    await opened.page.mouse.move(400, 600);
    await opened.page.mouse.wheel(0, 2000);
    await opened.settled();
    await choose(opened, "Add a part", "Random");
    await opened.settled();
    const csv = await saved(opened, "CSV, with reasons and weights");
    equal(csv.trim().split("\n").length, 17, "lines");
    ok(csv.includes("seaplane"), "the stratum is the reason of some");
    const coco = await saved(opened, "COCO, with predictions as pre-labels");
    const plan = await saved(opened, "The plan, for errata select");

    const folder = mkdtempSync(join(tmpdir(), "errata-plan-"));
    try {
        const file = join(folder, "plan.json");
        writeFileSync(file, plan);
        const natively = (format) =>
            execFileSync(join(root, "build/native/errata"), ["select", file, ...demoFiles, ...poolFiles, "--format", format, "--prelabel-score", "0.5"], { encoding: "utf8" });
        equal(csv, natively("csv"), "the command line's batch");
        equal(JSON.parse(coco), JSON.parse(natively("coco")), "and its COCO file");
    } finally {
        rmSync(folder, { recursive: true });
    }

    // The link has it all; undo takes it back step by step.
    const again = await openPage(world, { url: opened.page.url() });
    await again.until(({ view, drawing }) => view === "plan" && !drawing);
    equal(await saved(again, "CSV, with reasons and weights"), csv, "through the link");
    for (let i = 0; i < 2; ++i) await opened.click("button", "Undo");
    const before = await opened.until(({ items }) => !items?.some(({ name }) => name === "Sampler of part 3"));
    ok(!before.items.some(({ name }) => name === "Sampler of part 2"), "two parts less");
    equal([opened.problems, again.problems], [[], []], "problems");
    await again.close();
    await opened.close();
});

test("next batch: labeling functions vote as they are written, and their hits are pictures", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("tab", "Next batch");
    await fill(opened, "New function", 'any(pred where class == "kayak" and score > 0.3)');
    await opened.click("button", "Add function");
    await choose(opened, "Vote of function 1", "kayak");
    const voted = await opened.until(({ items }) => items?.some(({ name }) => name.startsWith("votes on ") && name.includes("right ")));
    const words = voted.items.find(({ name }) => name.startsWith("votes on ")).name;
    const votes = Number(words.match(/^votes on ([0-9,]+)/)[1].replace(",", ""));
    await opened.click("button", "Show where function 1 votes");
    const hits = await opened.until(({ view, drawing }) => view === "catalog" && !drawing);
    ok(hits.items.some(({ name }) => name.startsWith(`${votes} of `) || name === `${votes} images`), `${words} as pictures`);
    await fill(opened, "Filter", 'majority == "kayak"');
    const same = await opened.until(({ query }) => query === 'majority == "kayak"');
    ok(same.items.some(({ name }) => name.startsWith(`${votes} of `)), "the majority of one function is its own");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("next batch: what is wrong is said and changes nothing", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("tab", "Next batch");
    await opened.click("button", "Begin with a mixture");
    await fill(opened, "Budget", "many");
    await opened.item("text", "A whole number from 1 on");
    await fill(opened, "Never choose", "count(pred where");
    const said = await opened.until(({ items }) => items?.some(({ role, name }) => role === "heading" && name.includes("candidate")));
    ok(said, "the batch stays");
    equal(opened.problems, [], "problems");
    await opened.close();
});
