// Makes the page of its parts:
//   node tools/bundle.mjs --js GLUE.js --wasm MODULE.wasm --demo FOLDER --web FOLDER --single FOLDER
//
// The static site (index.html, errata.js, errata.wasm, demo.bin, service_worker.js) and one self-contained
// errata.html, of the same script, style and module. The modules of web/ are written as ES modules and put, in the order in which
// they import each other, into one function together with Emscripten's glue: its text also makes the worker.
// The Content-Security-Policy of each build is computed here, with the hashes of what stands inline.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { parse } from "acorn";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "../web");

// --- script ---------------------------------------------------------------------------------------------

// Text without the given ranges [start, end).
function without(text, ranges) {
    let result = "";
    let at = 0;
    for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
        result += text.slice(at, start);
        at = Math.max(at, end);
    }
    return result + text.slice(at);
}

const withoutBlankLines = (text) => text.replace(/^[ \t]*\n/gm, "");

// The module's text without imports, comments and the word "export", after those it imports.
function flatten(file, done, names) {
    if (done.has(file)) return "";
    done.add(file);
    const source = readFileSync(file, "utf8");
    const cut = [];
    const onComment = (block, text, start, end) => cut.push([start, end]);
    const tree = parse(source, { ecmaVersion: "latest", sourceType: "module", onComment });
    let before = "";
    for (const node of tree.body) {
        if (node.type === "ImportDeclaration") {
            before += flatten(resolve(dirname(file), node.source.value), done, names);
            cut.push([node.start, node.end]);
        }
        if (node.type === "ExportNamedDeclaration") cut.push([node.start, node.declaration.start]);
        const declaration = node.declaration ?? node;
        for (const { id } of declaration.declarations ?? [declaration]) {
            if (!id) continue;
            if (names.has(id.name)) throw new Error(`${file}: ${id.name} is also declared in ${names.get(id.name)}`);
            names.set(id.name, file);
        }
    }
    return before + withoutBlankLines(without(source, cut));
}

function scriptText(glueFile) {
    const modules = flatten(join(web, "entry.js"), new Set(), new Map());
    const glue = readFileSync(glueFile, "utf8");
    return `"use strict";
(function () {
function errataScript(side, workerText) {
${glue}
${modules}
enter(side, workerText);
}
errataScript("page", \`(\${errataScript.toString()})("worker")\`);
})();
`;
}

// --- data -----------------------------------------------------------------------------------------------

function filesUnder(folder) {
    return readdirSync(folder, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
            const path = join(folder, entry.name);
            return entry.isDirectory() ? filesUnder(path) : [path];
        });
}

// web/demo.js unpacks it and says how it is laid out.
function packOf(folder) {
    const files = existsSync(folder) ? filesUnder(folder) : [];
    const list = Buffer.from(JSON.stringify(files.map((path) => [relative(folder, path), statSync(path).size])));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(list.length);
    return Buffer.concat([Buffer.from("ERRATA-D"), size, list, ...files.map((path) => readFileSync(path))]);
}

const inlineData = (id, bytes) =>
    `<script type="application/octet-stream" id="${id}">${gzipSync(bytes, { level: 9 }).toString("base64")}</script>`;

// --- pages ----------------------------------------------------------------------------------------------

const digest = (content) => `sha256-${createHash("sha256").update(content).digest("base64")}`;
const hash = (text) => `'${digest(text)}'`;

// 'wasm-unsafe-eval' allows compiling WebAssembly and nothing else.
function policy({ script, style, connect, worker }) {
    return [
        "default-src 'none'",
        `script-src ${script} 'wasm-unsafe-eval'`,
        `style-src ${style}`,
        `worker-src ${worker}`,
        `connect-src ${connect}`,
        "img-src blob: data:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
}

// Replacements by function: texts may hold "$&".
function filled(file, values) {
    const template = readFileSync(join(web, file), "utf8");
    return template.replace(/\{\{(\w+)\}\}/g, (whole, name) => values[name]);
}

// The files that it keeps, by name; the version is theirs and its own text's.
function serviceWorker({ "index.html": index, ...others }) {
    const hashes = Object.fromEntries(Object.entries({ "./": index, ...others }).map(([name, content]) => [name, digest(content)]));
    const list = JSON.stringify(hashes);
    const text = readFileSync(join(web, "service_worker.js"), "utf8");
    const version = createHash("sha256").update(list + text).digest("hex").slice(0, 12);
    return filled("service_worker.js", { version, files: list });
}

function write(folder, files) {
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
}

const { values: given } = parseArgs({
    options: Object.fromEntries(["js", "wasm", "demo", "web", "single"].map((name) => [name, { type: "string" }])),
});
const script = scriptText(given.js);
if (script.includes("</script")) throw new Error("the script holds </script: it cannot stand inside a page");
const style = readFileSync(join(web, "page.css"), "utf8").replace(/\/\*[^]*?\*\//g, "");
const wasm = readFileSync(given.wasm);
const demo = packOf(given.demo);

const site = {
    "index.html": filled("index.html", {
        policy: policy({ script: "'self'", style: hash(style), connect: "'self'", worker: "blob: 'self'" }),
        style,
        preload: '<link rel="preload" href="errata.wasm" as="fetch" crossorigin>',
        data: "",
        script: '<script src="errata.js" defer></script>',
    }),
    "errata.js": script,
    "errata.wasm": wasm,
    "demo.bin": demo,
};
write(given.web, { ...site, "service_worker.js": serviceWorker(site) });
write(given.single, {
    "errata.html": filled("index.html", {
        policy: policy({ script: hash(script), style: hash(style), connect: "'none'", worker: "blob:" }),
        style,
        preload: "",
        data: `${inlineData("errata-wasm", wasm)}\n${inlineData("errata-demo", demo)}`,
        script: `<script>${script}</script>`,
    }),
});
