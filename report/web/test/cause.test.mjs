import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, picture, target, terminalText, url, withPage } from "./browser.mjs";
import { failures } from "./data/failures.mjs";
import { writeReport } from "./data/report.mjs";

const report = failures();
const page = (name, fragment = "") => url(`cause/tests/x86_64.FailuresTest.${name}.html`, fragment);
let browser;

before(async () => {
  await writeReport(`${target}test/cause`, report);
  browser = await launch();
});
after(() => browser?.close());

const failedStep = (page) => page.locator(".failed-step button").textContent();
const laneLabels = (page) => page.locator(".lane-machine").allTextContents();

test("what describes a failure is not its cause, and is muted", () =>
  withPage(browser, page("describedTimeout"), {}, async (page) => {
    assert.equal(await failedStep(page), "sleep 1000");
    assert.equal(await page.locator(".step-row.selected .title").textContent(), "guest sleep 1000");
    const muted = page.locator(".step-row.of-evidence");
    assert.deepEqual(await muted.locator(".title").allTextContents(), ["evidence describe machine default", "qmp query-status", "qmp screendump"]);
    const color = (row) => row.evaluate((element) => getComputedStyle(element).color);
    assert.notEqual(await color(muted.last()), await color(page.locator(".step-row.o-failed").first()));
    assert.deepEqual(await laneLabels(page), ["machine"]);
    await picture(page, "cause", { fullPage: true });
  }));

test("the message leaves out logs that are evidence, or empty", () =>
  withPage(browser, page("describedTimeout"), {}, async (page) => {
    const message = (await page.getByRole("group", { name: "Message" }).textContent()) ?? "";
    assert.match(message, /^VM 'default': query-status: .*\n {2}console 'second' \(.*\):\n {4}\| of no evidence\n {2}command: \/usr\/bin\/qemu.*$/);
  }));

test("of a log among the evidence, the end is shown first", () =>
  withPage(browser, page("describedTimeout"), {}, async (page) => {
    const box = page.locator(".evidence pre");
    const last = () => box.evaluate((element) => ({ top: element.scrollTop, rest: element.scrollHeight - element.clientHeight - element.scrollTop }));
    assert.match((await box.textContent()) ?? "", /line 399 of a console that has more than fits$/);
    assert.doesNotMatch((await box.textContent()) ?? "", /line 0 of/);
    assert.ok((await last()).top > 0 && (await last()).rest < 2, JSON.stringify(await last()));
    await page.locator(".evidence").getByRole("button", { name: /Show all/ }).click();
    assert.match((await box.textContent()) ?? "", /^line 0 of/);
    assert.ok((await last()).rest < 2, "the end stays");
    await page.getByRole("button", { name: "at the time limit, timeout.log" }).click();
    assert.match((await box.textContent()) ?? "", /^line 0 of/);
    assert.equal((await last()).top, 0);
  }));

test("lines of firmware that end by LF alone begin at the left", () =>
  withPage(browser, page("describedTimeout"), {}, async (page) => {
    await terminalText(page, "Boot failed");
    const lines = await page.locator(".screen .ap-line").allTextContents();
    for (const text of ["SeaBIOS", "Booting from Hard Disk", "Boot failed"]) {
      assert.ok(lines.some((line) => line.startsWith(text)), `${text} begins no line of ${JSON.stringify(lines.slice(0, 4))}`);
    }
  }));

test("the thread marks what describes a failure in an older trace", () =>
  withPage(browser, page("olderTrace"), {}, async (page) => {
    assert.equal(await failedStep(page), "wait for 'login:'");
    assert.equal(await page.locator(".step-row.of-evidence").count(), 1);
  }));

test("the launch is the failed step if QEMU did not start", () =>
  withPage(browser, page("failedLaunch"), {}, async (page) => {
    assert.equal(await failedStep(page), "launch qemu-system-x86_64");
    assert.deepEqual(await laneLabels(page), ["server"]);
  }));

test("the heading has values with line feeds whole", () =>
  withPage(browser, page("wrongValue"), {}, async (page) => {
    assert.equal(await page.locator("#reason").textContent(), "AssertionFailedError: processors ==> expected: <2⏎> but was: <1⏎>");
    assert.equal(await page.getByRole("group", { name: "Message" }).textContent(), "  in guest 'default'");
    assert.deepEqual(await laneLabels(page), ["default", "other"]);
  }));
