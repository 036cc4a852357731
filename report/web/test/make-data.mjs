// Writes the data sets to target/data, for looking at them: node test/make-data.mjs
import { fileURLToPath } from "node:url";
import { hostile } from "./data/hostile.mjs";
import { writeReport, writeSingle } from "./data/report.mjs";
import { large, longConsole, usual } from "./data/sets.mjs";

const target = fileURLToPath(new URL("../target/data/", import.meta.url));
await writeReport(`${target}usual`, usual());
await writeReport(`${target}large`, large());
await writeReport(`${target}hostile`, hostile());
await writeReport(`${target}console`, longConsole());
await writeSingle(`${target}single/report.html`, usual());
console.log(target);
