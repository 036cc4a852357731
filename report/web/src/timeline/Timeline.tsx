import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { moment, visible } from "../common/format";
import { Icon } from "../common/icons";
import { shownTheme } from "../common/theme";
import { Text } from "../common/widgets";
import type { Step, Trace } from "../data/model";
import type { Session } from "../test/session";
import { useStore } from "../data/store";
import { attachGestures, zoomed } from "./gestures";
import { layout as arrange, type Mark } from "./layout";
import { markAt, paint, type Scene, type View } from "./paint";
import { palette } from "./palette";

interface Tip {
  mark: Mark;
  left: number;
  top: number;
}

function stepTitle(step: Step | null): string {
  return step ? `, ${step.kind}: ${visible((step.title ?? "").slice(0, 120))}${step.outcome === "failed" ? ", failed" : ""}` : "";
}

export function Timeline({ trace, session }: { trace: Trace; session: Session }) {
  const arranged = useMemo(() => arrange(trace), [trace]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useRef<Scene | null>(null);
  const frame = useRef(0);
  const [tip, setTip] = useState<Tip | null>(null);
  const cursor = useStore(session.cursor);
  const selected = useStore(session.selected);
  const whole: View = { from: -arranged.duration * 0.006, to: arranged.duration * 1.012 };
  const shownWhole = useRef<View>(whole);

  const draw = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const g = canvas.current?.getContext("2d");
      if (g && scene.current) {
        const ratio = devicePixelRatio || 1;
        g.setTransform(ratio, 0, 0, ratio, 0, 0);
        paint(g, scene.current);
      }
    });
  };
  const show = (view: View) => {
    if (!scene.current) {
      return;
    }
    const full = whole.to - whole.from;
    const span = Math.min(full, Math.max(view.to - view.from, 0.0005));
    const middle = (view.from + view.to) / 2;
    const from = Math.min(Math.max(middle - span / 2, whole.from), whole.to - span);
    scene.current.view = { from, to: from + span };
    setTip(null);
    draw();
  };
  const view = () => scene.current?.view ?? whole;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) {
      return;
    }
    const resize = () => {
      const width = element.clientWidth;
      const ratio = devicePixelRatio || 1;
      element.width = Math.round(width * ratio);
      element.height = Math.round(arranged.height * ratio);
      scene.current = {
        layout: arranged,
        // A running test becomes longer: who sees all of it keeps seeing all.
        view: scene.current && !(scene.current.view.from === shownWhole.current.from && scene.current.view.to === shownWhole.current.to) ? scene.current.view : whole,
        width,
        cursor: session.cursor.get().t,
        selected: session.selected.get(),
        hover: null,
        colors: palette(element),
      };
      shownWhole.current = whole;
      draw();
    };
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    resize();
    const themed = shownTheme.subscribe(() => requestAnimationFrame(resize));
    const detach = attachGestures(element, {
      width: () => scene.current?.width ?? 1,
      view,
      show,
      click(px, py) {
        const mark = scene.current && markAt(scene.current, px, py);
        const now = view();
        if (mark?.step !== null && mark?.step !== undefined) {
          session.select(mark.step, "timeline");
        } else {
          session.seek(Math.max(0, now.from + (px / (scene.current?.width ?? 1)) * (now.to - now.from)), "timeline");
        }
      },
      hover(px, py) {
        const mark = scene.current && markAt(scene.current, px, py);
        if (scene.current && scene.current.hover !== (mark?.step ?? null)) {
          scene.current.hover = mark?.step ?? null;
          draw();
        }
        element.style.cursor = mark ? "pointer" : "crosshair";
        setTip(mark ? { mark, left: px, top: py } : null);
      },
      leave() {
        if (scene.current?.hover !== null && scene.current) {
          scene.current.hover = null;
          draw();
        }
        setTip(null);
      },
    });
    return () => {
      observer.disconnect();
      themed();
      detach();
      cancelAnimationFrame(frame.current);
    };
  }, [arranged, session]);

  useEffect(() => {
    if (!scene.current) {
      return;
    }
    scene.current.cursor = cursor.t;
    scene.current.selected = selected;
    const now = scene.current.view;
    if (cursor.t < now.from || cursor.t > now.to) {
      const half = (now.to - now.from) / 2;
      show({ from: cursor.t - half, to: cursor.t + half });
    }
    draw();
  }, [cursor, selected]);

  const zoom = (factor: number) => show(zoomed(view(), session.cursor.get().t, factor));
  const failure = arranged.failure;
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const now = view();
    const by = (now.to - now.from) * (event.shiftKey ? 0.1 : 0.01);
    const actions: Record<string, () => void> = {
      ArrowLeft: () => session.seek(Math.max(0, cursor.t - by), "timeline"),
      ArrowRight: () => session.seek(Math.min(arranged.duration, cursor.t + by), "timeline"),
      ArrowUp: () => session.neighbor(-1),
      ArrowDown: () => session.neighbor(1),
      PageUp: () => show({ from: now.from - by * 50, to: now.to - by * 50 }),
      PageDown: () => show({ from: now.from + by * 50, to: now.to + by * 50 }),
      Home: () => session.seek(0, "timeline"),
      End: () => session.seek(arranged.duration, "timeline"),
      "+": () => zoom(0.7),
      "=": () => zoom(0.7),
      "-": () => zoom(1 / 0.7),
      "0": () => show(whole),
      f: () => failure && session.select(failure.step.id, "timeline"),
    };
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  };
  const current = session.stepAt(cursor.t);
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <div class="section-head">
        <h2 id="timeline-title">Timeline</h2>
        <span class="muted cursor-time">{moment(cursor.t)}</span>
        <span class="grow" />
        {failure && (
          <button type="button" class="quiet bad" aria-label="Show the failure" onClick={() => session.select(failure.step.id, "timeline")}>
            <Icon name="target" /> <span>Failure</span>
          </button>
        )}
        <button type="button" class="quiet icon-only" aria-label="Zoom in" title="Zoom in ( + )" onClick={() => zoom(0.5)}>
          <Icon name="plus" />
        </button>
        <button type="button" class="quiet icon-only" aria-label="Zoom out" title="Zoom out ( − )" onClick={() => zoom(2)}>
          <Icon name="minus" />
        </button>
        <button type="button" class="quiet icon-only" aria-label="Show the whole test" title="Show the whole test ( 0 )" onClick={() => show(whole)}>
          <Icon name="fit" />
        </button>
      </div>
      <div class="timeline-body">
        <div class="lane-labels" style={{ height: `${arranged.height}px` }} aria-hidden="true">
          {arranged.lanes.map((lane) => (
            <span key={lane.id} class={`lane-label lane-${lane.type}`} style={{ top: `${lane.top}px`, height: `${lane.height}px` }} title={visible(lane.label)}>
              <Text>{lane.label}</Text>
            </span>
          ))}
        </div>
        <div
          class="timeline-canvas"
          role="slider"
          tabIndex={0}
          aria-label="Moment in the test"
          aria-valuemin={0}
          aria-valuemax={Number(arranged.duration.toFixed(3))}
          aria-valuenow={Number(cursor.t.toFixed(3))}
          aria-valuetext={`${moment(cursor.t)}${stepTitle(current)}`}
          onKeyDown={key}
        >
          <canvas ref={canvas} style={{ height: `${arranged.height}px` }} />
          {tip && scene.current && (
            <div class="tip" style={{ left: `${Math.min(tip.left + 12, scene.current.width - 250)}px`, top: `${tip.top + 14}px` }}>
              <strong>
                <Text>{tip.mark.title.slice(0, 200)}</Text>
              </strong>
              <span>
                {tip.mark.kind} · {moment(tip.mark.from)}
                {tip.mark.to > tip.mark.from && ` · ${moment(tip.mark.to - tip.mark.from)} long`}
                {tip.mark.failed && " · failed"}
                {tip.mark.open && " · not finished"}
              </span>
            </div>
          )}
        </div>
      </div>
      <p class="hint muted">
        Click: show that moment · drag: move · <kbd>Ctrl</kbd> + wheel or pinch: zoom · <kbd>←</kbd> <kbd>→</kbd> time, <kbd>↑</kbd> <kbd>↓</kbd> steps,{" "}
        <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom{failure && (
          <>
            , <kbd>f</kbd> failure
          </>
        )}
      </p>
    </section>
  );
}

