// The mirror: what the canvas shows as hidden elements over it, for screen readers and other aids.
//
// Elements lie where the items are drawn, let every pointer through and are invisible. Activating one, setting a
// slider, focusing one is told to the module (errata_act). It follows the canvas when that is at rest, never in
// a frame, and changes only what changed.
// What it does not do: text fields (web/fields.js has real ones).

import { jsonAt, withText } from "./module.js";

const REST_MS = 120;

// Not where every browser has it.
const whenIdle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: REST_MS }) : work());

// Roles that stand only inside another; neighbours of the same role share one.
const GROUPS = { tab: "tablist", option: "listbox", menuitem: "menu" };
const IN_TABLES = new Set(["columnheader", "row"]);
const ACTIVE = new Set(["button", "tab", "checkbox", "menuitem", "option", "columnheader", "row", "img"]);

// The flat list as a tree [{key, role, item, children}]: rows in their tables, tabs in a list of tabs, and what is
// drawn in a dialog in the dialog.
export function treeOf(items) {
    const tree = [];
    let dialog = null;
    let group = null; // the node that takes what belongs to it
    for (const item of items) {
        const node = { key: `i${item.id}`, role: item.role, item, children: [] };
        const wanted = IN_TABLES.has(item.role) ? "table" : GROUPS[item.role];
        if (dialog !== null && !isWithin(item.rectangle, dialog.item.rectangle)) dialog = null;
        const place = dialog?.children ?? tree;
        if (item.role === "dialog") {
            dialog = node;
            group = null;
            tree.push(node);
        } else if (item.role === "table") {
            group = node;
            place.push(node);
        } else if (wanted === undefined) {
            // Texts and buttons drawn within a table do not end it.
            if (group?.role !== "table") group = null;
            place.push(node);
        } else {
            if (group?.role !== wanted) {
                group = { key: `g${item.id}`, role: wanted, item: null, children: [] };
                place.push(group);
            }
            group.children.push(node);
        }
    }
    return tree;
}

function isWithin([x, y, width, height], [left, top, w, h]) {
    return x >= left - 1 && y >= top - 1 && x + width <= left + w + 1 && y + height <= top + h + 1;
}

export class Mirror {
    #root;
    #module;
    #canvas;
    #elements = new Map(); // by key: {element, told}
    #revision = null;
    #timer = 0;
    #updating = false; // focus moves of its own are not told

    constructor(root, module, canvas) {
        this.#root = root;
        this.#module = module;
        this.#canvas = canvas;
        root.addEventListener("click", (event) => this.#press(event));
        root.addEventListener("input", ({ target }) => this.#act(target, "set", target.value));
        root.addEventListener("focusin", ({ target }) => !this.#updating && this.#act(target, "focus", ""));
        for (const [type, down] of [["keydown", true], ["keyup", false]]) {
            root.addEventListener(type, (event) => this.#key(event, down));
        }
    }

    // After each frame: follows when no other comes for a while.
    later() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => whenIdle(() => this.#update()), REST_MS);
    }

    #update() {
        const revision = this.#module._errata_items_revision();
        if (revision === this.#revision) return;
        this.#revision = revision;
        const items = jsonAt(this.#module, this.#module._errata_items());
        const began = performance.now();
        const seen = new Set();
        this.#updating = true;
        const hadFocus = this.#root.contains(document.activeElement);
        this.#arrange(this.#root, treeOf(items.filter(({ role }) => role !== "searchbox")), seen);
        for (const [key, { element }] of this.#elements) {
            if (seen.has(key)) continue;
            element.remove();
            this.#elements.delete(key);
        }
        if (hadFocus && !this.#root.contains(document.activeElement)) this.#canvas.focus();
        this.#updating = false;
        this.#tellFocus(items.find(({ focused }) => focused));
        performance.measure("errata-mirror", { start: began });
    }

    // Puts the nodes' elements into `parent`, in order.
    #arrange(parent, nodes, seen) {
        let place = parent.firstChild;
        for (const node of nodes) {
            const element = this.#elementOf(node);
            seen.add(node.key);
            if (element === place) place = place.nextSibling;
            else parent.insertBefore(element, place);
            if (node.role === "row") this.#cells(element, node.item);
            else if (node.children.length > 0) this.#arrange(element, rowsOf(node), seen);
        }
    }

    #elementOf(node) {
        const { key, role, item } = node;
        const told = item === null ? role : JSON.stringify(item);
        let entry = this.#elements.get(key);
        if (entry !== undefined && entry.role !== role) {
            entry.element.remove();
            entry = undefined;
        }
        if (entry === undefined) {
            entry = { element: elementFor(key, role, item), role, told: "" };
            this.#elements.set(key, entry);
        }
        if (entry.told !== told) {
            entry.told = told;
            if (item !== null) describe(entry.element, item);
        }
        return entry.element;
    }

    #cells(row, { value, name }) {
        const texts = value === "" ? [name] : [name, ...value.split("\t")];
        while (row.children.length > texts.length) row.lastChild.remove();
        texts.forEach((text, i) => {
            let cell = row.children[i];
            if (cell === undefined) {
                cell = document.createElement("div");
                cell.setAttribute("role", i === 0 ? "rowheader" : "cell");
                row.append(cell);
            }
            if (cell.textContent !== text) cell.textContent = text;
        });
    }

    // The canvas has the keyboard; which of its controls has it within is told by name.
    #tellFocus(item) {
        const { element } = this.#canvas;
        if (item === undefined) element.removeAttribute("aria-activedescendant");
        else element.setAttribute("aria-activedescendant", `i${item.id}`);
    }

    #press(event) {
        const target = event.target.closest("[data-id]");
        if (target !== null && target.dataset.active !== undefined) this.#act(target, "press", "");
    }

    // Keys go to the canvas, but for those that the element itself answers to.
    #key(event, down) {
        const own = event.target.type === "range" ? /^(Arrow|Home|End|Page)/ : /^(Enter| )$/;
        if (!own.test(event.key) && event.key !== "Tab") this.#canvas.key(event, down);
    }

