// The page: what is open, what went wrong, what the module asks for; and window.errata.
//
// What it is for: it joins the parts, each of which has a file of its own: files and loading (loader, engine),
// the canvas and what lies over it (canvas, fields, mirror, pictures), the address (links), what is remembered
// (store, visit), the page's own text (screens, landing).

import { Canvas } from "./canvas.js";
import { filesOfPack } from "./demo.js";
import { filesOfDrop, filesOfList, filesOfPaste } from "./dropped.js";
import { Engine } from "./engine.js";
import { Fields, useTypeface } from "./fields.js";
import { answerForState } from "./graphics_state.js";
import { fragmentOfLink, Links } from "./links.js";
import { Loader } from "./loader.js";
import { Measuring } from "./measuring.js";
import { messageOf, noticeOf, noticeOfPictures, noticeOfUnused, ofData, waitingText, wordsOf } from "./messages.js";
import { Mirror } from "./mirror.js";
import { instanceOf, jsonAt, withText } from "./module.js";
import { Offline } from "./offline.js";
import { compiledModule, demoPack, isSingleFile } from "./payload.js";
import { PictureLoader } from "./pictures.js";
import { copyText, savePng, saveText } from "./save.js";
import { askForFiles, askForFolder, firstPaint, followScheme, render, renderProgress, say, wireButtons, wireDrop, wirePaste } from "./screens.js";
import { Settings } from "./store.js";
import { Visit } from "./visit.js";

const STARTING = { stage: "Starting", done: 0, total: 0, unit: "bytes", rate: 0 };
const NO_MEMORY = { code: "too-large", message: "This evaluation needs more memory than the browser gives the page.", remedy: "Use the command line: errata evaluate" };
const ISSUES = "Please report it, with the browser's version";

