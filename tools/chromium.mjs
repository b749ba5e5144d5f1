// How the browser tests start Debian's Chromium: headless, WebGL2 drawn without a GPU, no network of its own.

import { existsSync } from "node:fs";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];

export const launchOptions = {
    executablePath: candidates.find((path) => path && existsSync(path)),
    args: [
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--no-sandbox", // Chromium's sandbox does not start as root, and only our own page is opened.
        "--disable-quic",
        "--disable-background-networking",
    ],
};
