// One stream of server-sent events for the whole page. Elements say which topics they show; the bell says
// "something happened there", and the element fetches itself again.

/** `spread`: over how many milliseconds the pages that heard it should spread what they fetch. */
type Listener = (kind: string, spread: number) => void;
type State = "listening" | "waiting";

const listeners = new Map<string, Set<Listener>>();
const watchers = new Set<(state: State) => void>();
let source: EventSource | undefined;
let streaming = "";
let last = "";
let planned: number | undefined;
let address: { url: string; token: string } | undefined;

/** Start hearing. `since` is the newest ring the page already knows, so what rang while it loaded is not missed. */
export function open(url: string, token: string, since: string): void {
  address = { url, token };
  last ||= since;
  plan();
}

/** Call back on each ring of a topic; returns the way to stop. */
export function listen(topic: string, listener: Listener): () => void {
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set.add(listener));
  plan();
  return () => {
    set.delete(listener);
    if (set.size === 0) listeners.delete(topic);
    plan();
  };
}

export function watch(watcher: (state: State) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

// A swap removes and adds listeners in one breath: connect once, after it.
function plan(): void {
  clearTimeout(planned);
  planned = window.setTimeout(connect, 20);
}

function connect(): void {
  const topics = [...listeners.keys()].sort().join(",");
  if (!address || topics === streaming) return;
  source?.close();
  streaming = topics;
  if (!topics) return;
  const query = new URLSearchParams({ topics, token: address.token });
  if (last) query.set("last", last);
  source = new EventSource(`${address.url}?${query}`);
  source.addEventListener("bell", hear);
  source.addEventListener("open", () => say("listening"));
  source.addEventListener("error", () => {
    say("waiting");
    // A refused stream (an old token) is not tried again by the browser.
    if (source?.readyState === EventSource.CLOSED) window.setTimeout(again, 5000);
  });
}

function again(): void {
  streaming = "";
  connect();
}

function hear(event: MessageEvent<string>): void {
  if (event.lastEventId) last = event.lastEventId;
  const { topic, kind, spread } = JSON.parse(event.data) as { topic: string; kind: string; spread?: number };
  const called = topic === "*" ? [...listeners.values()].flatMap((set) => [...set]) : [...(listeners.get(topic) ?? [])];
  for (const listener of called) listener(kind, spread ?? 0);
}

function say(state: State): void {
  for (const watcher of watchers) watcher(state);
}

window.addEventListener("online", again);
