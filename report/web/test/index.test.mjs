import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, picture, target, url, withPage } from "./browser.mjs";
import { json, writeReport } from "./data/report.mjs";
import { usual } from "./data/sets.mjs";

const folder = `${target}test/index`;
const page = (fragment) => url("index/index.html", fragment);
const report = usual();
const { tests } = report.index;
let browser;

before(async () => {
  await writeReport(folder, report);
  browser = await launch();
});
after(() => browser?.close());

const rows = (page) => page.locator(".test-row");
const number = (verdict) => tests.filter((one) => one.verdict === verdict).length;

test("shows failures first, with counts, causes and runs", () =>
  withPage(browser, page(), {}, async (page) => {
    assert.equal(await page.locator("h1").textContent(), `${number("failed")} tests failed`);
    assert.equal(await page.title(), "qemu-functional, main");
    for (const verdict of ["failed", "flaky", "skipped", "passed"]) {
      assert.equal(await page.locator(`.verdict-count.v-${verdict} strong`).textContent(), String(number(verdict)));
    }
    const first = rows(page).first();
    assert.match((await first.getAttribute("class")) ?? "", /v-failed/);
    assert.equal(await page.locator(".run").count(), report.index.runs.length);
    await picture(page, "index");
  }));

test("filters by verdict, target, suite, kind and text, and keeps them in the fragment", () =>
  withPage(browser, page(), {}, async (page) => {
    await page.getByRole("button", { name: "failed" }).click();
    assert.equal(await rows(page).count(), number("failed"));
    assert.match(page.url(), /#verdict=failed$/);
    await page.getByLabel("kind", { exact: true }).selectOption("asset");
    const assets = tests.filter((one) => one.verdict === "failed" && one.kind === "asset");
    assert.equal(await rows(page).count(), assets.length);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByLabel("target", { exact: true }).selectOption("arm");
    await page.getByLabel("suite", { exact: true }).selectOption("func-quick");
    await page.keyboard.press("/");
    await page.keyboard.type("reset raspi");
    const found = tests.filter((one) => one.target === "arm" && one.suite === "func-quick" && /reset/i.test(one.method) && /raspi/i.test(one.class));
    await page.waitForFunction((count) => document.querySelectorAll(".test-row").length === count, found.length);
    assert.match(page.url(), /q=reset\+raspi&target=arm&suite=func-quick/);
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    await page.locator(".filters").waitFor();
    assert.equal(await rows(page).count(), found.length, "the address restores the filters");
  }));

test("a filter that matches nothing says so", () =>
  withPage(browser, page("q=nosuchtest"), {}, async (page) => {
    assert.equal(await page.locator(".empty").textContent(), "No test matches these filters.");
  }));

test("sorts by duration in both directions", () =>
  withPage(browser, page(), {}, async (page) => {
    const longest = Math.max(...tests.map((one) => one.duration));
    const slowest = tests.find((one) => one.duration === longest);
    await page.getByRole("columnheader", { name: "Duration" }).getByRole("button").click();
    assert.equal(await rows(page).first().locator(".name").textContent(), slowest.name);
    await page.getByRole("columnheader", { name: "Duration" }).getByRole("button").click();
    assert.match(page.url(), /sort=-duration/);
    assert.notEqual(await rows(page).first().locator(".name").textContent(), slowest.name);
  }));

test("groups failures by kind, the largest group first", () =>
  withPage(browser, page("verdict=failed&group=kind"), {}, async (page) => {
    const kinds = new Set(tests.filter((one) => one.verdict === "failed").map((one) => one.kind));
    assert.equal(await page.locator(".group-row").count(), kinds.size);
    await picture(page, "index-groups");
  }));

test("lists the slowest tests, skips by reason and missing assets", () =>
  withPage(browser, page(), {}, async (page) => {
    await page.getByRole("tab", { name: "Slowest" }).click();
    const longest = [...tests].sort((a, b) => b.duration - a.duration)[0];
    assert.match((await page.locator(".slowest li").first().textContent()) ?? "", new RegExp(longest.method));
    await picture(page, "slowest");
    await page.getByRole("tab", { name: "Skips" }).click();
    const reasons = new Set(tests.filter((one) => one.verdict === "skipped" || one.verdict === "todo").map((one) => one.reason));
    assert.equal(await page.locator(".reasons > details").count(), reasons.size);
    await page.locator(".reasons summary").first().click();
    assert.ok((await page.locator(".reasons [open] li").count()) > 0);
    await picture(page, "skips");
    await page.getByRole("tab", { name: "Missing assets" }).click();
    assert.match((await page.locator(".assets").textContent()) ?? "", /raspios\.img\.xz.*HTTP status 404/s);
    await picture(page, "assets");
  }));

test("shows the history, the flakiest first", () =>
  withPage(browser, page("view=history"), {}, async (page) => {
    await page.locator(".history-row").first().waitFor();
    const rates = Object.values(report.history.tests).map((one) => one.flakeRate);
    const text = (await page.locator(".history-row .flake strong").first().textContent()) ?? "";
    assert.equal(Math.round(parseFloat(text) * 10) / 10, Math.round(Math.max(...rates) * 1000) / 10);
    await picture(page, "history");
    await page.getByLabel("Sort by").selectOption("failures");
    assert.ok((await page.locator(".history-row .strip .v-failed").count()) > 0);
  }));

test("arrow keys move between tests, Enter opens one, n and p go from failure to failure", () =>
  withPage(browser, page(), {}, async (page) => {
    await rows(page).first().locator("a").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement?.closest("[data-row]")?.getAttribute("data-row") === "1");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/tests\/.*\.html$/);
    await page.locator(".neighbors").getByText("failure 2 of").waitFor();
    await page.keyboard.press("n");
    await page.locator(".neighbors").getByText("failure 3 of").waitFor();
    await page.keyboard.press("p");
    await page.locator(".neighbors").getByText("failure 2 of").waitFor();
  }));

