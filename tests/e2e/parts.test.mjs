// Single modules of web/ in a browser, beside a module of our own making: the mirror, text fields, links. The page's
// own tests show that they are joined rightly; here it is said exactly what the module tells and is told.

import { serve } from "../../tools/serve.mjs";
import { equal, ok, root, test } from "./harness.mjs";

const PAGE = `<!doctype html><title>parts</title><link rel="stylesheet" href="page.css">
<canvas id="canvas" tabindex="0" aria-owns="mirror"></canvas><div id="mirror"></div><div id="fields"></div>`;

// A page with window.module (what errata_items and errata_fields say is in .items and .fields, what errata_act was
// told in .acts), window.canvas, and the modules of web/ to import.
async function openParts(world) {
    const server = await serve(`${root}/web`);
    const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.route("**/parts.html*", (route) => route.fulfill({ contentType: "text/html", body: PAGE }));
    await page.goto(`${server.address}parts.html`);
    await page.evaluate(() => {
        const texts = new Map();
        let pointers = 8;
        const put = (text) => (texts.set(++pointers, text), pointers);
        window.module = {
            items: [],
            revision: 0,
            fields: [],
            acts: [],
            lengthBytesUTF8: (text) => text.length,
            stringToUTF8: (text, pointer) => texts.set(pointer, text),
            UTF8ToString: (pointer) => texts.get(pointer),
            _malloc: () => ++pointers,
            _free: (pointer) => texts.delete(pointer),
            _errata_items: () => put(JSON.stringify(window.module.items)),
            _errata_items_revision: () => window.module.revision,
            _errata_fields: () => put(JSON.stringify(window.module.fields)),
            _errata_field_count: () => window.module.fields.length,
            _errata_act: (id, action, text) => window.module.acts.push([id, texts.get(action), texts.get(text)]),
        };
        const element = document.getElementById("canvas");
        window.canvas = {
            element,
            keys: [],
            requestFrames: () => {},
            focus: () => element.focus(),
            key: (event, down) => window.canvas.keys.push([event.code, event.ctrlKey, down]),
        };
    });
    const close = async () => {
        await context.close();
        await server.close();
    };
    return { page, problems, close };
}

const acts = (page) => page.evaluate(() => window.module.acts.splice(0));

// --- mirror ---------------------------------------------------------------------------------------------

async function withMirror(world, items) {
    const parts = await openParts(world);
    await parts.page.evaluate(async () => {
        const { Mirror } = await import("/mirror.js");
        window.mirror = new Mirror(document.getElementById("mirror"), window.module, window.canvas);
    });
    parts.show = async (list) => {
        await parts.page.evaluate((given) => {
            const plain = { name: "", value: "", disabled: false, selected: false, focused: false, sort: "", rectangle: [0, 0, 10, 10] };
            window.module.items = given.map((one, i) => ({ id: i + 1, ...plain, ...one }));
            window.module.revision += 1;
            window.mirror.later();
        }, list);
        await parts.page.waitForTimeout(200);
    };
    await parts.show(items);
    return parts;
}

const CONTROLS = [
    { id: 4000000001, role: "tab", name: "Overview", selected: true },
    { id: 4000000002, role: "tab", name: "Gallery" },
    { role: "heading", name: "Classes" },
    { role: "figure", name: "AP", value: "0.352" },
    { id: 50, role: "table", name: "Classes", value: "80 rows", rowCount: 80 },
    { role: "columnheader", name: "Class", sort: "ascending" },
    { role: "columnheader", name: "AP" },
    { id: 60, role: "row", name: "boat", value: "boat\t0.31", rowIndex: 2, rectangle: [10, 300, 400, 28] },
    { id: 61, role: "row", name: "buoy", value: "buoy\t0.41", rowIndex: 3, selected: true },
    { id: 70, role: "slider", name: "Confidence", value: "0.35", min: 0, max: 1, step: 0.01 },
    { id: 80, role: "checkbox", name: "Labels", checked: true },
    { id: 90, role: "button", name: "Copy link", disabled: true },
    { id: 91, role: "button", name: "Share", focused: true },
];

