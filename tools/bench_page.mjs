// Measures the built page in headless Chromium, for people to read (no test judges it):
//   node tools/bench_page.mjs [RUNS]
//
// Start: from the navigation's begin to the landing page's paint, to the module being ready and to its first frame
// of Dear ImGui; a cold browser context each time, from a local server and as the single file from disk.
// Frames: milliseconds on the processor inside one frame (errata_frame; there is no GPU here, and drawing is not
// in it), while a threshold moves over 36,000 predictions and while a gallery of 100,000 images with 1,000,000
// boxes scrolls. Idle: frames drawn per second when nothing happens.

import { chromium } from "playwright-core";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launchOptions } from "./chromium.mjs";
import { serve } from "./serve.mjs";

const root = join(fileURLToPath(import.meta.url), "../..");
const runs = Number(process.argv[2] ?? 7);
const viewport = { width: 1280, height: 800 };

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const line = (name, text) => console.log(`${name.padEnd(44)} ${text}`);
const spread = (values) => `median ${ms(at(values, 0.5))}, 95 % ${ms(at(values, 0.95))}, largest ${ms(Math.max(...values))} of ${values.length} frames`;

const sealed = (page) => page.waitForFunction(() => window.errata?.snapshot().sealed, null, { timeout: 30_000 });

async function measureStart(browser, name, url) {
    const times = { "landing painted": [], "module ready": [], "first frame": [] };
    for (let run = 0; run < runs; ++run) {
        const context = await browser.newContext({ viewport });
        const page = await context.newPage();
        await page.goto(url);
        await sealed(page);
        const [paint, ready, frame] = await page.evaluate(() =>
            ["first-contentful-paint", "errata-ready", "errata-frame"].map((entry) => performance.getEntriesByName(entry)[0]?.startTime ?? 0),
        );
        times["landing painted"].push(paint);
        times["module ready"].push(ready);
        times["first frame"].push(frame);
        await context.close();
    }
    for (const [what, values] of Object.entries(times)) line(`start, ${name}: ${what}`, `median ${ms(at(values, 0.5))} of ${runs}`);
}

// Loads data made in the page; images are names without files.
async function open(browser, url, size) {
    const page = await (await browser.newContext({ viewport })).newPage();
    await page.goto(url);
    await sealed(page);
    const took = await page.evaluate(async ({ images, objects, predictions, classes }) => {
        let state = 1;
        const random = (limit) => (state = (state * 48271) % 2147483647) % limit;
        const box = () => `[${random(500)},${random(400)},${10 + random(120)},${10 + random(70)}]`;
        const array = (count, record) => {
            const parts = [];
            for (let i = 0; i < count; i += 10_000) {
                const rows = Array.from({ length: Math.min(10_000, count - i) }, (_, k) => record(i + k));
                parts.push(`${i === 0 ? "" : ","}${rows.join(",")}`);
            }
            return ["[", ...parts, "]"];
        };
        const truth = new File(
            [
                '{"images":', ...array(images, (i) => `{"id":${i + 1},"file_name":"${String(i).padStart(12, "0")}.jpg","width":640,"height":480}`),
                ',"annotations":', ...array(objects, (i) => `{"id":${i + 1},"image_id":${1 + (i % images)},"category_id":${1 + random(classes)},"bbox":${box()},"area":900,"iscrowd":0}`),
                ',"categories":', ...array(classes, (i) => `{"id":${i + 1},"name":"class ${i}"}`), "}",
            ],
            "truth.json",
        );
        const found = new File(
            array(predictions, (i) => `{"image_id":${1 + (i % images)},"category_id":${1 + random(classes)},"bbox":${box()},"score":${random(100_000) / 100_000}}`),
            "predictions.json",
        );
        const began = performance.now();
        const shown = await window.errata.load([truth, found]);
        if (shown.state !== "ready") throw new Error(shown.error);
        return performance.now() - began;
    }, size);
    return { page, took };
}

const items = (page) => page.evaluate(() => window.errata.snapshot().items);
async function itemAt(page, role, word) {
    const found = (await items(page)).find((one) => one.role === role && one.name.includes(word));
    if (!found) throw new Error(`no ${role} "${word}" on the canvas`);
    return found.rectangle;
}
async function click(page, role, word) {
    const [x, y, width, height] = await itemAt(page, role, word);
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.waitForTimeout(300);
}

// The times of the frames that the work causes. The page keeps 240; work in pieces that cause fewer.
async function framesOf(page, work, pieces) {
    const times = [];
    for (let piece = 0; piece < pieces; ++piece) {
        const before = await page.evaluate(() => window.errata.snapshot().framesDrawn);
        await work(piece);
        const { framesDrawn, frameTimes } = await page.evaluate(() => window.errata.snapshot());
        times.push(...frameTimes.slice(-Math.min(frameTimes.length, framesDrawn - before)));
    }
    return times;
}

async function measureThreshold(browser, url) {
    const { page, took } = await open(browser, url, { images: 5000, objects: 36_000, predictions: 36_000, classes: 80 });
    line("36,000 predictions: loaded and evaluated", ms(took));
    const [x, y, width, height] = await itemAt(page, "slider", "Confidence");
    const to = (share) => page.mouse.move(x + width * share, y + height / 2);
    for (const place of ["Overview", "Gallery"]) {
        await click(page, "tab", place);
        await to(0.2);
        await page.mouse.down();
        const times = await framesOf(page, async (piece) => {
            for (let i = 0; i < 20; ++i) await to(0.2 + 0.6 * ((piece * 20 + i) / 100));
        }, 5);
        await page.mouse.up();
        line(`threshold move, ${place.toLowerCase()}`, spread(times));
    }
    await page.context().close();
}

async function measureGallery(browser, url) {
    const { page, took } = await open(browser, url, { images: 100_000, objects: 400_000, predictions: 600_000, classes: 80 });
    line("100,000 images, 1,000,000 boxes: loaded", ms(took));
    await click(page, "tab", "Gallery");
    await page.mouse.move(640, 400);
    const times = await framesOf(page, async () => {
        for (let i = 0; i < 20; ++i) {
            await page.mouse.wheel(0, 240);
            await page.waitForTimeout(16);
        }
    }, 5);
    line("gallery scroll", spread(times));
    for (const place of ["Overview", "Gallery"]) {
        await click(page, "tab", place);
        await page.waitForTimeout(500);
        const frames = () => page.evaluate(() => window.errata.snapshot().framesDrawn);
        const before = await frames();
        await page.waitForTimeout(3000);
        line(`idle, ${place.toLowerCase()}`, `${((await frames()) - before) / 3} frames per second`);
    }
    await page.context().close();
}

const server = await serve(join(root, "build/web"));
const browser = await chromium.launch(launchOptions);
const single = pathToFileURL(join(root, "build/single/errata.html")).href;
try {
    await measureStart(browser, "site", server.address);
    await measureStart(browser, "single file", single);
    await measureThreshold(browser, server.address);
    await measureGallery(browser, server.address);
} finally {
    await browser.close();
    await server.close();
}