test("the theme follows the system, and a button changes it for good", () =>
  withPage(browser, page(), { colorScheme: "dark" }, async (page) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await picture(page, "index-dark");
    await page.locator(".theme-button").click();
    assert.notEqual(await background(), dark);
    const light = await background();
    await page.reload();
    await page.locator("main").waitFor();
    assert.equal(await background(), light, "the choice survives a reload");
  }));

test("fits a phone without scrolling sideways", () =>
  withPage(browser, page(), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    for (const view of ["tests", "slowest", "skips", "assets", "history"]) {
      await page.goto(url("index/index.html", `view=${view}`));
      await page.locator("#view > *").first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${view} is ${wide} pixels too wide`);
      await picture(page, `phone-${view}`);
    }
  }));

test("a live run shows new results without a reload", async () => {
  const live = { ...report.index, live: true, generation: 1, tests: tests.slice(0, 50) };
  const path = `${target}test/live`;
  await writeReport(path, { ...report, index: live });
  await withPage(browser, url("live/index.html"), {}, async (page) => {
    await page.locator(".live").waitFor();
    assert.equal(await page.locator(".found").textContent(), "50 tests");
    await page.getByPlaceholder("Filter by").fill("boots");
    const done = { ...live, live: false, generation: 2, tests };
    await writeFile(`${path}/data/index.js`, `qemuReport.receive("index","",${json(done)});`);
    await page.locator(".live").waitFor({ state: "detached" });
    assert.equal(await page.getByPlaceholder("Filter by").inputValue(), "boots", "what the reader typed stays");
    assert.match((await page.locator(".found").textContent()) ?? "", /of 180 tests/);
  });
});

test("a report without tests says so", async () => {
  await writeReport(`${target}test/empty`, { index: { tests: [] } });
  await withPage(browser, url("empty/index.html"), {}, async (page) => assert.equal(await page.locator("h1").textContent(), "No tests"));
});

test("a missing data file is reported", async () => {
  await writeReport(`${target}test/missing`, { index: { tests: [] } });
  await rm(`${target}test/missing/data/index.js`);
  await withPage(browser, url("missing/index.html"), { expectErrors: true, waitFor: ".problem" }, async (page) => {
    assert.match((await page.locator(".problem").textContent()) ?? "", /data\/index\.js is missing from the report/);
  });
});
