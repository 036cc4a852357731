import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, picture, target, url, withPage } from "./browser.mjs";
import { writeReport } from "./data/report.mjs";
import { usual } from "./data/sets.mjs";

const report = usual();
const [failed, flaky, passed] = report.tests;
const trace = failed.attempts[0].trace;
const failedStep = trace.steps.find((step) => step.outcome === "failed" && step.kind === "wait");
const page = (fragment = "", one = failed) => url(`pages/tests/${one.id}.html`, fragment);
let browser;

before(async () => {
  await writeReport(`${target}test/pages`, report);
  browser = await launch();
});
after(() => browser?.close());

const slider = (page) => page.getByRole("slider", { name: "Moment in the test" });
const cursor = async (page) => Number(await slider(page).getAttribute("aria-valuenow"));

test("shows verdict, cause, evidence, failed step and a command to copy", () =>
  withPage(browser, page(), { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    assert.equal(await page.locator(".test-head .badge").textContent(), "failed");
    assert.equal(await page.locator("#reason").textContent(), failed.reason);
    assert.match((await page.locator(".failed-step").textContent()) ?? "", /wait for “client login:”.*its deadline of 60 s passed/);
    assert.match((await page.locator(".evidence pre").textContent()) ?? "", /networking\.service/);
    await page.getByRole("button", { name: "Last lines of console server" }).click();
    assert.match((await page.locator(".evidence pre").textContent()) ?? "", /root@server/);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied", exact: true }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "make run TEST=x86_64.TwoGuestsTest#bothReachEachOther QEMU_TEST_KEEP_SCRATCH=1");
    await page.locator(".screen[data-ready]").waitFor();
    await picture(page, "test-failed", { fullPage: true });
  }));

test("the failed step is chosen at first, at the moment of the failure", () =>
  withPage(browser, page(), {}, async (page) => {
    assert.ok(Math.abs((await cursor(page)) - failedStep.to) < 0.002);
    assert.equal(await page.locator(".step-row.selected").getAttribute("data-step"), String(failedStep.id));
    assert.match((await slider(page).getAttribute("aria-valuetext")) ?? "", /wait for “client login:”, failed/);
    assert.match((await page.locator(".step-details").textContent()) ?? "", /Kernel panicemergency mode/);
  }));

