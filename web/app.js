// The page: what is loaded, what is being loaded, what went wrong; and window.errata.
//
// Files accumulate: ground truth in one drop, predictions in the next, images whenever. Newer ones are given
// to the worker first, and it takes the first of each kind, so that a second predictions file replaces the
// first. What an error names, or nobody recognises, is not kept.

import { Canvas } from "./canvas.js";
import { filesOfPack } from "./demo.js";
import { filesOfDrop, filesOfList } from "./dropped.js";
import { Engine } from "./engine.js";
import { instanceOf, jsonAt, withText } from "./module.js";
import { compiledModule, demoPack } from "./payload.js";
import { PictureLoader } from "./pictures.js";
import { askForFiles, askForFolder, render, renderProgress, wireButtons, wireDrop } from "./screens.js";

const ISSUES = "Please report it, with the browser's version";

class Page {
    #workerText;
    #module = null;
    #canvas = null;
    #engine = null;
    #pictures = new PictureLoader(() => this.#canvas.requestFrames());
    #kept = new Map(); // by path: {file, path, kind}, newest first
    #pending = []; // what is being loaded
    #loading = null; // promise of the running load
    #stale = false; // the running load is being replaced by a larger one
    #demo = null; // promise of the packed demo
    #state = { open: false, progress: null, error: null, notice: null, waiting: "" };
    #sealed = false;
    #started;

    constructor(workerText) {
        this.#workerText = workerText;
        wireButtons({
            openFiles: (files) => this.load(files),
            openFolder: (files) => this.load(files),
            tryDemo: () => this.tryDemo(),
            cancel: () => this.cancel(),
            dismiss: () => this.#set({ error: null, notice: null }),
        });
        wireDrop((transfer) => filesOfDrop(transfer).then((list) => this.#add(list)));
        this.#started = this.#start();
    }

    // --- start ------------------------------------------------------------------------------------------

    async #start() {
        try {
            const compiled = await compiledModule();
            const canvas = document.getElementById("canvas");
            const host = { requestPicture: (...request) => this.#pictures.request(...request) };
            this.#module = await instanceOf(compiled, host, canvas);
            if (!withText(this.#module, "#canvas", (selector) => this.#module._errata_start(selector))) {
                throw new Error("this browser gives the page no WebGL2 context");
            }
            this.#pictures.attach(this.#module);
            this.#canvas = new Canvas(canvas, this.#module, {
                onFrame: () => this.#afterFrame(),
                onContext: (lost) => this.#contextChanged(lost),
            });
            this.#engine = new Engine(this.#workerText, compiled);
            performance.mark("errata-ready");
        } catch (error) {
            this.#fail(`The page could not start: ${error.message}`, "Use a current browser with WebAssembly and WebGL2");
            throw error;
        }
        this.#demo = demoPack();
        this.#demo.catch(() => {}).finally(() => this.#seal());
    }

    // Everything is here: from now on the browser itself refuses any request. (A policy can only be tightened.)
    #seal() {
        const policy = document.createElement("meta");
        policy.httpEquiv = "Content-Security-Policy";
        policy.content = "connect-src 'none'";
        document.head.append(policy);
        this.#engine.renew(); // the worker inherits the policy it is born under
        this.#sealed = true;
    }

    // --- loading ----------------------------------------------------------------------------------------

    // Loads files (File objects, with a relative path in `path` or webkitRelativePath) on top of what is there.
    // Resolves to snapshot() when they are shown, refused or cancelled.
    load(files) {
        return this.#add(filesOfList(files));
    }

    async tryDemo() {
        await this.#started;
        try {
            await this.#add(filesOfPack(await this.#demo));
        } catch (error) {
            this.#fail(`The demo could not be loaded: ${error.message}`, "Reload the page");
        }
    }

    cancel() {
        this.#engine?.cancel();
    }

