// What the reader chose, as the fragment of index.html holds it.
import type { TestRow } from "../data/model";
import { encode } from "../data/receive";

export const VIEWS = ["tests", "slowest", "skips", "assets", "history"] as const;
export type View = (typeof VIEWS)[number];
export const FACETS = ["verdict", "kind", "target", "suite", "run"] as const;
export type Facet = (typeof FACETS)[number];
export const GROUPS = ["none", "suite", "target", "class", "verdict", "kind", "reason"] as const;
export type Group = (typeof GROUPS)[number];
export const SORTS = ["verdict", "name", "duration", "started"] as const;
export type Sort = (typeof SORTS)[number];

export type Query = { view: View; q: string; group: Group; sort: Sort; down: boolean } & Record<Facet, string[]>;

function oneOf<T extends string>(values: readonly T[], text: string | null, otherwise: T): T {
  return (values as readonly string[]).includes(text ?? "") ? (text as T) : otherwise;
}

export function parseQuery(fragment: string): Query {
  const values = new URLSearchParams(fragment);
  const list = (facet: Facet) => (values.get(facet) ?? "").split(",").filter(Boolean);
  const sort = values.get("sort") ?? "";
  return {
    view: oneOf(VIEWS, values.get("view"), "tests"),
    q: values.get("q") ?? "",
    group: oneOf(GROUPS, values.get("group"), "none"),
    sort: oneOf(SORTS, sort.replace(/^-/, ""), "verdict"),
    down: sort.startsWith("-"),
    verdict: list("verdict"),
    kind: list("kind"),
    target: list("target"),
    suite: list("suite"),
    run: list("run"),
  };
}

export function formatQuery(query: Query): string {
  const parts: string[] = [];
  const add = (name: string, value: string, otherwise: string) => {
    if (value !== otherwise) {
      parts.push(`${name}=${encode(value).replace(/%2C/g, ",").replace(/%20/g, "+")}`);
    }
  };
  add("view", query.view, "tests");
  add("q", query.q, "");
  FACETS.forEach((facet) => add(facet, query[facet].join(","), ""));
  add("group", query.group, "none");
  add("sort", (query.down ? "-" : "") + query.sort, "verdict");
  return parts.join("&");
}

export const facetOf: Record<Facet, (test: TestRow) => string> = {
  verdict: (test) => test.verdict,
  kind: (test) => test.kind ?? "",
  target: (test) => test.target ?? "",
  suite: (test) => test.suite ?? "",
  run: (test) => test.run ?? "",
};

const haystacks = new WeakMap<TestRow, string>();

function haystack(test: TestRow): string {
  let text = haystacks.get(test);
  if (text === undefined) {
    text = [test.class, test.method, test.name, test.target, test.suite, test.program, test.kind, test.reason, test.id]
      .filter(Boolean)
      .join("\n")
      .toLowerCase();
    haystacks.set(test, text);
  }
  return text;
}

/** Return the tests that match, with or without one facet: the counts beside a facet's values ignore that facet. */
export function matches(tests: TestRow[], query: Query, without?: Facet): TestRow[] {
  const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
  const facets = FACETS.filter((facet) => facet !== without && query[facet].length > 0);
  return tests.filter(
    (test) => facets.every((facet) => query[facet].includes(facetOf[facet](test))) && words.every((word) => haystack(test).includes(word)),
  );
}

const ORDER: Record<string, number> = { failed: 0, error: 1, flaky: 2, running: 3, todo: 4, skipped: 5, passed: 6 };
const collator = new Intl.Collator("en", { numeric: true });

export function testName(test: TestRow): string {
  return test.name || test.method || test.id;
}

const names = new WeakMap<TestRow, string>();

/** The name with its class, for sorting: numbers in it sort by value. Comparing by a collator takes far longer. */
function fullName(test: TestRow): string {
  let name = names.get(test);
  if (name === undefined) {
    name = `${test.class ?? ""} ${testName(test)} ${test.target ?? ""}`.slice(0, 500).toLowerCase().replace(/\d+/g, (digits) => digits.padStart(8, "0"));
    names.set(test, name);
  }
  return name;
}

export function sorted(tests: TestRow[], query: Query): TestRow[] {
  const byName = (a: TestRow, b: TestRow) => {
    const [one, other] = [fullName(a), fullName(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  };
  const compare: Record<Sort, (a: TestRow, b: TestRow) => number> = {
    verdict: (a, b) => (ORDER[a.verdict] ?? 9) - (ORDER[b.verdict] ?? 9) || byName(a, b),
    name: byName,
    duration: (a, b) => (b.duration ?? -1) - (a.duration ?? -1) || byName(a, b),
    started: (a, b) => (a.started ?? "9").localeCompare(b.started ?? "9") || byName(a, b),
  };
  const result = [...tests].sort(compare[query.sort]);
  return query.down ? result.reverse() : result;
}

export type Item = { test: TestRow } | { group: string; tests: TestRow[] };

const groupOf: Record<Exclude<Group, "none">, (test: TestRow) => string> = {
  suite: (test) => test.suite || "no suite",
  target: (test) => test.target || "no target",
  class: (test) => test.class || "no class",
  verdict: (test) => test.verdict,
  kind: (test) => test.kind || "no kind",
  // Numbers, hashes and addresses differ between failures of one cause.
  reason: (test) => (test.reason || "no reason").replace(/0x[0-9a-f]+|\b[0-9a-f]{12,}\b|\d+(\.\d+)?/gi, "…").slice(0, 200),
};

/** Return the rows of the list: the tests, below a row for each group, the largest number of failures first. */
export function grouped(tests: TestRow[], group: Group): Item[] {
  if (group === "none") {
    return tests.map((test) => ({ test }));
  }
  const groups = new Map<string, TestRow[]>();
  for (const test of tests) {
    const name = groupOf[group](test);
    const members = groups.get(name);
    if (members) {
      members.push(test);
    } else {
      groups.set(name, [test]);
    }
  }
  const failures = (list: TestRow[]) => list.filter((test) => test.verdict === "failed" || test.verdict === "error").length;
  return [...groups]
    .sort(([a, as], [b, bs]) => failures(bs) - failures(as) || bs.length - as.length || collator.compare(a, b))
    .flatMap(([name, members]) => [{ group: name, tests: members }, ...members.map((test) => ({ test }))]);
}

export function counts(tests: TestRow[], facet: Facet): Map<string, number> {
  const result = new Map<string, number>();
  for (const test of tests) {
    const value = facetOf[facet](test);
    result.set(value, (result.get(value) ?? 0) + 1);
  }
  return result;
}
