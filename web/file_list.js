// Lists of files on the page: what each was taken for, and a way to say what it is.

import { counted, sizeText, wordOfKind } from "./messages.js";

const BY_NAME = 6;
const CHOICES = {
    "": "not recognised",
    truth: "ground truth",
    predictions: "predictions",
    pool: "pool (unlabeled)",
    pool_predictions: "predictions on the pool",
    image: "image",
    unknown: "ignore",
};

function part(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
}

// Fills `list` with rows {state, name, detail, choice}; state: "here", "odd" or "wanted"; choice: null, or a file's
// {path, kind} that onTake(path, kind) changes. Rows that are as before are left alone (a list may be in use).
function fill(list, rows, onTake) {
    const told = JSON.stringify(rows);
    list.hidden = rows.length === 0;
    if (list.dataset.told === told) return;
    list.dataset.told = told;
    list.replaceChildren(
        ...rows.map(({ state, name, detail, choice }) => {
            const row = document.createElement("li");
            row.className = state;
            const title = part("name", name);
            title.title = name;
            row.append(part("mark", { here: "✓", odd: "!", wanted: "·" }[state]), title, part("detail", detail));
            if (choice !== null) row.append(selectFor(choice, onTake));
            return row;
        }),
    );
}

function selectFor({ path, kind }, onTake) {
    const select = document.createElement("select");
    select.setAttribute("aria-label", `${path}: taken for`);
    for (const [value, label] of Object.entries(CHOICES)) {
        const option = new Option(label, value);
        option.hidden = value === "" && kind !== "";
        select.append(option);
    }
    select.value = kind;
    select.addEventListener("change", () => onTake(path, select.value));
    return select;
}

const stateOf = ({ kind, takenFor }) => (kind === undefined || takenFor === "unknown" ? "wanted" : kind === "unknown" ? "odd" : "here");

// Files of a load, by name up to six, the unrecognised first; images are counted. onTake: null for a list without choices.
export function listFiles(list, entries, onTake) {
    const images = entries.filter(({ kind }) => kind === "image").length;
    const others = entries.filter(({ kind }) => kind !== "image");
    others.sort((a, b) => Number(b.kind === "unknown") - Number(a.kind === "unknown"));
    const rows = others.slice(0, BY_NAME).map((entry) => ({
        state: stateOf(entry),
        name: entry.path,
        detail: onTake ? sizeText(entry.file.size) : `${wordOfKind(entry.kind)}, ${sizeText(entry.file.size)}`,
        choice: onTake ? { path: entry.path, kind: entry.takenFor || (entry.kind === "unknown" ? "" : (entry.kind ?? "")) } : null,
    }));
    const plain = { state: "here", detail: "", choice: null };
    if (others.length > BY_NAME) rows.push({ ...plain, state: "wanted", name: `and ${counted(others.length - BY_NAME, "more file")}` });
    if (images > 0) rows.push({ ...plain, name: counted(images, "image") });
    fill(list, rows, onTake);
}

const nameOf = (path) => path.split("/").pop();

// Files that a saved view wants, [{name, kind, size, fingerprint}], and which of them are here.
export function listWanted(list, { files, images }, entries) {
    const rows = files.map(({ name, kind, size, fingerprint }) => {
        const isFolder = name.endsWith("/"); // of label maps, with all of their bytes
        const same = entries.filter(({ path }) => (isFolder ? `/${path}`.includes(`/${name}`) : nameOf(path) === nameOf(name)));
        const sum = same.reduce((bytes, { file }) => bytes + file.size, 0);
        const exact = size === undefined || (isFolder ? sum === size : same.some(({ file }) => file.size === size));
        const hash = fingerprint ? ` · ${String(fingerprint).slice(0, 8)}` : "";
        const odd = same.length > 0 && !exact ? ` · here with ${sizeText(isFolder ? sum : same[0].file.size)}` : "";
        const detail = `${wordOfKind(kind)}, ${sizeText(size)}${hash}${odd}`;
        return { state: same.length === 0 ? "wanted" : exact ? "here" : "odd", name, detail, choice: null };
    });
    if (images !== null && images.count > 0) {
        const here = entries.filter(({ kind }) => kind === "image").length;
        const detail = here > 0 ? `${here.toLocaleString("en")} here` : "where you have them";
        rows.push({ state: here >= images.count ? "here" : "wanted", name: counted(images.count, "image"), detail, choice: null });
    }
    fill(list, rows, null);
}
