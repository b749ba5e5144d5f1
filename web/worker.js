// The worker's side: runs one job at a time in slices and listens between them.
//
// Messages in:  {type: "module", compiled}, {type: "run", id, files: [{file, path, takenFor}]}, {type: "cancel", id},
//               {type: "match", id, iou}: what the last run evaluated, at another IoU; ends the job before it;
//               {type: "measure", id, files: [{file, path}], samples}: per sample the number of its picture;
//               takenFor: an id of FileKind (src/formats/sniff.h); "" or nothing to find out
// Messages out: {type: "ready"}, {type: "progress", id, stage, done, total, unit, rate},
//               {type: "files", id, files} once it is known what each is,
//               {type: "done", id, files, snapshot}, {type: "failed", id, files, error}, {type: "cancelled", id},
//               {type: "matched", id, snapshot}, {type: "measured", id, warnings, snapshot}

import { instanceOf, jsonAt, withText } from "./module.js";

const SLICE_MS = 12; // of work between two looks at the messages
const PROGRESS_MS = 100;
const HEAD_BYTES = 64; // what tells an image; read ahead of the job
const HEADS_AT_ONCE = 64;
const NOTHING_KEPT = { code: "mismatch", message: "there is nothing to match again", remedy: "Load the files again" };

export function startWorker() {
    let module = null;
    let files = [];
    let heads = []; // the first bytes of each file
    let job = null; // {id, answer, told, stage, stageBegan}; `answer` is the message's type when all is well
    const reader = new FileReaderSync();
    // A message to oneself comes after those that wait already, and sooner than any timer.
    const turn = new MessageChannel();
    turn.port1.onmessage = step;

    const host = {
        readFile(number, offset, out, size) {
            try {
                const inHead = offset + size <= HEAD_BYTES && heads[number];
                const bytes = inHead
                    ? heads[number].subarray(offset, offset + size)
                    : new Uint8Array(reader.readAsArrayBuffer(files[number].slice(offset, offset + size)));
                module.HEAPU8.set(bytes, out);
                return bytes.length;
            } catch {
                return -1;
            }
        },
    };

    async function begin(id, given) {
        end();
        files = given.map(({ file }) => file);
        heads = [];
        job = { id, answer: "done", told: 0, stage: "", stageBegan: 0, looked: false };
        await readHeads(job);
        if (job?.id !== id) return; // cancelled meanwhile
        module._errata_job_begin();
        job.begun = true;
        addFiles(given);
        turn.port2.postMessage(job.id);
    }

    function addFiles(given) {
        for (const { file, path, takenFor } of given) {
            withText(module, path, (name) =>
                withText(module, takenFor ?? "", (kind) => module._errata_job_add_file(name, file.size, kind)),
            );
        }
    }

    function beginMeasuring(id, given, samples) {
        end();
        files = given.map(({ file }) => file);
        module._errata_pictures_begin();
        addFiles(given);
        for (const number of samples) module._errata_pictures_add_sample(number);
        job = { id, answer: "measured", begun: true, told: 0, stage: "", stageBegan: 0, looked: true };
        turn.port2.postMessage(job.id);
    }

    function beginMatch(id, iou) {
        end();
        if (module._errata_match_begin(iou) === 0) {
            postMessage({ type: "failed", id, files: [], error: NOTHING_KEPT });
            return;
        }
        job = { id, answer: "matched", begun: true, told: 0, stage: "", stageBegan: 0, looked: true };
        turn.port2.postMessage(job.id);
    }

    // A read that is waited for costs two milliseconds, whatever its size: for a folder of 10,000 images they
    // are done side by side. A file that cannot be read has no head; the job meets the error again and tells it.
    async function readHeads(mine) {
        const all = files;
        let next = 0;
        const reading = async () => {
            while (next < all.length && job === mine) {
                const number = next++;
                const head = await all[number].slice(0, HEAD_BYTES).arrayBuffer().catch(() => null);
                if (head !== null && job === mine) heads[number] = new Uint8Array(head);
                tell({ stage: "Opening files", done: number + 1, total: all.length, unit: "files" });
            }
        };
        await Promise.all(Array.from({ length: HEADS_AT_ONCE }, reading));
    }

    function end() {
        if (job?.begun) module._errata_job_end();
        job = null;
        files = [];
        heads = [];
    }

    function step({ data: id }) {
        if (job?.id !== id || !job.begun) return; // the turn of a job that has gone
        const status = module._errata_job_step(SLICE_MS);
        if (status === 0) {
            tellFiles();
            tell(null);
            turn.port2.postMessage(job.id);
        } else if (status === 1) {
            finish();
        } else {
            const { files: reports, error } = jsonAt(module, module._errata_job_report(0));
            postMessage({ type: "failed", id: job.id, files: reports, error });
            end();
        }
    }

    // Progress as given, or else the running job's; not too often.
    function tell(given) {
        const now = performance.now();
        if (job === null || now - job.told < PROGRESS_MS) return;
        job.told = now;
        const progress = given ?? jsonAt(module, module._errata_job_report(1));
        if (progress.stage !== job.stage) {
            job.stage = progress.stage;
            job.stageBegan = now;
        }
        const seconds = (now - job.stageBegan) / 1000;
        const rate = seconds > 0.2 ? progress.done / seconds : 0; // units per second
        postMessage({ type: "progress", id: job.id, ...progress, rate });
    }

    // What the files were taken for, as soon as all have been looked at.
    function tellFiles() {
        if (job.looked) return;
        const { done, total, unit } = jsonAt(module, module._errata_job_report(1));
        if (unit === "files" && done < total) return;
        job.looked = true;
        postMessage({ type: "files", id: job.id, files: jsonAt(module, module._errata_job_report(0)).files });
    }

    function finish() {
        const { files: reports, warnings } = jsonAt(module, module._errata_job_report(0));
        const begin = module._errata_job_result() >>> 0;
        const snapshot = module.HEAPU8.slice(begin, begin + module._errata_job_result_size()).buffer;
        postMessage({ type: job.answer, id: job.id, files: reports, warnings, snapshot }, [snapshot]);
        end();
    }

    self.onmessage = async ({ data }) => {
        if (data.type === "module") {
            module = await instanceOf(data.compiled, host);
            postMessage({ type: "ready" });
        } else if (data.type === "run") {
            begin(data.id, data.files);
        } else if (data.type === "match") {
            beginMatch(data.id, data.iou);
        } else if (data.type === "measure") {
            beginMeasuring(data.id, data.files, data.samples);
        } else if (data.type === "cancel") {
            if (job?.id === data.id) end();
            postMessage({ type: "cancelled", id: data.id });
        }
    };
}