    async #add(list) {
        if (list.length === 0) {
            this.#set({ notice: { what: "There are no files in that folder.", where: "", remedy: "" } });
            return this.snapshot();
        }
        // What comes while a load is running joins it.
        this.#pending = [...list, ...this.#pending];
        this.#set({ progress: { stage: "Starting", done: 0, total: 0, unit: "bytes", rate: 0 }, error: null, notice: null });
        await this.#started;
        if (this.#loading !== null) {
            this.#stale = true;
            this.#engine.cancel();
            await this.#loading;
            return this.snapshot();
        }
        this.#loading = this.#loadPending();
        await this.#loading;
        return this.snapshot();
    }

    async #loadPending() {
        while (this.#pending.length > 0) {
            this.#stale = false;
            const batch = new Set(this.#pending);
            const files = this.#merged();
            // Images that were recognised before need not be looked at again.
            const asked = [...files.values()].filter((entry) => entry.kind !== "image");
            const result = await this.#engine.run(
                asked.map(({ file, path }) => ({ file, path })),
                (progress) => this.#progressed(progress),
            );
            result.files?.forEach((report, i) => Object.assign(asked[i], { kind: report.kind, note: report.note }));
            if (this.#stale && result.type === "cancelled") continue;
            this.#pending = result.type === "cancelled" ? [] : this.#pending.filter((entry) => !batch.has(entry));
            if (result.type === "done") await this.#show(result, files, new Set([...batch].map(({ path }) => path)));
            else if (result.type === "failed") this.#refuse(result, files);
        }
        this.#loading = null;
        this.#set({ progress: null });
    }

    // All files, newest first; a path given again is the newer file.
    #merged() {
        const files = new Map();
        for (const entry of [...this.#pending, ...this.#kept.values()]) {
            if (!files.has(entry.path)) files.set(entry.path, { ...entry });
        }
        return files;
    }

    #keep(files, except = () => false) {
        this.#kept = new Map([...files].filter(([, entry]) => entry.kind && entry.kind !== "unknown" && !except(entry)));
    }

    async #show({ snapshot }, files, fresh) {
        const module = this.#module;
        const entries = [...files.values()];
        const earlier = (entry) => entry.kind === "image" && entry.note === undefined;
        const images = entries.filter((entry) => entry.kind === "image" && !earlier(entry));
        const earlierBegin = images.length;
        images.push(...entries.filter(earlier));
        const names = new TextEncoder().encode(images.map(({ path }) => `${path}\0`).join(""));
        const buffer = module._errata_allocate(snapshot.byteLength) >>> 0;
        const nameBuffer = module._errata_allocate(names.length + 1) >>> 0;
        if (buffer === 0 || nameBuffer === 0) {
            this.#fail("This evaluation needs more memory than the browser gives the page.", "Use the command line: errata evaluate");
            return;
        }
        module.HEAPU8.set(new Uint8Array(snapshot), buffer);
        module.HEAPU8.set(names, nameBuffer);
        const error = jsonAt(module, module._errata_show(buffer, snapshot.byteLength, nameBuffer, names.length, earlierBegin));
        module._free(nameBuffer);
        if (error !== null) {
            this.#fail(error.message, error.remedy);
            return;
        }
        this.#pictures.reset(images.map(({ file }) => file));
        this.#keep(files);
        for (const entry of this.#kept.values()) delete entry.note;
        this.#set({ open: true, waiting: "", notice: noticeOfUnused(entries.filter(({ path }) => fresh.has(path))) });
        this.#canvas.focus();
        await this.#canvas.nextFrame();
    }

    // Something is missing still, or wrong.
    #refuse({ error }, files) {
        const entries = [...files.values()];
        const known = entries.filter(({ kind }) => kind && kind !== "unknown");
        this.#keep(files, (entry) => entry.path === error.file);
        const missing = error.code === "mismatch" && !error.file && known.length > 0;
        if (missing && !this.#state.open) {
            this.#set({ waiting: waitingText(known, error), notice: noticeOfUnused(entries) });
            return;
        }
        this.#set({ error: messageOf(error) });
    }

    #progressed(progress) {
        if (this.#state.progress === null) return;
        this.#state.progress = progress;
        renderProgress(progress);
    }

    #startOver() {
        this.cancel();
        this.#module._errata_close();
        this.#pictures.reset([]);
        this.#kept.clear();
        this.#set({ open: false, error: null, notice: null, waiting: "" });
    }

    // --- drawing ----------------------------------------------------------------------------------------

    #afterFrame() {
        for (const command of jsonAt(this.#module, this.#module._errata_take_commands())) {
            if (command === "open-files") askForFiles();
            else if (command === "open-folder") askForFolder();
            else if (command === "start-over") this.#startOver();
        }
    }

    #contextChanged(lost) {
        this.#pictures.forget();
        const what = "The graphics context was lost; it is being restored.";
        this.#set({ notice: lost ? { what, where: "", remedy: "" } : null });
    }

    #fail(what, remedy) {
        this.#set({ progress: null, error: { what, where: "", remedy: remedy || ISSUES } });
    }

    #set(changes) {
        Object.assign(this.#state, changes);
        render(this.#state);
    }

    // --- window.errata ------------------------------------------------------------------------------------

    // What the page shows, as a plain object. `items` are the controls and texts on the canvas with their
    // rectangles, from its upper left corner in CSS pixels.
    snapshot() {
        const { open, progress, error, notice, waiting } = this.#state;
        const shown = this.#module && this.#canvas ? jsonAt(this.#module, this.#module._errata_snapshot()) : {};
        const words = (message) => (message === null ? null : [message.what, message.where, message.remedy].filter(Boolean).join(" "));
        return {
            ...shown,
            state: progress !== null ? "loading" : error !== null ? "error" : open ? "ready" : "landing",
            error: words(error),
            notice: words(notice),
            waiting,
            progress,
            kept: [...this.#kept.values()].map(({ path, kind }) => ({ path, kind })),
            framesDrawn: this.#canvas?.framesDrawn ?? 0,
            sealed: this.#sealed,
        };
    }
}

function messageOf(error) {
    const place = [error.file, error.line && `line ${error.line}`, error.byte !== undefined && `byte ${error.byte}`];
    const sentence = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    return {
        what: `${sentence}.`,
        where: `${place.filter(Boolean).join(", ")} [${error.code}]`,
        remedy: error.remedy ? `${error.remedy}.` : "",
    };
}

// Dropped files that nothing could be made of.
function noticeOfUnused(entries) {
    const unused = entries.filter(({ kind }) => kind === "unknown");
    if (unused.length === 0) return null;
    const what = unused.length === 1 ? "One file was not recognised." : `${unused.length.toLocaleString("en")} files were not recognised.`;
    const shown = unused.slice(0, 3).map(({ path, note }) => (note ? note : path));
    if (unused.length > shown.length) shown.push("…");
    return { what, where: shown.join("; "), remedy: "" };
}

function waitingText(known, error) {
    const words = { truth: "ground truth", predictions: "predictions" };
    const parts = known.filter(({ kind }) => kind in words).map(({ kind, path }) => `${words[kind]} (${path})`);
    const images = known.filter(({ kind }) => kind === "image").length;
    if (images > 0) parts.push(`${images.toLocaleString("en")} image${images === 1 ? "" : "s"}`);
    const missing = Object.keys(words).filter((kind) => !known.some((entry) => entry.kind === kind));
    return `Here so far: ${parts.join(", ")}. Still missing: ${missing.map((kind) => words[kind]).join(" and ")}. ${error.remedy}.`;
}

export function startPage(workerText) {
    const page = new Page(workerText);
    window.errata = { load: (files) => page.load(files), snapshot: () => page.snapshot() };
}
