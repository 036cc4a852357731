import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, picture, target, terminalText, url, withPage } from "./browser.mjs";
import { writeSingle } from "./data/report.mjs";
import { usual } from "./data/sets.mjs";

const report = usual();
const [failed, flaky] = report.tests;
let browser;

before(async () => {
  await writeSingle(`${target}test/single.html`, report);
  browser = await launch();
});
after(() => browser?.close());

test("one file has the list, the pages, the consoles and the screenshots", () =>
  withPage(browser, url("single.html"), {}, async (page) => {
    const { size } = await stat(`${target}test/single.html`);
    console.log(`# single file: ${(size / 1024).toFixed(0)} KiB`);
    await page.getByPlaceholder("Filter by").fill("bothReach");
    await page.locator(".test-row a").first().click();
    await page.locator(".test-head").waitFor();
    assert.equal(new URL(page.url()).hash, `#test=${failed.id}`);
    await terminalText(page, "dev-vdb.device");
    await page.getByRole("tab", { name: /Screenshots/ }).click();
    const image = page.locator(".shot img").first();
    assert.match((await image.getAttribute("src")) ?? "", /^data:image\/png;base64,/);
    assert.equal(await image.evaluate((element) => element.decode().then(() => element.naturalWidth)), 640);
    assert.match(page.url(), /#test=.*&tab=screens$/);
    await picture(page, "single");
    await page.goBack();
    await page.locator(".summary").waitFor();
  }));

test("a link names a step of a test of the file", () =>
  withPage(browser, url("single.html", `test=${flaky.id}&a2-step-3`), {}, async (page) => {
    await page.locator('.step-row.selected[data-step="3"]').waitFor();
    assert.match((await page.locator(".attempts [aria-pressed=true]").textContent()) ?? "", /Attempt 2/);
    const href = await page.locator('.step-row[data-step="4"] a').getAttribute("href");
    assert.equal(new URL(href).hash, `#test=${flaky.id}&a2-step-4`);
    await page.locator('.step-row[data-step="4"] a').click();
    assert.equal(page.url(), href);
  }));
