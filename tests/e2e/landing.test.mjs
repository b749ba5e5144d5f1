// The landing page's states, files taken for something else, pasting, and storage that fails.

import { equal, ok, openPage, test } from "./harness.mjs";
import { file, predictions, predictionsFile, truth, truthFile } from "./samples.mjs";

const rows = (opened, list) => opened.page.locator(`${list} li`).allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " ")));

test("landing: says what is here and what is missing", async (world) => {
    const opened = await openPage(world);
    ok(!(await opened.page.isVisible("#given")), "nothing at first");
    await opened.load([truthFile(), file("notes.txt", "hello")]);
    const [notes, given] = await rows(opened, "#given-files");
    ok(notes.includes("notes.txt") && given.includes("✓ truth.json"), `${notes} | ${given}`);
    await opened.load([predictionsFile()]);
    ok(!(await opened.page.isVisible("#landing")), "no landing page once both are here");
    await opened.close();
});

test("landing: fits 480, 900 and 1280 pixels in width", async (world) => {
    for (const width of [480, 900, 1280]) {
        const opened = await openPage(world, { viewport: { width, height: 800 } });
        const wide = await opened.page.evaluate(() => document.documentElement.scrollWidth);
        ok(wide <= width, `${wide} pixels on ${width}`);
        const box = await opened.page.locator("#try-demo").boundingBox();
        ok(box.y + box.height < 800, `the demo's button ends at ${box.y + box.height} on ${width}`);
        await opened.close();
    }
});

test("loading: short work shows no bar", async (world) => {
    const opened = await openPage(world);
    const seen = await opened.page.evaluate(
        async ([truthText, predictionsText]) => {
            let visible = false;
            const look = () => {
                visible ||= getComputedStyle(document.getElementById("loading")).visibility === "visible" &&
                    !document.getElementById("loading").hidden;
            };
            const timer = setInterval(look, 5);
            const began = performance.now();
            await window.errata.load([new File([truthText], "truth.json"), new File([predictionsText], "predictions.json")]);
            clearInterval(timer);
            return { visible, took: performance.now() - began };
        },
        [truthFile().text, predictionsFile().text],
    );
    ok(!seen.visible || seen.took > 200, `the bar was up in a load of ${seen.took} ms`);
    await opened.close();
});

test("loading: the card lists what the files were taken for", async (world) => {
    const opened = await openPage(world);
    await opened.page.evaluate((truthText) => {
        const row = '{"image_id":1,"category_id":1,"bbox":[10.25,20.5,30.75,40.125],"score":0.123456},\n';
        const last = '{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5}]';
        const large = new File(["[", ...Array(100).fill(row.repeat(20_000)), last], "large.json");
        window.largeLoad = window.errata.load([new File([truthText], "truth.json"), large]);
    }, truthFile().text);
    await opened.until(({ progress }) => progress?.stage === "Reading predictions");
    await opened.page.locator("#loading-files li").first().waitFor({ state: "visible" }); // after 200 ms
    equal((await rows(opened, "#loading-files")).map((row) => row.replace(/[\d.]+ \w+$/, "…")), [
        "✓ truth.json ground truth, …",
        "✓ large.json predictions, …",
    ]);
    await opened.page.evaluate(() => document.getElementById("cancel").click());
    await opened.close();
});

test("files: a file can be left out, on the landing page", async (world) => {
    const opened = await openPage(world);
    await opened.load([truthFile(), file("notes.txt", "hello")]);
    const ignore = async (path) => {
        await opened.page.selectOption(`select[aria-label^='${path}']`, "unknown");
        await opened.until(({ state, waiting }) => state === "landing" && waiting !== "");
    };
    await ignore("notes.txt");
    equal((await opened.snapshot()).notice, null, "no notice of what is ignored");
    await ignore("truth.json");
    ok((await opened.snapshot()).waiting.includes("ground truth and predictions"), "both are missing");
    await opened.page.selectOption("select[aria-label^='truth.json']", "truth");
    await opened.until(({ kept }) => kept.some(({ kind }) => kind === "truth"));
    equal((await opened.load([predictionsFile()])).state, "ready", "afterwards");
    await opened.close();
});

test("files: a file can be taken for what it does not look like", async (world) => {
    const opened = await openPage(world);
    await opened.load([truthFile(), file("1.png", "not a picture's first bytes")]);
    await opened.page.selectOption("select[aria-label^='1.png']", "image");
    const shown = await opened.until(({ kept }) => kept.length === 2);
    equal(shown.kept.find(({ path }) => path === "1.png").kind, "image", "taken for an image");
    await opened.load([file("notes.txt", "hello")]);
    await opened.page.selectOption("select[aria-label^='notes.txt']", "predictions");
    const wrong = await opened.until(({ state }) => state === "error");
    ok(wrong.error.includes("notes.txt"), wrong.error);
    ok(await opened.page.isVisible("select[aria-label^='notes.txt']"), "can be corrected");
    await opened.page.selectOption("select[aria-label^='notes.txt']", "unknown");
    await opened.until(({ state }) => state === "landing");
    equal((await opened.load([predictionsFile()])).state, "ready", "afterwards");
    const files = (await opened.snapshot()).files.map(({ name, used }) => `${name} ${used}`);
    equal(files.sort(), ["1.png true", "notes.txt false", "predictions.json true", "truth.json true"]);
    await opened.close();
});

