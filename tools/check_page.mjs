// Opens the built page once in headless Chromium, loads the demo, prints what the page shows, and ends:
//   node tools/check_page.mjs build/web
// Exit code 1 with one line if it shows no figures within a minute, or if the page reports an error.

import { chromium } from "playwright-core";
import { launchOptions } from "./chromium.mjs";
import { serve } from "./serve.mjs";

const problems = [];
const { address, close } = await serve(process.argv[2] ?? "build/web");
const browser = await chromium.launch(launchOptions);
let shown = null;
try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(address);
    await page.getByText("Try the demo").first().click();
    // A function and not a string: the page's policy forbids eval, in tests too.
    await page.waitForFunction(() => window.errata?.snapshot()?.summary?.AP, null, { timeout: 60_000 });
    shown = await page.evaluate(() => window.errata.snapshot());
} catch (error) {
    problems.push(error.message.split("\n")[0]);
} finally {
    await browser.close();
    await close();
}

if (shown) {
    const figure = ({ value, count }) => `${value === null ? "n/a" : value.toFixed(4)}${count === undefined ? "" : ` (of ${count})`}`;
    for (const [name, entry] of Object.entries(shown.summary)) console.log(`${name.padEnd(6)} ${figure(entry)}`);
    for (const [name, count] of Object.entries(shown.counts ?? {})) console.log(`${name}: ${count}`);
}
if (problems.length > 0) {
    console.error(`check_page: ${address}: ${problems.join("; ")}: open it in a browser and look at its console`);
    process.exit(1);
}
