// Sentences of the page: what an error, a notice, the list of files still missing says. Plain values in and out.

const KINDS = {
    truth: "ground truth",
    predictions: "predictions",
    pool: "pool",
    pool_predictions: "predictions on the pool",
    image: "image",
};

export const noticeOf = (what, where = "", remedy = "") => ({ what, where, remedy });

export const wordsOf = (message) =>
    message === null ? null : [message.what, message.where, message.remedy].filter(Boolean).join(" ");

export function messageOf(error) {
    const place = [error.file, error.line && `line ${error.line}`, error.byte !== undefined && `byte ${error.byte}`];
    const sentence = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    return noticeOf(
        `${sentence}.`,
        `${place.filter(Boolean).join(", ")} [${error.code}]`,
        error.remedy ? `${error.remedy}.` : "",
    );
}

export const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// Dropped files that nothing could be made of.
export function noticeOfUnused(entries) {
    const unused = entries.filter(({ kind, takenFor }) => kind === "unknown" && takenFor !== "unknown");
    if (unused.length === 0) return null;
    const what = unused.length === 1 ? "One file was not recognised." : `${counted(unused.length, "file")} were not recognised.`;
    const shown = unused.slice(0, 3).map(({ path, note }) => (note ? note : path));
    if (unused.length > shown.length) shown.push("…");
    return noticeOf(what, shown.join("; "));
}

// Pictures that were not measured, by the worker's warnings.
export function noticeOfPictures(warnings) {
    if (warnings.length === 0) return null;
    const shown = warnings.slice(0, 3).map(({ file, message, count }) => `${file}: ${message} (${count.toLocaleString("en")})`);
    if (warnings.length > shown.length) shown.push("…");
    return noticeOf("Some pictures could not be measured.", shown.join("; "));
}

// While the other half is still to come.
export function waitingText(known, error) {
    const missing = ["truth", "predictions"].filter((kind) => !known.some((entry) => entry.kind === kind));
    return `Still missing: ${missing.map((kind) => KINDS[kind]).join(" and ")}. ${error.remedy}.`;
}

export const wordOfKind = (kind) => KINDS[kind] ?? (kind === "unknown" ? "not recognised" : "…");

export function sizeText(bytes) {
    const units = ["bytes", "KB", "MB", "GB"];
    const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
    const value = bytes / 1000 ** step;
    return `${value.toFixed(step > 0 && value < 10 ? 1 : 0)} ${units[step]}`;
}

// "5 minutes ago".
export function ageText(milliseconds) {
    const minutes = Math.round(milliseconds / 60_000);
    const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
    if (minutes < 1) return "a moment ago";
    if (minutes < 60) return format.format(-minutes, "minute");
    const hours = Math.round(minutes / 60);
    return hours < 24 ? format.format(-hours, "hour") : format.format(-Math.round(hours / 24), "day");
}

// What of a saved view is plain data.
export function ofData(view) {
    if (view === null) return null;
    const { kind, summary, demo, files, images } = view;
    return { kind, summary, demo, files, images };
}
