// The canvas: frames on demand, size and scale, pointer, wheel and keys, loss of the graphics context.
//
// A frame is drawn only when something asked for it; three in a row, because Dear ImGui answers to an
// event in the frame after it.

import { withText } from "./module.js";

const FRAMES_PER_REQUEST = 3;
const LINE_PX = 16; // of a wheel that counts lines
const NOTCH_PX = 100; // of a wheel that counts pixels
// Keys that would scroll or leave the page while the canvas has the focus. Nothing else is kept from the browser.
const OWN_KEYS = new Set(["Tab", "Backspace", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Space"]);
// With Ctrl or Meta.
const OWN_COMMANDS = new Set(["KeyK", "KeyZ", "KeyO"]);
// Where the American keyboard, by which the module knows keys, has the signs that are commands: [code, with Shift].
const SIGNS = {
    "[": ["BracketLeft", false],
    "{": ["BracketLeft", true],
    "]": ["BracketRight", false],
    "}": ["BracketRight", true],
    "\\": ["Backslash", false],
    "/": ["Slash", false],
    "?": ["Slash", true],
    "-": ["Minus", false],
    "=": ["Equal", false],
    "+": ["Equal", false],
};
const FRAME_TIMES = 240; // kept for measuring

export class Canvas {
    framesDrawn = 0;
    frameTimes = []; // milliseconds of the last frames on the processor
    #element;
    #module;
    #onFrame;
    #onContext;
    #wanted = 0;
    #pressed = new Map(); // by KeyboardEvent.code: [code, shift] as told
    #afterFrame = []; // who waits for a frame
    #handle = 0;
    #width = 0; // CSS pixels
    #height = 0;
    #scale = 1;

    // onFrame() after each frame; onContext(lost) when the graphics context goes or comes back.
    constructor(element, module, { onFrame, onContext }) {
        this.#element = element;
        this.#module = module;
        this.#onFrame = onFrame;
        this.#onContext = onContext;
        this.#followSize();
        this.#followScheme();
        this.#followPointer();
        this.#followKeys();
        this.#followContext();
        document.addEventListener("visibilitychange", () => this.requestFrames());
    }

    requestFrames(count = FRAMES_PER_REQUEST) {
        this.#wanted = Math.max(this.#wanted, count);
        if (this.#handle !== 0 || document.hidden || this.#element.hidden) return;
        this.#handle = requestAnimationFrame((time) => this.#frame(time));
    }

    // Resolves after the next frame; soon also where the browser draws none (a hidden page).
    nextFrame() {
        this.requestFrames();
        return new Promise((resolve) => {
            this.#afterFrame.push(resolve);
            setTimeout(resolve, 500);
        });
    }

    focus() {
        this.#element.focus({ preventScroll: true });
    }

    // A frame is coming.
    get isDrawing() {
        return this.#handle !== 0;
    }

    get element() {
        return this.#element;
    }

    // One frame that nobody sees, so that the first one seen finds shaders and glyphs made.
    warmUp() {
        this.#module._errata_frame(320, 200, 1, performance.now());
    }

    // A key that was pressed or let go here, or over the canvas.
    key(event, down) {
        const module = this.#module;
        // What was pressed is let go, whatever the key means by then.
        const [code, shift] = down ? placeOf(event) : (this.#pressed.get(event.code) ?? placeOf(event));
        if (down) this.#pressed.set(event.code, [code, shift]);
        else this.#pressed.delete(event.code);
        const graph = event.getModifierState?.("AltGraph") ?? false; // it is part of a sign, and comes as Ctrl+Alt
        const control = event.ctrlKey && !graph;
        const alt = event.altKey && !graph;
        const modifiers = (control ? 1 : 0) | (shift ? 2 : 0) | (alt ? 4 : 0) | (event.metaKey ? 8 : 0);
        const plain = !control && !alt && !event.metaKey;
        const command = (control || event.metaKey) && !alt;
        if (down && ((plain && OWN_KEYS.has(code)) || (command && OWN_COMMANDS.has(code)))) event.preventDefault();
        withText(module, code, (text) => module._errata_key(text, down ? 1 : 0, modifiers));
        // While Meta is held, macOS tells of no other key's release.
        if (!down && event.key === "Meta") module._errata_focus(0);
        this.requestFrames();
    }

    #frame(time) {
        this.#handle = 0;
        if (this.#width === 0) return; // not laid out yet: the observer asks again
        this.#wanted -= 1;
        this.#draw(time);
        for (const resolve of this.#afterFrame.splice(0)) resolve();
        if (this.#wanted > 0) this.requestFrames(this.#wanted);
    }

    #draw(time) {
        const began = performance.now();
        if (this.#module._errata_frame(this.#width, this.#height, this.#scale, time)) {
            this.#wanted = Math.max(this.#wanted, FRAMES_PER_REQUEST);
        }
        const cursor = this.#module.UTF8ToString(this.#module._errata_cursor());
        if (this.#element.style.cursor !== cursor) this.#element.style.cursor = cursor;
        this.framesDrawn += 1;
        this.frameTimes.push(performance.now() - began);
        if (this.frameTimes.length > FRAME_TIMES) this.frameTimes.shift();
        this.#onFrame();
    }

    #followSize() {
        const element = this.#element;
        const observer = new ResizeObserver(([entry]) => {
            const css = entry.contentRect;
            const device = entry.devicePixelContentBoxSize?.[0];
            const ratio = window.devicePixelRatio;
            // The exact number of device pixels, unless an emulated screen makes it contradict the ratio.
            const exact = device && Math.abs(device.inlineSize - css.width * ratio) < 2;
            const width = exact ? device.inlineSize : Math.round(css.width * ratio);
            const height = exact ? device.blockSize : Math.round(css.height * ratio);
            if (width === 0 || height === 0) return;
            if (element.width !== width) element.width = width;
            if (element.height !== height) element.height = height;
            this.#scale = width / css.width;
            this.#width = css.width;
            this.#height = css.height;
            this.requestFrames();
        });
        try {
            observer.observe(element, { box: "device-pixel-content-box" });
        } catch {
            observer.observe(element);
        }
    }

    #followScheme() {
        const dark = matchMedia("(prefers-color-scheme: dark)");
        const set = () => {
            this.#module._errata_set_scheme(dark.matches ? 1 : 0);
            this.requestFrames();
        };
        dark.addEventListener("change", set);
        set();
    }

    #followPointer() {
        const element = this.#element;
        const module = this.#module;
        const move = (event) => module._errata_pointer(event.offsetX, event.offsetY);
        const on = (type, work) =>
            element.addEventListener(type, (event) => {
                work(event);
                this.requestFrames();
            });
        on("pointermove", move);
        on("pointerdown", (event) => {
            element.focus({ preventScroll: true });
            element.setPointerCapture(event.pointerId);
            move(event);
            // One frame in between: Dear ImGui lets only what is hovered already be pressed (a touch, or a
            // quick hand, comes without hovering).
            this.#draw(performance.now());
            module._errata_pointer_button(imguiButton(event.button), 1);
        });
        on("pointerup", (event) => {
            move(event);
            module._errata_pointer_button(imguiButton(event.button), 0);
        });
        on("pointercancel", (event) => module._errata_pointer_button(imguiButton(event.button), 0));
        on("pointerleave", () => module._errata_pointer_left());
        element.addEventListener("contextmenu", (event) => event.preventDefault());
        element.addEventListener(
            "wheel",
            (event) => {
                event.preventDefault();
                const notch = [NOTCH_PX, NOTCH_PX / LINE_PX / 2, 1][event.deltaMode];
                module._errata_wheel(-event.deltaX / notch, -event.deltaY / notch);
                this.requestFrames();
            },
            { passive: false },
        );
    }

    #followKeys() {
        const element = this.#element;
        const module = this.#module;
        element.addEventListener("keydown", (event) => this.key(event, true));
        element.addEventListener("keyup", (event) => this.key(event, false));
        const focus = (focused) => {
            module._errata_focus(focused);
            this.requestFrames();
        };
        element.addEventListener("focus", () => focus(1));
        element.addEventListener("blur", () => focus(0));
        window.addEventListener("blur", () => focus(0));
    }

    #followContext() {
        this.#element.addEventListener("webglcontextlost", (event) => {
            event.preventDefault(); // asks for it back
            this.#module._errata_context_lost();
            this.#onContext(true);
        });
        this.#element.addEventListener("webglcontextrestored", () => {
            this.#module._errata_context_restored();
            this.#onContext(false);
            this.requestFrames();
        });
    }
}

// Letters and signs by what they are on this keyboard, all else by its place: [code, with Shift].
function placeOf({ code, key, shiftKey }) {
    if (/^[a-z]$/i.test(key)) return [`Key${key.toUpperCase()}`, shiftKey];
    return SIGNS[key] ?? [code, shiftKey];
}

// Left, middle, right in the browser's order; left, right, middle in Dear ImGui's.
function imguiButton(button) {
    return [0, 2, 1, 3, 4][button] ?? 0;
}
