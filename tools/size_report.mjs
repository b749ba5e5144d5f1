// Prints what the built page weighs: each file raw, gzip and brotli against the budget, and which library the
// module's bytes come from. Run by the build: node tools/size_report.mjs; --check exits 1 beyond the budget.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const site = join(root, "build/web");
const map = join(root, "build/web-objects/errata.map");
const budget = 600 * 1000; // bytes of brotli, without the demo's data

// Packed already: compressing them again gains nothing and takes long.
const packed = new Set([".br", ".gz", ".jpg", ".png", ".webp", ".woff2", ".zip"]);

const kib = (bytes) => (bytes / 1024).toFixed(1).padStart(10);

function filesIn(folder) {
    return readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]))
        .sort();
}

function weigh(file) {
    const bytes = readFileSync(file);
    if (packed.has(extname(file))) return { raw: bytes.length, gzip: bytes.length, brotli: bytes.length };
    return {
        raw: bytes.length,
        gzip: gzipSync(bytes, { level: 9 }).length,
        brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    };
}

// Bytes of code and data per library, from the linker's map: lines "address offset size  library(object):(symbol)",
// numbers in hexadecimal. Before the optimiser's last pass, so the sum is above the module's size.
function sharesOf(text) {
    const shares = new Map();
    for (const [, size, from] of text.matchAll(/^\s*\S+\s+\S+\s+([0-9a-f]+)\s{9}(\S.*?):\(/gm)) {
        const archive = from.match(/([^/]+)\.a\(/)?.[1] ?? from.match(/CMakeFiles\/(\w+)\.dir/)?.[1] ?? "linker";
        const name = archive.replace(/^lib/, "").replace(/-(except|noexcept|debug)$/, "");
        shares.set(name, (shares.get(name) ?? 0) + parseInt(size, 16));
    }
    return [...shares].sort((a, b) => b[1] - a[1]);
}

if (!existsSync(join(site, "index.html"))) {
    console.log("size: build/web has no page yet");
    process.exit(0);
}

console.log("KiB              raw      gzip    brotli");
const files = filesIn(site);
const total = { raw: 0, gzip: 0, brotli: 0 };
const demo = { raw: 0, gzip: 0, brotli: 0, count: 0 };
for (const file of files) {
    const name = relative(site, file);
    const weight = weigh(file);
    const sum = name.startsWith("demo") ? demo : total;
    for (const kind of ["raw", "gzip", "brotli"]) sum[kind] += weight[kind];
    if (sum === demo) demo.count += 1;
    else console.log(`${kib(weight.raw).padStart(20)}${kib(weight.gzip)}${kib(weight.brotli)}  ${name}`);
}
if (demo.count > 0) console.log(`${kib(demo.raw).padStart(20)}${kib(demo.gzip)}${kib(demo.brotli)}  demo (${demo.count} files, outside the budget)`);
console.log(`${kib(total.raw).padStart(20)}${kib(total.gzip)}${kib(total.brotli)}  the page`);

if (existsSync(map)) {
    console.log("\nmodule by library, KiB before the last optimisation:");
    const shares = sharesOf(readFileSync(map, "utf8"));
    for (const [name, bytes] of shares.filter(([, bytes]) => bytes >= 512)) console.log(`${kib(bytes)}  ${name}`);
}

const over = total.brotli > budget;
console.log(`\nsize: ${(total.brotli / 1000).toFixed(0)} of ${budget / 1000} KB brotli${over ? ": OVER the budget" : ""}`);
process.exit(over && process.argv.includes("--check") ? 1 : 0);
