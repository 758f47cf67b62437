import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";
import { bringUpToDate } from "../morph";

const TOP_PX = 8;

interface Held {
  requestConfig: { elt: Element };
  shouldSwap: boolean;
  serverResponse: string;
}

/** Keeps a list still under the hand that is over it: rows are brought up to date where they stand, what is new waits
 * behind a bar. At its top, with neither pointer nor focus in it, the list follows at once. */
export default class extends Controller<HTMLElement> {
  static override targets = ["bar", "words"];
  static override values = { one: String, many: String, changed: String };
  declare readonly barTarget: HTMLElement;
  declare readonly wordsTargets: HTMLElement[];
  declare readonly oneValue: string;
  declare readonly manyValue: string;
  declare readonly changedValue: string;
  private released = false;

  consider(event: Event): void {
    const detail = detailOf(event) as ReturnType<typeof detailOf> & Held;
    // Only what the list fetches by itself; what the person asked for comes at once.
    if (detail.target !== this.element || detail.requestConfig.elt !== this.element) return;
    if (this.released || this.isAtRest()) {
      this.forget();
      return;
    }
    detail.shouldSwap = false;
    this.hold(detail.serverResponse);
  }

  /** The next fetch is shown whole, from its beginning. */
  release(event?: Event): void {
    this.released = true;
    if (event?.type !== "click") return;
    this.scroller?.scrollTo({ top: 0 });
    this.element.querySelector<HTMLElement>("[data-rows-target=row]")?.focus({ preventScroll: true });
  }

  settle(): void {
    if (this.barTarget.hidden) return;
    // Where the focus goes is known only after it has left.
    window.setTimeout(() => {
      if (!this.barTarget.hidden && this.isAtRest()) this.barTarget.querySelector("button")?.dispatchEvent(new CustomEvent("arrivals:fetch", { bubbles: true }));
    }, 200);
  }

  /** Escape puts the reason of a row away until the pointer moves. */
  hush(): void {
    this.element.classList.add("no-why");
  }

  speak(): void {
    this.element.classList.remove("no-why");
  }

  private hold(html: string): void {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const rows = rowsOf(this.element);
    const coming = rowsOf(fresh);
    for (const row of rows) {
      const same = fresh.getElementById(row.id);
      row.classList.toggle("is-gone", same === null);
      if (same) bringUpToDate(row, document.importNode(same, true));
    }
    const known = new Set(rows.map((row) => row.id));
    const count = coming.filter((row) => !known.has(row.id)).length;
    const order = coming.map((row) => row.id).filter((id) => known.has(id)).join();
    const isChanged = order !== rows.map((row) => row.id).join();
    this.say(count === 1 ? this.oneValue : count ? this.manyValue.replace("0", String(count)) : isChanged ? this.changedValue : "");
  }

  private say(words: string): void {
    this.barTarget.hidden = !words;
    // On the button, and where it is announced.
    for (const place of this.wordsTargets) if (place.textContent !== words) place.textContent = words;
  }

  private forget(): void {
    this.released = false;
    this.say("");
  }

  private isAtRest(): boolean {
    const isOver = matchMedia("(hover: hover)").matches && this.element.matches(":hover");
    return !isOver && !this.element.contains(document.activeElement) && (this.scroller?.scrollTop ?? 0) < TOP_PX;
  }

  private get scroller(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(":scope > .scroll");
  }
}

function rowsOf(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".rows > li[id^='row-']")];
}
