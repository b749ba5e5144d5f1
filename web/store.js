// What the browser keeps between visits: settings as text, and what each tab had open.
//
// Nothing here throws or waits for long: where the browser keeps nothing (switched off, full, a private window)
// memory takes its place. All names begin with "errata.", because pages from disk share one store.

const PREFIX = "errata.";
const TABS_KEPT = 8;
const OPEN_MS = 2000; // after which the database counts as not to be had

// Settings: texts by key.
export class Settings {
    #texts = new Map();

    constructor() {
        try {
            for (let i = 0; i < localStorage.length; ++i) {
                const key = localStorage.key(i);
                if (key.startsWith(PREFIX)) this.#texts.set(key.slice(PREFIX.length), localStorage.getItem(key));
            }
        } catch {
            // Memory alone.
        }
    }

    all() {
        return [...this.#texts];
    }

    set(key, value) {
        this.#texts.set(key, value);
        try {
            localStorage.setItem(PREFIX + key, value);
        } catch {
            // Memory alone.
        }
    }
}

const answerOf = (request) =>
    new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error("blocked"));
    });

function openDatabase() {
    const request = indexedDB.open(`${PREFIX}tabs`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("tabs", { keyPath: "id" });
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), OPEN_MS));
    return Promise.race([answerOf(request), late]);
}

// One record per page load, {id, time, ...}: two tabs never write the same one. While a tab lives it holds a
// lock named by its id, so that others know.
export class Tabs {
    id = crypto.getRandomValues(new Uint32Array(3)).join("-");
    #database;
    #memory = new Map();

    constructor() {
        this.#database = Promise.resolve().then(openDatabase).catch(() => null);
        try {
            navigator.locks.request(PREFIX + this.id, () => new Promise(() => {})).catch(() => {});
        } catch {
            // Others will take this tab for closed and may offer what it has open: no harm.
        }
    }

    // Records of tabs that are closed, the newest first.
    async closed() {
        const living = await this.#living();
        const records = (await this.#ask("readonly", (store) => store.getAll())) ?? [...this.#memory.values()];
        return records.filter(({ id }) => id !== this.id && !living.has(id)).sort((a, b) => b.time - a.time);
    }

    // This tab's record, in the place of the one before.
    async keep(record) {
        const whole = { ...record, id: this.id, time: Date.now() };
        this.#memory.set(this.id, whole);
        const put = (given) => this.#ask("readwrite", (store) => store.put(given));
        // Handles of files cannot be kept everywhere; the names alone are something.
        if ((await put(whole)) === undefined) await put({ ...whole, roots: [] });
        const old = (await this.closed()).slice(TABS_KEPT - 1);
        for (const { id } of old) await this.forget(id);
    }

    async forget(id = this.id) {
        this.#memory.delete(id);
        await this.#ask("readwrite", (store) => store.delete(id));
    }

    async #living() {
        try {
            const { held } = await navigator.locks.query();
            return new Set(held.map(({ name }) => name.slice(PREFIX.length)));
        } catch {
            return new Set();
        }
    }

    // What the request gives, or undefined when it cannot be made.
    async #ask(mode, work) {
        try {
            const database = await this.#database;
            return database === null ? undefined : await answerOf(work(database.transaction("tabs", mode).objectStore("tabs")));
        } catch {
            return undefined;
        }
    }
}
