import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { bytes, count, moment, plural, visible } from "../common/format";
import { Icon } from "../common/icons";
import { FixedList, type ListHandle } from "../common/virtual";
import { CopyButton, Problem } from "../common/widgets";
import type { Console } from "../data/model";
import { useStore } from "../data/store";
import type { Session } from "../test/session";
import { ConsoleLines, type Line } from "./lines";
import { useSearch } from "./search";

const SHOWN = 1500;

function Highlighted({ text, find }: { text: string; find: RegExp | null }) {
  if (!find) {
    return <>{visible(text)}</>;
  }
  const parts: (string | { match: string })[] = [];
  let from = 0;
  for (const found of text.matchAll(find)) {
    if (!found[0] || parts.length > 200) {
      break;
    }
    parts.push(text.slice(from, found.index), { match: found[0] });
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return <>{parts.map((part, index) => (typeof part === "string" ? visible(part) : <mark key={index}>{visible(part.match)}</mark>))}</>;
}

/** A line of a megabyte in a window of its own. */
function LongLine({ line, number, onClose }: { line: Line; number: number; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const shown = line.text.slice(0, 400_000);
  return (
    <dialog class="long-line" ref={dialog} onClose={onClose} aria-label={`Line ${number + 1}`}>
      <div class="section-head">
        <h2>Line {count(number + 1)}</h2>
        <span class="muted">
          {bytes(line.text.length)} at {moment(line.t)}
          {shown.length < line.text.length && `, the first ${bytes(shown.length)} shown`}
        </span>
        <span class="grow" />
        <CopyButton text={line.text} label="Copy the whole line" />
        <button type="button" class="quiet icon-only" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      <pre class="wrap" tabIndex={0} role="group" aria-label="Line">
        {visible(shown)}
      </pre>
    </dialog>
  );
}

/** The whole console as text, searchable, of which only what is visible is loaded. */
export function ConsoleText({ console: one, session }: { console: Console; session: Session }) {
  const lines = useMemo(() => new ConsoleLines((one.chunks ?? []).map((chunk) => ({ ...chunk }))), [one]);
  const [, redraw] = useReducer((n: number, _: void) => n + 1, 0);
  const [problem, setProblem] = useState<string | null>(null);
  const [open, setOpen] = useState<number | null>(null);
  const [now, setNow] = useState(-1);
  const list = useRef<ListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const cursor = useStore(session.cursor);
  const fail = (reason: unknown) => setProblem(reason instanceof Error ? reason.message : String(reason));
  const search = useSearch(lines, (line) => list.current?.scrollToRow(line, "center"), fail);
  const wanted = useRef(0);

  const onVisible = useCallback(
    (first: number, last: number) => {
      const ticket = ++wanted.current;
      const load = () => {
        if (ticket === wanted.current) {
          lines.ensure(Math.max(0, first - 20), Math.min(lines.count, last + 20)).then((loaded) => loaded && redraw(), fail);
        }
      };
      // A fast drag of the scroll bar passes many chunks: load where it rests.
      if (lines.line(first) !== undefined && lines.line(Math.max(first, last - 1)) !== undefined) {
        load();
      } else {
        setTimeout(load, 25);
      }
    },
    [lines],
  );
  useEffect(() => {
    if (cursor.source === "text") {
      return;
    }
    let current = true;
    lines.lineAt(cursor.t).then((line) => {
      if (current) {
        setNow(line);
        redraw();
        list.current?.scrollToRow(line, cursor.source === "replay" ? "nearest" : "center");
      }
    }, fail);
    return () => {
      current = false;
    };
  }, [cursor, lines]);
  useEffect(() => {
    if (!lines.counted) {
      void (async () => {
        for (let index = 0; index < lines.chunks.length; index++) {
          await lines.load(index);
        }
        redraw();
      })().catch(fail);
    }
  }, [lines]);
  const openLine = open === null ? undefined : lines.line(open);
  const digits = String(lines.count).length;
  return (
    <div class="console-text">
      <div class="panel-bar">
        <label class="search">
          <Icon name="search" />
          <span class="visually-hidden">Search the console</span>
          <input
            ref={field}
            type="search"
            placeholder="Search the whole console"
            value={search.text}
            spellcheck={false}
            onInput={(event) => search.setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") {
                event.preventDefault();
                search.go(event.shiftKey ? -1 : 1);
              } else if (event.key === "Escape") {
                search.setText("");
              }
            }}
          />
        </label>
        <button type="button" class="quiet icon-only" aria-pressed={search.regex} title="Regular expression" aria-label="Regular expression" onClick={() => search.setRegex(!search.regex)}>
          <span class="glyph">.*</span>
        </button>
        {search.text && (
          <>
            <span class={search.bad ? "muted bad" : "muted"} role="status">
              {search.bad ?? (search.matches.length === 0 && search.share >= 1 ? "no match" : `${search.at >= 0 ? `${count(search.at + 1)} of ` : ""}${plural(search.matches.length, "line")}${search.full ? " or more" : ""}`)}
              {search.share < 1 && !search.bad && `, ${Math.round(search.share * 100)} %`}
            </span>
            <button type="button" class="quiet icon-only" aria-label="Previous match" onClick={() => search.go(-1)}>
              <Icon name="up" />
            </button>
            <button type="button" class="quiet icon-only" aria-label="Next match" onClick={() => search.go(1)}>
              <Icon name="down" />
            </button>
          </>
        )}
        <span class="grow" />
        <span class="muted">{plural(lines.count, "line")}</span>
      </div>
      {problem && <Problem>{problem}</Problem>}
      <FixedList
        label={`Text of ${one.name}`}
        class="plain-lines"
        handle={list}
        count={lines.count}
        rowHeight={19}
        onVisible={onVisible}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "f") {
            event.preventDefault();
            field.current?.focus();
          } else if (event.key === "Home" || event.key === "End") {
            event.preventDefault();
            list.current?.scrollToRow(event.key === "Home" ? 0 : lines.count - 1);
          }
        }}
        row={(number) => {
          const line = lines.line(number);
          return (
            <div class={`line${number === now ? " now" : ""}${number === search.current ? " match" : ""}`} role="listitem" key={number} data-line={number}>
              <span class="no" style={{ minWidth: `${digits}ch` }}>
                {number + 1}
              </span>
              <button type="button" class="at" tabIndex={-1} title="Show this moment" onClick={() => line && (setNow(number), session.seek(line.t, "text"))}>
                {line ? moment(line.t) : ""}
              </button>
              <span class="text">
                {line && <Highlighted text={line.text.slice(0, SHOWN)} find={search.highlight} />}
                {line && line.text.length > SHOWN && (
                  <button type="button" class="chip" onClick={() => setOpen(number)}>
                    … {bytes(line.text.length)} in this line
                  </button>
                )}
              </span>
            </div>
          );
        }}
      />
      {open !== null && openLine && <LongLine line={openLine} number={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
