// The site without a network: sub-paths, visits offline, a newer version, hosts and browsers without any of it.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../tools/serve.mjs";
import { equal, ok, openPage, root, test } from "./harness.mjs";

// A copy of the site under a sub-path of a server of its own.
async function hosted() {
    const folder = mkdtempSync(join(tmpdir(), "errata-site-"));
    const site = join(folder, "tools/errata");
    mkdirSync(site, { recursive: true });
    cpSync(join(root, "build/web"), site, { recursive: true });
    const server = await serve(folder);
    const close = async () => {
        await server.close();
        rmSync(folder, { recursive: true });
    };
    return { url: `${server.address}tools/errata/`, site, close };
}

// As a new build would be: another text of the page, with its hash and another version.
async function publish(site, title) {
    const { createHash } = await import("node:crypto");
    const sha256 = (bytes, form) => createHash("sha256").update(bytes).digest(form);
    const index = readFileSync(join(site, "index.html"), "utf8").replace(/<title>[^<]*/, `<title>${title}`);
    const worker = readFileSync(join(site, "service_worker.js"), "utf8")
        .replace(/"\.\/":"[^"]*"/, `"./":"sha256-${sha256(index, "base64")}"`)
        .replace(/VERSION = "\w+"/, `VERSION = "${sha256(index, "hex").slice(0, 12)}"`);
    writeFileSync(join(site, "index.html"), index);
    writeFileSync(join(site, "service_worker.js"), worker);
}

const kept = (opened) => opened.until(({ offline }) => offline === "kept");
const cacheNames = (opened) => opened.page.evaluate(() => caches.keys());
const reopened = (opened) => opened.page.waitForFunction(() => window.errata?.snapshot().sealed, null, { timeout: 20_000 });

test("offline: works under a sub-path, and without a network after the first visit", async (world) => {
    const host = await hosted();
    const opened = await openPage(world, { url: host.url });
    await kept(opened);
    await opened.page.context().setOffline(true);
    for (const path of ["", "index.html", "?from=somewhere#"]) {
        await opened.page.goto(host.url + path);
        await reopened(opened);
    }
    equal((await opened.demo()).state, "ready", "the demo offline");
    equal(opened.problems, [], "problems");
    await opened.close();
    await host.close();
});

test("offline: a new version comes whole, and the old one goes", async (world) => {
    const host = await hosted();
    const opened = await openPage(world, { url: host.url });
    await kept(opened);
    const [before] = await cacheNames(opened);
    await publish(host.site, "Errata, newer");
    await opened.page.reload(); // still the old one, which fetches the new
    await reopened(opened);
    let names;
    for (let i = 0; i < 100; ++i) {
        names = await cacheNames(opened);
        if (names.length === 1 && names[0] !== before) break;
        await opened.page.waitForTimeout(50);
    }
    equal([names.length, names[0] !== before], [1, true], `caches ${names}`);
    await opened.page.context().setOffline(true);
    await opened.page.reload();
    await reopened(opened);
    equal(await opened.page.title(), "Errata, newer");
    equal(opened.problems, [], "problems");
    await opened.close();
    await host.close();
});

test("offline: a version with a wrong file is not kept", async (world) => {
    const host = await hosted();
    writeFileSync(join(host.site, "demo.bin"), Buffer.concat([readFileSync(join(host.site, "demo.bin")), Buffer.from("x")]));
    const opened = await openPage(world, { url: host.url });
    const shown = await opened.until(({ offline }) => offline === "failed");
    equal(shown.state, "landing", "the page itself works");
    equal((await opened.demo()).state, "ready");
    await opened.close();
    await host.close();
});

test("offline: the single file has no service worker", async (world) => {
    const folder = mkdtempSync(join(tmpdir(), "errata-single-"));
    cpSync(join(root, "build/single/errata.html"), join(folder, "errata.html"));
    const server = await serve(folder);
    const opened = await openPage(world, { url: `${server.address}errata.html` });
    equal((await opened.demo()).offline, "none");
    equal(await opened.page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0);
    ok(!opened.requests.some((url) => url.endsWith(".wasm")), "no request for the module");
    await opened.close();
    await server.close();
    rmSync(folder, { recursive: true });
});
