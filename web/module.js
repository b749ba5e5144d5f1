// One instance of the compiled module, and the passing of strings and buffers to and from it.

/* global createErrata */ // Emscripten's glue, in the same function

// Makes an instance from the compiled module; `host` answers its calls (src/browser/host.h).
export async function instanceOf(compiled, host, canvas) {
    return createErrata({
        canvas,
        host,
        instantiateWasm(imports, done) {
            WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled));
            return {};
        },
    });
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
