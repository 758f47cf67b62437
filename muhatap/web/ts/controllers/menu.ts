import { Controller } from "@hotwired/stimulus";
import { fold } from "../fold";
import { htmx } from "../htmx";

const TOGETHER_MS = 700;

/**
 * A <details> that behaves as a menu: arrows, Home, End and first letters move; Escape, a choice or a click elsewhere closes.
 * With `later` it is empty until a pointer or the focus comes near: a page with hundreds of menus draws none of them.
 */
export default class extends Controller<HTMLDetailsElement> {
  static override targets = ["items"];
  static override values = { later: String };
  declare readonly itemsTarget: HTMLElement;
  declare readonly laterValue: string;
  private filling?: Promise<void>;
  private filled = false;
  private typed = "";
  private typedAt = 0;
  private readonly outside = (event: Event): void => {
    if (!this.element.contains(event.target as Node)) this.element.open = false;
  };

  override connect(): void {
    document.addEventListener("click", this.outside);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.outside);
  }

  keys(event: KeyboardEvent): void {
    const isOnSummary = event.target === this.element.querySelector("summary");
    if (!this.element.open) {
      if (isOnSummary && /^(ArrowDown|Enter| )$/.test(event.key)) {
        event.preventDefault();
        void this.open();
      }
      return;
    }
    if (event.key === "Escape") {
      this.element.open = false;
      this.element.querySelector("summary")?.focus();
      event.stopPropagation();
      return;
    }
    if (isField(event.target) && !/^Arrow(Up|Down)$/.test(event.key)) return;
    if (this.walk(event.key) || this.spell(event)) event.preventDefault();
  }

  shut(): void {
    this.element.open = false;
  }

  /** Ask for the items, once; what did not come is asked for again the next time. */
  async fill(): Promise<void> {
    if (!this.laterValue || this.filled) return;
    await (this.filling ??= this.ask().finally(() => (this.filling = undefined)));
  }

  private async ask(): Promise<void> {
    const answer = await fetch(this.laterValue, { redirect: "manual" }).catch(() => undefined);
    this.filled = answer?.ok ?? false;
    if (!answer?.ok) return this.sayItFailed();
    this.itemsTarget.innerHTML = await answer.text();
    htmx.process(this.itemsTarget);
  }

  private sayItFailed(): void {
    const sentence = document.createElement("p");
    sentence.className = "small muted menu-failed";
    sentence.setAttribute("role", "alert");
    sentence.textContent = this.element.closest<HTMLElement>("[data-menu-failed]")?.dataset.menuFailed ?? "";
    this.itemsTarget.replaceChildren(sentence);
  }

  private async open(): Promise<void> {
    this.element.open = true;
    await this.fill();
    openMenu(this.element);
  }

  private walk(key: string): boolean {
    const items = itemsOf(this.element);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[key];
    if (to === undefined) return false;
    items.at(to % items.length)?.focus();
    return true;
  }

  /** Go to the next item that begins with what was typed in one go. */
  private spell(event: KeyboardEvent): boolean {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return false;
    const isGoingOn = event.timeStamp - this.typedAt < TOGETHER_MS;
    this.typed = (isGoingOn ? this.typed : "") + fold(event.key);
    this.typedAt = event.timeStamp;
    const items = itemsOf(this.element);
    const at = items.indexOf(document.activeElement as HTMLElement);
    // A second letter may still mean the item that the first one led to.
    const from = isGoingOn && this.typed.length > 1 ? at : at + 1;
    const inTurn = [...items.slice(from), ...items.slice(0, from)];
    inTurn.find((item) => wordsOf(item).startsWith(this.typed))?.focus();
    return true;
  }
}

/** Open a menu from the keyboard, on its first item. */
export function openMenu(menu: HTMLDetailsElement): void {
  menu.open = true;
  itemsOf(menu)[0]?.focus();
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  const items = [...menu.querySelectorAll<HTMLElement>(".menu-item, .menu-items input:not([type=hidden])")];
  return items.filter((item) => item.checkVisibility() && !(item as HTMLButtonElement).disabled);
}

function wordsOf(item: HTMLElement): string {
  return fold([...item.childNodes].filter((node) => !(node instanceof Element && node.ariaHidden === "true")).map((node) => node.textContent).join("").trim());
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && !/^(checkbox|radio)$/.test(target.type);
}
