// Writes a report's folder or single file around data, as the Java side does.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

const CHUNK = 256 * 1024;

/** Escape JSON so that it ends neither a script element nor a line of JavaScript. */
export function json(value) {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Split the events of a console into chunks, and return what the test's file says about them. */
export function castChunks(id, first, events) {
  const chunks = [];
  let open = [];
  let size = 0;
  const close = () => {
    if (open.length > 0) {
      const output = open.filter(([, code]) => code === "o");
      const lines = output.reduce((sum, [, , text]) => sum + text.split("\n").length - 1, 0);
      const key = `${id}/${first + chunks.length}`;
      chunks.push({ events: open, row: { key, from: open[0][0], to: open[open.length - 1][0], chars: size, lines } });
    }
    open = [];
    size = 0;
  };
  for (const [t, code, text] of events) {
    for (let from = 0; from === 0 || from < text.length; from += CHUNK) {
      const part = text.slice(from, from + CHUNK);
      open.push([t, code, part]);
      size += part.length;
      if (size >= CHUNK) {
        close();
      }
    }
  }
  close();
  return chunks;
}

/**
 * A report in memory. `files` has other files of its folder: name → bytes.
 * @param {{index: object, tests?: object[], casts?: Map<string, unknown>, history?: object, files?: Map<string, Buffer>}} report
 */
function* dataFiles(report) {
  yield ["index", "", report.index, "data/index.js"];
  if (report.history) {
    yield ["history", "", report.history, "data/history.js"];
  }
  for (const test of report.tests ?? []) {
    yield ["test", test.id, test, `data/tests/${test.id}.js`];
  }
  for (const [key, events] of report.casts ?? []) {
    yield ["cast", key, events, `data/casts/${key}.js`];
  }
}

export async function writeReport(folder, report) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/tests`, { recursive: true });
  await mkdir(`${folder}/assets`, { recursive: true });
  await cp(`${dist}index.html`, `${folder}/index.html`);
  await cp(`${dist}assets`, `${folder}/assets`, { recursive: true });
  for (const test of report.tests ?? []) {
    await cp(`${dist}test.html`, `${folder}/tests/${test.id}.html`);
  }
  for (const [kind, key, value, file] of dataFiles(report)) {
    await mkdir(dirname(`${folder}/${file}`), { recursive: true });
    await writeFile(`${folder}/${file}`, `qemuReport.receive(${json(kind)}, ${json(key)}, ${json(value)});\n`);
  }
  for (const [name, content] of report.files ?? []) {
    await mkdir(dirname(`${folder}/${name}`), { recursive: true });
    await writeFile(`${folder}/${name}`, content);
  }
}

export async function writeSingle(file, report) {
  const inlined = new Map([...(report.files ?? [])].map(([name, content]) => [name, `data:image/png;base64,${Buffer.from(content).toString("base64")}`]));
  const blocks = [...dataFiles(report)].map(([kind, key, value]) => {
    const text = JSON.stringify(value, (name, item) => ((name === "href" || name === "expected") && inlined.has(item) && item.endsWith(".png") ? inlined.get(item) : item));
    return `<script type="application/json" data-kind="${kind}" data-key="${key}">${json(JSON.parse(text))}</script>`;
  });
  const shell = await readFile(`${dist}single.html`, "utf8");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, shell.replace("<!--qemu-report-data-->", () => blocks.join("\n")));
}

/** A generator of the same numbers in each run. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
