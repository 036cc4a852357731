// Starts Chromium once for a test file, and opens pages that may neither log an error nor load from the network.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const target = fileURLToPath(new URL("../target/", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function launch() {
  const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: install the package chromium, or set CHROMIUM to the path of a Chromium`);
  }
  return chromium.launch({ executablePath: path, args: ARGS });
}

export const url = (path, fragment = "") => pathToFileURL(`${target}test/${path}`).href + (fragment ? `#${fragment}` : "");

/** Open a page, run `use` on it, and check that nothing went wrong behind the reader's back. */
export async function withPage(browser, address, options, use) {
  const { expectErrors, waitFor = "main", ...context } = options;
  const own = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...context });
  const page = await own.newPage();
  page.setDefaultTimeout(120_000);
  const errors = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => errors.push(`exception: ${error.stack}`));
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || errors.push(`request: ${request.url()}`));
  try {
    await page.goto(address);
    await page.locator(waitFor).waitFor();
    const result = await use(page);
    if (!expectErrors) {
      assert.deepEqual(errors, [], "the page logged problems");
    }
    return result;
  } finally {
    await own.close();
  }
}

/** The findings of axe that hinder readers. */
export async function accessibility(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`);
}

export async function picture(page, name, options = {}) {
  await mkdir(`${target}screenshots`, { recursive: true });
  await page.screenshot({ path: `${target}screenshots/${name}.png`, ...options });
}

/** Wait until the terminal shows a text; returns what it shows. */
export async function terminalText(page, expected) {
  await page.locator(".screen[data-ready]").waitFor();
  await page.waitForFunction((text) => document.querySelector(".screen .ap-term")?.textContent?.includes(text), expected);
  return page.locator(".screen .ap-term").textContent();
}
