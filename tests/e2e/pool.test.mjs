// The pool: files that nobody has labeled beside those that are.

import { equal, ok, openPage, test } from "./harness.mjs";
import { file, image, prediction, predictionsFile, truthFile } from "./samples.mjs";

const pool = () => ({ images: [image(3, { site: "north" }), image(4, { site: "south" })] });
const poolFile = (path = "pool.json") => file(path, pool());
const onPool = (path = "pool_predictions.json") => file(path, [prediction(3, [5, 5, 10, 10], 0.7)]);
const kindsOf = (shown) => shown.files.map(({ name, kind, used }) => `${name} ${kind} ${used}`);

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
