// The data place, columns in tables, groups, and filters of objects and predictions, with the command line's figures.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { equal, ok, openPage, root, test } from "./harness.mjs";

const demo = (name) => join(root, "build/demo", name);

function nativeReport(...options) {
    const words = ["evaluate", "--truth", demo("truth.json"), "--predictions", demo("predictions.json"), "--json", ...options];
    return JSON.parse(execFileSync(join(root, "build/native/errata"), words, { encoding: "utf8", maxBuffer: 1 << 28 }));
}

const type = (opened, text) => opened.page.fill('input[aria-label="Filter"]', text);
const rested = (opened, query) => opened.until(({ query: shown, drawing }) => shown === query && !drawing);

// A drag over an item, from and to shares of its width.
async function drag(opened, role, name, from, to) {
    const [x, y, width, height] = (await opened.item(role, name)).rectangle;
    await opened.page.mouse.move(x + width * from, y + height / 2);
    await opened.page.mouse.down();
    for (const share of [(from + to) / 2, to]) await opened.page.mouse.move(x + width * share, y + height / 2, { steps: 3 });
    await opened.page.mouse.up();
    await opened.settled();
}

test("data: a range and values that are chosen in charts are parts of the query, and the link has them", async (world) => {
    const opened = await openPage(world);
    const whole = await opened.demo();
    await opened.click("tab", "Data");
    await drag(opened, "graphics-document", "Histogram of objects", 0.4, 0.7);
    const brushed = await opened.until(({ query, drawing }) => /objects/.test(query) && !drawing);
    ok(/^\d+ <= objects < \d+$/.test(brushed.query), brushed.query);
    ok(brushed.counts.images > 0 && brushed.counts.images < whole.counts.images, `${brushed.counts.images} images`);
    equal(brushed.counts.images, nativeReport("--where", brushed.query).selection.rows);
    const bars = brushed.items.filter(({ role, name }) => role === "checkbox" && name.startsWith("classes: "));
    ok(bars.length > 1 && bars.every(({ value }) => value.includes(" of ")), "counts of both");
    await opened.click("checkbox", bars[1].name, 0.3);
    const both = await rested(opened, `${brushed.query} and classes contains "${bars[1].name.slice("classes: ".length)}"`);
    equal(both.counts.images, nativeReport("--where", both.query).selection.rows);

    const again = await openPage(world, { url: opened.page.url() });
    const same = await rested(again, both.query);
    equal([same.view, same.counts], ["data", both.counts]);
    await again.close();

    await opened.click("checkbox", bars[1].name, 0.3);
    await rested(opened, brushed.query);
    await opened.click("button", "Clear objects");
    equal((await rested(opened, "")).counts, whole.counts);
    equal(opened.problems, []);
    await opened.close();
});

for (const [label, rows, query] of [
    ["Objects", "truth", "area >= 1000 px2 and x < 0.7"],
    ["Predictions", "pred", "score >= 0.4 and box_width > 20 px"],
]) {
    test(`filter: figures of ${label.toLowerCase()} equal the command line's to the last bit`, async (world) => {
        const opened = await openPage(world);
        const whole = await opened.demo();
        await opened.click("button", "Filter rows");
        await opened.click("option", label);
        await type(opened, query);
        const shown = await opened.until(({ query: now, summary, drawing }) => now === query && !drawing && summary.AP.value !== null);
        const native = nativeReport("--where", query, "--where-rows", rows);
        for (const [key, figure] of Object.entries(native.summary)) {
            ok(Object.is(shown.summary[key].value, figure.value), `${key}: ${shown.summary[key].value}, natively ${figure.value}`);
        }
        const { outcomes } = shown;
        if (rows === "pred") equal(shown.counts.predictions, native.selection.rows);
        else equal(outcomes.truePositives + outcomes.missed, native.selection.rows);
        await opened.item("text", `${native.selection.rows.toLocaleString("en")} of ${native.selection.of.toLocaleString("en")} ${label.toLowerCase()}`);
        for (const tab of ["Errors", "Confusion", "Confidence", "Rules", "Data", "Groups", "Gallery", "Image"]) await opened.click("tab", tab);

        const again = await openPage(world, { url: opened.page.url() });
        const same = await again.until(({ query: now, summary, drawing }) => now === query && !drawing && summary.AP.value !== null);
        equal([same.outcomes, same.summary], [outcomes, shown.summary], "through the link");
        await again.close();
        await opened.click("button", "Clear the filter");
        equal((await rested(opened, "")).summary, whole.summary);
        equal(opened.problems, []);
        await opened.close();
    });
}

test("groups: figures of each group equal the command line's; a press filters to one", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("tab", "Groups");
    await opened.click("button", "Group by");
    await opened.click("option", "objects");
    const shown = await opened.until(({ items, drawing }) => !drawing && items.some(({ role, name }) => role === "row" && name === "All of these"));
    const native = nativeReport("--group-by", "objects").groups.groups;
    const rows = shown.items.filter(({ role }) => role === "row").slice(1);
    // Those below the table's end are not drawn.
    equal(shown.items.find(({ role }) => role === "table").value, `${native.length + 1} rows`);
    ok(rows.length > 10, `${rows.length} rows`);
    equal(rows.map(({ name }) => name), native.slice(0, rows.length).map(({ query }) => query));
    rows.forEach(({ value }, i) => {
        const [count, objects, ap] = value.split("\t");
        equal([Number(count), Number(objects.replaceAll(",", ""))], [native[i].rows, native[i].summary.AP.count]);
        const exact = native[i].summary.AP.value;
        equal(ap, exact === null ? "\u2013" : (exact * 100).toFixed(1));
    });
    await opened.click("row", native[0].query, 0.1);
    const one = await rested(opened, native[0].query);
    equal(one.counts.images, native[0].rows);
    await opened.page.fill('input[aria-label="Groups"]', "width > 10 px; objects > 100000");
    await opened.page.keyboard.press("Enter");
    await opened.until(({ items }) => items.some(({ role, name }) => role === "row" && name === "width > 10 px"));
    equal(opened.problems, []);
    await opened.close();
});

test("history: queries asked before are offered on the next visit", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await type(opened, "objects > 12");
    await opened.page.keyboard.press("Enter");
    await rested(opened, "objects > 12");
    await opened.page.reload();
    await opened.page.waitForFunction(() => window.errata?.snapshot().sealed);
    // The address says that the demo was open.
    await opened.until(({ state }) => state === "ready");
    await opened.page.focus('input[aria-label="Filter"]');
    await type(opened, "");
    await opened.page.keyboard.press("ArrowUp");
    await opened.item("option", "objects > 12");
    await opened.click("button", "Forget objects > 12");
    ok(!(await opened.snapshot()).items.some(({ role, name }) => role === "option" && name === "objects > 12"), "forgotten");
    equal(opened.problems, []);
    await opened.close();
});
