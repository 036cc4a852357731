import { useEffect, useMemo, useRef } from "preact/hooks";
import { count, plural } from "../common/format";
import { PageHead } from "../common/PageHead";
import { type Tab, Problem, Tabs } from "../common/widgets";
import type { Index } from "../data/model";
import { useLive } from "../data/live";
import { replaceFragment } from "../data/route";
import { AssetsView } from "./AssetsView";
import { Filters } from "./Filters";
import { HistoryView } from "./HistoryView";
import { formatQuery, grouped, matches, parseQuery, type Query, sorted, type View } from "./query";
import { SkipsView } from "./SkipsView";
import { SlowestView } from "./SlowestView";
import { Summary } from "./Summary";
import { TestTable } from "./TestTable";

export function IndexPage({ fragment }: { fragment: string }) {
  const { data, problem } = useLive<Index>("index", "", (index) => index.live === true);
  const query = useMemo(() => parseQuery(fragment), [fragment]);
  const change = (part: Partial<Query>) => replaceFragment(formatQuery({ ...query, ...part }));
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = data?.title ?? "Test report";
  }, [data?.title]);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
      }
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  const tests = useMemo(() => data?.tests ?? [], [data]);
  const found = useMemo(() => matches(tests, query), [tests, query]);
  const items = useMemo(() => grouped(sorted(found, query), query.group), [found, query]);
  if (problem) {
    return <Problem>{problem}. Was the folder copied completely?</Problem>;
  }
  if (!data) {
    return <p class="loading">Loading…</p>;
  }
  const skips = tests.filter((test) => test.verdict === "skipped" || test.verdict === "todo").length;
  const tabs: Tab[] = [
    { id: "tests", title: "Tests", count: count(tests.length) },
    { id: "slowest", title: "Slowest" },
    { id: "skips", title: "Skips", count: count(skips) },
    { id: "assets", title: "Missing assets", count: count(data.assets?.length ?? 0) },
    { id: "history", title: "History" },
  ];
  return (
    <div class="index">
      <PageHead index={data} />
      <main>
        <Summary index={data} query={query} change={change} />
        <Tabs tabs={tabs} selected={query.view} onSelect={(id) => change({ view: id as View })} label="Views" panel="view" />
        <section id="view" role="tabpanel" aria-labelledby={`tab-${query.view}`}>
          {query.view === "tests" && (
            <>
              <Filters tests={tests} query={query} change={change} search={search} found={found.length} runs={data.runs ?? []} />
              <TestTable items={items} query={query} change={change} runs={data.runs ?? []} />
            </>
          )}
          {query.view === "slowest" && <SlowestView tests={tests} />}
          {query.view === "skips" && <SkipsView tests={tests} />}
          {query.view === "assets" && <AssetsView assets={data.assets ?? []} tests={tests} />}
          {query.view === "history" && <HistoryView tests={tests} />}
        </section>
        <p class="visually-hidden" role="status">
          {query.view === "tests" ? `${plural(found.length, "test")} shown` : ""}
        </p>
      </main>
    </div>
  );
}
