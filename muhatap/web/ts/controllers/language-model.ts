import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../htmx";

const MARKED = "suggestion";

interface Pending { uid: string; text: string }
interface Typed { kind: string; read: () => string }

/** Asks the language model, puts what it wrote into the reply, and marks it there until somebody has read it. */
export default class extends Controller<HTMLElement> {
  static override targets = ["along", "waiting", "answer", "unread", "suggestion", "there", "elsewhere"];
  static override values = { url: String, readUrl: String, pending: Array, failed: String };
  declare readonly alongTarget: HTMLInputElement;
  declare readonly waitingTarget: HTMLElement;
  declare readonly answerTarget: HTMLElement;
  declare readonly unreadTarget: HTMLElement;
  declare readonly suggestionTarget: HTMLTemplateElement;
  declare readonly hasSuggestionTarget: boolean;
  declare readonly thereTarget: HTMLElement;
  declare readonly elsewhereTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly readUrlValue: string;
  declare readonly failedValue: string;
  declare pendingValue: Pending[];
  private under?: AbortController;
  private readWords = (): string => this.form?.querySelector("textarea")?.value ?? "";
  private readonly pressed = (event: Event): void => {
    const act = (event.target as Element).closest<HTMLElement>("[data-model-act]")?.dataset.modelAct;
    if (act) void this.ask(act);
  };

  override connect(): void {
    this.form?.addEventListener("click", this.pressed);
    if (this.pendingValue.length) window.setTimeout(() => this.mark());
  }

  override disconnect(): void {
    this.form?.removeEventListener("click", this.pressed);
    this.under?.abort();
    CSS.highlights?.delete(MARKED);
  }

  private get form(): HTMLFormElement | null {
    return this.element.closest("form");
  }

  private get isNote(): boolean {
    return this.form?.dataset.kind === "note";
  }

  // Asking -----------------------------------------------------------------------------------------------------

  async ask(act: string): Promise<void> {
    this.under?.abort();
    const asking = (this.under = new AbortController());
    const text = this.readWords();
    this.show("");
    this.waitingTarget.hidden = false;
    const body = new FormData();
    for (const [name, value] of Object.entries({ act, text, csrfmiddlewaretoken: csrfToken() })) body.set(name, value);
    let drawn: string | undefined;
    try {
      const answer = await fetch(this.urlValue, { method: "POST", body, redirect: "manual", signal: asking.signal });
      if (answer.ok) drawn = await answer.text();
    } catch {
      // Cancelled, or the line is down.
    }
    if (asking !== this.under || asking.signal.aborted || !this.element.isConnected) return;
    this.waitingTarget.hidden = true;
    if (drawn === undefined) return this.say(this.failedValue);
    this.show(drawn);
    if (!this.hasSuggestionTarget) return;
    // What was written meanwhile is nobody's to write over.
    const isFree = !this.isNote && (!this.suggestionTarget.dataset.whole || this.readWords() === text);
    this.thereTarget.hidden = !isFree;
    this.elsewhereTarget.hidden = isFree;
    if (isFree) this.putIn();
  }

  cancel(): void {
    this.under?.abort();
    this.waitingTarget.hidden = true;
  }

  close(): void {
    this.show("");
  }

  putIn(): void {
    const { uid = "", text = "", whole } = this.suggestionTarget.dataset;
    this.pendingValue = [...this.pendingValue.filter((one) => one.uid !== uid), { uid, text }];
    this.thereTarget.hidden = false;
    this.elsewhereTarget.hidden = true;
    this.dispatch("put", { detail: { html: this.suggestionTarget.innerHTML, whole: Boolean(whole) } });
  }

  private show(drawn: string): void {
    this.answerTarget.innerHTML = drawn;
    this.answerTarget.hidden = !drawn;
  }

  private say(sentence: string): void {
    this.answerTarget.textContent = sentence;
    this.answerTarget.hidden = false;
  }

  // Reading ----------------------------------------------------------------------------------------------------

  typed({ detail }: CustomEvent<Typed>): void {
    this.readWords = detail.read;
    this.mark();
  }

  turned(): void {
    this.mark();
  }

  /** Somebody has read what is marked: the server hears of it now, and once more with the message. */
  confirm(): void {
    const read = this.standing().map(({ uid }) => uid);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", csrfToken());
    for (const uid of read) body.append("uid", uid);
    void fetch(this.readUrlValue, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
    this.alongTarget.value = JSON.stringify({ language_model: { read } });
    this.pendingValue = this.pendingValue.filter((one) => !read.includes(one.uid));
    this.mark();
    this.form?.querySelector<HTMLElement>(".ProseMirror")?.focus();
  }

  /** The suggestions that stand in the text as they came: one changed word and it is the writer's. */
  private standing(): Pending[] {
    if (this.isNote || this.pendingValue.length === 0) return [];
    const written = plain(this.readWords());
    return this.pendingValue.filter(({ text }) => written.includes(plain(text)));
  }

  private mark(): void {
    const standing = this.standing();
    this.unreadTarget.hidden = standing.length === 0;
    if (!CSS.highlights) return;
    CSS.highlights.delete(MARKED);
    const whole = standing.map(({ text }) => plain(text)).join("");
    const blocks = [...(this.form?.querySelectorAll(".ProseMirror p") ?? [])].filter((block) => block.textContent?.trim() && whole.includes(plain(block.textContent)));
    if (whole && blocks.length) CSS.highlights.set(MARKED, new Highlight(...blocks.map(rangeOf)));
  }
}

/** The words of a text in a row, as the server compares them: no marks, one form of each letter. */
function plain(text: string): string {
  return ` ${(text.toLocaleLowerCase("tr").match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
}

function rangeOf(block: Element): Range {
  const range = document.createRange();
  range.selectNodeContents(block);
  return range;
}
