// The page's end of the worker: runs jobs there, cancels them, and starts the worker again when it is lost.

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
    #job = null; // {id, resolve, onProgress}
    #nextId = 1;
    #cancelTimer = 0;
    #renewWhenIdle = false;

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
            this.#job = { id, resolve, onProgress };
        });
        this.#spawn();
        await this.#ready;
        if (this.#job?.id === id) this.#worker.postMessage({ type: "run", id, files });
        return result;
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
        if (this.#job === null) {
            this.#end();
            this.#spawn();
        } else {
            this.#renewWhenIdle = true;
        }
    }

    #spawn() {
        if (this.#worker !== null) return;
        const url = URL.createObjectURL(new Blob([this.#workerText], { type: "text/javascript" }));
        const worker = new Worker(url, { name: "errata" });
        this.#worker = worker;
        this.#ready = new Promise((resolve) => {
            worker.onmessage = ({ data }) => {
                if (data.type === "ready") {
                    URL.revokeObjectURL(url);
                    resolve();
                } else {
                    this.#hear(data);
                }
            };
            worker.onerror = (event) => {
                event.preventDefault();
                resolve();
                this.#lost(event.message);
            };
        });
        worker.postMessage({ type: "module", compiled: this.#compiled });
    }

    #hear(data) {
        if (this.#job === null || data.id !== this.#job.id) return;
        if (data.type === "progress" || data.type === "files") this.#job.onProgress(data);
        else this.#settle(data);
    }

    #lost(reason) {
        this.#end();
        const message = reason ? `${LOST.message} (${reason})` : LOST.message;
        this.#settle({ type: "failed", files: [], error: { ...LOST, message, text: `${message}. ${LOST.remedy}` } });
    }

    #settle(result) {
        clearTimeout(this.#cancelTimer);
        this.#cancelTimer = 0;
        const job = this.#job;
        this.#job = null;
        if (this.#renewWhenIdle) {
            this.#renewWhenIdle = false;
            this.renew();
        }
        job?.resolve(result);
    }

    #end() {
        this.#worker?.terminate();
        this.#worker = null;
        this.#ready = null;
    }
}
