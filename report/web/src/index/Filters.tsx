import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import { count, plural, visible } from "../common/format";
import { Icon, VERDICTS } from "../common/icons";
import type { Run, TestRow } from "../data/model";
import { counts, type Facet, FACETS, type Group, GROUPS, matches, type Query } from "./query";

interface Props {
  tests: TestRow[];
  query: Query;
  change: (part: Partial<Query>) => void;
  search: RefObject<HTMLInputElement | null>;
  found: number;
  runs: Run[];
}

const ALL: Record<Facet, string> = { verdict: "All verdicts", kind: "All kinds", target: "All targets", suite: "All suites", run: "All runs" };

function values(tests: TestRow[], query: Query, facet: Facet): [string, number][] {
  const found = counts(matches(tests, query, facet), facet);
  // A chosen value stays in the list when nothing matches it any more.
  query[facet].forEach((value) => found.has(value) || found.set(value, 0));
  const order = (value: string) => (facet === "verdict" ? String((VERDICTS as string[]).indexOf(value)) : value);
  return [...found].sort(([a], [b]) => order(a).localeCompare(order(b)));
}

function FacetSelect({ tests, query, change, facet, runs }: Pick<Props, "tests" | "query" | "change" | "runs"> & { facet: Facet }) {
  const options = useMemo(() => values(tests, query, facet), [tests, query, facet]);
  const chosen = query[facet];
  if (options.length < 2 && chosen.length === 0) {
    return null;
  }
  const name = (value: string) => (facet === "run" ? (runs.find((run) => run.id === value)?.name ?? value) : value) || `no ${facet}`;
  return (
    <select
      aria-label={facet}
      class={chosen.length > 0 ? "chosen" : ""}
      value={chosen.join(",")}
      onChange={(event) => change({ [facet]: event.currentTarget.value.split(",").filter(Boolean) })}
    >
      <option value="">{ALL[facet]}</option>
      {facet === "verdict" && <option value="failed,error,flaky">not passed (failed, error, flaky)</option>}
      {chosen.length > 1 && chosen.join(",") !== "failed,error,flaky" && <option value={chosen.join(",")}>{visible(chosen.join(", "))}</option>}
      {options
        .filter(([value]) => value !== "")
        .map(([value, number]) => (
          <option key={value} value={value}>
            {visible(name(value))} ({count(number)})
          </option>
        ))}
    </select>
  );
}

export function Filters({ tests, query, change, search, found, runs }: Props) {
  const active = query.q !== "" || FACETS.some((facet) => query[facet].length > 0);
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="search">
        <Icon name="search" />
        <span class="visually-hidden">Filter by text</span>
        <input
          ref={search}
          type="search"
          placeholder="Filter by name, class or reason  ( / )"
          value={query.q}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => change({ q: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              change({ q: "" });
            }
          }}
        />
      </label>
      {FACETS.map((facet) => (
        <FacetSelect key={facet} tests={tests} query={query} change={change} facet={facet} runs={runs} />
      ))}
      <label class="group-by">
        <span>Group by</span>
        <select value={query.group} onChange={(event) => change({ group: event.currentTarget.value as Group })}>
          {GROUPS.map((group) => (
            <option key={group} value={group}>
              {group === "none" ? "nothing" : group}
            </option>
          ))}
        </select>
      </label>
      <span class="grow" />
      <span class="muted found">
        {active ? `${count(found)} of ${plural(tests.length, "test")}` : plural(found, "test")}
      </span>
      {active && (
        <button type="button" class="quiet" onClick={() => change({ q: "", verdict: [], kind: [], target: [], suite: [], run: [] })}>
          <Icon name="close" /> Clear
        </button>
      )}
    </form>
  );
}
