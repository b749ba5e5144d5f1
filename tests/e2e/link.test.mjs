// Links and history through the real module: Back, an opened link, a link whose data is not here, a copied link.

import { equal, ok, openPage, test } from "./harness.mjs";
import { predictionsFile, truthFile } from "./samples.mjs";

const hash = (opened) => opened.page.evaluate(() => location.hash);

// The view's fragment once the debounced replacement is written.
async function fragmentOf(opened) {
    await opened.settled();
    await opened.page.waitForTimeout(300);
    return hash(opened);
}

test("link: the address follows the view, and Back returns", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    const overview = await fragmentOf(opened);
    ok(overview.startsWith("#v=1"), overview);
    await opened.click("tab", "Gallery");
    ok((await fragmentOf(opened)) !== overview, "another view, another fragment");
    await opened.page.goBack();
    await opened.until(({ view }) => view === "overview");
    await opened.page.goForward();
    await opened.until(({ view }) => view === "gallery");
    equal(opened.problems, [], "problems");
    await opened.close();
});

test("link: a demo's link opens the demo as it was", async (world) => {
    const first = await openPage(world);
    await first.demo();
    await first.click("tab", "Gallery");
    await first.click("slider", "Confidence", 0.8);
    const fragment = await fragmentOf(first);
    const { thresholds } = await first.snapshot();
    await first.close();
    const second = await openPage(world, { url: world.site + fragment });
    const shown = await second.until(({ state }) => state === "ready");
    equal([shown.view, shown.thresholds], ["gallery", thresholds]);
    await second.close();
});

test("link: without its data says which files it wants, and looks so once they come", async (world) => {
    const first = await openPage(world);
    await first.load([truthFile(), predictionsFile()]);
    await first.click("tab", "Gallery");
    const fragment = await fragmentOf(first);
    await first.close();
    const second = await openPage(world, { url: world.site + fragment });
    const waiting = await second.until(({ savedView }) => savedView?.kind === "link");
    equal(waiting.savedView.files.map(({ name }) => name), ["truth.json", "predictions.json"], "files wanted");
    await second.load([truthFile()]);
    ok((await second.page.innerText("#view-files li:first-child")).startsWith("✓"), "the first is here");
    const shown = await second.load([predictionsFile()]);
    equal([shown.state, shown.view, shown.notice], ["ready", "gallery", null]);
    await second.close();
    const third = await openPage(world, { url: world.site + fragment });
    await third.until(({ savedView }) => savedView !== null);
    await third.page.click("#view-clear");
    equal([await hash(third), (await third.snapshot()).savedView], ["", null], "cleared");
    await third.close();
});

test("link: other data than the link's is told", async (world) => {
    const first = await openPage(world);
    await first.load([truthFile(), predictionsFile()]);
    const fragment = await fragmentOf(first);
    await first.close();
    const second = await openPage(world, { url: world.site + fragment });
    const shown = await second.load([truthFile(), { path: "predictions.json", text: "[]" }]);
    ok(shown.notice?.includes("predictions.json"), shown.notice ?? "no notice");
    ok(await second.page.isVisible("#message"), "until it is closed");
    await second.close();
});

test("link: nonsense after the # is an error, and the page goes on", async (world) => {
    const opened = await openPage(world, { url: `${world.site}#v=1&s=%%%` });
    await opened.page.waitForTimeout(200);
    ok(["error", "landing"].includes((await opened.snapshot()).state));
    equal((await opened.demo()).state, "ready");
    await opened.close();
});

test("mirror: the page's canvas, acted on without a pointer", async (world) => {
    const opened = await openPage(world);
    await opened.demo();
    await opened.page.getByRole("tab", { name: "Gallery" }).evaluate((tab) => tab.click());
    await opened.until(({ view }) => view === "gallery");
    await opened.page.getByRole("slider", { name: "Confidence" }).evaluate((slider) => {
        slider.value = "0.8";
        slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await opened.until(({ thresholds }) => Math.abs(thresholds.confidence - 0.8) < 0.02);
    await opened.close();
});
