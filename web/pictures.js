// Image files into textures: decoded by the browser off the main thread, a few at a time, newest request first.

import { withText } from "./module.js";

const AT_ONCE = 4;
const QUEUED = 240; // older requests are for what has scrolled away
// As stored: no turning by EXIF, no colour management, no premultiplication; pixels equal the annotation's.
const AS_STORED = { imageOrientation: "none", colorSpaceConversion: "none", premultiplyAlpha: "none" };

export class PictureLoader {
    files = []; // File objects by number
    #module = null;
    #onPicture;
    #queue = [];
    #running = 0;
    #generation = 0;

    constructor(onPicture) {
        this.#onPicture = onPicture;
    }

    attach(module) {
        this.#module = module;
    }

    // New files; answers to what was asked before are ignored.
    reset(files) {
        this.files = files;
        this.forget();
    }

    forget() {
        this.#queue = [];
        this.#generation += 1;
    }

    // width and height: 0 as stored, negative at most that, positive exactly that.
    request(ticket, number, width, height) {
        this.#queue.push({ ticket, number, width, height });
        while (this.#queue.length > QUEUED) this.#module._errata_picture_dropped(this.#queue.shift().ticket);
        // Not now: this call comes out of a frame being drawn.
        queueMicrotask(() => this.#work());
    }

    #work() {
        while (this.#running < AT_ONCE && this.#queue.length > 0) {
            this.#running += 1;
            this.#answer(this.#queue.pop()).finally(() => {
                this.#running -= 1;
                this.#work();
            });
        }
    }

    async #answer(request) {
        const generation = this.#generation;
        let bitmap = null;
        let message = "";
        try {
            bitmap = await this.#decode(request);
        } catch (error) {
            message = this.#words(request, error);
        }
        if (generation === this.#generation) {
            if (bitmap !== null) this.#upload(request.ticket, bitmap);
            else withText(this.#module, message, (text) => this.#module._errata_picture_failed(request.ticket, text));
            this.#onPicture();
        }
        bitmap?.image.close();
    }

    async #decode({ number, width, height }) {
        const file = this.files[number];
        if (width > 0) {
            const size = { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" };
            const image = await createImageBitmap(file, { ...AS_STORED, ...size });
            return { image, width, height };
        }
        const whole = await createImageBitmap(file, AS_STORED);
        const limit = width < 0 ? -width : this.#largestTexture();
        const scale = limit / Math.max(whole.width, whole.height);
        const stored = { width: whole.width, height: whole.height };
        if (scale >= 1) return { image: whole, ...stored };
        const size = {
            resizeWidth: Math.max(1, Math.round(whole.width * scale)),
            resizeHeight: Math.max(1, Math.round(whole.height * scale)),
            resizeQuality: "medium",
        };
        const image = await createImageBitmap(whole, { ...AS_STORED, ...size });
        whole.close();
        return { image, ...stored };
    }

    #words({ number }, error) {
        const file = this.files[number];
        if (error.name === "NotReadableError" || error.name === "NotFoundError") {
            return `${file.name}: it was changed or moved since it was dropped; drop it again`;
        }
        return `${file.name}: not an image that this browser can decode`;
    }

    #context() {
        return this.#module.GL.currentContext.GLctx;
    }

    #largestTexture() {
        return this.#context().getParameter(this.#context().MAX_TEXTURE_SIZE);
    }

    #upload(ticket, { image, width, height }) {
        const module = this.#module;
        if (module._errata_picture_begin(ticket) === 0) return;
        const gl = this.#context();
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
        module._errata_picture_end(ticket, width, height);
    }
}
