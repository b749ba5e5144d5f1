// Measuring pictures in a worker of its own, which lives as long as that takes: matching is never in its way.

import { startSide } from "./side.js";

const NOT_MEASURED = {
    code: "io",
    message: "the worker that measures the pictures has stopped",
    remedy: "Most often it ran out of memory: the command line measures the same with --images",
};

export class Measuring {
    #workerText;
    #compiled;
    #worker = null;
    #resolve = null; // of the run under way

    constructor(workerText, compiled) {
        this.#workerText = workerText;
        this.#compiled = compiled;
    }

    get isRunning() {
        return this.#resolve !== null;
    }

    // Measures files [{file, path}]; `samples` says per sample which of them is its picture (0xFFFFFFFF: none). Resolves to
    // {type: "measured", snapshot, warnings}, to {type: "failed", error}, or to null where it was stopped or begun anew; never
    // rejects. onProgress gets the worker's messages of type "progress".
    run(files, samples, onProgress) {
        this.stop();
        return new Promise((resolve) => {
            this.#resolve = resolve;
            const { worker, ready } = startSide(this.#workerText, this.#compiled, {
                onMessage: (data) => {
                    if (this.#worker !== worker) return; // stopped meanwhile
                    if (data.type === "progress") onProgress(data);
                    else this.#end(data);
                },
                onLost: (reason) => {
                    if (this.#worker !== worker) return;
                    this.#end({ type: "failed", error: { ...NOT_MEASURED, message: reason ? `${NOT_MEASURED.message} (${reason})` : NOT_MEASURED.message } });
                },
            });
            this.#worker = worker;
            ready.then(() => {
                if (this.#worker === worker) worker.postMessage({ type: "measure", id: 1, files, samples });
            });
        });
    }

    stop() {
        this.#end(null);
    }

    #end(result) {
        const resolve = this.#resolve;
        this.#worker?.terminate();
        this.#worker = null;
        this.#resolve = null;
        resolve?.(result);
    }
}
