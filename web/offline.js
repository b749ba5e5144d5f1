// Keeps the site for visits without a network, by its service worker (web/service_worker.js).
//
// What it does not do: trouble the page. Where there is no service worker (a single file, a page from disk, a
// private window) everything else is as it was.

export class Offline {
    state = "none"; // "keeping", "kept" once the next visit needs no network, "failed"
    #registration = null;
    #loaded = false;

    async keep() {
        if (!location.protocol.startsWith("http") || !("serviceWorker" in navigator)) return;
        this.state = "keeping";
        try {
            this.#registration = await navigator.serviceWorker.register("service_worker.js");
            this.#registration.addEventListener("updatefound", () => this.#follow(this.#registration.installing));
            this.#follow(this.#registration.installing);
            this.#look();
        } catch {
            this.state = "failed";
        }
    }

    // The page has all its files: a newer version may take the place of the one that it came from.
    loaded() {
        this.#loaded = true;
        this.#look();
    }

    #follow(worker) {
        worker?.addEventListener("statechange", () => {
            if (worker.state === "redundant" && this.#registration.active === null) this.state = "failed";
            this.#look();
        });
    }

    #look() {
        if (this.#registration?.active?.state === "activated") this.state = "kept";
        if (this.#loaded) this.#registration?.waiting?.postMessage("loaded");
    }
}