test("mirror: roles, states and values as screen readers read them", async (world) => {
    const { page, problems, close } = await withMirror(world, CONTROLS);
    const tree = await page.locator("#mirror").ariaSnapshot();
    const expected = [
        "- tablist:",
        '- tab "Overview" [selected]',
        '- heading "Classes" [level=2]',
        'figure "AP: 0.352"',
        '- table "Classes":',
        "- row",
        '- columnheader "Class"',
        '- cell "0.31"',
        '- slider "Confidence"',
        '- checkbox "Labels" [checked]',
        '- button "Copy link" [disabled]',
    ];
    for (const line of expected) ok(tree.includes(line), `${line} is not in\n${tree}`.replace(/\n/g, " / "));
    const attributes = await page.evaluate(() => {
        const of = (id, ...names) => names.map((name) => document.getElementById(id).getAttribute(name));
        return {
            table: of("i50", "aria-rowcount"),
            row: of("i60", "aria-rowindex"),
            sort: of("i6", "aria-sort"),
            slider: of("i70", "min", "max", "step", "aria-valuetext"),
            active: document.getElementById("canvas").getAttribute("aria-activedescendant"),
            box: document.getElementById("i60").getBoundingClientRect().toJSON(),
        };
    });
    const { x, y, width, height } = attributes.box;
    equal([x, y, width, height], [10, 300, 400, 28], "a row's place");
    // Counted with the row of headers, from 1.
    equal([attributes.table, attributes.row, attributes.sort], [["81"], ["4"], ["ascending"]], "the table");
    equal(attributes.slider, ["0", "1", "0.01", "0.35"], "the slider");
    equal(attributes.active, "i91", "what the keyboard is on");
    equal(problems, [], "problems");
    await close();
});

