// The page's DOM: landing text, progress, errors and notices. Everything that must be useful without the canvas.

const element = (id) => document.getElementById(id);

export function wireButtons({ openFiles, openFolder, tryDemo, cancel, dismiss }) {
    const fileInput = element("file-input");
    const folderInput = element("folder-input");
    const wire = (input, open) =>
        input.addEventListener("change", () => {
            const files = [...input.files];
            input.value = ""; // the same file can be chosen again
            if (files.length > 0) open(files);
        });
    wire(fileInput, openFiles);
    wire(folderInput, openFolder);
    element("open-files").addEventListener("click", () => fileInput.click());
    element("open-folder").addEventListener("click", () => folderInput.click());
    element("try-demo").addEventListener("click", tryDemo);
    element("cancel").addEventListener("click", cancel);
    element("dismiss").addEventListener("click", dismiss);
}

export const askForFiles = () => element("file-input").click();
export const askForFolder = () => element("folder-input").click();

// The whole window is the target; onDrop(transfer) runs while the event is being handled.
export function wireDrop(onDrop) {
    let depth = 0; // enter and leave come for every element on the way
    const show = (over) => document.body.classList.toggle("dragging", over);
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const on = (type, work) =>
        window.addEventListener(type, (event) => {
            if (!hasFiles(event)) return;
            event.preventDefault();
            work(event);
        });
    on("dragenter", () => show(++depth > 0));
    on("dragover", (event) => (event.dataTransfer.dropEffect = "copy"));
    on("dragleave", () => show(--depth > 0));
    on("drop", (event) => {
        depth = 0;
        show(false);
        onDrop(event.dataTransfer);
    });
}

// What stands on the page, from the state of web/app.js.
export function render(state) {
    const landing = !state.open;
    element("landing").hidden = !landing;
    element("canvas").hidden = landing;
    element("loading").hidden = state.progress === null;
    if (state.progress !== null) renderProgress(state.progress);
    renderMessage(state);
    renderWaiting(state);
}

export function renderProgress(progress) {
    const fraction = progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
    const bar = element("bar");
    if (fraction === null) bar.removeAttribute("value");
    else bar.value = fraction;
    element("stage").textContent = progress.stage;
    element("percent").textContent = fraction === null ? "" : `${Math.floor(fraction * 100)} %`;
    element("rate").textContent = rateText(progress);
}

function rateText({ unit, rate, done }) {
    if (unit !== "bytes") return done > 0 ? `${done.toLocaleString("en")} ${unit}` : "";
    return rate > 0 ? `${(rate / 1e6).toFixed(0)} MB/s` : "";
}

// An error or a notice; at most one is up.
function renderMessage({ error, notice }) {
    const box = element("message");
    const message = error ?? notice;
    box.hidden = message === null;
    if (message === null) return;
    box.classList.toggle("error", error !== null);
    box.setAttribute("role", error !== null ? "alert" : "status");
    element("message-what").textContent = message.what;
    element("message-where").textContent = message.where;
    element("message-where").hidden = message.where === "";
    element("message-remedy").textContent = message.remedy;
    element("message-remedy").hidden = message.remedy === "";
}

// What was dropped so far while something is still missing.
function renderWaiting({ open, waiting }) {
    const box = element("waiting");
    box.hidden = open || waiting === "";
    box.textContent = waiting;
}
