import { Controller } from "@hotwired/stimulus";
import { Asking } from "../asking";

const PAUSE_MS = 400;
const WAVE = "coach";

/** What could be said better in the reply: asked for in a pause of the writing, waved under in the text. */
export default class extends Controller<HTMLElement> {
  static override targets = ["finding"];
  static override values = { url: String };
  declare readonly findingTargets: HTMLElement[];
  declare readonly urlValue: string;
  private waiting?: number;
  private readonly asking = new Asking();

  override disconnect(): void {
    clearTimeout(this.waiting);
    this.asking.stop();
    CSS.highlights?.delete(WAVE);
  }

  /** Of a note the coach says nothing. */
  soon({ detail }: CustomEvent<{ kind: string; read: () => string }>): void {
    clearTimeout(this.waiting);
    // What was waved under may stand elsewhere now.
    CSS.highlights?.delete(WAVE);
    if (detail.kind === "note") return this.show("");
    this.waiting = window.setTimeout(() => void this.ask(detail.read()), PAUSE_MS);
  }

  take({ params }: { params: { text: string; better: string } }): void {
    this.dispatch("take", { detail: params });
  }

  private async ask(text: string): Promise<void> {
    this.asking.stop();
    if (!text.trim()) return this.show("");
    const drawn = await this.asking.ask(this.urlValue, { text });
    if (drawn !== undefined) this.show(drawn);
  }

  private show(drawn: string): void {
    this.element.innerHTML = drawn;
    this.element.hidden = !drawn.trim();
    this.wave();
  }

  private wave(): void {
    const editor = this.element.closest("form")?.querySelector(".ProseMirror");
    if (!editor || !CSS.highlights) return;
    const ranges = this.findingTargets.flatMap(({ dataset }) => rangeOf(editor, dataset.text ?? "") ?? []);
    CSS.highlights.set(WAVE, new Highlight(...ranges));
  }
}

/** Where a text stands in the editor, if within one paragraph. */
function rangeOf(editor: Element, text: string): Range | undefined {
  if (!text) return undefined;
  for (const block of editor.querySelectorAll("p")) {
    const at = (block.textContent ?? "").indexOf(text);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(...placeOf(block, at));
    range.setEnd(...placeOf(block, at + text.length));
    return range;
  }
  return undefined;
}

function placeOf(block: Element, at: number): [Node, number] {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return [node, left];
    left -= length;
  }
  return [block, block.childNodes.length];
}
