// Results out of the page: the clipboard and downloads.

const SCALE = 2; // pixels per unit of a figure saved as PNG

// True when the text is on the clipboard.
export async function copyText(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copyByField(text); // pages from disk in some browsers
    }
}

function copyByField(text) {
    const before = document.activeElement;
    const field = document.createElement("textarea");
    field.className = "unseen";
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    before?.focus({ preventScroll: true });
    return copied;
}

function download(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may still be asking where to
}

export function saveText(name, type, text) {
    download(name, new Blob([text], { type }));
}

// Draws the SVG at twice its size. Rejects when the browser cannot.
export async function savePng(name, svg, width, height) {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    try {
        const image = new Image(width, height);
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(width * SCALE);
        canvas.height = Math.round(height * SCALE);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
        if (blob === null) throw new Error("the picture is too large for a canvas");
        download(name, blob);
    } finally {
        URL.revokeObjectURL(url);
    }
}