test("files: over what is open, an error lists its files to be corrected", async (world) => {
    const opened = await openPage(world);
    await opened.load([truthFile(), predictionsFile()]);
    const many = JSON.stringify(Array.from({ length: 2000 }, () => predictions()[0]));
    await opened.load([file("cut.json", many.slice(0, 50_000))]);
    equal((await opened.snapshot()).state, "error");
    await opened.page.selectOption("#message select[aria-label^='cut.json']", "unknown");
    await opened.until(({ state }) => state === "ready");
    ok(!(await opened.page.isVisible("#message")), "the message is gone");
    await opened.close();
});

test("paste: JSON is a file, other text is nothing", async (world) => {
    const opened = await openPage(world);
    const paste = (text) =>
        opened.page.evaluate((given) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", given);
            const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
            return !document.body.dispatchEvent(event);
        }, text);
    equal(await paste("a recipe for soup"), false, "taken");
    equal(await paste(JSON.stringify(truth())), true, "taken");
    await opened.until(({ waiting }) => waiting !== "");
    equal((await opened.snapshot()).kept, [{ path: "pasted.json", kind: "truth" }]);
    await opened.load([file("predictions.json", predictions())]);
    equal((await opened.snapshot()).state, "ready");
    await opened.close();
});

const broken = {
    "no storage at all": () => {
        for (const name of ["indexedDB", "localStorage", "sessionStorage"]) {
            Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
        }
        Object.defineProperty(navigator, "locks", { get: () => undefined });
    },
    "a database that never answers": () => {
        indexedDB.open = () => ({});
    },
    "storage that is full": () => {
        Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
        IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
    },
};

for (const [name, script] of Object.entries(broken)) {
    test(`storage: ${name}`, async (world) => {
        const context = await world.browser.newContext();
        await context.addInitScript(script);
        const opened = await openPage({ ...world, browser: { newContext: () => context } });
        equal((await opened.demo()).state, "ready");
        await opened.click("tab", "Gallery");
        equal((await opened.snapshot()).error, null);
        equal(opened.problems, [], "problems");
        await opened.close();
    });
}

test("visit: what a closed tab had is offered again, and can be forgotten", async (world) => {
    const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const shared = { ...world, browser: { newContext: () => context } };
    const first = await openPage(shared);
    await first.load([truthFile(), predictionsFile()]);
    await first.page.waitForTimeout(700); // what it keeps is written a little later
    const second = await openPage(shared);
    ok(!(await second.page.isVisible("#view")), "nothing is offered while that tab lives");
    await first.page.close();
    await second.page.reload();
    await second.until(({ savedView }) => savedView?.kind === "earlier");
    const text = await second.page.innerText("#view");
    ok(text.includes("Continue where you left off") && text.includes("predictions.json"), text);
    // There are no handles here: it says which files it takes.
    await second.page.click("#view-continue");
    ok((await second.page.innerText("#view")).includes("waiting for its files"), "files are asked for");
    await second.page.click("#view-clear"); // this time
    await second.page.reload();
    await second.until(({ savedView }) => savedView?.kind === "earlier");
    await second.page.click("#view-clear");
    await second.page.waitForTimeout(200);
    await second.page.reload();
    await second.page.waitForTimeout(500);
    equal((await second.snapshot()).savedView, null, "after Forget");
    equal(second.problems, [], "problems");
    await context.close();
});

test("visit: two tabs keep what each has", async (world) => {
    const context = await world.browser.newContext();
    const shared = { ...world, browser: { newContext: () => context } };
    const [one, two] = [await openPage(shared), await openPage(shared)];
    await one.load([file("one-truth.json", truth()), file("one.json", predictions())]);
    await two.load([file("two-truth.json", truth()), file("two.json", predictions())]);
    await one.click("tab", "Gallery");
    await one.page.waitForTimeout(900); // both are written by now
    const kept = await two.page.evaluate(
        () =>
            new Promise((resolve) => {
                indexedDB.open("errata.tabs").onsuccess = ({ target }) => {
                    const stores = [...target.result.objectStoreNames];
                    const all = target.result.transaction(stores).objectStore(stores[0]).getAll();
                    all.onsuccess = () => resolve(all.result.map(({ fragment, files }) => [files.map(({ name }) => name).sort(), fragment.includes("view=gallery")]));
                };
            }),
    );
    equal(kept.sort(), [[["one-truth.json", "one.json"], true], [["two-truth.json", "two.json"], false]]);
    await context.close();
});

test("visit: Continue without handles asks for the files; the demo needs none of them", async (world) => {
    const context = await world.browser.newContext();
    const shared = { ...world, browser: { newContext: () => context } };
    const opened = await openPage(shared);
    await opened.load([truthFile(), predictionsFile()]);
    await opened.page.waitForTimeout(700);
    await opened.page.goto("about:blank");
    await opened.page.goto(world.site);
    await opened.until(({ savedView }) => savedView?.kind === "earlier");
    const chooser = opened.page.waitForEvent("filechooser", { timeout: 3000 });
    await opened.page.click("#view-continue");
    await chooser;
    const shown = await opened.demo();
    equal([shown.notice, shown.savedView], [null, null], "after the demo");
    await context.close();
});
