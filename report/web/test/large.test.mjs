import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, picture, target, url, withPage } from "./browser.mjs";
import { writeReport } from "./data/report.mjs";
import { large, longConsole } from "./data/sets.mjs";

// Times are printed. A machine may be busy with other things, so that only PAINT_LIMIT, in milliseconds, makes a slow page a failure: the
// best of some runs says what the page needs.
const LIMIT = Number(process.env.PAINT_LIMIT ?? Infinity);
const RUNS = LIMIT === Infinity ? 1 : 5;
const report = large();
const long = longConsole();
const [flood] = long.tests;
const chunks = flood.attempts[0].trace.consoles[0].chunks;
const lines = chunks.reduce((sum, chunk) => sum + chunk.lines, 0) + 1;
let browser;

before(async () => {
  await writeReport(`${target}test/large`, report);
  await writeReport(`${target}test/long`, long);
  browser = await launch();
});
after(() => browser?.close());

const firstPaint = (page, selector) =>
  page.evaluate(async (wanted) => {
    while (!document.querySelector(wanted)) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    const shown = performance.now();
    const paint = performance.getEntriesByName("first-contentful-paint")[0] ?? (await new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().find((entry) => entry.name === "first-contentful-paint"))).observe({ type: "paint", buffered: true })));
    return { paint: paint.startTime, shown };
  }, selector);

async function best(address, selector) {
  const times = [];
  for (let n = 0; n < RUNS; n++) {
    times.push(await withPage(browser, address, {}, (page) => firstPaint(page, selector)));
  }
  const least = (name) => Math.round(Math.min(...times.map((one) => one[name])));
  return { paint: least("paint"), shown: least("shown") };
}

/** Scroll for some frames, and return how long the frames took, in milliseconds. */
const scroll = (page, selector, by) =>
  page.evaluate(
    async ([wanted, distance]) => {
      const element = wanted ? document.querySelector(wanted) : document.scrollingElement;
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const times = [];
      await frame();
      for (let n = 0; n < 120; n++) {
        const start = performance.now();
        element.scrollTop += distance;
        await frame();
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      return { median: times[60], most: times[114] };
    },
    [selector, by],
  );

test("5,000 tests open", async () => {
  const { paint, shown } = await best(url("large/index.html"), ".test-row");
  console.log(`# 5,000 tests: first paint ${paint} ms, list ${shown} ms`);
  assert.ok(paint < LIMIT && shown < LIMIT, `first paint after ${paint} ms, list after ${shown} ms`);
});

test("5,000 tests scroll with few rows in the document", () =>
  withPage(browser, url("large/index.html"), {}, async (page) => {
    const { median, most } = await scroll(page, null, 400);
    console.log(`# 5,000 tests, scrolling: median frame ${median.toFixed(1)} ms, 95 % below ${most.toFixed(1)} ms`);
    assert.ok((await page.locator(".test-row").count()) < 120);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('.test-row[data-row="4999"]').waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByPlaceholder("Filter by").fill("rejectsWrongSize s390x nvme");
    const found = report.index.tests.filter((one) => one.method === "rejectsWrongSize" && one.target === "s390x" && one.class.endsWith("NvmeTest"));
    await page.waitForFunction((count) => document.querySelectorAll(".test-row").length === count, found.length);
  }));

test("a console of 50 MB opens", async () => {
  const { paint, shown } = await best(url(`long/tests/${flood.id}.html`), ".screen .ap-term");
  console.log(`# console of 50 MB: first paint ${paint} ms, terminal ${shown} ms`);
  assert.ok(paint < LIMIT, `first paint after ${paint} ms`);
  assert.ok(shown < LIMIT, `terminal after ${shown} ms`);
});

test("a console of 50 MB scrolls as text, from its first to its last line", () =>
  withPage(browser, url(`long/tests/${flood.id}.html`), {}, async (page) => {
    await page.getByRole("button", { name: "Text", exact: true }).click();
    await page.locator(".line .text", { hasText: "block 1 of" }).first().waitFor();
    assert.match((await page.locator(".console-text .panel-bar").textContent()) ?? "", new RegExp(`${lines.toLocaleString("en-US")} lines`));
    const { median, most } = await scroll(page, ".console-text .scroller", 300);
    console.log(`# console of 50 MB, scrolling: median frame ${median.toFixed(1)} ms, 95 % below ${most.toFixed(1)} ms`);
    assert.ok((await page.locator(".line").count()) < 120);
    const line = (number) => page.locator(`.line[data-line="${number - 1}"] .text`, { hasText: `block ${number} of the test pattern` });
    await page.locator(".console-text .scroller").focus();
    await page.keyboard.press("End");
    await line(lines - 1).waitFor();
    await page.keyboard.press("Home");
    await line(1).waitFor();
    // The middle, by the scroll bar.
    await page.locator(".console-text .scroller").evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await page.waitForFunction(() => [...document.querySelectorAll(".line")].some((row) => row.querySelector(".text")?.textContent && Number(row.getAttribute("data-line")) > 100_000));
    const shown = await page.locator(".line").evaluateAll((rows) => rows.map((row) => [Number(row.getAttribute("data-line")), row.querySelector(".text")?.textContent ?? ""]));
    for (const [index, text] of shown.filter(([, text]) => text)) {
      assert.match(text, new RegExp(`block ${index + 1} of the test pattern`), "each row shows its own line");
    }
    await picture(page, "console-50-mb");
  }));

test("a search goes through all 50 MB", () =>
  withPage(browser, url(`long/tests/${flood.id}.html`), {}, async (page) => {
    const wanted = lines - 12;
    await page.getByRole("button", { name: "Text", exact: true }).click();
    const started = Date.now();
    await page.getByPlaceholder("Search the whole console").fill(`block ${wanted} of`);
    await page.locator(`.line.match[data-line="${wanted - 1}"]`).waitFor({ timeout: 120_000 });
    console.log(`# searching 50 MB: ${Date.now() - started} ms`);
  }));

test("a replay of 50 MB shows any moment", () =>
  withPage(browser, url(`long/tests/${flood.id}.html`, `t=${chunks[120].from.toFixed(3)}`), {}, async (page) => {
    await page.waitForFunction(() => /block \d+ of/.test(document.querySelector(".screen .ap-term")?.textContent ?? ""));
    const shown = async () => Math.max(...[...((await page.locator(".screen .ap-term").textContent()) ?? "").matchAll(/block (\d+) of/g)].map((found) => Number(found[1])));
    const expected = chunks.slice(0, 120).reduce((sum, chunk) => sum + chunk.lines, 0);
    await page.waitForFunction((least) => Number([...(document.querySelector(".screen .ap-term")?.textContent ?? "").matchAll(/block (\d+) of/g)].pop()?.[1]) > least, expected - 500);
    // Chunks have about 3,000 lines.
    assert.ok(Math.abs((await shown()) - expected) < 500, `line ${await shown()} of about ${expected}`);
    await page.getByLabel("Moment of the replay").fill(String(chunks[10].from));
    const early = chunks.slice(0, 10).reduce((sum, chunk) => sum + chunk.lines, 0);
    await page.waitForFunction((most) => Number([...(document.querySelector(".screen .ap-term")?.textContent ?? "").matchAll(/block (\d+) of/g)].pop()?.[1]) < most, early + 500);
  }));
