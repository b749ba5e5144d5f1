// What is loaded and what is being loaded: the files that are kept, those of the next load, and its runs.
//
// Files accumulate: ground truth in one drop, predictions in the next, images whenever. Newer ones are given
// to the worker first, and it takes the first of each kind, so that a second predictions file replaces the
// first. What an error names, or nobody recognises, is not kept, but can be taken for something by the person.
//
// An entry is {file, path, root, kind, note, mayBeMap, takenFor}: kind as the worker found or was told (an id of
// FileKind, src/formats/sniff.h, or undefined before it looked), note what it says of it in this run (undefined:
// it was not asked), mayBeMap whether an image can be one of labels, takenFor what the person said ("unknown": to be ignored), or "".

export class Loader {
    kept = new Map(); // by path, newest first
    files = []; // entries of the running load, or else of the last one
    #pending = [];
    #loading = null; // promise of the running load
    #stale = false; // the running load is being replaced by a larger one
    #engine = null;
    #onProgress;
    #onResult;

    // onProgress(message of the worker, or null after the last run); await onResult(result, entries by path,
    // paths that are new) after each run that was not cancelled.
    constructor({ onProgress, onResult }) {
        this.#onProgress = onProgress;
        this.#onResult = onResult;
    }

    attach(engine) {
        this.#engine = engine;
    }

    // Puts files on top of what is there; resolves when they are shown, refused or cancelled. What comes while a
    // load is running joins it. `ready` resolves when there is an engine.
    async add(list, ready) {
        this.#pending = [...list.map((entry) => ({ takenFor: "", ...entry })), ...this.#pending];
        await ready;
        if (this.#loading === null) {
            this.#loading = this.#run();
        } else {
            this.#stale = true;
            this.#engine.cancel();
        }
        await this.#loading;
    }

    // Loads again with that file taken for that kind ("unknown": for nothing), or for what it looks like ("").
    async take(path, kind) {
        const entry = this.files.find((one) => one.path === path) ?? this.kept.get(path);
        if (entry === undefined) return;
        this.kept.delete(path);
        this.files = this.files.filter((one) => one.path !== path);
        // What was refused together with it is tried again, too.
        const refused = this.files.filter((one) => !this.kept.has(one.path));
        const { file, root } = entry;
        await this.add([{ file, path, root, takenFor: kind }, ...refused]);
    }

    cancel() {
        this.#engine?.cancel();
    }

    clear() {
        this.cancel();
        this.#pending = [];
        this.kept.clear();
        this.files = [];
    }

    // After a run: what is known stays, or what the person wants ignored; except what the caller says.
    keep(entries, except = () => false) {
        const known = ({ kind, takenFor }) => (kind && kind !== "unknown") || takenFor === "unknown";
        this.kept = new Map([...entries].filter(([, entry]) => known(entry) && !except(entry)));
    }

    async #run() {
        await null; // `#loading` is this run before it can end
        try {
            await this.#runPending();
        } finally {
            // Whatever happened: the next files find no run that never ends.
            this.#pending = [];
            this.#loading = null;
            this.#onProgress(null);
        }
    }

    async #runPending() {
        while (this.#pending.length > 0) {
            this.#stale = false;
            const batch = new Set(this.#pending);
            const entries = this.#merged();
            this.files = [...entries.values()];
            // Images that were recognised before need not be looked at again, where they can be nothing else.
            const asked = this.files.filter((entry) => entry.kind !== "image" || entry.mayBeMap);
            const learn = (reports) =>
                reports?.forEach(({ kind, note, mayBeMap }, i) => Object.assign(asked[i], { kind, note, mayBeMap }));
            const result = await this.#engine.run(
                asked.map(({ file, path, takenFor }) => ({ file, path, takenFor })),
                (message) => {
                    if (message.type === "files") learn(message.files);
                    this.#onProgress(message);
                },
            );
            learn(result.files);
            if (this.#stale && result.type === "cancelled") continue;
            this.#pending = result.type === "cancelled" ? [] : this.#pending.filter((entry) => !batch.has(entry));
            if (result.type !== "cancelled") await this.#onResult(result, entries, new Set([...batch].map(({ path }) => path)));
        }
    }

    // All files, newest first; a path given again is the newer file.
    #merged() {
        const entries = new Map();
        for (const entry of [...this.#pending, ...this.kept.values()]) {
            if (!entries.has(entry.path)) entries.set(entry.path, { ...entry, note: undefined });
        }
        return entries;
    }
}
