// Small inputs, made here so that each test says what it is about.

import { deflateSync } from "node:zlib";

export const image = (id, more = {}) => ({ id, file_name: `${id}.png`, width: 100, height: 80, ...more });
export const object = (id, image_id, bbox, more = {}) => ({
    id,
    image_id,
    category_id: 1,
    bbox,
    area: bbox[2] * bbox[3],
    iscrowd: 0,
    ...more,
});
export const prediction = (image_id, bbox, score, more = {}) => ({ image_id, category_id: 1, bbox, score, ...more });

// Two images; one object found, one missed; one false positive.
export const truth = () => ({
    images: [image(1), image(2)],
    annotations: [object(1, 1, [10, 10, 30, 30]), object(2, 2, [50, 20, 20, 20])],
    categories: [
        { id: 1, name: "boat" },
        { id: 2, name: "buoy" },
    ],
});
export const predictions = () => [prediction(1, [11, 10, 30, 30], 0.9), prediction(2, [0, 0, 10, 10], 0.8)];

export const file = (path, value) => ({ path, text: typeof value === "string" ? value : JSON.stringify(value) });
export const truthFile = () => file("truth.json", truth());
export const predictionsFile = () => file("predictions.json", predictions());

// One red pixel; browsers stretch it.
export const png = (path) => ({
    path,
    bytes: Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
        "base64",
    ),
});

function crc32(bytes) {
    let crc = ~0;
    for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
}

// A PNG of one byte per pixel (grey) or three (colours), row by row.
export function pngOf(path, width, height, values) {
    const channels = values.length / (width * height);
    const chunk = (type, data) => {
        const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
        const framed = Buffer.alloc(body.length + 8);
        framed.writeUInt32BE(data.length, 0);
        body.copy(framed, 4);
        framed.writeUInt32BE(crc32(body), body.length + 4);
        return framed;
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
    const rows = Buffer.alloc(height * (1 + width * channels));
    for (let y = 0; y < height; ++y) {
        const row = values.slice(y * width * channels, (y + 1) * width * channels);
        rows.set(row, y * (1 + width * channels) + 1);
    }
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
    return { path, bytes: Buffer.concat([signature, ...chunks]) };
}

// Ids of panoptic segments as colours.
export const idPng = (path, width, height, ids) =>
    pngOf(path, width, height, ids.flatMap((id) => [id % 256, Math.floor(id / 256) % 256, Math.floor(id / 65536)]));
