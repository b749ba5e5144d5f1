// A small static server on loopback, for tools/serve and the browser tests.
//
// As a program: node tools/serve.mjs FOLDER PORT. As a module: await serve(folder, port) gives {address, close}.
// Serves files and nothing else: no directory lists, no path outside the folder, no other methods than GET
// and HEAD. The page states its own Content-Security-Policy; the headers here are those a careful host adds.

import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

const types = {
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
};

const headers = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
};

// The file that a request's path names, or null. Links are followed first, so none leads out of the folder.
async function fileOf(root, url) {
    let path;
    try {
        path = decodeURIComponent(new URL(url, "http://localhost").pathname);
        if (path.includes("\0")) return null;
        if (path.endsWith("/")) path += "index.html";
        const file = await realpath(join(root, path));
        if (!file.startsWith(root + sep)) return null;
        const info = await stat(file);
        return info.isFile() ? { file, size: info.size } : null;
    } catch {
        return null;
    }
}

function answer(response, status, text) {
    response.writeHead(status, { ...headers, "Content-Type": types[".txt"] });
    response.end(text + "\n");
}

// Listens on 127.0.0.1; when the port is taken tries the next ones. Port 0 takes any free one.
export async function serve(folder, port = 0) {
    const root = await realpath(resolve(folder));
    const server = createServer(async (request, response) => {
        if (request.method !== "GET" && request.method !== "HEAD") return answer(response, 405, "only GET and HEAD");
        const found = await fileOf(root, request.url);
        if (!found) return answer(response, 404, "no such file");
        response.writeHead(200, {
            ...headers,
            "Content-Length": found.size,
            "Content-Type": types[extname(found.file).toLowerCase()] ?? "application/octet-stream",
        });
        if (request.method === "HEAD") return response.end();
        createReadStream(found.file).on("error", () => response.destroy()).pipe(response);
    });
    const listen = (candidate) =>
        new Promise((done, failed) => {
            server.once("error", failed);
            server.listen(candidate, "127.0.0.1", () => {
                server.off("error", failed);
                done();
            });
        });
    for (let candidate = port; ; ++candidate) {
        try {
            await listen(candidate);
            break;
        } catch (error) {
            if (error.code !== "EADDRINUSE" || candidate >= port + 20) throw error;
        }
    }
    return {
        address: `http://127.0.0.1:${server.address().port}/`,
        close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
    };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
    const [folder, port] = process.argv.slice(2);
    try {
        const { address } = await serve(folder, Number(port ?? 0));
        console.log(`Serving ${folder} at ${address} (Ctrl+C ends it)`);
    } catch (error) {
        console.error(`serve: port ${port}: ${error.message}: choose another with --port`);
        process.exit(1);
    }
}
