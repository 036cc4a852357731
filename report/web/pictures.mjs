// Makes the pictures of the documentation from a report: node pictures.mjs REPORT FOLDER
// REPORT is the report of `make fault-report`, whose tests fail on purpose. A view that the report has no data for is left out.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { launch } from "./test/browser.mjs";

const WIDTH = 1280;
// So high that no page scrolls.
const HEIGHT = 2400;
const LARGEST = 200 * 1024;

/**
 * `test` is the name of the test whose page is shown, without one the list. `step` is a kind: its first step is chosen on that page, and
 * then `tab`. `list` is the fragment of the list. `needs` is a selector of what must be there. `from` and `to` are selectors of the first
 * and the last element of the picture, `height` is its greatest height.
 */
const PICTURES = {
  "report-index": { list: "", to: "#view", height: 800 },
  "report-test": { test: "LinuxBoot.startsInit", to: ".timeline", height: 1100 },
  "report-console": { test: "LinuxBoot.startsInit", tab: "Console", from: ".timeline", to: ".panels", height: 1000 },
  "report-guest": { test: "GuestCommands.pingsItsNeighbor", step: "guest", tab: "Network", from: ".timeline", to: ".panels", height: 920 },
  "report-screens": { test: "Registers.showsTheStartScreen", tab: "Screenshots", needs: ".side-by-side", from: ".timeline", to: ".panels", height: 1000 },
  "report-history": { list: "view=history", needs: "#view .strip span + span", to: "#view", height: 900 },
};

const usage = process.argv.length === 4 ? process.argv.slice(2).map((path) => resolve(path)) : null;
if (!usage) {
  console.error("usage: node pictures.mjs REPORT FOLDER");
  process.exit(2);
}
const [report, folder] = usage;
if (!existsSync(join(report, "index.html"))) {
  console.error(`pictures: ${report} is no report; \`make fault-report\` makes one in build/faults/report`);
  process.exit(1);
}

/** The address of the page of a test, at its first step of a kind if it has one. */
function pageOf(name, kind) {
  const data = join(report, "data/tests");
  for (const file of readdirSync(data)) {
    let test = null;
    // A data file calls a function with the test's data.
    runInNewContext(readFileSync(join(data, file), "utf8"), { qemuReport: { receive: (_kind, _key, value) => (test = value) } });
    if (test?.name === name) {
      const step = kind && test.attempts?.[0]?.trace?.steps?.find((one) => one.kind === kind);
      return pathToFileURL(join(report, "tests", file.replace(/\.js$/, ".html"))).href + (step ? `#step-${step.id}` : "");
    }
  }
  throw new Error(`${report} has no test '${name}': is it the report of \`make fault-report\`?`);
}

/** The part of the page from the top of an element to the bottom of another, at most `height` pixels. */
async function clip(page, { from, to, height }) {
  const top = from ? Math.max(0, (await page.locator(from).boundingBox()).y - 16) : 0;
  const last = await page.locator(to).boundingBox();
  return { x: 0, y: top, width: WIDTH, height: Math.min(last.y + last.height + 20 - top, height) };
}

/** Make a picture; return why there is none. */
async function picture(page, file, view) {
  await page.goto(view.test ? pageOf(view.test, view.step) : pathToFileURL(join(report, "index.html")).href + (view.list ? `#${view.list}` : ""));
  await page.locator(view.test ? ".test-head" : "#view > *").first().waitFor();
  if (view.tab) {
    const tab = page.getByRole("tab", { name: view.tab });
    if ((await tab.count()) === 0) {
      return `the page of ${view.test} has no ${view.tab}`;
    }
    await tab.click();
    await page.locator(view.tab === "Console" ? ".screen[data-ready]" : "#panel > *").first().waitFor();
  }
  if (view.needs && !(await page.locator(view.needs).first().waitFor({ timeout: 3000 }).then(() => true, () => false))) {
    return `${view.needs} is not on the page of ${view.test ?? "the list"}`;
  }
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    document.activeElement?.blur();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  await page.screenshot({ path: file, clip: await clip(page, view), animations: "disabled" });
  return null;
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const [name, view] of Object.entries(PICTURES)) {
    const file = join(folder, `${name}.png`);
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme: "light", timezoneId: "UTC", locale: "en-US" });
    const missing = await picture(page, file, view);
    await page.close();
    if (missing) {
      // An older picture would show what the report does not.
      rmSync(file, { force: true });
      console.log(`no ${name}.png: ${missing}`);
      continue;
    }
    const { size } = statSync(file);
    console.log(`${file}: ${Math.ceil(size / 1024)} KiB`);
    if (size > LARGEST) {
      console.error(`pictures: ${file} has more than ${LARGEST / 1024} KiB: make its \`height\` in pictures.mjs smaller`);
      process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
}
