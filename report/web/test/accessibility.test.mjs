import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, launch, target, url, withPage } from "./browser.mjs";
import { writeReport } from "./data/report.mjs";
import { usual } from "./data/sets.mjs";

const report = usual();
const [failed, flaky, passed] = report.tests;
const VIEWS = ["", "view=slowest", "view=skips", "view=assets", "view=history", "verdict=failed&group=reason"];
const TABS = ["console", "qmp", "screens", "guest", "network", "host", "files", "output", "history"];
let browser;

before(async () => {
  await writeReport(`${target}test/accessible`, report);
  browser = await launch();
});
after(() => browser?.close());

for (const colorScheme of ["light", "dark"]) {
  test(`the list has no serious finding of axe in ${colorScheme}`, () =>
    withPage(browser, url("accessible/index.html"), { colorScheme }, async (page) => {
      for (const view of VIEWS) {
        await page.goto(url("accessible/index.html", view));
        await page.locator("#view > *").first().waitFor();
        assert.deepEqual(await accessibility(page), [], view);
      }
    }));

  test(`a test's page has no serious finding of axe in ${colorScheme}`, () =>
    withPage(browser, url(`accessible/tests/${failed.id}.html`), { colorScheme }, async (page) => {
      for (const tab of TABS) {
        await page.goto(url(`accessible/tests/${failed.id}.html`, `tab=${tab}`));
        await page.locator(`.panel-${tab} > *`).first().waitFor();
        assert.deepEqual(await accessibility(page), [], tab);
      }
      await page.getByRole("tab", { name: "Console" }).click();
      await page.getByRole("button", { name: "Text", exact: true }).click();
      await page.locator(".line.now").waitFor();
      assert.deepEqual(await accessibility(page), [], "text of the console");
      for (const one of [flaky, passed]) {
        await page.goto(url(`accessible/tests/${one.id}.html`));
        await page.locator(".test-head").waitFor();
        assert.deepEqual(await accessibility(page), [], one.verdict);
      }
    }));
}

test("a phone has no serious finding of axe", () =>
  withPage(browser, url(`accessible/tests/${failed.id}.html`), { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }, async (page) => {
    assert.deepEqual(await accessibility(page), []);
    await page.goto(url("accessible/index.html"));
    await page.locator(".test-row").first().waitFor();
    assert.deepEqual(await accessibility(page), []);
  }));

test("the keyboard reaches every control, with a visible focus", () =>
  withPage(browser, url(`accessible/tests/${failed.id}.html`), {}, async (page) => {
    await page.locator(".screen[data-ready]").waitFor();
    const reached = new Set();
    for (let n = 0; n < 60; n++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        const outlines = [getComputedStyle(element), getComputedStyle(element, "::after")].map((style) => style.outlineStyle);
        return { name: element.getAttribute("aria-label") ?? element.textContent?.slice(0, 40) ?? "", role: element.getAttribute("role") ?? element.tagName, seen: outlines.some((style) => style !== "none") || element.matches(".ap-wrapper, .ap-wrapper *, body") };
      });
      assert.ok(focus.seen, `the focus of ${focus.role} “${focus.name}” is invisible`);
      reached.add(focus.role === "slider" ? "timeline" : focus.name.trim());
    }
    for (const name of ["Next failure", "Copy", "timeline", "Zoom in", "Steps", "Text"]) {
      assert.ok([...reached].some((one) => one.startsWith(name)), `${name} is not among ${[...reached].join(", ")}`);
    }
  }));
