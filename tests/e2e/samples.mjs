// Small inputs, made here so that each test says what it is about.

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
