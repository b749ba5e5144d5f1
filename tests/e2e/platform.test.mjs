// The page and its browser: cancelling, the network, frames when idle, loss of the graphics context, sizes.

import { equal, ok, openPage, test } from "./harness.mjs";
import { predictionsFile, truthFile } from "./samples.mjs";

// 250 MB of predictions, made in the page.
const loadLarge = (opened) =>
    opened.page.evaluate((truthText) => {
        const row = '{"image_id":1,"category_id":1,"bbox":[10.25,20.5,30.75,40.125],"score":0.123456},\n';
        const block = row.repeat(20_000);
        const last = '{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5}]';
        const large = new File(["[", ...Array(150).fill(block), last], "large.json");
        window.largeLoad = window.errata.load([new File([truthText], "truth.json"), large]);
    }, truthFile().text);

test("cancel: answered within 100 ms, in the middle of a large file", async (world) => {
    const opened = await openPage(world);
    await loadLarge(opened);
    // A rate is told once there is something to measure it by.
    const running = await opened.until(({ progress }) => progress?.unit === "bytes" && progress.rate > 1e6);
    equal(running.progress.stage, "Reading predictions");
    ok(await opened.page.isVisible("#loading"), "the bar is shown");
    ok(/^\d+ %$/.test(await opened.page.textContent("#percent")), "percent");
    ok(/^\d+ MB\/s$/.test(await opened.page.textContent("#rate")), "rate in MB/s");
    const { took, state } = await opened.page.evaluate(async () => {
        const began = performance.now();
        document.getElementById("cancel").click();
        const { state } = await window.largeLoad;
        return { took: performance.now() - began, state };
    });
    ok(took < 100, `${took} ms`);
    equal(state, "landing");
    equal((await opened.load([truthFile(), predictionsFile()])).state, "ready", "afterwards");
    await opened.close();
    return `${took.toFixed(1)} ms`;
});

test("cancel: what was open stays open", async (world) => {
    const opened = await openPage(world);
    const before = await opened.load([truthFile(), predictionsFile()]);
    await loadLarge(opened);
    await opened.until(({ progress }) => progress?.done > 0 && progress.unit === "bytes");
    await opened.page.click("#cancel");
    const after = await opened.until(({ state }) => state !== "loading");
    equal([after.state, after.summary, after.kept.length], ["ready", before.summary, 2]);
    await opened.close();
});

test("network: not one request after load, and the browser refuses any", async (world) => {
    const opened = await openPage(world);
    const loaded = opened.requests.length;
    await opened.demo();
    for (const place of ["Gallery", "Image", "Files", "Overview"]) await opened.click("tab", place);
    await opened.load([truthFile(), predictionsFile()]);
    equal(opened.requests.slice(loaded).filter((url) => !url.startsWith("blob:")), [], "requests after load");
    equal(opened.problems, [], "problems so far");
    const refused = (side) => side.evaluate(() => fetch(`${location.origin}/errata.wasm`).then(() => "answered", () => "refused"));
    equal(await refused(opened.page), "refused", "a fetch from the page");
    const [worker] = opened.page.workers();
    equal(await worker.evaluate(() => fetch("http://127.0.0.1:9/").then(() => "answered", () => "refused")), "refused", "a fetch from the worker");
    equal(opened.requests.slice(loaded).filter((url) => !url.startsWith("blob:")), [], "requests at the end");
    await opened.close();
});

test("network: the single file asks for nothing at all", async (world) => {
    const opened = await openPage(world, { url: world.single });
    await opened.demo();
    await opened.click("tab", "Gallery");
    ok((await opened.snapshot()).pictures.decoded > 0, "pictures");
    equal(opened.requests.filter((url) => !url.startsWith("blob:")), [world.single], "requests");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("frames: none when idle, in every view", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    for (const place of ["Overview", "Gallery", "Image", "Files"]) {
        await opened.click("tab", place);
        await opened.settled();
        const before = (await opened.snapshot()).framesDrawn;
        await opened.page.waitForTimeout(700);
        equal((await opened.snapshot()).framesDrawn, before, `frames in ${place}`);
    }
    await opened.close();
});

test("graphics: a lost context comes back with all pictures", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.click("tab", "Gallery");
    await opened.settled();
    const pixels = () => opened.page.screenshot().then((png) => png.length);
    const before = await pixels();
    const decoded = (await opened.snapshot()).pictures.decoded;
    await opened.page.evaluate(async () => {
        const canvas = document.getElementById("canvas");
        const loss = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
        const seen = (type) => new Promise((resolve) => canvas.addEventListener(type, resolve, { once: true }));
        const lost = seen("webglcontextlost");
        loss.loseContext();
        await lost;
        await new Promise((resolve) => setTimeout(resolve, 50));
        const restored = seen("webglcontextrestored");
        loss.restoreContext();
        await restored;
    });
    await opened.until(({ pictures }) => pictures.decoded >= 2 * decoded);
    await opened.settled();
    await opened.page.mouse.move(5, 400);
    await opened.settled();
    const after = await pixels();
    ok(Math.abs(after - before) < before * 0.02, `screenshot of ${after} bytes, ${before} before`);
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("sizes: the canvas has the screen's pixels at 2x, and follows the window", async (world) => {
    const opened = await openPage(world, { deviceScaleFactor: 2, colorScheme: "light" });
    await opened.demo();
    const size = () => opened.page.evaluate(() => [document.getElementById("canvas").width, document.getElementById("canvas").height]);
    equal(await size(), [2560, 1600]);
    await opened.page.setViewportSize({ width: 900, height: 600 });
    await opened.settled();
    equal(await size(), [1800, 1200]);
    ok((await opened.item("tab", "Gallery")).rectangle[2] > 0, "controls");
    await opened.close();
});

test("landing: useful before the module is there", async (world) => {
    const context = await world.browser.newContext();
    const page = await context.newPage();
    await page.route("**/errata.wasm", () => {}); // never answered
    await page.goto(world.site);
    ok(await page.getByText("Nothing leaves your machine.").isVisible(), "the promise");
    for (const name of ["Open files", "Open folder", "Try the demo"]) {
        ok(await page.getByRole("button", { name }).isEnabled(), name);
    }
    equal(await page.evaluate(() => window.errata.snapshot().state), "landing");
    await context.close();
});

test("landing: time until the module is ready", async (world) => {
    const times = [];
    for (let i = 0; i < 5; ++i) {
        const opened = await openPage(world, { url: i % 2 ? world.single : world.site });
        times.push(await opened.page.evaluate(() => performance.getEntriesByName("errata-ready")[0].startTime));
        await opened.close();
    }
    // Told and not judged: the machine is shared, and tests are not benchmarks.
    return times.map((time) => `${Math.round(time)} ms`).join(", ");
});
