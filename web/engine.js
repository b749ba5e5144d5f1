// The page's end of the worker: runs jobs there, cancels them, and starts the worker again when it is lost.

import { startSide } from "./side.js";

const CANCEL_MS = 60; // how long the worker may take to answer before it is ended
const LOST = {
    code: "io",
    message: "the worker that reads the files has stopped",
    remedy: "Most often it ran out of memory: try the command line, errata evaluate, on the same files",
    file: "",
};

export class Engine {
    #workerText;
    #compiled;
    #worker = null;
    #ready = null;
    #job = null; // {id, files, resolve, onProgress}
    #nextId = 1;
    #cancelTimer = 0;
    #renewWhenIdle = false;
    #files = null; // of the last run that ended well: what match() is about
    #held = false; // the worker still has what they held
    #rereading = 0; // id of a run that only brings it back, or 0
    #match = null; // {id, iou, resolve}: the latest, while it is not answered

    constructor(workerText, compiled) {
        this.#workerText = workerText;
        this.#compiled = compiled;
    }

    // Evaluates files [{file, path, takenFor}] (web/worker.js). Resolves to {type: "done", files, snapshot}, {type: "failed", files,
    // error} or {type: "cancelled"}; never rejects. One at a time. onProgress gets the worker's messages of
    // type "progress" and "files".
    async run(files, onProgress) {
        const id = this.#nextId++;
        const result = new Promise((resolve) => {
            this.#job = { id, files, resolve, onProgress };
        });
        this.#answerMatch(null);
        this.#spawn();
        await this.#ready;
        if (this.#job?.id === id) this.#sendRun(id, files);
        return result;
    }

    // Matches what the last run evaluated at another IoU value. Resolves to {type: "matched", snapshot}, to
    // {type: "failed", error}, or to null: another match() or run() came after it, or a run is under way, or
    // none has ended well; never rejects. A worker that was ended meanwhile reads the files again first.
    match(iou) {
        this.#answerMatch(null);
        if (this.#job !== null || this.#files === null) return Promise.resolve(null);
        return new Promise((resolve) => {
            this.#match = { id: this.#nextId++, iou, resolve };
            this.#sendMatch();
        });
    }

    // The running job resolves to "cancelled" within 100 ms, whatever the worker is doing.
    cancel() {
        if (this.#job === null || this.#cancelTimer !== 0) return;
        this.#worker.postMessage({ type: "cancel", id: this.#job.id });
        this.#cancelTimer = setTimeout(() => {
            this.#end();
            this.#settle({ type: "cancelled" });
        }, CANCEL_MS);
    }

    // A new worker before the next job: one that is born under the page's policy as it is then.
    renew() {
        if (this.#job === null && this.#match === null) {
            this.#end();
            this.#spawn();
        } else {
            this.#renewWhenIdle = true;
        }
    }

    #spawn() {
        if (this.#worker !== null) return;
        const { worker, ready } = startSide(this.#workerText, this.#compiled, {
            onMessage: (data) => this.#hear(data),
            onLost: (reason) => this.#lost(reason),
        });
        this.#worker = worker;
        this.#ready = ready;
    }

    // The worker drops what it holds when a run begins.
    #sendRun(id, files) {
        this.#held = false;
        this.#rereading = 0;
        this.#worker.postMessage({ type: "run", id, files });
    }

    async #sendMatch() {
        const match = this.#match;
        if (match === null) return;
        this.#spawn();
        await this.#ready;
        if (this.#match !== match) return; // superseded meanwhile
        if (this.#held) {
            this.#worker.postMessage({ type: "match", id: match.id, iou: match.iou });
        } else if (this.#rereading === 0) {
            const rereading = this.#nextId++;
            this.#sendRun(rereading, this.#files);
            this.#rereading = rereading;
        }
    }

    #answerMatch(result) {
        const match = this.#match;
        this.#match = null;
        match?.resolve(result);
        if (result !== null) this.#renewIfIdle();
    }

    #hear(data) {
        const ended = data.type === "done" || data.type === "failed";
        if (data.id === this.#job?.id) {
            if (data.type === "progress" || data.type === "files") this.#job.onProgress(data);
            else this.#settle(data);
        } else if (data.id === this.#rereading && ended) {
            this.#rereading = 0;
            this.#held = data.type === "done";
            if (this.#held) this.#sendMatch();
            else this.#answerMatch(data);
        } else if (data.id === this.#match?.id && (ended || data.type === "matched")) {
            this.#answerMatch(data);
        }
    }

    #lost(reason) {
        this.#end();
        const message = reason ? `${LOST.message} (${reason})` : LOST.message;
        const result = { type: "failed", files: [], error: { ...LOST, message, text: `${message}. ${LOST.remedy}` } };
        if (this.#match !== null) this.#answerMatch(result);
        this.#settle(result);
    }

    #settle(result) {
        clearTimeout(this.#cancelTimer);
        this.#cancelTimer = 0;
        const job = this.#job;
        this.#job = null;
        if (job !== null && result.type === "done") {
            this.#files = job.files;
            this.#held = true;
        }
        this.#renewIfIdle();
        job?.resolve(result);
    }

    #renewIfIdle() {
        if (!this.#renewWhenIdle || this.#job !== null || this.#match !== null) return;
        this.#renewWhenIdle = false;
        this.renew();
    }

    #end() {
        this.#worker?.terminate();
        this.#worker = null;
        this.#ready = null;
        this.#held = false;
        this.#rereading = 0;
    }
}
