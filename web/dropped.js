// Files and folders from a drop or an input element, as a flat list of {file, path}.

// Entries must be taken while the drop event is being handled; reading them may take its time.
export function filesOfDrop(transfer) {
    const entries = [];
    const loose = [];
    for (const item of transfer.items) {
        if (item.kind !== "file") continue;
        const entry = item.webkitGetAsEntry?.();
        if (entry) entries.push(entry);
        else loose.push(item.getAsFile());
    }
    return Promise.all(entries.map(filesOfEntry)).then((lists) => [
        ...lists.flat(),
        ...loose.filter(Boolean).map((file) => ({ file, path: file.name })),
    ]);
}

export function filesOfList(files) {
    return Array.from(files, (file) => ({ file, path: file.path || file.webkitRelativePath || file.name }));
}

// A file that cannot be opened is left out here; what it lacks is told when it is missed.
async function filesOfEntry(entry) {
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) {
        return new Promise((resolve) => {
            entry.file(
                (file) => resolve([{ file, path }]),
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
        for (const inner of batch) found.push(...(await filesOfEntry(inner)));
    }
    return found;
}
