import { useState } from "preact/hooks";
import { Store } from "../data/store";
import { Icon } from "./icons";

export type Theme = "auto" | "light" | "dark";

const KEY = "qemu-report-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

/** The theme that is shown. What paints on a canvas subscribes to it. */
export const shownTheme = new Store<"light" | "dark">("light");
let chosen = stored();

function apply(): void {
  const shown = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset["theme"] = shown;
  shownTheme.set(shown);
}

export function startTheme(): void {
  apply();
  dark.addEventListener("change", apply);
}

const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const NAMES: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };

export function ThemeButton() {
  const [theme, set] = useState(chosen);
  const label = `Colors: ${NAMES[theme]}. Change to ${NAMES[NEXT[theme]]}`;
  return (
    <button
      type="button"
      class="quiet icon-only theme-button"
      aria-label={label}
      title={label}
      onClick={() => {
        chosen = NEXT[theme];
        set(chosen);
        try {
          localStorage.setItem(KEY, chosen);
        } catch {
          // A browser may forbid storage for pages from file:. The choice then ends with the page.
        }
        apply();
      }}
    >
      <Icon name={theme === "auto" ? "auto" : theme === "light" ? "sun" : "moon"} />
    </button>
  );
}
