// The site without a network: keeps the files of one version and answers with them. Not part of the page's
// script; tools/bundle.mjs writes the version (a hash of the files) and each file's name and hash into it.
//
// A version is kept whole or not at all: a file whose bytes are not those of the list ends the installation,
// and the browser tries again at the next visit. A new version waits until no page needs a file of the old one.

const VERSION = "{{version}}";
const FILES = {{files}}; // name: "sha256-…"
const FOLDER = new URL("./", self.location);
const PREFIX = `errata ${FOLDER.pathname} `; // a host may have several, each with its own
const CACHE = PREFIX + VERSION;

// Which of the files an address means. The index goes by the folder's name, "./", which no host redirects.
function nameOf(url) {
    const { origin, pathname } = new URL(url);
    if (origin !== FOLDER.origin || !pathname.startsWith(FOLDER.pathname)) return null;
    const name = pathname.slice(FOLDER.pathname.length);
    if (name === "" || name === "index.html") return "./";
    return name in FILES ? name : null;
}

async function keepFiles() {
    const cache = await caches.open(CACHE);
    const requests = Object.entries(FILES).map(([name, integrity]) => new Request(name, { integrity, cache: "no-cache" }));
    await cache.addAll(requests);
}

async function dropOtherVersions() {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request, name) {
    const cache = await caches.open(CACHE);
    return (await cache.match(name)) ?? fetch(request);
}

// A page that has all its files says so; the new version may begin if it is the only one.
async function beginIfAlone() {
    const pages = await self.clients.matchAll({ type: "window" });
    if (pages.length <= 1) await self.skipWaiting();
}

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(dropOtherVersions()));
self.addEventListener("message", (event) => {
    if (event.data === "loaded") event.waitUntil(beginIfAlone());
});
self.addEventListener("fetch", (event) => {
    const name = event.request.method === "GET" ? nameOf(event.request.url) : null;
    if (name !== null) event.respondWith(answer(event.request, name));
});
