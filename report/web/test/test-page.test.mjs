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

/** Wait until the list of steps has scrolled to the step of the moment. */
const stepIsVisible = (page) =>
  page.waitForFunction(() => {
    const row = document.querySelector(".step-row.now")?.getBoundingClientRect();
    const list = document.querySelector(".step-list").getBoundingClientRect();
    return row && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
  });

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
