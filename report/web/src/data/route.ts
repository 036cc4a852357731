// Where the reader is: the page by the file's name, or by the fragment in a single file; the rest in the fragment.
import { useEffect, useState } from "preact/hooks";
import { encode, single } from "./receive";

export interface Place {
  test: string | null;
  fragment: string;
}

export function place(): Place {
  const fragment = location.hash.slice(1);
  if (single) {
    const found = /^test=([^&]+)(?:&(.*))?$/.exec(fragment);
    return found ? { test: decode(found[1] ?? ""), fragment: found[2] ?? "" } : { test: null, fragment };
  }
  if (document.documentElement.dataset["page"] !== "test") {
    return { test: null, fragment };
  }
  const file = location.pathname.split("/").pop() ?? "";
  return { test: decode(file).replace(/\.html?$/, ""), fragment };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function usePlace(): Place {
  const [now, set] = useState(place);
  useEffect(() => {
    const changed = () => set(place());
    addEventListener("hashchange", changed);
    addEventListener("popstate", changed);
    return () => {
      removeEventListener("hashchange", changed);
      removeEventListener("popstate", changed);
    };
  }, []);
  return now;
}

export function testLink(id: string, fragment = ""): string {
  if (single) {
    return `#test=${encode(id)}${fragment ? `&${fragment}` : ""}`;
  }
  const page = `${encode(id)}.html${fragment ? `#${fragment}` : ""}`;
  return document.documentElement.dataset["page"] === "test" ? page : `tests/${page}`;
}

export function indexLink(fragment = ""): string {
  if (single) {
    return `#${fragment}`;
  }
  return (document.documentElement.dataset["root"] ?? "") + "index.html" + (fragment ? `#${fragment}` : "");
}

/** Replace the fragment of this page without a new entry in the browser's history. */
export function replaceFragment(fragment: string): void {
  const now = place();
  const whole = single && now.test !== null ? `test=${encode(now.test)}${fragment ? `&${fragment}` : ""}` : fragment;
  if (whole !== location.hash.slice(1)) {
    // Without a fragment, the URL needs its path: an empty string would keep the old fragment.
    history.replaceState(null, "", whole ? `#${whole}` : location.pathname + location.search);
    dispatchEvent(new PopStateEvent("popstate"));
  }
}

/** What a fragment of a test page names: an attempt, a step or a time, and a tab. */
export interface Spot {
  attempt?: number;
  step?: number;
  time?: number;
  tab?: string;
}

export function parseSpot(fragment: string): Spot {
  const spot: Spot = {};
  for (const part of fragment.split("&")) {
    const step = /^(?:a(\d+))?-?(?:step[-=](\d+))?$/.exec(part);
    const time = /^t=(-?\d+(?:\.\d+)?)$/.exec(part);
    const tab = /^tab=([a-z]+)$/.exec(part);
    if (time) {
      spot.time = Number(time[1]);
    } else if (tab) {
      spot.tab = tab[1];
    } else if (step) {
      if (step[1]) {
        spot.attempt = Number(step[1]);
      }
      if (step[2]) {
        spot.step = Number(step[2]);
      }
    }
  }
  return spot;
}

export function formatSpot(spot: Spot): string {
  const parts: string[] = [];
  const attempt = spot.attempt === undefined ? "" : `a${spot.attempt}`;
  if (spot.step !== undefined) {
    parts.push(`${attempt}${attempt && "-"}step-${spot.step}`);
  } else if (attempt) {
    parts.push(attempt);
  }
  if (spot.step === undefined && spot.time !== undefined) {
    parts.push(`t=${spot.time.toFixed(3)}`);
  }
  if (spot.tab) {
    parts.push(`tab=${spot.tab}`);
  }
  return parts.join("&");
}
