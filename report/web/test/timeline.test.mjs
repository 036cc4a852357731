import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, picture, target, url, withPage } from "./browser.mjs";
import { writeReport } from "./data/report.mjs";
import { usual } from "./data/sets.mjs";

const report = usual();
const [failed] = report.tests;
const trace = failed.attempts[0].trace;
const failedStep = trace.steps.find((step) => step.outcome === "failed" && step.kind === "wait");
const page = (fragment = "") => url(`timeline/tests/${failed.id}.html`, fragment);
let browser;

before(async () => {
  await writeReport(`${target}test/timeline`, report);
  browser = await launch();
});
after(() => browser?.close());

const slider = (page) => page.getByRole("slider", { name: "Moment in the test" });
const cursor = async (page) => Number(await slider(page).getAttribute("aria-valuenow"));

/** Wait until the list of steps has scrolled to the step of the moment. */
const stepIsVisible = (page) =>
  page.waitForFunction(() => {
    const row = document.querySelector(".step-row.now")?.getBoundingClientRect();
    const list = document.querySelector(".step-list").getBoundingClientRect();
    return row && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
  });

test("the canvas paints the failure in its color, in both themes", () =>
  withPage(browser, page(), {}, async (page) => {
    const painted = () =>
      page.evaluate(() => {
        const canvas = document.querySelector(".timeline canvas");
        // A copy: reading from the page's own canvas would change how Chromium paints it.
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
        copy.drawImage(canvas, 0, 0);
        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
        const probe = document.createElement("span");
        probe.style.color = "var(--failed)";
        document.body.append(probe);
        const [r, g, b] = getComputedStyle(probe).color.match(/\d+/g).map(Number);
        probe.remove();
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
          count += Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 6 ? 1 : 0;
        }
        return count;
      });
    assert.ok((await painted()) > 3000, "a bar of a minute is visible");
    await page.locator(".theme-button").click();
    await page.locator(".theme-button").click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
    assert.ok((await painted()) > 3000, "the bar has the color of the dark theme");
    await picture(page, "test-dark", { fullPage: true });
  }));

test("a click on the timeline shows that moment, and the address has it", () =>
  withPage(browser, page(), {}, async (page) => {
    const canvas = page.locator(".timeline canvas");
    const box = await canvas.boundingBox();
    // The row of the axis has no steps.
    await canvas.click({ position: { x: box.width * 0.5, y: 12 } });
    const t = await cursor(page);
    assert.ok(Math.abs(t - trace.duration * 0.503) < trace.duration * 0.01, `the middle, not ${t}`);
    assert.match(page.url(), new RegExp(`#t=${t.toFixed(3)}$`));
    await stepIsVisible(page);
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    assert.ok(Math.abs((await cursor(page)) - t) < 0.002, "the address restores the moment");
  }));

test("a click on a bar chooses its step", () =>
  withPage(browser, page("t=1"), {}, async (page) => {
    const canvas = page.locator(".timeline canvas");
    const box = await canvas.boundingBox();
    const lane = await page.locator(".lane-label", { hasText: /^console$/ }).last().boundingBox();
    await canvas.click({ position: { x: (30 / trace.duration) * box.width, y: lane.y - box.y + 9 } });
    assert.match(page.url(), new RegExp(`#step-${failedStep.id}$`));
    assert.equal(await page.locator(".step-row.selected").getAttribute("data-step"), String(failedStep.id));
  }));

test("zooms and pans by wheel, drag and keys", () =>
  withPage(browser, page(), {}, async (page) => {
    const canvas = page.locator(".timeline canvas");
    const box = await canvas.boundingBox();
    const at = async (share) => {
      await canvas.click({ position: { x: box.width * share, y: 12 } });
      return cursor(page);
    };
    const whole = (await at(0.75)) - (await at(0.25));
    await page.mouse.move(box.x + box.width / 2, box.y + 12);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -240);
    await page.keyboard.up("Control");
    const closer = (await at(0.75)) - (await at(0.25));
    assert.ok(closer < whole * 0.8, `${closer} is closer than ${whole}`);
    const before = await at(0.5);
    await page.mouse.move(box.x + box.width * 0.6, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 12, { steps: 5 });
    await page.mouse.up();
    assert.ok((await at(0.5)) > before, "dragging to the left shows what is later");
    await slider(page).focus();
    await page.keyboard.press("0");
    assert.ok(Math.abs((await at(0.75)) - (await at(0.25)) - whole) < whole * 0.02, "0 shows the whole test");
    await page.keyboard.press("Home");
    assert.equal(await cursor(page), 0);
    await page.keyboard.press("ArrowRight");
    assert.ok((await cursor(page)) > 0);
    await page.keyboard.press("f");
    assert.match(page.url(), new RegExp(`#step-${failedStep.id}$`));
    await page.keyboard.press("ArrowDown");
    assert.doesNotMatch(page.url(), new RegExp(`#step-${failedStep.id}$`));
  }));

test("pinches on a touch screen", () =>
  withPage(browser, page(), { hasTouch: true, viewport: { width: 390, height: 844 }, isMobile: true }, async (page) => {
    const canvas = page.locator(".timeline canvas");
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    const tap = async (share) => {
      await page.touchscreen.tap(box.x + box.width * share, box.y + 12);
      return cursor(page);
    };
    const whole = (await tap(0.8)) - (await tap(0.2));
    const client = await page.context().newCDPSession(page);
    const touch = (type, ...points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((x, id) => ({ x: box.x + box.width * x, y: box.y + 60, id })) });
    await touch("touchStart", 0.45, 0.55);
    for (let n = 1; n <= 6; n++) {
      await touch("touchMove", 0.45 - n * 0.05, 0.55 + n * 0.05);
    }
    await touch("touchEnd");
    const closer = (await tap(0.8)) - (await tap(0.2));
    await stepIsVisible(page);
    assert.ok(closer < whole * 0.7, `${closer} is closer than ${whole}`);
    await picture(page, "phone-test", { fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
  }));
