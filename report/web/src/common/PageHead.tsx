import type { ComponentChildren } from "preact";
import type { Index } from "../data/model";
import { indexLink } from "../data/route";
import { dateTime } from "./format";
import { ThemeButton } from "./theme";
import { Text } from "./widgets";

/** The line at the top of each page. */
export function PageHead({ index, children }: { index: Index | null; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <a class="brand" href={indexLink()}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <rect x="1" y="3" width="18" height="14" rx="3" />
          <path d="M5 8l3 2.2L5 12.5M10 13h5" />
        </svg>
        <Text>{index?.title ?? "Test report"}</Text>
      </a>
      {children}
      {index?.live && (
        <span class="live" title="This page reads its data again every two seconds">
          <span class="dot" aria-hidden="true" /> running
        </span>
      )}
      <span class="grow" />
      {index?.created && <time dateTime={index.created}>{dateTime(index.created)}</time>}
      <ThemeButton />
    </header>
  );
}
