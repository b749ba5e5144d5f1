// The main views as pictures: what they looked like when somebody last looked and was content.
//
// Compared at 640 × 400 with tests/e2e/pictures/NAME.png: at most one pixel in a hundred may differ by more than 40
// of 255 in any colour. ERRATA_UPDATE_PICTURES=1 writes them anew, to be looked at; the README shows one of them.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openPage, root, test } from "./harness.mjs";

const folder = join(root, "tests/e2e/pictures");
const LARGEST_DIFFERENCE = 40;
const LARGEST_SHARE = 0.01;

const views = {
    "overview-dark": { colorScheme: "dark", show: async () => {}, inReadme: true }, // in full size
    "overview-light": { colorScheme: "light", show: (opened) => opened.click("row", "kayak") },
    "gallery-dark": { colorScheme: "dark", show: (opened) => opened.page.keyboard.press("e") },
    "image-light": {
        colorScheme: "light",
        show: async (opened) => {
            await opened.click("tab", "Gallery");
            const { items } = await opened.snapshot();
            await opened.click("img", items.filter(({ role }) => role === "img")[2].name);
        },
    },
    "palette-dark": { colorScheme: "dark", show: (opened) => opened.page.keyboard.press("Control+k") },
};

// The picture at 640 × 400, by the browser itself.
async function reduced(world, taken) {
    const page = await world.browser.newPage();
    const base64 = await page.evaluate(async (given) => {
        const bytes = Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 400 });
        const context = canvas.getContext("2d");
        context.imageSmoothingQuality = "high";
        context.drawImage(picture, 0, 0, 640, 400);
        return canvas.toDataURL("image/png").split(",")[1];
    }, taken.toString("base64"));
    await page.close();
    return Buffer.from(base64, "base64");
}

// The share of pixels that differ, both reduced.
async function compared(world, taken, reference) {
    const page = await world.browser.newPage();
    const result = await page.evaluate(
        async ([a, b, limit]) => {
            const pixelsOf = async (base64) => {
                const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
                const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
                const canvas = new OffscreenCanvas(640, 400);
                const context = canvas.getContext("2d");
                context.imageSmoothingQuality = "high";
                context.drawImage(picture, 0, 0, 640, 400);
                return context.getImageData(0, 0, 640, 400).data;
            };
            const [one, two] = [await pixelsOf(a), await pixelsOf(b)];
            let differing = 0;
            for (let i = 0; i < one.length; i += 4) {
                const most = Math.max(...[0, 1, 2].map((part) => Math.abs(one[i + part] - two[i + part])));
                if (most > limit) differing += 1;
            }
            return differing / (one.length / 4);
        },
        [taken.toString("base64"), reference.toString("base64"), LARGEST_DIFFERENCE],
    );
    await page.close();
    return result;
}

for (const [name, { colorScheme, show, inReadme = false }] of Object.entries(views)) {
    test(`pictures: ${name}`, async (world) => {
        const opened = await openPage(world, { colorScheme });
        await opened.demo();
        await show(opened);
        await opened.page.mouse.move(4, 300);
        await opened.settled();
        const taken = await opened.page.screenshot();
        await opened.close();
        const path = join(folder, `${name}.png`);
        if (process.env.ERRATA_UPDATE_PICTURES) {
            mkdirSync(folder, { recursive: true });
            writeFileSync(path, inReadme ? taken : await reduced(world, taken));
            return "written";
        }
        if (!existsSync(path)) throw new Error(`no ${path}: ERRATA_UPDATE_PICTURES=1 writes it`);
        const share = await compared(world, taken, readFileSync(path));
        if (share > LARGEST_SHARE) {
            const beside = join(root, "build", `${name}.png`);
            writeFileSync(beside, taken);
            throw new Error(`${(share * 100).toFixed(2)} % of the pixels differ; what was seen is in ${beside}`);
        }
        return `${(share * 100).toFixed(2)} % differ`;
    });
}
