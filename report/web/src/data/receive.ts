// Loads data. Pages from file: can fetch nothing, so each data file is a script that calls qemuReport.receive.
// In a single file, data are in <script type="application/json" data-kind="…" data-key="…"> elements, which never run.

export type Kind = "index" | "test" | "cast" | "history";

const root = document.documentElement.dataset["root"] ?? "";
const page = document.documentElement.dataset;
export const single = page["page"] === "single" || "singleFile" in page;
const received = new Map<string, unknown>();
const waiting = new Map<string, ((data: unknown) => void)[]>();

function name(kind: Kind, key: string): string {
  return `${kind}\n${key}`;
}

export function receive(kind: Kind, key: string, data: unknown): void {
  const id = name(kind, key);
  const resolvers = waiting.get(id);
  if (resolvers) {
    waiting.delete(id);
    resolvers.forEach((resolve) => resolve(data));
  } else {
    received.set(id, data);
  }
}

/** Encode a part of a URL, even if it is no well-formed text. */
export function encode(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"));
}

function path(kind: Kind, key: string): string {
  const encoded = key.split("/").map(encode).join("/");
  switch (kind) {
    case "index":
      return "data/index.js";
    case "history":
      return "data/history.js";
    case "test":
      return `data/tests/${encoded}.js`;
    case "cast":
      return `data/casts/${encoded}.js`;
  }
}

/** Load a script of the report's folder. */
export function script(relative: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = root + relative;
    element.onload = () => {
      element.remove();
      resolve();
    };
    element.onerror = () => {
      element.remove();
      reject(new Error(`${relative} is missing from the report`));
    };
    document.head.append(element);
  });
}

let blocks: Map<string, Element> | undefined;

function block(kind: Kind, key: string): unknown {
  if (!blocks) {
    blocks = new Map();
    for (const element of document.querySelectorAll('script[type="application/json"][data-kind]')) {
      blocks.set(name(element.getAttribute("data-kind") as Kind, element.getAttribute("data-key") ?? ""), element);
    }
  }
  const element = blocks.get(name(kind, key));
  if (!element) {
    throw new Error(`${path(kind, key)} is missing from this file`);
  }
  return JSON.parse(element.textContent ?? "null");
}

/** Return the data of a file; with `again`, read the file anew, because a live run may have changed it. */
export async function load<T>(kind: Kind, key: string, again = false): Promise<T> {
  const id = name(kind, key);
  if (single && !received.has(id)) {
    return block(kind, key) as T;
  }
  if (received.has(id) && !again) {
    const data = received.get(id) as T;
    received.delete(id);
    return data;
  }
  const data = new Promise<T>((resolve) => {
    const resolvers = waiting.get(id) ?? [];
    resolvers.push(resolve as (data: unknown) => void);
    waiting.set(id, resolvers);
  });
  const missing = script(path(kind, key) + (again ? `?${Date.now()}` : "")).then(
    // The script ran to its end, but may have been cut off in the middle: then it called nothing.
    () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`${path(kind, key)} is incomplete`)), 0)),
  );
  try {
    return await Promise.race([data, missing]);
  } catch (problem) {
    waiting.delete(id);
    throw problem;
  }
}

/**
 * Return a link to a file of the report, or undefined if it is none: data come from tests, so a link may name neither
 * a script nor another host.
 */
export function href(link: string | null | undefined): string | undefined {
  if (!link) {
    return undefined;
  }
  if (/^data:image\/(png|jpeg|gif|webp);base64,/i.test(link)) {
    return link;
  }
  if (/^[\s\u0000-\u0020]*([a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(link) || /[\u0000-\u001f]/.test(link)) {
    return undefined;
  }
  return root + link;
}
