// Files and folders from a drop, a paste or an input element, as a flat list of {file, path, root}.
//
// `root` is a promise of the FileSystemHandle that the file was dropped as or with, or of null: a later visit
// can read it again by that (filesOfHandle), where the browser has such handles.

const NO_ROOT = Promise.resolve(null);

// Entries and handles must be taken while the drop event is being handled; reading them may take its time.
export function filesOfDrop(transfer) {
    const entries = [];
    const loose = [];
    for (const item of transfer.items) {
        if (item.kind !== "file") continue;
        const root = item.getAsFileSystemHandle?.().catch(() => null) ?? NO_ROOT;
        const entry = item.webkitGetAsEntry?.();
        if (entry) entries.push({ entry, root });
        else loose.push({ file: item.getAsFile(), root });
    }
    return Promise.all(entries.map(({ entry, root }) => filesOfEntry(entry, root))).then((lists) => [
        ...lists.flat(),
        ...loose.filter(({ file }) => file).map(({ file, root }) => ({ file, path: file.name, root })),
    ]);
}

export function filesOfList(files) {
    return Array.from(files, (file) => ({ file, path: file.path || file.webkitRelativePath || file.name, root: NO_ROOT }));
}

// A file that cannot be opened is left out here; what it lacks is told when it is missed.
async function filesOfEntry(entry, root) {
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) {
        return new Promise((resolve) => {
            entry.file(
                (file) => resolve([{ file, path, root }]),
                () => resolve([]),
            );
        });
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
        // Comes in batches (100 in Chromium) until an empty one.
        const batch = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
        if (batch.length === 0) break;
        for (const inner of batch) found.push(...(await filesOfEntry(inner, root)));
    }
    return found;
}

// The files of a handle kept from an earlier visit, under the paths that they had then. What is gone is left out.
export async function filesOfHandle(handle, root = Promise.resolve(handle), path = handle.name) {
    try {
        if (handle.kind === "file") return [{ file: await handle.getFile(), path, root }];
        const found = [];
        for await (const inner of handle.values()) found.push(...(await filesOfHandle(inner, root, `${path}/${inner.name}`)));
        return found;
    } catch {
        return [];
    }
}

// Pasted files, or pasted text that can be a file of ours; else an empty list.
export function filesOfPaste(transfer) {
    const files = filesOfList(transfer.files);
    const text = transfer.getData("text/plain");
    if (files.length > 0 || !/^\s*[[{]/.test(text)) return files;
    return filesOfList([new File([text], "pasted.json", { type: "application/json" })]);
}
