// A list of rows of one height, of which only the visible ones exist.
import type { ComponentChildren, Ref } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";

// Browsers limit an element's height: Firefox to about 17.8 million pixels, Chromium to 33.5 million.
const LARGEST = 8_000_000;
const OVERSCAN = 12;

export interface ListHandle {
  scrollToRow(index: number, where?: "center" | "start" | "nearest"): void;
  firstRow(): number;
}

interface Props {
  count: number;
  rowHeight: number;
  row: (index: number) => ComponentChildren;
  handle?: Ref<ListHandle>;
  class?: string;
  label: string;
  role?: "list" | "rowgroup" | "group" | "log";
  onKeyDown?: (event: KeyboardEvent) => void;
  onVisible?: (first: number, last: number) => void;
  /** Scroll with the page rather than in a box of its own. */
  page?: boolean;
}

interface Range {
  first: number;
  last: number;
  /** The offset of the first row from the top of the content, in pixels. */
  offset: number;
}

/**
 * The content of a list that is too high for a browser is scaled. A small scroll moves by its own number of pixels, a
 * large one (the scroll bar) by its share of the whole.
 */
class Position {
  top = 0;
  private last = 0;

  update(scrollTop: number, view: number, total: number, height: number): void {
    const scale = (total - view) / Math.max(1, height - view);
    if (total <= height) {
      this.top = scrollTop;
    } else if (scrollTop <= 0) {
      this.top = 0;
    } else if (scrollTop >= height - view - 1) {
      this.top = total - view;
    } else if (Math.abs(scrollTop - this.last) < view * 1.5) {
      this.top += scrollTop - this.last;
    } else {
      this.top = scrollTop * scale;
    }
    this.top = Math.max(0, Math.min(this.top, total - view));
    this.last = scrollTop;
  }

  /** Return the scroll position that shows `top`. */
  moveTo(top: number, view: number, total: number, height: number): number {
    this.top = Math.max(0, Math.min(top, total - view));
    const scale = (total - view) / Math.max(1, height - view);
    this.last = total <= height ? this.top : Math.round(this.top / scale);
    return this.last;
  }
}

export function FixedList({ count, rowHeight, row, handle, class: name, label, role = "list", onKeyDown, onVisible, page }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const position = useRef(new Position()).current;
  const [range, setRange] = useState<Range>({ first: 0, last: Math.min(count, 60), offset: 0 });
  const total = count * rowHeight;
  const height = Math.min(total, LARGEST);
  const [printing, setPrinting] = useState(false);

  const view = () => (page ? innerHeight : (box.current?.clientHeight ?? 0));
  const measure = () => {
    const element = box.current;
    if (!element) {
      return;
    }
    const scrolled = page ? Math.max(0, -element.getBoundingClientRect().top) : element.scrollTop;
    position.update(scrolled, view(), total, height);
    const first = Math.max(0, Math.floor(position.top / rowHeight) - OVERSCAN);
    const last = Math.min(count, Math.ceil((position.top + view()) / rowHeight) + OVERSCAN);
    const offset = total <= height ? first * rowHeight : scrolled + first * rowHeight - position.top;
    setRange((old) => (old.first === first && old.last === last && old.offset === offset ? old : { first, last, offset }));
    onVisible?.(Math.floor(position.top / rowHeight), Math.min(count, Math.ceil((position.top + view()) / rowHeight)));
  };
  useLayoutEffect(measure, [count, rowHeight]);
  useEffect(() => {
    const scroller: EventTarget = page ? window : (box.current as HTMLElement);
    const observer = new ResizeObserver(measure);
    observer.observe(page ? document.body : (box.current as HTMLElement));
    scroller.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", measure);
    };
  }, [count, rowHeight, page, onVisible]);
  useEffect(() => {
    // Paper does not scroll.
    const before = () => setPrinting(true);
    const after = () => setPrinting(false);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  useImperativeHandle(
    handle ?? null,
    () => ({
      firstRow: () => Math.ceil(position.top / rowHeight),
      scrollToRow(index, where = "center") {
        const element = box.current;
        if (!element) {
          return;
        }
        const start = index * rowHeight;
        if (page) {
          const top = element.getBoundingClientRect().top + scrollY + start;
          // The page's head sticks to the top.
          if (where !== "nearest" || top < scrollY + 130 || top + rowHeight > scrollY + innerHeight) {
            scrollTo({ top: where === "start" ? top : top - innerHeight / 2 });
          }
        } else {
          const inside = start >= position.top && start + rowHeight <= position.top + view();
          if (where !== "nearest" || !inside) {
            const top = where === "start" ? start : start - view() / 2 + rowHeight / 2;
            element.scrollTop = position.moveTo(top, view(), total, height);
          }
        }
        measure();
      },
    }),
    [count, rowHeight, page],
  );
  const first = printing ? 0 : Math.min(range.first, count);
  const last = printing ? Math.min(count, 2000) : Math.min(range.last, count);
  const rows: ComponentChildren[] = [];
  for (let index = first; index < last; index++) {
    rows.push(row(index));
  }
  const inner = (
    <div class="list-content" style={{ height: `${printing ? (last - first) * rowHeight : height}px` }} role="presentation">
      <div class="list-rows" style={{ transform: printing ? "none" : `translateY(${range.offset}px)` }} role="presentation">
        {rows}
      </div>
    </div>
  );
  return page ? (
    <div class={name} ref={box} role={role} aria-label={label} onKeyDown={onKeyDown}>
      {inner}
    </div>
  ) : (
    <div class={`scroller ${name ?? ""}`} ref={box} role={role} aria-label={label} tabIndex={0} onKeyDown={onKeyDown}>
      {inner}
    </div>
  );
}
