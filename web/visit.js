// Earlier visits: what this tab has open is written down as it changes; what a closed tab had is offered again.
//
// A visit is kept as its fragment, its files' names and sizes, and handles of what was dropped, where the
// browser has them; never the files' contents.

import { filesOfHandle } from "./dropped.js";
import { ageText } from "./messages.js";
import { Tabs } from "./store.js";

const WRITE_MS = 400; // after the last change
const ROOTS_KEPT = 100; // a folder is one

export class Visit {
    #tabs = new Tabs();
    #record;
    #isIdle;
    #summaryOf;
    #timer = 0;
    #offered = null; // the record that stands on the landing page, or is being opened

    // record() gives {fragment, demo, entries} or null when nothing is open; isIdle() whether nothing was opened
    // or is being; summaryOf(fragment) what errata_open_link says of it.
    constructor({ record, isIdle, summaryOf }) {
        this.#record = record;
        this.#isIdle = isIdle;
        this.#summaryOf = summaryOf;
        document.addEventListener("visibilitychange", () => {
            if (document.hidden && this.#timer !== 0) this.#write();
        });
    }

    changed() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#write(), WRITE_MS);
    }

    // Something is open now: it takes the place of what was offered.
    taken() {
        if (this.#offered !== null) this.#tabs.forget(this.#offered.id);
        this.#offered = null;
        this.changed();
    }

    // The last visit of a closed tab, as what the landing page shows of it (web/landing.js), or null. With a
    // fragment only one that left off there; `immediate` says that it can be opened without asking.
    async earlier(fragment) {
        const closed = await this.#tabs.closed();
        const record = fragment === "" ? closed[0] : closed.find((one) => one.fragment === fragment);
        if (record === undefined || !this.#isIdle()) return null;
        this.#offered = record;
        const link = record.fragment === "" ? null : this.#summaryOf(record.fragment);
        const granted = await this.#permitted(record, "queryPermission");
        return {
            kind: "earlier",
            fragment: record.fragment,
            summary: link?.summary ?? "",
            age: ageText(Date.now() - record.time),
            demo: record.demo,
            files: record.files,
            images: record.images > 0 ? { count: record.images } : null,
            canRead: record.demo || record.roots.length > 0,
            immediate: record.demo || granted,
            read: () => this.#read(record),
        };
    }

    // Nothing of closed tabs is offered again.
    async forget() {
        this.#offered = null;
        for (const { id } of await this.#tabs.closed()) await this.#tabs.forget(id);
    }

    forgetOwn() {
        clearTimeout(this.#timer);
        this.#timer = 0;
        this.#tabs.forget();
    }

    async #write() {
        clearTimeout(this.#timer);
        this.#timer = 0;
        const now = this.#record();
        if (now === null) return;
        const { fragment, demo, entries } = now;
        const roots = demo ? [] : [...new Set(await Promise.all(entries.map(({ root }) => root)))];
        const named = entries.filter(({ kind }) => kind !== "image");
        await this.#tabs.keep({
            fragment,
            demo,
            files: named.map(({ path, kind, file }) => ({ name: path, kind, size: file.size })),
            images: entries.length - named.length,
            roots: roots.includes(null) || roots.length > ROOTS_KEPT ? [] : roots, // all of them or none
        });
    }

    async #permitted({ roots }, ask) {
        try {
            const answers = await Promise.all(roots.map((root) => root[ask]({ mode: "read" })));
            return roots.length > 0 && answers.every((answer) => answer === "granted");
        } catch {
            return false;
        }
    }

    // The record's files where its handles still lead to them; an empty list where the person must give them.
    async #read(record) {
        if (!(await this.#permitted(record, "requestPermission"))) return [];
        const lists = await Promise.all(record.roots.map((root) => filesOfHandle(root)));
        return lists.flat();
    }
}
