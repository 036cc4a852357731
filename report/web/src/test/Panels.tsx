import { useMemo } from "preact/hooks";
import { count, plural } from "../common/format";
import { Empty, type Tab, Tabs } from "../common/widgets";
import { ConsolePanel } from "../console/ConsolePanel";
import type { Attempt, Test, Trace } from "../data/model";
import { Captures } from "./Captures";
import { Files } from "./Files";
import { GuestCommands } from "./GuestCommands";
import { HostCharts } from "./HostCharts";
import { Output } from "./Output";
import { Qmp } from "./Qmp";
import { Screens } from "./Screens";
import type { Session } from "./session";
import { TestHistoryPanel } from "./TestHistoryPanel";

interface Props {
  id: string;
  test: Test;
  attempt: Attempt;
  trace: Trace | null;
  session: Session;
  tab: string | undefined;
  onTab: (tab: string) => void;
  link: (step: number) => string;
}

function tabs(test: Test, attempt: Attempt, trace: Trace | null): Tab[] {
  const of = (...kinds: string[]) => (trace?.steps ?? []).filter((step) => kinds.includes(step.kind)).length;
  const all: (Tab | false)[] = [
    (trace?.consoles?.length ?? 0) > 0 && { id: "console", title: "Console" },
    of("qmp", "event") > 0 && { id: "qmp", title: "QMP", count: count(of("qmp", "event")) },
    (trace?.screens?.length ?? 0) > 0 && { id: "screens", title: "Screenshots", count: count(trace?.screens?.length ?? 0) },
    of("guest") > 0 && { id: "guest", title: "Guest", count: count(of("guest")) },
    (trace?.captures?.length ?? 0) > 0 && { id: "network", title: "Network", count: count(trace?.captures?.length ?? 0) },
    (trace?.host?.length ?? 0) > 1 && { id: "host", title: "Host" },
    (attempt.files?.length ?? 0) > 0 && { id: "files", title: "Files", count: count(attempt.files?.length ?? 0) },
    Boolean(attempt.output ?? test.output) && { id: "output", title: "Output" },
    { id: "history", title: "History" },
  ];
  return all.filter((tab): tab is Tab => tab !== false);
}

/** What else is known about an attempt, one tab for each sort. */
export function Panels({ id, test, attempt, trace, session, tab, onTab, link }: Props) {
  const present = useMemo(() => tabs(test, attempt, trace), [test, attempt, trace]);
  const shown = present.find((one) => one.id === tab)?.id ?? present[0]?.id ?? "history";
  return (
    <section class="panels" aria-label="Records">
      <Tabs tabs={present} selected={shown} onSelect={onTab} label="Records" panel="panel" />
      <div id="panel" class={`panel panel-${shown}`} role="tabpanel" aria-labelledby={`tab-${shown}`}>
        {shown === "console" && trace && <ConsolePanel consoles={trace.consoles ?? []} session={session} />}
        {shown === "qmp" && trace && <Qmp session={session} link={link} />}
        {shown === "screens" && trace && <Screens screens={trace.screens ?? []} session={session} />}
        {shown === "guest" && trace && <GuestCommands session={session} link={link} />}
        {shown === "network" && trace && <Captures captures={trace.captures ?? []} session={session} />}
        {shown === "host" && trace && <HostCharts host={trace.host ?? []} session={session} />}
        {shown === "files" && <Files files={attempt.files ?? []} />}
        {shown === "output" && <Output text={attempt.output ?? test.output ?? ""} />}
        {shown === "history" && <TestHistoryPanel id={id} />}
        {tab && !present.some((one) => one.id === tab) && <Empty>This attempt has no “{tab}”. It has {plural(present.length, "other record")}.</Empty>}
      </div>
    </section>
  );
}
