import { useEffect, useState } from "preact/hooks";
import { moment, visible } from "../common/format";
import { Text } from "../common/widgets";
import type { Screen } from "../data/model";
import { href } from "../data/receive";
import { useStore } from "../data/store";
import type { Session } from "./session";

type Mode = "side" | "slider" | "difference";
const MODES: Record<Mode, string> = { side: "Side by side", slider: "Slider", difference: "Difference" };

function Compare({ screen, mode }: { screen: Screen; mode: Mode }) {
  const [split, setSplit] = useState(50);
  const actual = href(screen.href);
  const expected = href(screen.expected);
  const name = visible(screen.title ?? "screenshot");
  if (!actual) {
    return <p class="empty">The screenshot is not part of the report.</p>;
  }
  if (!expected) {
    return (
      <figure class="shot">
        <a href={actual} target="_blank" rel="noreferrer">
          <img src={actual} alt={name} />
        </a>
      </figure>
    );
  }
  if (mode === "side") {
    return (
      <div class="side-by-side">
        <figure class="shot">
          <figcaption>Shown</figcaption>
          <a href={actual} target="_blank" rel="noreferrer">
            <img src={actual} alt={`${name}, shown`} />
          </a>
        </figure>
        <figure class="shot">
          <figcaption>Expected</figcaption>
          <a href={expected} target="_blank" rel="noreferrer">
            <img src={expected} alt={`${name}, expected`} />
          </a>
        </figure>
      </div>
    );
  }
  return (
    <div class="overlay-box">
      <div class={`overlay ${mode}`}>
        <img src={expected} alt={`${name}, expected`} />
        <img class="top" src={actual} alt={`${name}, shown`} style={mode === "slider" ? { clipPath: `inset(0 ${100 - split}% 0 0)` } : {}} />
        {mode === "slider" && <span class="split" style={{ left: `${split}%` }} aria-hidden="true" />}
      </div>
      {mode === "slider" ? (
        <label class="split-range">
          <span class="muted">shown</span>
          <input type="range" min={0} max={100} value={split} aria-label="Part of the screen that was shown" onInput={(event) => setSplit(Number(event.currentTarget.value))} />
          <span class="muted">expected</span>
        </label>
      ) : (
        <p class="muted">Black where both are equal.</p>
      )}
    </div>
  );
}

/** Screenshots, each beside what the test expected. */
export function Screens({ screens, session }: { screens: Screen[]; session: Session }) {
  const cursor = useStore(session.cursor);
  const [mode, setMode] = useState<Mode>("side");
  const [shown, setShown] = useState(0);
  useEffect(() => {
    // The last one that was taken by then.
    let last = 0;
    screens.forEach((screen, index) => (screen.t <= cursor.t + 0.001 ? (last = index) : undefined));
    setShown(last);
  }, [cursor, screens]);
  const screen = screens[Math.min(shown, screens.length - 1)] as Screen;
  const choose = (index: number) => {
    const one = screens[index];
    if (one) {
      setShown(index);
      if (one.step !== null && one.step !== undefined && session.step(one.step)) {
        session.select(one.step, "other");
      } else {
        session.seek(one.t, "other");
      }
    }
  };
  return (
    <>
      <div class="thumbs" role="group" aria-label="Screenshots">
        {screens.slice(0, 400).map((one, index) => (
          <button key={index} type="button" aria-pressed={index === shown} onClick={() => choose(index)}>
            <img src={href(one.href)} alt="" loading="lazy" />
            <span>{moment(one.t, 2)}</span>
          </button>
        ))}
      </div>
      <div class="panel-bar">
        <strong>
          <Text>{(screen.title ?? "screenshot").slice(0, 200)}</Text>
        </strong>
        <span class="muted">{moment(screen.t)}</span>
        <span class="grow" />
        {screen.expected && (
          <div class="segmented" role="group" aria-label="Comparison">
            {(Object.keys(MODES) as Mode[]).map((one) => (
              <button key={one} type="button" aria-pressed={mode === one} onClick={() => setMode(one)}>
                {MODES[one]}
              </button>
            ))}
          </div>
        )}
      </div>
      <Compare screen={screen} mode={mode} />
    </>
  );
}
