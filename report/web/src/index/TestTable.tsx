import { Component } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { duration, plural, shortReason } from "../common/format";
import { VerdictIcon } from "../common/icons";
import { FixedList, type ListHandle } from "../common/virtual";
import { Empty, Text, useNarrow } from "../common/widgets";
import type { Run, TestRow } from "../data/model";
import { testLink } from "../data/route";
import { type Item, type Query, type Sort, testName } from "./query";

interface Props {
  items: Item[];
  query: Query;
  change: (part: Partial<Query>) => void;
  runs: Run[];
}

const COLUMNS: { title: string; sort?: Sort; class: string }[] = [
  { title: "Test", sort: "name", class: "c-name" },
  { title: "Target", class: "c-target" },
  { title: "Cause", sort: "verdict", class: "c-cause" },
  { title: "Duration", sort: "duration", class: "c-duration" },
];

/** The class without its package, which the target and the suite repeat. */
export function shortClass(name: string | undefined): string {
  return (name ?? "").split(".").pop() ?? "";
}

export function Cause({ test }: { test: Pick<TestRow, "kind" | "reason" | "attempts"> }) {
  return (
    <>
      {test.kind && (
        <span class="kind">
          <Text>{test.kind.slice(0, 40)}</Text>
        </span>
      )}
      {test.reason && (
        <span class="reason">
          <Text>{shortReason(test.reason).slice(0, 400)}</Text>
        </span>
      )}
    </>
  );
}

interface RowProps {
  test: TestRow;
  index: number;
  longest: number;
}

/** A row that is drawn again only if its test is another: scrolling moves many. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return next.test !== this.props.test || next.index !== this.props.index || next.longest !== this.props.longest;
  }

  override render({ test, index, longest }: RowProps) {
    return <RowCells test={test} index={index} longest={longest} />;
  }
}

function RowCells({ test, index, longest }: RowProps) {
  const share = longest > 0 && test.duration ? Math.max(1, (test.duration / longest) * 100) : 0;
  return (
    <div class={`row test-row v-${test.verdict}`} role="row" aria-rowindex={index + 2} data-row={index}>
      <span class="c-verdict" role="cell">
        <VerdictIcon verdict={test.verdict} />
      </span>
      <span class="c-name" role="cell">
        <a class="name cover" href={testLink(test.id)}>
          <Text>{testName(test).slice(0, 300)}</Text>
        </a>
        <span class="class muted">
          <Text>{shortClass(test.class).slice(0, 200)}</Text>
          {(test.attempts ?? 1) > 1 && <span> · {test.attempts} attempts</span>}
        </span>
      </span>
      <span class="c-target" role="cell">
        <span>
          <Text>{(test.target ?? "").slice(0, 60)}</Text>
        </span>
        <span class="muted">
          <Text>{(test.suite ?? "").slice(0, 60)}</Text>
        </span>
      </span>
      <span class="c-cause" role="cell">
        <Cause test={test} />
      </span>
      <span class="c-duration" role="cell">
        <span>{test.verdict === "running" ? "running" : duration(test.duration)}</span>
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${share}%` }} />
        </span>
      </span>
    </div>
  );
}

function GroupRow({ name, tests, index }: { name: string; tests: TestRow[]; index: number }) {
  const bad = tests.filter((test) => test.verdict === "failed" || test.verdict === "error").length;
  return (
    <div class="row group-row" role="row" aria-rowindex={index + 2} data-row={index}>
      <span role="cell" class="group-name">
        <Text>{name}</Text>
      </span>
      <span role="cell" class="muted">
        {plural(tests.length, "test")}
        {bad > 0 && bad < tests.length && `, ${bad} failed`} · {duration(tests.reduce((sum, test) => sum + (test.duration ?? 0), 0))}
      </span>
    </div>
  );
}

export function TestTable({ items, query, change }: Props) {
  const narrow = useNarrow();
  const list = useRef<ListHandle>(null);
  const table = useRef<HTMLDivElement>(null);
  const longest = useMemo(() => items.reduce((most, item) => ("test" in item ? Math.max(most, item.test.duration ?? 0) : most), 0), [items]);
  const sort = (by: Sort) => change(query.sort === by ? { down: !query.down } : { sort: by, down: false });
  const move = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
    const now = Number(row?.dataset["row"] ?? -1);
    const down = event.key === "ArrowDown" || event.key === "j";
    if (!(down || event.key === "ArrowUp" || event.key === "k") || event.ctrlKey || event.metaKey) {
      return;
    }
    let to = now + (down ? 1 : -1);
    while (items[to] && !("test" in (items[to] as Item))) {
      to += down ? 1 : -1;
    }
    if (items[to]) {
      event.preventDefault();
      list.current?.scrollToRow(to, "nearest");
      requestAnimationFrame(() => table.current?.querySelector<HTMLElement>(`[data-row="${to}"] a`)?.focus({ preventScroll: true }));
    }
  };
  if (items.length === 0) {
    return <Empty>No test matches these filters.</Empty>;
  }
  return (
    <div class="test-table" role="table" aria-label="Tests" aria-rowcount={items.length + 1} ref={table}>
      <div class="table-head" role="rowgroup">
        <div class="row head" role="row" aria-rowindex={1}>
          <span class="c-verdict" role="columnheader">
            <span class="visually-hidden">Verdict</span>
          </span>
          {COLUMNS.map(({ title, sort: by, class: name }) => (
            <span
              key={title}
              class={name}
              role="columnheader"
              aria-sort={by && query.sort === by ? (query.down !== (by === "duration") ? "descending" : "ascending") : undefined}
            >
              {by ? (
                <button type="button" onClick={() => sort(by)}>
                  {title}
                  {query.sort === by && <span aria-hidden="true">{query.down !== (by === "duration") ? " ↓" : " ↑"}</span>}
                </button>
              ) : (
                title
              )}
            </span>
          ))}
        </div>
      </div>
      <FixedList
        page
        role="rowgroup"
        label="Tests"
        handle={list}
        count={items.length}
        rowHeight={narrow ? 78 : 44}
        onKeyDown={move}
        row={(index) => {
          const item = items[index] as Item;
          return "test" in item ? (
            <Row key={`${item.test.run}/${item.test.id}`} test={item.test} index={index} longest={longest} />
          ) : (
            <GroupRow key={`group/${item.group}`} name={item.group} tests={item.tests} index={index} />
          );
        }}
      />
    </div>
  );
}
