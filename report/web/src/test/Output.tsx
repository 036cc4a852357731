import { useMemo } from "preact/hooks";
import { visible } from "../common/format";
import { FixedList } from "../common/virtual";

/** The TAP of the test's program. */
export function Output({ text }: { text: string }) {
  const lines = useMemo(() => text.split("\n"), [text]);
  return (
    <FixedList
      label="Output of the program"
      class="plain-lines"
      count={lines.length}
      rowHeight={19}
      row={(index) => {
        const line = lines[index] ?? "";
        const tone = /^not ok\b/.test(line) ? "bad" : /^ok\b.*# SKIP/i.test(line) ? "skip" : /^ok\b/.test(line) ? "good" : "";
        return (
          <div class={`line ${tone}`} role="listitem" key={index}>
            <span class="text">{visible(line.slice(0, 2000))}</span>
          </div>
        );
      }}
    />
  );
}