test("a link to a step opens it, and each step has one to copy", () => {
  const step = trace.steps.find((one) => one.title === "systemctl start iperf3");
  return withPage(browser, page(`step-${step.id}`), { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.locator(`.step-row.selected[data-step="${step.id}"]`).waitFor();
    assert.ok(Math.abs((await cursor(page)) - step.to) < 0.002);
    assert.match((await page.locator(".step-details").textContent()) ?? "", /Unit iperf3\.service not found/);
    await page.getByRole("button", { name: "Copy a link to this step" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
    const href = await page.locator(`.step-row[data-step="${step.id}"] a`).getAttribute("href");
    assert.equal(href, page.url());
  });
});

test("filters steps, and arrow keys go through them", () =>
  withPage(browser, page(), {}, async (page) => {
    await page.getByLabel("Filter steps by kind").selectOption("guest");
    assert.equal(await page.locator(".step-row").count(), trace.steps.filter((step) => step.kind === "guest").length);
    await page.getByLabel("Filter steps by kind").selectOption("");
    await page.getByLabel("Filter steps by text").fill("launch client");
    assert.equal(await page.locator(".step-row").count(), 1);
    await page.getByLabel("Filter steps by text").fill("");
    await page.locator(".step-row").first().locator("a").click();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.querySelector(".step-row.selected")?.getAttribute("data-row") === "1");
  }));

test("shows QMP as a conversation with errors and events", () =>
  withPage(browser, page("tab=qmp"), {}, async (page) => {
    const messages = trace.steps.filter((step) => step.kind === "qmp" || step.kind === "event");
    assert.equal(await page.locator(".exchange").count(), messages.length);
    assert.match((await page.locator(".bubble.bad").textContent()) ?? "", /DeviceNotFound/);
    assert.equal(await page.locator(".exchange.event").count(), messages.filter((step) => step.kind === "event").length);
    await picture(page, "qmp");
    await page.getByLabel("Filter QMP").fill("query-block");
    assert.equal(await page.locator(".exchange").count(), 2);
    await page.locator(".exchange summary").first().click();
    assert.match((await page.locator(".exchange .block").first().textContent()) ?? "", /"virtual-size": 104857600/);
    await page.locator(".exchange .at").first().click();
    assert.match(page.url(), /#step-\d+&tab=qmp$/);
  }));

test("compares a screenshot with what was expected", () =>
  withPage(browser, page("tab=screens"), {}, async (page) => {
    const shown = page.locator(".side-by-side img");
    assert.equal(await shown.count(), 2);
    for (const image of await shown.all()) {
      assert.ok(await image.evaluate((element) => element.decode().then(() => element.naturalWidth)), "the image is loaded");
    }
    await picture(page, "screens");
    await page.getByRole("button", { name: "Slider" }).click();
    await page.getByLabel("Part of the screen that was shown").fill("20");
    assert.match(await page.locator(".overlay .top").evaluate((element) => element.style.clipPath), /80%/);
    await page.getByRole("button", { name: "Difference" }).click();
    assert.equal(await page.locator(".overlay .top").evaluate((element) => getComputedStyle(element).mixBlendMode), "difference");
    await picture(page, "screens-difference");
  }));

test("shows guest commands, network captures, host, files, output and history", () =>
  withPage(browser, page("tab=guest"), {}, async (page) => {
    assert.match((await page.locator(".guest-commands").textContent()) ?? "", /systemctl start iperf3exit 1.*not found/s);
    await picture(page, "guest");
    await page.getByRole("tab", { name: /Network/ }).click();
    assert.match((await page.locator(".capture").textContent()) ?? "", /switch\.pcap900 packets, 382 KiB/);
    await picture(page, "network");
    await page.getByRole("tab", { name: "Host" }).click();
    assert.equal(await page.locator(".chart svg").count(), 2);
    await picture(page, "host");
    await page.getByRole("tab", { name: /Files/ }).click();
    assert.equal(await page.getByRole("link", { name: "base.log" }).getAttribute("href"), `../files/${failed.id}/base.log`);
    assert.equal(await page.getByRole("link", { name: "scratch/disk.qcow2" }).count(), 0, "what the report lacks is no link");
    await page.getByRole("tab", { name: "Output" }).click();
    assert.match((await page.locator(".line.bad").textContent()) ?? "", /^not ok 2/);
    await page.getByRole("tab", { name: "History" }).click();
    await page.locator(".trend-chart").waitFor();
    assert.equal(await page.locator(".trend-chart circle").count(), 30);
    assert.match(page.url(), /tab=history/);
    await picture(page, "test-history");
  }));

test("a flaky test shows its first, failed attempt; a link names the other", () =>
  withPage(browser, page("", flaky), {}, async (page) => {
    assert.equal(await page.locator(".attempts [aria-pressed=true]").textContent().then((text) => text.slice(0, 17)), "Attempt 1: failed");
    assert.match((await page.locator("#reason").textContent()) ?? "", /Kernel panic/);
    await page.getByRole("button", { name: /Attempt 2/ }).click();
    assert.match(page.url(), /#a2$/);
    assert.equal(await page.locator("#reason").count(), 0);
    await page.locator(".step-row").nth(2).locator("a").click();
    assert.match(page.url(), /#a2-step-\d+$/);
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    await page.locator(".step-row.selected").waitFor();
    assert.match((await page.locator(".attempts [aria-pressed=true]").textContent()) ?? "", /Attempt 2: passed/);
    await picture(page, "flaky");
  }));

test("a test without a trace says why it has none", () =>
  withPage(browser, page("", passed), {}, async (page) => {
    assert.match((await page.locator(".note").textContent()) ?? "", /only failures keep theirs/);
    assert.equal(await page.getByRole("tab").count(), 1);
  }));
