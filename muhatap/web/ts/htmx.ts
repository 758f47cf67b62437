// What we use of htmx, which is loaded as a script of its own before this one.

export interface Htmx {
  ajax(verb: string, path: string, context: { target: Element; swap: string; source?: Element; select?: string; values?: Record<string, string> }): Promise<void>;
  process(element: Element): void;
  remove(element: Element): void;
  trigger(element: Element, event: string, detail?: unknown): void;
  defineExtension(name: string, extension: unknown): void;
}

export interface HtmxRequest {
  elt: Element;
  target: Element;
  xhr: XMLHttpRequest;
  requestConfig: { verb: string; path: string; triggeringEvent?: Event };
  successful?: boolean;
  failed?: boolean;
  loaded?: number;
  total?: number;
  lengthComputable?: boolean;
}

declare global {
  interface Window { htmx: Htmx }
}

export const htmx = window.htmx;

export function detailOf(event: Event): HtmxRequest {
  return (event as CustomEvent<HtmxRequest>).detail;
}

/** The token that every form of this page carries: for what is sent without a form. */
export function csrfToken(): string {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return headers["X-CSRFToken"] ?? "";
}