test("mirror: acting there is told to the module", async (world) => {
    const { page, close } = await withMirror(world, CONTROLS);
    await page.evaluate(() => {
        document.getElementById("i4000000002").click();
        document.querySelector("#i60 [role=cell]").click();
        const slider = document.getElementById("i70");
        slider.value = "0.5";
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    equal(await acts(page), [[4000000002, "press", ""], [60, "press", ""], [70, "set", "0.5"]]);
    await page.locator("#i91").focus();
    await page.keyboard.press("Enter");
    equal(await acts(page), [[91, "focus", ""], [91, "press", ""]]);
    await page.keyboard.press("j");
    equal(await page.evaluate(() => window.canvas.keys), [["KeyJ", false, true], ["KeyJ", false, false]], "other keys");
    await close();
});

test("mirror: keeps elements by id, and the focus when one goes", async (world) => {
    const { page, show, close } = await withMirror(world, CONTROLS);
    await page.locator("#i91").focus();
    await page.evaluate(() => (window.before = document.getElementById("i70")));
    await show([...CONTROLS.slice(4, 7), { ...CONTROLS[9], value: "0.40" }, ...CONTROLS.slice(0, 2)]);
    equal(await page.evaluate(() => [window.before === document.getElementById("i70"), window.before.value]), [true, "0.4"]);
    equal(await page.evaluate(() => document.activeElement.id), "canvas", "focus");
    equal(await page.evaluate(() => [...document.getElementById("mirror").children].map((one) => one.getAttribute("role") ?? one.type)), [
        "table",
        "range",
        "tablist",
    ]);
    await show([]);
    equal(await page.evaluate(() => document.getElementById("mirror").childElementCount), 0, "nothing left");
    await close();
});

test("mirror: a dialog holds what is drawn in it", async (world) => {
    const { page, close } = await withMirror(world, [
        { role: "button", name: "Behind", rectangle: [0, 0, 50, 20] },
        { role: "dialog", name: "Keyboard", rectangle: [100, 100, 400, 300] },
        { role: "heading", name: "Shortcuts", rectangle: [120, 110, 100, 20] },
        { role: "option", name: "Next image", rectangle: [120, 140, 100, 20] },
        { role: "button", name: "Beside", rectangle: [600, 100, 50, 20] },
    ]);
    const lines = (await page.locator("#mirror").ariaSnapshot()).split("\n").map((line) => line.trimEnd());
    equal(lines, [
        '- button "Behind"',
        '- dialog "Keyboard":',
        '  - heading "Shortcuts" [level=2]',
        "  - listbox:",
        '    - option "Next image"',
        '- button "Beside"',
    ]);
    const { x, y } = await page.evaluate(() => document.getElementById("i3").getBoundingClientRect().toJSON());
    equal([x, y], [120, 110], "its place on the canvas");
    await close();
});

test("mirror: time of an update with 300 items", async (world) => {
    const rows = (from) => Array.from({ length: 300 }, (_, i) => ({ id: 1000 + from + i, role: "row", name: `row ${from + i}`, value: `a\tb\t${i}`, rowIndex: from + i }));
    const { page, show, close } = await withMirror(world, [{ role: "table", name: "Rows", rowCount: 9000 }, ...rows(0)]);
    for (const from of [10, 150, 600, 2000]) await show([{ role: "table", name: "Rows", rowCount: 9000 }, ...rows(from)]);
    const times = await page.evaluate(() => performance.getEntriesByName("errata-mirror").map(({ duration }) => duration));
    await close();
    // Told and not judged: the machine is shared, and tests are not benchmarks.
    return times.map((time) => `${time.toFixed(1)} ms`).join(", ");
});

// --- text fields ----------------------------------------------------------------------------------------

async function withFields(world) {
    const parts = await openParts(world);
    await parts.page.evaluate(async () => {
        const { Fields } = await import("/fields.js");
        window.fields = new Fields(document.getElementById("fields"), window.module, window.canvas);
    });
    parts.show = (...fields) =>
        parts.page.evaluate((given) => {
            const plain = { id: 7, name: "Search classes", value: "", placeholder: "Search", rectangle: [100, 50, 200, 32], focus: false, revision: 1 };
            window.module.fields = given.map((one) => ({ ...plain, ...one }));
            window.fields.update();
        }, fields);
    await parts.show({});
    return parts;
}

test("fields: typing is told, keys are passed on, the module's text is shown", async (world) => {
    const { page, show, problems, close } = await withFields(world);
    const field = page.getByRole("searchbox", { name: "Search classes" });
    equal(await field.boundingBox(), { x: 100, y: 50, width: 200, height: 32 }, "place");
    await field.click();
    await page.keyboard.type("tu");
    equal(await acts(page), [[7, "focus", ""], [7, "set", "t"], [7, "set", "tu"]]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    equal(await acts(page), [[7, "key", "ArrowDown"], [7, "key", "Enter"]]);
    await show({ value: "t", revision: 2 });
    equal(await field.inputValue(), "tu", "a late answer to what was typed before");
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Control+z"); // the field's own while it holds text
    equal(await page.evaluate(() => window.canvas.keys), [["KeyK", true, true], ["KeyK", false, false]], "for the canvas");
    await show({ value: "tugboat", revision: 3 });
    equal(await field.inputValue(), "tugboat");
    await page.keyboard.press("Escape");
    equal(await page.evaluate(() => document.activeElement.id), "canvas", "focus after Escape");
    await show({ focus: true, revision: 3 });
    equal(await page.evaluate(() => document.activeElement.className), "field", "focus when the module asks");
    await show();
    equal(await page.evaluate(() => [document.activeElement.id, document.querySelectorAll("input").length]), ["canvas", 0], "gone");
    equal(problems, [], "problems");
    await close();
});

test("fields: a composition is left alone until it ends", async (world) => {
    const { page, show, close } = await withFields(world);
    const client = await page.context().newCDPSession(page);
    await page.locator(".field").click();
    await acts(page);
    for (const text of ["ふ", "ふn", "ふね"]) {
        await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    }
    equal(await acts(page), [], "told while composing");
    await show({ value: "other", revision: 2 });
    equal(await page.locator(".field").inputValue(), "ふね", "the composition");
    await client.send("Input.insertText", { text: "船" });
    equal((await acts(page)).at(-1), [7, "set", "船"], "told at its end");
    await close();
});

// --- links ----------------------------------------------------------------------------------------------

test("links: pushes, replaces late, and hears Back", async (world) => {
    const { page, close } = await openParts(world);
    await page.evaluate(async () => {
        const { Links } = await import("/links.js");
        window.opened = [];
        window.links = new Links((fragment) => window.opened.push(fragment));
        window.hashes = [location.hash];
        const note = () => window.hashes.push(location.hash);
        window.links.push("v=1&view=gallery");
        note();
        for (let i = 0; i < 5; ++i) window.links.replace(`v=1&view=gallery&score=0.${i}`);
        note(); // not yet
        window.links.push("v=1&view=image"); // first writes what waits
        note();
    });
    equal(await page.evaluate(() => window.hashes), ["", "#v=1&view=gallery", "#v=1&view=gallery", "#v=1&view=image"]);
    await page.goBack();
    await page.waitForFunction(() => window.opened.length === 1);
    await page.goBack();
    await page.waitForFunction(() => window.opened.length === 2);
    equal(await page.evaluate(() => window.opened), ["v=1&view=gallery&score=0.4", ""]);
    await page.evaluate(() => window.links.replace("v=1&view=files"));
    await page.waitForFunction(() => location.hash === "#v=1&view=files");
    equal(await page.evaluate(() => window.opened.length), 2, "its own writing is no news");
    await close();
});

test("links: what a pasted text is", async (world) => {
    const { page, close } = await openParts(world);
    const found = await page.evaluate(async () => {
        const { fragmentOfLink } = await import("/links.js");
        return ["https://host/errata/#v=1&view=image", " #v=1&view=files\n", "file:///home/me/errata.html#v=1", "https://host/#about", "see https://host/#v=1", "v=1"].map(fragmentOfLink);
    });
    equal(found, ["v=1&view=image", "v=1&view=files", "v=1", null, null, null]);
    await close();
});
