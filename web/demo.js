// The demo's files, packed by tools/bundle.mjs: unpacked into File objects like those of a drop.
//
// Layout: "ERRATA-D", u32 length of the list, the list as JSON [[path, size], ...], the files' bytes in order.
// Little-endian.

const MAGIC = "ERRATA-D";

export function filesOfPack(buffer) {
    const text = new TextDecoder();
    if (text.decode(new Uint8Array(buffer, 0, 8)) !== MAGIC) throw new Error("demo.bin is not a demo pack");
    const listSize = new DataView(buffer).getUint32(8, true);
    let at = 12 + listSize;
    return JSON.parse(text.decode(new Uint8Array(buffer, 12, listSize))).map(([path, size]) => {
        const file = new File([new Uint8Array(buffer, at, size)], path.split("/").pop());
        at += size;
        return { file, path };
    });
}
