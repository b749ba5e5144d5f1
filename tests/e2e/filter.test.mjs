// The filter bar: what a query selects is what every view shows, with the figures that the command line gives for it.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { equal, ok, openPage, root, test } from "./harness.mjs";

const demo = (name) => join(root, "build/demo", name);

function nativeReport(query) {
    const words = ["evaluate", "--truth", demo("truth.json"), "--predictions", demo("predictions.json"), "--json", "--where", query];
    return JSON.parse(execFileSync(join(root, "build/native/errata"), words, { encoding: "utf8", maxBuffer: 1 << 28 }));
}

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
    for (const tab of ["Gallery", "Image", "Errors", "Confusion", "Overview"]) await opened.click("tab", tab);
    equal(opened.problems, []);
    await opened.close();
});
