// Keeps what is being written: in this browser at once, on the server soon after. One for each place one writes in.

const QUIET_MS = 1200;
const AT_LATEST_MS = 5000;
const AGAIN_MS = 5000;
// What a browser still takes along when its page is closed.
const PARTING_BYTES = 60_000;

/** A file that the server has already. `cid` is what the text calls a picture that stands in it. */
export interface Stored { uid: string; name: string; size: number; cid: string }

export interface Draft { revision: number; text: string; html: string; files: Stored[]; at: string; isLive: boolean; to: string; cc: string; bcc: string }

/** What is on the page now: `fresh` and `pictures` are files that the server does not have yet. */
export interface Words { text: string; html: string; fields: Record<string, string>; files: Stored[]; fresh: File[]; pictures: File[] }

export type Said =
  | { state: "saved"; files: Stored[]; uploaded: File[] }
  | { state: "local" | "ended" }
  | { state: "elsewhere"; other: Draft }
  | { state: "refused"; problem: string };

interface Local { text: string; html: string; revision: number }

export class Keeper {
  private dirty = false;
  private snapshot?: Words;
  private busy?: Promise<void>;
  private stopped = false;
  private quiet?: number;
  private latest?: number;

  constructor(
    private readonly place: string,
    private readonly storage: string,
    public revision: number,
    private readonly read: () => Words,
    private readonly say: (said: Said) => void,
  ) {}

  /** What this browser holds and the server never got. */
  left(): Local | null {
    try {
      return JSON.parse(localStorage.getItem(this.storage) ?? "null") as Local | null;
    } catch {
      return null;
    }
  }

  /** Whether the page holds what the server has not confirmed yet. */
  get isBehind(): boolean {
    return this.dirty || this.busy !== undefined;
  }

  typed(): void {
    if (this.stopped) return;
    this.dirty = true;
    clearTimeout(this.quiet);
    this.quiet = window.setTimeout(() => void this.flush(), QUIET_MS);
    this.latest ??= window.setTimeout(() => void this.flush(), AT_LATEST_MS);
  }

  /** Write down in this browser what is on the page. */
  note(words: Words = this.read()): void {
    try {
      // Pictures are too large for this place.
      const html = words.html.replace(/<img[^>]*src="data:[^>]*>/g, "");
      if (words.text.trim() || html.includes("<img")) localStorage.setItem(this.storage, JSON.stringify({ text: words.text, html, revision: this.revision }));
      else localStorage.removeItem(this.storage);
    } catch {
      // A full or forbidden storage: what is typed is still on the page.
    }
  }

  /** The same, if there is anything that the server does not have. */
  jot(): void {
    if (this.dirty && !this.stopped) this.note();
  }

  async flush(): Promise<void> {
    clearTimeout(this.quiet);
    clearTimeout(this.latest);
    this.latest = undefined;
    if (this.busy) await this.busy;
    if (this.busy || this.stopped || !this.dirty) return;
    this.dirty = false;
    this.busy = this.post(this.snapshot ?? this.read());
    await this.busy.finally(() => (this.busy = undefined));
  }

  /** The composer goes away while the page stays: save what it holds now. */
  part(): void {
    if (!this.dirty || this.stopped) return;
    this.snapshot = this.read();
    this.note(this.snapshot);
    void this.flush();
  }

  /** The page goes away. */
  leave(): void {
    if (!this.dirty || this.stopped) return;
    const words = this.read();
    this.note(words);
    if (words.text.length * 2 + words.html.length * 2 > PARTING_BYTES || words.pictures.length || words.fresh.length) return;
    void fetch(this.place, { method: "POST", body: this.body(words), keepalive: true, redirect: "manual" }).catch(() => undefined);
  }

  /** Sent, dropped or shown anew: nothing of it is saved any more. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.quiet);
    clearTimeout(this.latest);
  }

  forget(): void {
    this.stop();
    try {
      localStorage.removeItem(this.storage);
    } catch {
      // Nothing was kept there then.
    }
  }

  private async post(words: Words): Promise<void> {
    this.note(words);
    let answer: Response;
    try {
      answer = await fetch(this.place, { method: "POST", body: this.body(words), redirect: "manual" });
    } catch {
      return this.later({ state: "local" });
    }
    if (this.stopped) return;
    // A sign-in page instead of an answer, or a form of a session that is over.
    if (answer.type === "opaqueredirect" || answer.status === 403) return this.later({ state: "ended" });
    if (answer.status === 409) {
      this.dirty = true;
      return this.say({ state: "elsewhere", other: (await answer.json()) as Draft });
    }
    if (answer.status === 422) return this.say({ state: "refused", problem: ((await answer.json()) as { problem: string }).problem });
    if (!answer.ok) return this.later({ state: "local" });
    const { revision, files } = (await answer.json()) as { revision: number; files: Stored[] };
    this.revision = revision;
    if (this.snapshot) Object.assign(this.snapshot, { files, fresh: [], pictures: [] });
    if (!this.dirty) localStorage.removeItem(this.storage);
    this.say({ state: "saved", files, uploaded: words.fresh });
  }

  private later(said: Said): void {
    this.dirty = true;
    if (said.state === "local") this.latest ??= window.setTimeout(() => void this.flush(), AGAIN_MS);
    this.say(said);
  }

  private body(words: Words): FormData {
    const body = new FormData();
    for (const [name, value] of Object.entries(words.fields)) body.set(name, value);
    body.set("text", words.text);
    body.set("html", words.html);
    body.set("revision", String(this.revision));
    for (const file of words.files) body.append("kept", file.uid);
    for (const file of words.fresh) body.append("files", file);
    for (const file of words.pictures) body.append("inline", file);
    return body;
  }
}
