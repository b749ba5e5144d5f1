// One instance of the compiled module, and the passing of strings and buffers to and from it.

/* global createErrata */ // Emscripten's glue, in the same function

// Makes an instance from the compiled module; `host` answers its calls (src/browser/host.h).
export async function instanceOf(compiled, host, canvas) {
    const module = await createErrata({
        canvas,
        host,
        instantiateWasm(imports, done) {
            WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled));
            return {};
        },
    });
    answerForAbsent(module);
    return module;
}

// Functions that this module was built without answer as if there were nothing to tell.
function answerForAbsent(module) {
    const text = (value) => {
        const size = module.lengthBytesUTF8(value) + 1;
        const pointer = module._malloc(size);
        module.stringToUTF8(value, pointer, size);
        return () => pointer;
    };
    const nothing = {
        errata_set_setting: () => {},
        errata_act: () => {},
        errata_clear_link: () => {},
        errata_link_differences: text("[]"),
        errata_fragment: text(""),
        errata_open_link: text('{"error":null,"applied":true,"demo":false,"files":[],"images":null,"summary":"","newer":false}'),
        errata_items: text("[]"),
        errata_items_revision: () => 0,
        errata_fields: text("[]"),
        errata_field_count: () => 0,
        errata_cursor: text("default"),
        errata_is_dark: () => (matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0),
    };
    for (const [name, answer] of Object.entries(nothing)) module[`_${name}`] ??= answer;
}

// Calls work(pointer) with the text as UTF-8, NUL at its end, and frees it afterwards.
export function withText(module, text, work) {
    const bytes = module.lengthBytesUTF8(text) + 1;
    const pointer = module._malloc(bytes);
    try {
        module.stringToUTF8(text, pointer, bytes);
        return work(pointer);
    } finally {
        module._free(pointer);
    }
}

// The JSON that a function of ours gave, or null for a null pointer.
export function jsonAt(module, pointer) {
    return pointer === 0 ? null : JSON.parse(module.UTF8ToString(pointer >>> 0));
}
