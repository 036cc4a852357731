import { useEffect, useMemo } from "preact/hooks";
import { Icon } from "../common/icons";
import type { Index } from "../data/model";
import { testLink } from "../data/route";
import { parseQuery, sorted } from "../index/query";

/** Links to the previous and the next test that did not pass. */
export function Neighbors({ index, id }: { index: Index | null; id: string }) {
  const bad = useMemo(() => {
    const tests = (index?.tests ?? []).filter((test) => test.verdict === "failed" || test.verdict === "error" || test.verdict === "flaky");
    return sorted(tests, parseQuery(""));
  }, [index]);
  const now = bad.findIndex((test) => test.id === id);
  const previous = now > 0 ? bad[now - 1] : undefined;
  const next = bad[now + 1];
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const element = event.target as HTMLElement;
      if (element.matches("input, textarea, select, [role=slider], .ap-wrapper *") || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const to = event.key === "p" ? previous : event.key === "n" ? next : undefined;
      if (to) {
        location.href = testLink(to.id);
      }
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, [previous, next]);
  if (bad.length === 0 || (!previous && !next)) {
    return null;
  }
  return (
    <nav class="neighbors" aria-label="Failures">
      {previous ? (
        <a class="quiet icon-only" href={testLink(previous.id)} aria-label="Previous failure" title="Previous failure ( p )">
          <Icon name="previous" />
        </a>
      ) : (
        <span class="icon-only disabled" />
      )}
      <span class="muted">{now >= 0 ? `failure ${now + 1} of ${bad.length}` : "failures"}</span>
      {next && (
        <a class="quiet icon-only" href={testLink(next.id)} aria-label="Next failure" title="Next failure ( n )">
          <Icon name="next" />
        </a>
      )}
    </nav>
  );
}
