// Mouse, touch and wheel on the timeline: drag to pan, pinch or Ctrl and wheel to zoom, click to choose.
import type { View } from "./paint";

export interface Target {
  width(): number;
  view(): View;
  /** Show a part of the trace. */
  show(view: View): void;
  click(px: number, py: number): void;
  hover(px: number, py: number): void;
  leave(): void;
}

export function zoomed(view: View, center: number, factor: number): View {
  return { from: center - (center - view.from) * factor, to: center + (view.to - center) * factor };
}

export function attachGestures(canvas: HTMLCanvasElement, target: Target): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let start: { x: number; y: number; view: View } | null = null;
  let moved = false;
  const time = (px: number, view: View) => view.from + (px / target.width()) * (view.to - view.from);

  const down = (event: PointerEvent) => {
    if (event.button !== 0) {
      return;
    }
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    moved = pointers.size > 1;
    start = { x: event.offsetX, y: event.offsetY, view: target.view() };
  };
  const move = (event: PointerEvent) => {
    const old = pointers.get(event.pointerId);
    if (!old || !start) {
      if (event.pointerType === "mouse") {
        target.hover(event.offsetX, event.offsetY);
      }
      return;
    }
    const view = target.view();
    if (pointers.size === 2) {
      const other = [...pointers.values()].find((one) => one !== old) ?? old;
      const before = Math.max(20, Math.abs(old.x - other.x));
      const after = Math.max(20, Math.abs(event.offsetX - other.x));
      target.show(zoomed(view, time((event.offsetX + other.x) / 2, view), before / after));
    } else if (moved || Math.abs(event.offsetX - start.x) > 4) {
      if (!moved) {
        moved = true;
        canvas.setPointerCapture(event.pointerId);
      }
      const by = ((start.x - event.offsetX) / target.width()) * (start.view.to - start.view.from);
      target.show({ from: start.view.from + by, to: start.view.to + by });
    }
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  };
  const up = (event: PointerEvent) => {
    if (pointers.delete(event.pointerId) && start && !moved && event.type === "pointerup") {
      target.click(event.offsetX, event.offsetY);
    }
    const [rest] = [...pointers.values()];
    start = rest ? { ...rest, view: target.view() } : null;
  };
  const wheel = (event: WheelEvent) => {
    const view = target.view();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      target.show(zoomed(view, time(event.offsetX, view), Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.006)));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      const by = ((event.deltaX || event.deltaY) / target.width()) * (view.to - view.from);
      target.show({ from: view.from + by, to: view.to + by });
    }
  };
  const leave = () => target.leave();
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("wheel", wheel, { passive: false });
  return () => {
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", up);
    canvas.removeEventListener("pointercancel", up);
    canvas.removeEventListener("pointerleave", leave);
    canvas.removeEventListener("wheel", wheel);
  };
}
