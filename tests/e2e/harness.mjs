// What the browser tests share: registering, opening the page, finding its controls by role and name.
//
// The page's policy forbids eval, in tests too: functions are passed to the page, never strings.

import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launchOptions } from "../../tools/chromium.mjs";
import { serve } from "../../tools/serve.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const tests = []; // {name, run}, in the order of registration

export function test(name, run) {
    tests.push({ name, run });
}

// As JSON whose keys are in order, so that their order does not matter.
function canonical(value) {
    return JSON.stringify(value, (_, inner) =>
        inner && typeof inner === "object" && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
            : inner,
    );
}

export function equal(actual, expected, what = "value") {
    const [a, b] = [canonical(actual), canonical(expected)];
    if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

export function ok(condition, what) {
    if (!condition) throw new Error(what);
}

// What the command line prints as JSON, and its arguments for the demo.
export const errata = (words) =>
    JSON.parse(execFileSync(join(root, "build/native/errata"), words, { encoding: "utf8", maxBuffer: 1 << 28 }));
export const demoFiles = ["--truth", join(root, "build/demo/truth.json"), "--predictions", join(root, "build/demo/predictions.json")];

export async function startBrowser() {
    const server = await serve(join(root, "build/web"));
    const browser = await chromium.launch(launchOptions);
    return {
        site: server.address,
        single: pathToFileURL(join(root, "build/single/errata.html")).href,
        browser,
        close: async () => {
            await browser.close();
            await server.close();
        },
    };
}

// A fresh page in a context of its own, loaded and sealed. Problems (uncaught errors, console errors) and requests
// are recorded from its first moment.
export async function openPage({ browser, site }, { url = site, viewport = { width: 1280, height: 800 }, ...context } = {}) {
    const page = await (await browser.newContext({ viewport, colorScheme: "dark", ...context })).newPage();
    const opened = new OpenPage(page);
    await page.goto(url);
    await page.waitForFunction(() => window.errata?.snapshot().sealed, null, { timeout: 20_000 });
    return opened;
}

class OpenPage {
    problems = [];
    requests = [];

    constructor(page) {
        this.page = page;
        page.on("pageerror", (error) => this.problems.push(error.message));
        page.on("console", (message) => message.type() === "error" && this.problems.push(message.text()));
        page.on("request", (request) => this.requests.push(request.url()));
    }

    close() {
        return this.page.context().close();
    }

    snapshot() {
        return this.page.evaluate(() => window.errata.snapshot());
    }

    // Loads [{path, text | bytes}] by window.errata.load and gives the snapshot after it.
    load(files) {
        return this.page.evaluate(
            (given) =>
                window.errata.load(
                    given.map(({ path, text, bytes }) => {
                        const file = new File([bytes ? new Uint8Array(bytes) : text], path.split("/").pop());
                        file.path = path;
                        return file;
                    }),
                ),
            files.map(({ path, text, bytes }) => ({ path, text, bytes: bytes && [...bytes] })),
        );
    }

    async demo() {
        await this.page.click("#try-demo");
        return this.until((shown) => shown.state === "ready");
    }

    // The first snapshot that the condition holds for.
    async until(condition, milliseconds = 20_000) {
        const end = Date.now() + milliseconds;
        for (;;) {
            const shown = await this.snapshot();
            if (condition(shown)) return shown;
            if (Date.now() > end) throw new Error(`waited in vain; state ${shown.state}, error ${shown.error}`);
            await this.page.waitForTimeout(30);
        }
    }

    async item(role, name) {
        const shown = await this.until(({ items }) => items?.some((one) => one.role === role && one.name === name), 5000).catch(() => {
            throw new Error(`no ${role} "${name}"`);
        });
        return shown.items.find((one) => one.role === role && one.name === name);
    }

    // Clicks a control on the canvas, at `at` (0 to 1) of its width.
    async click(role, name, at = 0.5) {
        const [x, y, width, height] = (await this.item(role, name)).rectangle;
        await this.page.mouse.click(x + width * at, y + height / 2);
        await this.settled();
    }

    // No frame is coming, and no picture is waited for or measured.
    async settled() {
        // Sizes are told at the end of a screen's turn.
        await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
        await this.until((shown) => !shown.drawing && !(shown.pictures?.waiting > 0) && !shown.pictures?.measuring);
    }
}