class Page {
    #workerText;
    #module = null;
    #canvas = null;
    #fields = null;
    #mirror = null;
    #engine = null;
    #measuring = null;
    #images = []; // entries of the image files at hand, as the module numbers them
    #pictures = new PictureLoader(() => this.#canvas.requestFrames());
    #loader = new Loader({
        onProgress: (message) => this.#progressed(message),
        onResult: (...result) => this.#loaded(...result),
    });
    #settings = new Settings();
    #links = new Links((fragment, own) => this.#openLink(fragment, own));
    #visit;
    #offline = new Offline();
    #demo = null; // promise of the packed demo
    #demoAsked = false; // what is being loaded, or was last, is the demo
    #iouAsked = null; // the IoU that the module waits for
    #state = { open: false, demo: false, progress: null, files: [], error: null, notice: null, waiting: "", view: null };
    #sealed = false;
    #started;

    constructor(workerText) {
        this.#workerText = workerText;
        this.#visit = new Visit({
            record: () => this.#record(),
            isIdle: () => !this.#state.open && this.#state.progress === null && this.#loader.kept.size === 0,
            summaryOf: (fragment) => this.#summaryOf(fragment),
        });
        wireButtons({
            openFiles: (files) => this.load(files),
            openFolder: (files) => this.load(files),
            tryDemo: () => {
                // Whoever asks for the demo has done with what was waiting.
                this.#module?._errata_clear_link();
                this.#set({ view: null });
                this.tryDemo();
            },
            cancel: () => this.#loader.cancel(),
            dismiss: () => this.#dismiss(),
            take: (path, kind) => this.#take(path, kind),
            continueView: () => this.#continue(),
            clearView: () => this.#clearView(),
        });
        wireDrop((transfer) => filesOfDrop(transfer).then((list) => this.#add(list)));
        wirePaste((transfer) => this.#paste(transfer));
        // Escape closes a message before anything on the canvas hears of it.
        window.addEventListener(
            "keydown",
            (event) => {
                if (event.key !== "Escape" || (this.#state.error === null && this.#state.notice === null)) return;
                event.stopPropagation();
                this.#dismiss();
            },
            { capture: true },
        );
        this.#started = this.#start(isSingleFile());
        this.#started.then(() => this.#resume()).catch(() => {});
    }

    // --- start ------------------------------------------------------------------------------------------

    async #start(single) {
        try {
            // The graphics context takes its time and holds everything up: the landing page is painted before it.
            const [compiled] = await Promise.all([compiledModule(), firstPaint()]);
            const element = document.getElementById("canvas");
            const host = { requestPicture: (...request) => this.#pictures.request(...request) };
            const module = await instanceOf(compiled, host, element);
            this.#module = module;
            if (!withText(module, "#canvas", (selector) => module._errata_start(selector))) {
                throw new Error("this browser gives the page no WebGL2 context");
            }
            answerForState(module.GL.currentContext.GLctx);
            for (const [key, value] of this.#settings.all()) {
                withText(module, key, (name) => withText(module, value, (text) => module._errata_set_setting(name, text)));
            }
            this.#pictures.attach(module);
            this.#canvas = new Canvas(element, module, {
                onFrame: () => this.#afterFrame(),
                onContext: (lost) => this.#contextChanged(lost),
            });
            useTypeface(module).catch(() => {}); // the system's will do
            this.#fields = new Fields(document.getElementById("fields"), module, this.#canvas);
            this.#mirror = new Mirror(document.getElementById("mirror"), module, this.#canvas);
            this.#engine = new Engine(this.#workerText, compiled);
            this.#loader.attach(this.#engine);
            this.#measuring = new Measuring(this.#workerText, compiled);
            performance.mark("errata-ready");
            this.#canvas.warmUp();
            performance.mark("errata-frame");
        } catch (error) {
            this.#fail(`The page could not start: ${error.message}`, "Use a current browser with WebAssembly and WebGL2");
            throw error;
        }
        this.#demo = demoPack();
        const keeping = single ? null : this.#offline.keep();
        this.#demo
            .catch(() => {})
            .then(() => keeping)
            .finally(() => this.#seal());
    }

    // Everything is here: from now on the browser itself refuses any request. (A policy can only be tightened.)
    #seal() {
        const policy = document.createElement("meta");
        policy.httpEquiv = "Content-Security-Policy";
        policy.content = "connect-src 'none'";
        document.head.append(policy);
        this.#engine.renew(); // the worker inherits the policy it is born under
        this.#offline.loaded();
        this.#sealed = true;
    }

    // What the address says, and what an earlier visit left.
    async #resume() {
        const { fragment } = this.#links;
        const earlier = await this.#visit.earlier(fragment);
        if (fragment === "") {
            if (earlier !== null) this.#set({ view: earlier });
            return;
        }
        const opening = this.#openLink(fragment);
        if (earlier !== null && this.#state.view !== null) this.#set({ view: { ...earlier, ...this.#state.view } });
        await opening;
        if (earlier?.immediate && !this.#state.open) await this.#continue();
    }

    // --- loading ----------------------------------------------------------------------------------------

    // Loads files (File objects, with a relative path in `path` or webkitRelativePath) on top of what is there.
    // Resolves to snapshot() when they are shown, refused or cancelled.
    load(files) {
        return this.#add(filesOfList(files));
    }

    async tryDemo() {
        try {
            await this.#started;
            await this.#add(filesOfPack(await this.#demo), true);
        } catch (error) {
            this.#fail(`The demo could not be loaded: ${error.message}`, "Reload the page");
        }
    }

    async #add(given, isDemo = false) {
        const list = await this.#withoutSessions(given);
        if (list.length === 0 && given.length > 0) return this.snapshot();
        if (list.length === 0) {
            this.#set({ notice: noticeOf("There are no files in that folder.") });
            return this.snapshot();
        }
        if (isDemo || this.#demoAsked) this.#loader.clear(); // the demo is not mixed with other files
        this.#demoAsked = isDemo;
        this.#set({ progress: STARTING, error: null, notice: null });
        await this.#loader.add(list, this.#started);
        return this.snapshot();
    }

    // The person says what a file is.
    async #take(path, kind) {
        this.#set({ progress: STARTING, error: null, notice: null, waiting: "" });
        await this.#loader.take(path, kind);
        this.#set({ progress: null, files: this.#loader.files });
    }

    // A message of the worker, or null when nothing is being loaded any more.
    #progressed(message) {
        if (message === null) {
            this.#set({ progress: null });
            // A load takes the worker from what is being matched.
            if (this.#state.open && this.#iouAsked !== null) this.#match(this.#iouAsked);
            return;
        }
        if (message.type === "progress") this.#state.progress = message;
        this.#state.files = this.#loader.files;
        if (this.#state.progress !== null) renderProgress(this.#state);
    }

    async #loaded(result, entries, fresh) {
        this.#state.files = this.#loader.files;
        if (result.type === "done") await this.#show(result.snapshot, entries, fresh);
        else this.#refuse(result.error, entries);
    }

    async #show(snapshot, entries, fresh) {
        const all = [...entries.values()];
        const earlier = (entry) => entry.kind === "image" && entry.note === undefined;
        const images = all.filter((entry) => entry.kind === "image" && !earlier(entry));
        const earlierBegin = images.length;
        images.push(...all.filter(earlier));
        this.#measuring.stop(); // of what was open before
        const error = this.#hand(snapshot, images, earlierBegin);
        if (error !== null) {
            this.#fail(error.message, error.remedy);
            return;
        }
        this.#images = images;
        this.#pictures.reset(images.map(({ file }) => file));
        this.#loader.keep(entries);
        const differences = jsonAt(this.#module, this.#module._errata_link_differences());
        const notice = differences.length > 0
            ? noticeOf("These are not quite the files that the link was made with.", differences.join(" "))
            : noticeOfUnused(all.filter(({ path }) => fresh.has(path)));
        this.#set({ open: true, demo: this.#demoAsked, waiting: "", view: null, notice });
        this.#visit.taken();
        this.#canvas.focus();
        await this.#canvas.nextFrame();
    }

    // Copies the evaluation into the module's memory. Gives null or the error.
    #hand(snapshot, images, earlierBegin) {
        const module = this.#module;
        const names = new TextEncoder().encode(images.map(({ path }) => `${path}\0`).join(""));
        const sizes = Float64Array.from(images, ({ file }) => file.size);
        const buffer = module._errata_allocate(snapshot.byteLength) >>> 0;
        const nameBuffer = module._errata_allocate(names.length + 1) >>> 0;
        const sizeBuffer = module._errata_allocate(sizes.byteLength + 8) >>> 0;
        if (buffer === 0 || nameBuffer === 0 || sizeBuffer === 0) {
            for (const pointer of [buffer, nameBuffer, sizeBuffer]) module._free(pointer);
            return NO_MEMORY;
        }
        module.HEAPU8.set(new Uint8Array(snapshot), buffer);
        module.HEAPU8.set(names, nameBuffer);
        module.HEAPU8.set(new Uint8Array(sizes.buffer), sizeBuffer);
        const demo = this.#demoAsked ? 1 : 0;
        const error = jsonAt(
            module,
            module._errata_show(buffer, snapshot.byteLength, nameBuffer, names.length, earlierBegin, sizeBuffer, demo),
        );
        module._free(nameBuffer);
        module._free(sizeBuffer);
        return error;
    }

    // Something is missing still, or wrong.
    #refuse(error, entries) {
        const all = [...entries.values()];
        const known = all.filter(({ kind, takenFor }) => (kind && kind !== "unknown") || takenFor === "unknown");
        this.#loader.keep(entries, (entry) => entry.path === error.file);
        const missing = error.code === "mismatch" && !error.file && known.length > 0;
        if (missing && !this.#state.open) this.#set({ waiting: waitingText(known, error), notice: noticeOfUnused(all) });
        else if (missing) this.#set({ notice: noticeOf(waitingText(known, error), "What is open stays until it is here.") });
        else this.#set({ error: messageOf(error) });
    }

    #startOver() {
        this.#loader.clear();
        this.#measuring.stop();
        this.#module._errata_close();
        this.#images = [];
        this.#pictures.reset([]);
        this.#links.clear();
        this.#visit.forgetOwn();
        this.#set({ open: false, demo: false, files: [], error: null, notice: null, waiting: "", view: null });
    }

    // --- links and earlier visits -----------------------------------------------------------------------

    // Shows the view at once, or says on the landing page what it wants; a demo's link loads the demo.
    // `own`: a step back in this page's history, which is about whatever is open now.
    async #openLink(fragment, own = false) {
        const module = this.#module;
        if (fragment === "" || module === null) return;
        const link = withText(module, fragment, (text) => jsonAt(module, module._errata_open_link(text, own ? 1 : 0)));
        if (link.error !== null) {
            this.#fail(link.error.message, link.error.remedy);
            return;
        }
        if (link.newer) this.#set({ notice: noticeOf("This link was made with a newer Errata; what this one does not know is left out.") });
        this.#canvas.requestFrames();
        if (link.applied) return;
        if (this.#state.open && !link.demo) {
            const names = link.files.map(({ name }) => name).join(", ");
            this.#set({ notice: noticeOf("This link is about other files than those that are open.", names, "Drop them here to see it.") });
        }
        this.#set({ view: { ...link, kind: "link", fragment } });
        if (link.demo) await this.tryDemo();
    }

    #summaryOf(fragment) {
        const module = this.#module;
        const link = withText(module, fragment, (text) => jsonAt(module, module._errata_open_link(text, 0)));
        module._errata_clear_link();
        return link.error === null ? link : null;
    }

    #clearView() {
        const { view } = this.#state;
        if (view?.kind === "earlier") this.#visit.forget();
        this.#module?._errata_clear_link();
        this.#links.clear();
        this.#set({ view: null });
    }

    // Opens what an earlier visit had open, or says which files that takes.
    async #continue() {
        const earlier = this.#state.view;
        const { fragment, demo, read, canRead } = earlier;
        if (!canRead) askForFiles(); // at once: browsers open it only in answer to a click
        if (fragment === "") {
            this.#set({ view: { ...earlier, kind: "link" } });
        } else {
            this.#links.replace(fragment);
            this.#links.flush();
            await this.#openLink(fragment);
        }
        if (this.#state.open) return;
        if (demo) {
            await this.tryDemo();
            return;
        }
        const list = await read();
        if (list.length > 0) await this.#add(list);
    }

    // What this visit leaves behind, or null.
    #record() {
        if (!this.#state.open) return null;
        const module = this.#module;
        return {
            fragment: module.UTF8ToString(module._errata_fragment()),
            demo: this.#state.demo,
            entries: [...this.#loader.kept.values()],
        };
    }

    // A saved session among the files is a view to be looked at, as a link is.
    async #withoutSessions(list) {
        const isSession = ({ path }) => path.endsWith(".errata.json");
        for (const { file } of list.filter(isSession)) {
            await this.#started;
            const module = this.#module;
            const text = await file.text();
            const link = withText(module, text, (document) => jsonAt(module, module._errata_link_of_session(document)));
            if (link.error !== undefined) {
                this.#fail(`${file.name}: ${link.error.message}`, link.error.remedy);
                continue;
            }
            this.#links.push(link.fragment);
            await this.#openLink(link.fragment);
        }
        return list.filter((entry) => !isSession(entry));
    }

    #paste(transfer) {
        const fragment = fragmentOfLink(transfer.getData("text/plain"));
        if (fragment !== null) {
            this.#links.push(fragment);
            this.#openLink(fragment);
            return true;
        }
        const files = filesOfPaste(transfer);
        if (files.length > 0) this.#add(files);
        return files.length > 0;
    }

    // --- what the module asks for -----------------------------------------------------------------------

    #commands = {
        "open-files": () => askForFiles(),
        "open-folder": () => askForFolder(),
        "start-over": () => this.#startOver(),
        copy: ({ text, notice }) => this.#copy(text, notice),
        "copy-link": ({ fragment, notice }) => this.#copy(this.#links.urlOf(fragment), notice),
        save: ({ name, type, text }) => saveText(name, type, text),
        "save-png": ({ name, svg, width, height }) =>
            savePng(name, svg, width, height).catch((error) => this.#fail(`${name} was not saved: ${error.message}`, "Save it as SVG")),
        history: ({ how, fragment }) => {
            this.#links[how](fragment);
            this.#visit.changed();
        },
        match: ({ iou }) => this.#match(iou),
        "measure-pictures": () => this.#measure(),
        "stop-measuring": () => this.#measuring.stop(),
        setting: ({ key, value }) => this.#settings.set(key, value),
        "take-for": ({ file, kind }) => this.#take(file, kind),
    };

    #afterFrame() {
        const module = this.#module;
        for (const command of jsonAt(module, module._errata_take_commands())) this.#commands[command.do](command);
        this.#fields.update();
        this.#mirror.later();
        followScheme(module._errata_is_dark() === 1);
    }

    async #copy(text, notice) {
        if (await copyText(text)) say(notice);
        else this.#set({ notice: noticeOf("The browser did not let the page copy this:", text) });
    }

    async #match(iou) {
        this.#iouAsked = iou;
        const result = await this.#engine.match(iou);
        if (result === null) return; // something later is under way
        this.#iouAsked = null;
        const error = result.type === "matched" ? this.#handOver(result.snapshot, "_errata_matched") : result.error;
        if (error !== null) this.#fail(error.message, error.remedy);
        this.#canvas.requestFrames();
    }

    // Measures the pictures of all samples. A load, closing or another command stops it.
    async #measure() {
        if (this.#measuring.isRunning) return;
        const module = this.#module;
        const begin = module._errata_sample_files() >>> 0;
        const samples = new Uint32Array(module.HEAPU8.slice(begin, begin + 4 * module._errata_sample_count()).buffer);
        const tell = (done) => {
            module._errata_measuring(done);
            this.#canvas.requestFrames();
        };
        tell(0);
        const files = this.#images.map(({ file, path }) => ({ file, path }));
        const result = await this.#measuring.run(files, samples, ({ done, total }) => tell(done / Math.max(1, total)));
        if (result === null) {
            if (!this.#measuring.isRunning) tell(1);
            return;
        }
        const error = result.type === "measured" ? this.#handOver(result.snapshot, "_errata_measured") : result.error;
        tell(1);
        this.#set(error !== null ? { error: messageOf(error) } : { notice: noticeOfPictures(result.warnings) });
    }

    // A worker's answer about what is open, which the module's function `take` takes over. Gives null or the error.
    #handOver(snapshot, take) {
        const module = this.#module;
        const buffer = module._errata_allocate(snapshot.byteLength) >>> 0;
        if (buffer === 0) return NO_MEMORY;
        module.HEAPU8.set(new Uint8Array(snapshot), buffer);
        return jsonAt(module, module[take](buffer, snapshot.byteLength));
    }

    #contextChanged(lost) {
        this.#pictures.forget();
        this.#set({ notice: lost ? noticeOf("The graphics context was lost; it is being restored.") : null });
    }

    #fail(what, remedy) {
        this.#set({ progress: null, error: noticeOf(what, "", remedy || ISSUES) });
    }

    #dismiss() {
        this.#set({ error: null, notice: null });
        if (!this.#state.open) return;
        this.#module._errata_clear_link(); // it is not to lie in wait for other files
        this.#canvas.focus();
    }

    #set(changes) {
        Object.assign(this.#state, changes);
        render(this.#state);
    }

    // --- window.errata ------------------------------------------------------------------------------------

    // What the page shows, as a plain object. `items` are the controls and texts on the canvas with their
    // rectangles, from its upper left corner in CSS pixels; `frameTimes` the last frames' milliseconds.
    snapshot() {
        const { open, progress, error, notice, waiting, view } = this.#state;
        const shown = this.#module && this.#canvas ? jsonAt(this.#module, this.#module._errata_snapshot()) : {};
        return {
            ...shown,
            state: progress !== null ? "loading" : error !== null ? "error" : open ? "ready" : "landing",
            error: wordsOf(error),
            notice: wordsOf(notice),
            waiting,
            savedView: ofData(view),
            progress,
            kept: [...this.#loader.kept.values()].map(({ path, kind }) => ({ path, kind })),
            framesDrawn: this.#canvas?.framesDrawn ?? 0,
            drawing: this.#canvas?.isDrawing ?? false,
            frameTimes: this.#canvas?.frameTimes ?? [],
            offline: this.#offline.state,
            sealed: this.#sealed,
        };
    }
}

export function startPage(workerText) {
    const page = new Page(workerText);
    window.errata = { load: (files) => page.load(files), snapshot: () => page.snapshot() };
}
