// The script's beginning, on both sides. tools/bundle.mjs puts all modules and Emscripten's glue into one
// function, errataScript(side, scriptText): the page runs it from its script element; the worker is made of
// the same function's text as a Blob, so that neither needs to fetch anything.

import { startPage } from "./app.js";
import { startWorker } from "./worker.js";

export function enter(side, workerText) {
    if (side === "worker") startWorker();
    else startPage(workerText);
}
