import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, picture, target, terminalText, url, withPage } from "./browser.mjs";
import { writeReport } from "./data/report.mjs";
import { usual } from "./data/sets.mjs";

const report = usual();
const [failed] = report.tests;
const page = (fragment = "") => url(`replay/tests/${failed.id}.html`, fragment);
const events = [...report.casts].filter(([key]) => key === `${failed.id}/2`).flatMap(([, list]) => list);
const appeared = (text) => events.find(([, , part]) => part.includes(text))[0];
let browser;

before(async () => {
  await writeReport(`${target}test/replay`, report);
  browser = await launch();
});
after(() => browser?.close());

/** Both consoles show the same words: wait until the other is there. */
const chooseConsole = async (page, vm) => {
  await page.getByRole("button", { name: `${vm} · console` }).click();
  await page.locator(`.screen[data-ready][aria-label^="Screen of ${vm} console"]`).waitFor();
};
const moment = (page) => page.getByLabel("Moment of the replay");
const cursor = async (page) => Number(await page.getByRole("slider", { name: "Moment in the test" }).getAttribute("aria-valuenow"));

test("the screen shows the console at the moment of the failure, in colors", () =>
  withPage(browser, page(), {}, async (page) => {
    const text = await terminalText(page, "A start job is running for dev-vdb.device (6s / 1min 30s)");
    assert.match(text, /Failed to start networking\.service/);
    const colors = await page.locator(".screen .ap-term span").evaluateAll((spans) => new Set(spans.map((span) => getComputedStyle(span).color)).size);
    assert.ok(colors >= 3, `${colors} colors`);
    await page.locator(".panels").scrollIntoViewIfNeeded();
    await picture(page, "replay");
  }));

test("seeks to what was on the screen at any moment, forward and back", () =>
  withPage(browser, page(`t=${appeared("Welcome") + 0.001}`), {}, async (page) => {
    await chooseConsole(page, "client");
    const text = await terminalText(page, "Welcome to Debian GNU/Linux 13 (trixie)!");
    assert.doesNotMatch(text, /systemd-udevd/, "what came later is not there");
    await moment(page).fill(String(appeared("Started \u001b[0;1;39mcron") + 0.05));
    await terminalText(page, "Started cron.service");
    await moment(page).fill(String(appeared("SeaBIOS") + 0.02));
    await page.waitForFunction(() => !document.querySelector(".screen .ap-term")?.textContent?.includes("Started"));
    await terminalText(page, "SeaBIOS (version 1.16.3");
    await chooseConsole(page, "server");
  }));

test("a step of the other machine shows that machine's console", () =>
  withPage(browser, page(), {}, async (page) => {
    await terminalText(page, "dev-vdb.device");
    await page.locator(".step-row", { hasText: "wait for “server login:”" }).locator("a").click();
    assert.equal(await page.locator(".panel-bar .chip[aria-pressed=true]").textContent(), "server · console");
    await terminalText(page, "server login:");
  }));

test("plays, moves the timeline's cursor, and pauses", () =>
  withPage(browser, page(`t=${appeared("Welcome")}`), {}, async (page) => {
    await chooseConsole(page, "client");
    await terminalText(page, "Welcome");
    const before = await cursor(page);
    await page.getByRole("combobox", { name: "Speed" }).selectOption("2");
    await terminalText(page, "Welcome");
    await page.getByRole("button", { name: "Play" }).click();
    await terminalText(page, "Started cron.service");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Play" }).waitFor();
    const after = await cursor(page);
    assert.ok(after > before + 1, `from ${before} to ${after}`);
    assert.equal(await page.locator(".step-row.selected").count(), 0);
  }));

test("leaves out long pauses, or keeps them", () =>
  withPage(browser, page("t=19"), {}, async (page) => {
    await chooseConsole(page, "client");
    await terminalText(page, "dev-vdb.device");
    const pauses = page.getByLabel("skip pauses");
    assert.equal(await pauses.isChecked(), true);
    // 50 seconds without output pass in about one.
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForFunction(() => Number(document.querySelector(".timeline [role=slider]")?.getAttribute("aria-valuenow")) > 60);
    await pauses.uncheck();
    await page.locator(".screen[data-ready]").waitFor();
  }));

test("text: shows all lines, searches them, and shows the moment of a line", () =>
  withPage(browser, page(), {}, async (page) => {
    await page.getByRole("button", { name: "Text" }).click();
    await page.locator(".line.now").waitFor();
    assert.match((await page.locator(".line.now .text").textContent()) ?? "", /A start job is running.*\(6s/);
    await page.getByPlaceholder("Search the whole console").fill("started");
    await page.locator(".line.match").waitFor();
    const found = events.filter(([, , text]) => /started/i.test(text)).length;
    assert.equal(await page.locator(".console-text [role=status]").textContent(), `1 of ${found} lines`);
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".console-text [role=status]").textContent(), `2 of ${found} lines`);
    assert.ok((await page.locator(".line mark").count()) >= found);
    await page.getByRole("button", { name: "Regular expression" }).click();
    await page.getByPlaceholder("Search the whole console").fill("start(ed|ing) cron");
    await page.waitForFunction(() => document.querySelector(".console-text [role=status]")?.textContent === "1 of 2 lines");
    await page.getByPlaceholder("Search the whole console").fill("(");
    await page.getByText("not a regular expression").waitFor();
    await picture(page, "console-text");
    await page.getByPlaceholder("Search the whole console").fill("");
    const line = page.locator(".line", { hasText: "Started cron.service" });
    await line.locator(".at").click();
    await page.waitForFunction((t) => Math.abs(Number(document.querySelector(".timeline [role=slider]")?.getAttribute("aria-valuenow")) - t) < 0.002, appeared("Started \u001b[0;1;39mcron"));
  }));
