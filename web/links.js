// The address's fragment and the browser's history: the view that the canvas shows, as text after the "#".
//
// What it is for: the module says which fragment to push or to put in the place of the last one; the browser's
// Back and Forward, and an edited address, come back as fragments to be opened.
// What it does not do: understand a fragment (src/session does).

const REPLACE_MS = 200; // a slider's moves are one

export class Links {
    #replacing = null; // the fragment that will be written soon
    #timer = 0;
    #last = location.hash; // what is known here already
    #visit = Math.random().toString(36); // marks the entries that this page has written

    // onOpen(fragment, own) when the person goes elsewhere in the history or edits the address; `own`: to an entry that
    // this page has written since it was loaded.
    constructor(onOpen) {
        const moved = ({ state }) => {
            if (location.hash === this.#last) return;
            this.#drop();
            this.#last = location.hash;
            onOpen(this.fragment, state?.visit === this.#visit);
        };
        window.addEventListener("popstate", moved);
        window.addEventListener("hashchange", moved);
        window.addEventListener("pagehide", () => this.flush());
    }

    get fragment() {
        return location.hash.slice(1);
    }

    // This page's address with that fragment.
    urlOf(fragment) {
        return `${location.href.split("#")[0]}#${fragment}`;
    }

    push(fragment) {
        this.flush();
        if (`#${fragment}` !== location.hash) this.#write("pushState", fragment);
    }

    replace(fragment) {
        this.#replacing = fragment;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.flush(), REPLACE_MS);
    }

    // Writes at once what waits.
    flush() {
        const fragment = this.#replacing;
        this.#drop();
        if (fragment !== null && `#${fragment}` !== location.hash) this.#write("replaceState", fragment);
    }

    clear() {
        this.#drop();
        this.#write("replaceState", "");
    }

    #drop() {
        clearTimeout(this.#timer);
        this.#replacing = null;
    }

    #write(how, fragment) {
        try {
            history[how]({ visit: this.#visit }, "", fragment === "" ? location.href.split("#")[0] : `#${fragment}`);
        } catch {
            // Browsers refuse too many in a short time; the next one will tell the same.
        }
        this.#last = location.hash;
    }
}

// The fragment in a pasted text that is a link to a view, or null.
export function fragmentOfLink(text) {
    return /^(?:(?:https?|file):\/\/\S*)?#(v=\d+&?\S*)$/.exec(text.trim())?.[1] ?? null;
}
