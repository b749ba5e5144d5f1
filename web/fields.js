// Text fields: real input elements laid over the rectangles that the canvas draws, so that input methods,
// clipboard, selection and dead keys are the browser's own.
//
// The module says which fields a frame has (errata_fields); what is typed goes to it by errata_act. A text in the
// middle of a composition is nobody's until the composition ends.

import { jsonAt, withText } from "./module.js";

const FIELD_KEYS = new Set(["ArrowUp", "ArrowDown", "Enter", "Escape"]);

// The canvas's own typeface, where the module gives it out (errata_font, errata_font_size).
export async function useTypeface(module) {
    const size = module._errata_font_size?.() ?? 0;
    if (size === 0) return;
    const begin = module._errata_font() >>> 0;
    const face = new FontFace("Errata", module.HEAPU8.slice(begin, begin + size));
    document.fonts.add(await face.load());
}

export class Fields {
    #layer;
    #module;
    #canvas;
    #inputs = new Map(); // by id: {input, told, revision, ...}; told: typed texts that are not answered yet

    // `layer`: the element that they are put into; `canvas`: a Canvas.
    constructor(layer, module, canvas) {
        this.#layer = layer;
        this.#module = module;
        this.#canvas = canvas;
    }

    // After each frame.
    update() {
        if (this.#module._errata_field_count() === 0 && this.#inputs.size === 0) return;
        const fields = jsonAt(this.#module, this.#module._errata_fields());
        const shown = new Set(fields.map(({ id }) => id));
        for (const [id, entry] of this.#inputs) {
            if (!shown.has(id)) this.#remove(id, entry);
        }
        for (const field of fields) this.#show(field);
    }


    #show(field) {
        const entry = this.#inputs.get(field.id) ?? this.#make(field);
        const { input } = entry;
        const [x, y, width, height] = field.rectangle;
        const place = `${x},${y},${width},${height}`;
        if (entry.place !== place) {
            entry.place = place;
            Object.assign(input.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
        }
        if (entry.name !== field.name) {
            entry.name = field.name;
            input.setAttribute("aria-label", field.name);
        }
        if (input.placeholder !== field.placeholder) input.placeholder = field.placeholder;
        if (entry.revision !== field.revision && !entry.composing) {
            entry.revision = field.revision;
            // An answer to something typed, while more was typed already, is no news.
            const answered = entry.told.indexOf(field.value);
            entry.told = entry.told.slice(answered + 1);
            if (answered < 0 && input.value !== field.value) input.value = field.value;
        }
        if (field.focus && !entry.focus && document.activeElement !== input) input.focus({ preventScroll: true });
        entry.focus = field.focus;
    }

    #make({ id }) {
        const input = document.createElement("input");
        input.type = "search";
        input.className = "field";
        input.autocomplete = "off";
        input.spellcheck = false;
        input.dataset.id = id;
        const entry = { input, revision: null, composing: false, focus: false, place: "", name: null, told: [] };
        this.#inputs.set(id, entry);
        const set = () => {
            entry.told.push(input.value);
            this.#act(id, "set", input.value);
        };
        input.addEventListener("compositionstart", () => (entry.composing = true));
        input.addEventListener("compositionend", () => {
            entry.composing = false;
            set();
        });
        input.addEventListener("input", () => !entry.composing && set());
        input.addEventListener("focus", () => this.#act(id, "focus", ""));
        input.addEventListener("keydown", (event) => this.#key(event, id, entry));
        // Whatever lies below scrolls as if the field were not there.
        input.addEventListener("wheel", (event) => this.#canvas.element.dispatchEvent(new WheelEvent("wheel", event)));
        this.#layer.append(input);
        return entry;
    }

    #remove(id, { input }) {
        this.#inputs.delete(id);
        const focused = document.activeElement === input;
        input.remove();
        if (focused) this.#canvas.focus();
    }

    #key(event, id, { input, composing, focus }) {
        if (composing || event.isComposing) return;
        const command = event.ctrlKey || event.metaKey;
        // Undo within the text is the field's own; an empty one leaves it to the view.
        const ours = event.code === "KeyK" || (event.code === "KeyZ" && input.value === "");
        if (command && ours) {
            this.#canvas.key(event, true);
            // Without modifiers: their own release goes to the field.
            this.#canvas.key(new KeyboardEvent("keyup", { code: event.code, key: event.key }), false);
        } else if (event.key === "Tab" && !command && !event.altKey) {
            event.preventDefault();
            if (focus) return; // a dialog's field has the keyboard as long as the dialog is there
            this.#canvas.focus();
            this.#canvas.key(event, true);
            this.#canvas.key(new KeyboardEvent("keyup", { code: event.code, key: event.key }), false);
        } else if (!command && !event.altKey && FIELD_KEYS.has(event.key)) {
            event.preventDefault();
            this.#act(id, "key", event.key);
            if (event.key === "Escape") this.#canvas.focus();
        }
    }

    #act(id, action, text) {
        const module = this.#module;
        withText(module, action, (what) => withText(module, text, (value) => module._errata_act(id, what, value)));
        this.#canvas.requestFrames();
    }
}
