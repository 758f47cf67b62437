import { Controller } from "@hotwired/stimulus";
import { detailOf, htmx } from "../htmx";
import { bringUpToDate } from "../morph";
import { hasJustActed } from "./refetch";

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
    const beyond = reach(rows, fresh);
    for (const [place, row] of rows.entries()) {
      const same = fresh.getElementById(row.id);
      const isGone = same === null && place < beyond;
      // What one has put away oneself leaves at once; what others did stays to be read.
      if (isGone && hasJustActed()) leave(row);
      else row.classList.toggle("is-gone", isGone);
      if (same) bringUpToDate(row, document.importNode(same, true));
    }
    this.goOn(fresh);
    const known = new Set(rows.map((row) => row.id));
    const count = coming.filter((row) => !known.has(row.id)).length;
    const order = coming.map((row) => row.id).filter((id) => known.has(id)).join();
    const isChanged = order !== rows.map((row) => row.id).join();
    this.say(count === 1 ? this.oneValue : count ? this.manyValue.replace("0", String(count)) : isChanged ? this.changedValue : "");
  }

  /** What comes after the last row moves none: the way there opens at once. */
  private goOn(fresh: Document): void {
    const more = fresh.getElementById("more");
    if (!more || this.element.querySelector("#more")) return;
    const way = document.importNode(more, true);
    this.element.querySelector(".rows")?.append(way);
    htmx.process(way);
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

/** Return how many of the rows a fetch speaks of: a list that was scrolled far is not fetched to its end. */
function reach(rows: HTMLElement[], fresh: Document): number {
  if (!fresh.getElementById("more")) return rows.length;
  return rows.findLastIndex((row) => fresh.getElementById(row.id) !== null) + 1;
}

/** Take a row out; the focus in it goes to the next one.
 *
 * If the row was the open one, the focus goes to the thread: on the next row, the next key would act on a conversation
 * that nobody has read.
 */
function leave(row: HTMLElement): void {
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  const isOpen = row.querySelector("[aria-current]") !== null;
  const heir = isOpen ? document.querySelector<HTMLElement>("#conversation .talk") : beside?.querySelector<HTMLElement>("[data-rows-target=row]");
  if (row.contains(document.activeElement)) heir?.focus({ preventScroll: true });
  row.remove();
}

function rowsOf(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".rows > li[id^='row-']")];
}
