// The page's tests in headless Chromium: node tests/e2e/run.mjs [WORD]
// runs all cases of *.test.mjs here whose names hold WORD. The page must have been built (tools/build web).

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startBrowser, tests } from "./harness.mjs";

const CASE_MS = 120_000;
const folder = dirname(fileURLToPath(import.meta.url));
for (const file of readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).sort()) {
    await import(pathToFileURL(join(folder, file)).href);
}

const [word = ""] = process.argv.slice(2);
const world = await startBrowser();
let passed = 0;
let failed = 0;
for (const { name, run } of tests.filter((one) => one.name.includes(word))) {
    const began = performance.now();
    let timer;
    try {
        const late = new Promise((_, reject) => {
            timer = setTimeout(() => reject(new Error(`not done after ${CASE_MS / 1000} s`)), CASE_MS);
        });
        const note = await Promise.race([run(world), late]);
        passed += 1;
        console.log(`ok    ${name} (${Math.round(performance.now() - began)} ms${note ? `; ${note}` : ""})`);
    } catch (error) {
        failed += 1;
        console.log(`FAIL  ${name}: ${error.message.split("\n").slice(0, 4).join(" | ")}`);
    } finally {
        clearTimeout(timer);
    }
}
await world.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