    #act(target, action, text) {
        const { id } = target.dataset;
        if (id === undefined) return;
        const module = this.#module;
        withText(module, action, (what) => withText(module, text, (value) => module._errata_act(Number(id), what, value)));
        this.#canvas.requestFrames();
    }
}

// A table's column headers stand in a row of their own.
function rowsOf({ key, role, children }) {
    if (role !== "table") return children;
    const headers = children.filter((child) => child.role === "columnheader");
    if (headers.length === 0) return children;
    const header = { key: `${key}h`, role: "headers", item: null, children: headers };
    return [header, ...children.filter((child) => child.role !== "columnheader")];
}

function elementFor(key, role, item) {
    const element = document.createElement(role === "slider" ? "input" : role === "button" ? "button" : "div");
    element.id = key;
    if (role === "slider") {
        element.type = "range";
    } else if (role === "headers") {
        element.setAttribute("role", "row");
        element.setAttribute("aria-rowindex", "1");
    } else if (role !== "button" && role !== "text") {
        element.setAttribute("role", role);
    }
    if (role === "heading") element.setAttribute("aria-level", "2");
    if (item !== null) {
        element.dataset.id = item.id;
        if (ACTIVE.has(role)) element.dataset.active = "";
        if (ACTIVE.has(role) || role === "slider") element.tabIndex = -1;
    }
    return element;
}

// Sets the attribute, or takes it away where the value is undefined.
function attribute(element, name, value) {
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

function describe(element, item) {
    const { role, name, value } = item;
    const [x, y, width, height] = item.rectangle;
    Object.assign(element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    attribute(element, "aria-disabled", item.disabled || undefined);
    if (role === "slider") {
        for (const key of ["min", "max", "step"]) attribute(element, key, item[key]);
        if (element !== document.activeElement || element.value !== String(Number(value))) element.value = value;
        attribute(element, "aria-valuetext", value);
        attribute(element, "aria-label", name);
    } else if (role === "text" || role === "heading" || role === "button") {
        // What the names say is their content.
        const text = value === "" ? name : name === "" ? value : `${name}: ${value}`;
        if (element.textContent !== text) element.textContent = text;
    } else if (role === "columnheader" || role === "menuitem" || role === "option" || role === "tab") {
        if (element.textContent !== name) element.textContent = name;
    } else if (role !== "row") {
        attribute(element, "aria-label", value === "" || role === "table" ? name : `${name}: ${value}`);
    }
    if (role === "tab" || role === "option") attribute(element, "aria-selected", Boolean(item.selected));
    if (role === "row") attribute(element, "aria-selected", item.selected ? true : undefined);
    if (role === "checkbox") attribute(element, "aria-checked", Boolean(item.checked ?? item.selected));
    if (role === "menuitem") {
        const isSwitch = item.checked !== undefined;
        attribute(element, "role", isSwitch ? "menuitemcheckbox" : "menuitem");
        attribute(element, "aria-checked", item.checked);
    }
    if (role === "button") attribute(element, "aria-pressed", item.checked ?? (item.selected || undefined));
    if (role === "columnheader") attribute(element, "aria-sort", item.sort || undefined);
    // The row of headers is the first.
    if (role === "table") attribute(element, "aria-rowcount", item.rowCount === undefined ? undefined : item.rowCount + 1);
    if (role === "row") attribute(element, "aria-rowindex", item.rowIndex === undefined ? undefined : item.rowIndex + 2);
}
