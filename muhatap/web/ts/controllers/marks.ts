import { Controller } from "@hotwired/stimulus";
import { fold } from "../fold";

/** Marks in a thread what the search found that led there, without touching the text: it may be drawn anew any moment.
 *
 * `pattern` is the server's, for folded text, so that here and there the same words are marked.
 */
export default class extends Controller<HTMLElement> {
  static override values = { pattern: String, within: String };
  declare readonly patternValue: string;
  declare readonly withinValue: string;
  private readonly again = (): void => this.mark();

  override connect(): void {
    if (!("highlights" in CSS) || !this.patternValue) return;
    document.addEventListener("htmx:afterSettle", this.again);
    this.mark();
  }

  override disconnect(): void {
    document.removeEventListener("htmx:afterSettle", this.again);
    if ("highlights" in CSS) CSS.highlights.delete("found");
  }

  private mark(): void {
    const ranges = [...document.querySelectorAll(this.withinValue)].flatMap((place) => [...this.rangesIn(place)]);
    CSS.highlights.set("found", new Highlight(...ranges));
  }

  private *rangesIn(place: Element): Generator<Range> {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.nodeValue ?? "";
      const folded = fold(text);
      // Where folding changes the length, what was found cannot be pointed at.
      if (folded.length !== text.length) continue;
      for (const found of folded.matchAll(new RegExp(this.patternValue, "gu"))) {
        const range = document.createRange();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        yield range;
      }
    }
  }
}
