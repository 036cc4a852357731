import { useEffect, useRef, useState } from "preact/hooks";
import { moment, visible } from "../common/format";
import { Icon } from "../common/icons";
import { Problem } from "../common/widgets";
import type { CastEvent, Console } from "../data/model";
import { useStore } from "../data/store";
import type { Session } from "../test/session";
import { ReplayClock } from "./clock";
import { type Player, player } from "./player";
import { partAt, partEvents } from "./window";

const SPEEDS = [0.25, 0.5, 1, 2, 5, 10, 50];
const IDLE = 1;

interface Replay {
  player: Player;
  clock: ReplayClock;
}

/** Seeks one after the other; of several that wait, only the last. */
class Seeker {
  private wanted: number | null = null;
  private busy = false;

  constructor(private readonly replay: Replay) {}

  async seek(t: number): Promise<void> {
    this.wanted = t;
    if (this.busy) {
      return;
    }
    this.busy = true;
    try {
      while (this.wanted !== null) {
        const to = this.wanted;
        this.wanted = null;
        // The player shows what came before a time, not what came at it.
        await this.replay.player.seek(Math.min(this.replay.clock.toReplay(to) + 0.0005, this.replay.clock.duration));
      }
    } finally {
      this.busy = false;
    }
  }
}

/** The console as a terminal showed it, at any moment and at any speed. */
export function ConsoleScreen({ console: one, session }: { console: Console; session: Session }) {
  const box = useRef<HTMLDivElement>(null);
  const replay = useRef<(Replay & { seeker: Seeker }) | null>(null);
  const resume = useRef(false);
  const cursor = useStore(session.cursor);
  const [part, setPart] = useState(() => partAt(one, cursor.t));
  const [speed, setSpeed] = useState(1);
  const [skip, setSkip] = useState(true);
  const [playing, setPlaying] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const end = Math.max(session.duration, one.chunks?.[one.chunks.length - 1]?.to ?? 0);

  useEffect(() => {
    setPart(partAt(one, session.cursor.get().t));
  }, [one]);

  useEffect(() => {
    let current = true;
    let frame = 0;
    let made: Player | null = null;
    // The player ends also when a seek reaches the end.
    let running = false;
    setPlaying(false);
    void (async () => {
      const [{ create }, events] = await Promise.all([player(), partEvents(one, part)]);
      if (!current || !box.current) {
        return;
      }
      const clock = new ReplayClock(events, part.from, part.whole ? end : part.to, skip ? IDLE : Infinity);
      const cols = Math.min(Math.max(one.cols ?? 80, 20), 400);
      const rows = Math.min(Math.max(one.rows ?? 24, 5), 200);
      // The end of the recording is an event of its own, or the replay would end with the last output.
      // A parser returns milliseconds, unlike the rest of the player.
      const recorded = [...clock.events, [clock.duration, "o", ""] as CastEvent].map(([t, code, text]): CastEvent => [t * 1000, code, text]);
      made = create({ data: {}, parser: () => ({ cols, rows, events: recorded as [number, "o" | "i", string][] }) }, box.current, {
        cols,
        rows,
        fit: "width",
        controls: false,
        preload: true,
        speed,
        cursorMode: "steady",
        theme: "qemu",
        terminalFontFamily: getComputedStyle(box.current).getPropertyValue("--mono"),
      });
      const own = { player: made, clock, seeker: null as unknown as Seeker };
      own.seeker = new Seeker(own);
      replay.current = own;
      const tick = () => {
        const t = clock.toTrace(own.player.getCurrentTime());
        if (Math.abs(t - session.cursor.get().t) > 0.02) {
          session.seek(Math.min(t, end), "replay");
        }
        frame = requestAnimationFrame(() => setTimeout(() => current && frame && tick(), 60));
      };
      made.addEventListener("playing", () => {
        running = true;
        setPlaying(true);
        frame ||= requestAnimationFrame(tick);
      });
      const stop = () => {
        running = false;
        frame = 0;
        setPlaying(false);
      };
      made.addEventListener("pause", stop);
      made.addEventListener("ended", () => {
        const played = running;
        stop();
        if (!current || !played) {
          return;
        }
        const next = partAt(one, part.to + 1e-6);
        if (!part.whole && next.last > part.last) {
          resume.current = true;
          session.seek(part.to + 1e-6, "replay");
          setPart(next);
        } else {
          session.seek(clock.toTrace(clock.duration), "replay");
        }
      });
      await own.seeker.seek(session.cursor.get().t);
      if (resume.current && current) {
        resume.current = false;
        await made.play();
      }
      box.current?.setAttribute("data-ready", "true");
    })().catch((reason: unknown) => current && setProblem(reason instanceof Error ? reason.message : String(reason)));
    return () => {
      current = false;
      frame = 0;
      box.current?.removeAttribute("data-ready");
      replay.current = null;
      made?.dispose();
    };
  }, [one, part.first, part.last, speed, skip]);

  useEffect(() => {
    if (cursor.source === "replay") {
      return;
    }
    if (!part.whole && (cursor.t < part.from || cursor.t > part.to)) {
      const next = partAt(one, cursor.t);
      if (next.first !== part.first || next.last !== part.last) {
        setPart(next);
        return;
      }
    }
    void replay.current?.seeker.seek(cursor.t).catch(() => undefined);
  }, [cursor]);

  const toggle = () => {
    const now = replay.current;
    if (!now) {
      return;
    }
    if (playing) {
      void now.player.pause();
    } else {
      if (session.cursor.get().t >= end - 0.01) {
        session.seek(0, "other");
      }
      // The player restarts after its end; the seek before comes first.
      void now.seeker.seek(session.cursor.get().t).then(() => now.player.play());
    }
  };
  const change = (action: () => void) => {
    resume.current = playing;
    action();
  };
  return (
    <div class="console-screen">
      <div class="screen-box">
        <div
          class="screen"
          ref={box}
          style={{ maxWidth: `${Math.round((one.cols ?? 80) * 9.4)}px` }}
          role="group"
          aria-label={`Screen of ${visible([one.vm, one.name].filter(Boolean).join(" "))} at ${moment(cursor.t, 2)}`}
        />
      </div>
      {problem && <Problem>{problem}</Problem>}
      <div class="player-bar">
        <button type="button" class="primary icon-only" aria-label={playing ? "Pause" : "Play"} title={playing ? "Pause" : "Play"} onClick={toggle}>
          <Icon name={playing ? "pause" : "play"} />
        </button>
        <span class="number">{moment(cursor.t, 2)}</span>
        <input
          type="range"
          min={0}
          max={end}
          step={Math.max(end / 2000, 0.001)}
          value={cursor.t}
          aria-label="Moment of the replay"
          aria-valuetext={moment(cursor.t)}
          onInput={(event) => session.seek(Number(event.currentTarget.value), "other")}
        />
        <span class="number muted">{moment(end, 1)}</span>
        <label>
          <span class="visually-hidden">Speed</span>
          <select value={speed} onChange={(event) => change(() => setSpeed(Number(event.currentTarget.value)))}>
            {SPEEDS.map((value) => (
              <option key={value} value={value}>
                {value}×
              </option>
            ))}
          </select>
        </label>
        <label class="check" title={`Show no pause for longer than ${IDLE} s`}>
          <input type="checkbox" checked={skip} onChange={() => change(() => setSkip(!skip))} /> skip pauses
        </label>
      </div>
    </div>
  );
}
