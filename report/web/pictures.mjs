// Makes the pictures of the documentation from a report: node pictures.mjs REPORT FOLDER
// REPORT is the report of `make fault-report`, whose tests fail on purpose.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./test/browser.mjs";

const [report, folder] = process.argv.slice(2).map((path) => resolve(path));
if (!folder) {
  console.error("usage: node pictures.mjs REPORT FOLDER");
  process.exit(2);
}

/** The address of the page of a test method. */
function pageOf(method) {
  const data = join(report, "data/tests");
  const file = readdirSync(data).find((name) => readFileSync(join(data, name), "utf8").includes(`"method":"${method}"`));
  if (!file) {
    throw new Error(`${report} has no test '${method}'`);
  }
  return pathToFileURL(join(report, "tests", file.replace(/\.js$/, ".html"))).href;
}

const pictures = {
  "report-index": { address: pathToFileURL(join(report, "index.html")).href, height: 760 },
  "report-test": { address: pageOf("startsInit"), height: 1400 },
  "report-guest": { address: pageOf("pingsItsNeighbor"), height: 1400 },
  "report-screens": { address: pageOf("showsTheStartScreen"), height: 1100, tab: "Screens" },
};

mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  for (const [name, { address, height, tab }] of Object.entries(pictures)) {
    const page = await browser.newPage({ viewport: { width: 1280, height } });
    await page.goto(address);
    await page.locator("h1, h2").first().waitFor();
    if (tab) {
      await page.getByRole("tab", { name: tab }).click();
    }
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
    await page.close();
    console.log(join(folder, `${name}.png`));
  }
} finally {
  await browser.close();
}
