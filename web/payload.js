// Where the compiled module and the demo come from: files beside the page, or data inside the single file.

// Asked before the first is taken out.
export const isSingleFile = () => document.getElementById("errata-wasm") !== null;

// In the single file each lies gzipped, as base64, in a script element that is never run.
async function inlineBytes(id) {
    const element = document.getElementById(id);
    if (element === null) return null;
    const packed = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0));
    element.remove();
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(unpacked).arrayBuffer();
}

async function fetched(path, options) {
    const response = await fetch(path, { credentials: "same-origin", ...options });
    if (!response.ok) throw new Error(`${path}: the server answers ${response.status}`);
    return response;
}

export async function compiledModule() {
    const inline = await inlineBytes("errata-wasm");
    if (inline !== null) return WebAssembly.compile(inline);
    const response = await fetched("errata.wasm");
    // Servers that do not know the type still serve the bytes.
    const typed = response.headers.get("Content-Type")?.startsWith("application/wasm");
    return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export async function demoPack() {
    return (await inlineBytes("errata-demo")) ?? (await fetched("demo.bin", { priority: "low" })).arrayBuffer();
}
