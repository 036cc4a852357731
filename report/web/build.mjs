// Builds dist/: the scripts, the style sheet and the HTML shells that the report copies.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const top = fileURLToPath(new URL(".", import.meta.url));
const dist = `${top}dist`;

await rm(dist, { recursive: true, force: true });
await mkdir(`${dist}/assets`, { recursive: true });
// Classic scripts: a browser loads no module from file:.
const bundle = await esbuild.build({
  absWorkingDir: top,
  entryPoints: { app: "src/app.tsx", player: "src/player.ts" },
  outdir: `${dist}/assets`,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome110", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "ascii",
  legalComments: "eof",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
  logLevel: "warning",
});
await esbuild.build({
  absWorkingDir: top,
  entryPoints: { app: "src/style/app.css" },
  outdir: `${dist}/assets`,
  bundle: true,
  minify: true,
  target: ["chrome110", "firefox115", "safari16.4"],
  logLevel: "warning",
});

// The licenses of what the scripts contain ask for their text beside them.
const packages = new Set(Object.keys(bundle.metafile.inputs).flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0] ?? []));
const licenses = [];
for (const folder of [...packages].sort()) {
  const { name, version, license } = JSON.parse(await readFile(`${top}${folder}/package.json`, "utf8"));
  const file = (await readdir(`${top}${folder}`)).find((entry) => /^licen[cs]e/i.test(entry));
  licenses.push(`${name} ${version} (${license})\n\n${file ? await readFile(`${top}${folder}/${file}`, "utf8") : ""}`);
}
await writeFile(`${dist}/assets/licenses.txt`, licenses.join(`\n${"-".repeat(72)}\n\n`));

const policy = (script, style) =>
  [
    "default-src 'none'",
    // asciinema-player compiles its terminal emulator from WebAssembly. This allows WebAssembly only, no eval().
    `script-src ${script} 'wasm-unsafe-eval'`,
    `style-src ${style}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const shell = (name) => readFile(`${top}src/shell/${name}.html`, "utf8");
const source = async (name) => (await readFile(`${dist}/assets/${name}`, "utf8")).trimEnd();
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

for (const name of ["index", "test"]) {
  const page = (await shell(name)).replace("@POLICY@", policy("'self'", "'self'"));
  await writeFile(`${dist}/${name}.html`, page);
}

// The single file has its scripts and its style sheet inline, allowed by their hashes.
const inline = { APP: await source("app.js"), PLAYER: await source("player.js"), STYLE: await source("app.css") };
for (const [name, text] of Object.entries(inline)) {
  if (/<\/(script|style)|<!--/i.test(text)) {
    throw new Error(`${name} contains text that ends an inline element: escape it in its source`);
  }
}
const scripts = `${hash(inline.APP)} ${hash(inline.PLAYER)}`;
let single = (await shell("single")).replace("@POLICY@", policy(scripts, hash(inline.STYLE)));
for (const [name, text] of Object.entries(inline)) {
  single = single.replace(`@${name}@`, () => text);
}
await writeFile(`${dist}/single.html`, single);
