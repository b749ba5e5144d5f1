// The page's DOM: landing page, progress, errors and notices. Everything that must be useful without the canvas.

import { listFiles, listWanted } from "./file_list.js";

const SAID_MS = 3000;

const element = (id) => document.getElementById(id);
let takeFor = () => {};
let saidTimer = 0;

export function wireButtons({ openFiles, openFolder, tryDemo, cancel, dismiss, take, continueView, clearView }) {
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
    const deeds = {
        "open-files": askForFiles,
        "open-folder": askForFolder,
        "try-demo": tryDemo,
        cancel,
        dismiss,
        "view-continue": continueView,
        "view-clear": clearView,
    };
    for (const [id, deed] of Object.entries(deeds)) element(id).addEventListener("click", deed);
    takeFor = take;
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

// onPaste(transfer) says whether it took what was pasted; in a text field pasting is the field's own.
export function wirePaste(onPaste) {
    document.addEventListener("paste", (event) => {
        const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
        if (!inField && event.clipboardData && onPaste(event.clipboardData)) event.preventDefault();
    });
}

// Resolves once the page has been painted; soon also where nothing is (a hidden page).
export function firstPaint() {
    return new Promise((resolve) => {
        requestAnimationFrame(() => setTimeout(resolve));
        setTimeout(resolve, 60);
    });
}

// A short notice that goes by itself.
export function say(text) {
    element("said").textContent = text;
    clearTimeout(saidTimer);
    saidTimer = setTimeout(() => (element("said").textContent = ""), SAID_MS);
}

// The page's own colours follow the canvas's, which a setting may make others than the system's.
export function followScheme(isDark) {
    const scheme = isDark ? "dark" : "light";
    const { style } = document.documentElement;
    if (style.colorScheme !== scheme) style.colorScheme = scheme;
}

// What stands on the page, from the state of web/app.js.
export function render(state) {
    const landing = !state.open;
    element("landing").hidden = !landing;
    for (const id of ["canvas", "mirror", "fields"]) element(id).hidden = landing;
    element("loading").hidden = state.progress === null;
    if (state.progress !== null) renderProgress(state);
    renderMessage(state);
    renderGiven(state);
    renderView(state);
    // Lists of files take the picture's room.
    element("landing").classList.toggle("compact", state.view?.kind === "link" || !element("given").hidden);
}

export function renderProgress({ progress, files }) {
    const fraction = progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
    const bar = element("bar");
    if (fraction === null) bar.removeAttribute("value");
    else bar.value = fraction;
    element("stage").textContent = progress.stage;
    element("percent").textContent = fraction === null ? "" : `${Math.floor(fraction * 100)} %`;
    element("rate").textContent = rateText(progress);
    listFiles(element("loading-files"), files, null);
}

function rateText({ unit, rate, done }) {
    if (unit !== "bytes") return done > 0 ? `${done.toLocaleString("en")} ${unit}` : "";
    return rate > 0 ? `${(rate / 1e6).toFixed(0)} MB/s` : "";
}

// An error or a notice; at most one is up. Over the canvas an error brings its files along.
function renderMessage({ open, error, notice, files }) {
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
    const correctable = open && error !== null ? files.filter(({ kind }) => kind !== "image") : [];
    listFiles(element("message-files"), correctable, takeFor);
}

// What was given so far, while something is missing still or went wrong.
function renderGiven({ open, progress, error, waiting, files }) {
    const box = element("given");
    box.hidden = open || progress !== null || files.length === 0 || (waiting === "" && error === null);
    element("drop-zone").classList.toggle("has-files", !box.hidden);
    if (box.hidden) return;
    element("waiting").textContent = waiting;
    listFiles(element("given-files"), files, takeFor);
}

// The view of a link, or of an earlier visit.
function renderView({ view, files }) {
    const box = element("view");
    box.hidden = view === null;
    if (view === null) return;
    const link = view.kind === "link";
    const what = [view.summary, view.demo ? "Demo" : ""].filter(Boolean).join(" · ");
    element("view-title").textContent = link ? "A saved view is waiting for its files" : "Continue where you left off";
    element("view-summary").textContent = link ? what || "Drop these files to see it." : [what, view.age].filter(Boolean).join(" · ");
    element("view-clear").textContent = link ? "Clear saved view" : "Forget";
    const toContinue = element("view-continue");
    toContinue.hidden = link && !view.canRead;
    toContinue.classList.toggle("primary", !toContinue.hidden);
    element("try-demo").classList.toggle("primary", toContinue.hidden);
    listWanted(element("view-files"), view.demo ? { files: [], images: null } : view, link ? files : []);
}
