import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { bytes, visible } from "./format";
import { Icon } from "./icons";

/** Text from a test: characters that would hide or reorder others are shown by name, and its direction stays inside. */
export function Text({ children }: { children: string | null | undefined }) {
  return <bdi>{visible(children ?? "")}</bdi>;
}

const FIRST = 20_000;

/** A block of text, of which a long one shows its beginning first, or its end. */
export function Block({ text, label, wrap = true, limit = FIRST, end = false }: { text: string; label: string; wrap?: boolean; limit?: number; end?: boolean }) {
  const [all, showAll] = useState(false);
  const box = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    if (end && box.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text, end, all]);
  const long = text.length > limit;
  return (
    <div class="block">
      <pre ref={box} class={wrap ? "wrap" : ""} tabIndex={0} role="group" aria-label={label}>
        {visible(long && !all ? (end ? text.slice(-limit) : text.slice(0, limit)) : text)}
      </pre>
      {long && !all && (
        <button type="button" class="quiet" onClick={() => showAll(true)}>
          Show all {bytes(text.length)}
        </button>
      )}
    </div>
  );
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages from file: may lack the clipboard API.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "offscreen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export function CopyButton({ text, label, small, icon = "copy" }: { text: string | (() => string); label: string; small?: boolean; icon?: "copy" | "link" }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) {
      return;
    }
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      class={small ? "quiet icon-only" : "quiet"}
      aria-label={copied ? "Copied" : label}
      title={copied ? "Copied" : label}
      onClick={(event) => {
        event.stopPropagation();
        void copyText(typeof text === "string" ? text : text()).then(() => setCopied(true));
      }}
    >
      <Icon name={copied ? "done" : icon} />
      {!small && <span>{copied ? "Copied" : label}</span>}
    </button>
  );
}

export interface Tab {
  id: string;
  title: string;
  count?: number | string;
}

/** Tabs after the ARIA pattern: arrow keys move between tabs. */
export function Tabs({ tabs, selected, onSelect, label, panel }: { tabs: Tab[]; selected: string; onSelect: (id: string) => void; label: string; panel: string }) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const now = tabs.findIndex((tab) => tab.id === selected);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) {
      return;
    }
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    if (tab) {
      onSelect(tab.id);
      list.current?.querySelector<HTMLElement>(`[data-tab="${tab.id}"]`)?.focus();
    }
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`tab-${tab.id}`}
          data-tab={tab.id}
          aria-selected={tab.id === selected}
          aria-controls={tab.id === selected ? panel : undefined}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.title}
          {tab.count !== undefined && <span class="count">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

export function Problem({ children }: { children: ComponentChildren }) {
  return (
    <p class="problem" role="alert">
      {children}
    </p>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** True while the page is at most as wide as a phone. */
export function useNarrow(width = 720): boolean {
  const query = `(max-width: ${width}px)`;
  const [narrow, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const changed = () => set(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, [query]);
  return narrow;
}
