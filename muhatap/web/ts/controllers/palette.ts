import { Controller } from "@hotwired/stimulus";
import { fold } from "../fold";

/** One line of the palette. `element` is pressed, or `href` opened; `key` is what its use is remembered by. */
interface Entry {
  key: string;
  label: string;
  place: string;
  cap: string;
  folded: string;
  element?: HTMLElement;
  href?: string;
}

// Where acts stand on a page, the nearest first: what is chosen in the list, what is open, where one can go.
const PLACES = ["#bulk", ".thread-head", "#composer", ".nav-sections", "#list .bar", ".nav-foot"];
const ACTS = ".button, .menu-item, .nav-link";
const OPENERS = ["palette#", "drawer#", "selection#", "composer#format"].map((act) => `[data-action*="${act}"]`).join(", ");
const REMEMBERED = 6;
const SHOWN = 50;
const PAUSE_MS = 120;

/** The palette: a box that finds what can be done and seen from here, by any few letters of it.
 *
 * It knows nothing by itself: the buttons, menus and links of the page are what it offers, under the words they have
 * there. Only conversations and customers are asked of the server, after a pause.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ["dialog", "input", "list", "count"];
  static override values = { url: String, one: String, many: String, search: String };
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly oneValue: string;
  declare readonly manyValue: string;
  declare readonly searchValue: string;
  private entries: Entry[] = [];
  private shown: Entry[] = [];
  private at = 0;
  private planned?: number;
  private asking?: AbortController;

  toggle(event: Event): void {
    event.preventDefault();
    if (this.dialogTarget.open) return this.dialogTarget.close();
    this.entries = gather(document);
    this.inputTarget.value = "";
    this.dialogTarget.showModal();
    this.find();
  }

  find(): void {
    const asked = this.inputTarget.value.trim();
    this.at = 0;
    this.show(asked ? [...best(this.entries, asked, recent()), this.searching(asked)] : first(this.entries, recent()));
    this.ask(asked);
  }

  keys(event: KeyboardEvent): void {
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      // A step past an end goes round; a leap stays there.
      const isLeap = event.key.startsWith("Page");
      this.point(isLeap ? Math.min(Math.max(to, 0), this.shown.length - 1) : (to + this.shown.length) % this.shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.take(this.shown[this.at]);
    }
  }

  choose(event: Event): void {
    const option = (event.target as Element).closest("[role=option]");
    if (option) this.take(this.shown[[...this.listTarget.children].indexOf(option)]);
  }

  closed(): void {
    clearTimeout(this.planned);
    this.asking?.abort();
  }

  backdrop(event: MouseEvent): void {
    if (event.target === this.dialogTarget) this.dialogTarget.close();
  }

  private take(entry?: Entry): void {
    if (!entry) return;
    this.dialogTarget.close();
    if (entry.key) remember(entry.key);
    // The page may have drawn its buttons anew since.
    const element = entry.element?.isConnected ? entry.element : gather(document).find((one) => one.key === entry.key)?.element;
    if (entry.href) window.location.assign(entry.href);
    else element?.click();
  }

  private show(entries: Entry[]): void {
    this.shown = entries;
    this.listTarget.replaceChildren(...entries.map(drawn));
    this.point(Math.min(this.at, entries.length - 1));
    const count = entries.length;
    this.countTarget.textContent = count === 1 ? this.oneValue : this.manyValue.replace("0", String(count));
  }

  private point(place: number): void {
    this.at = Math.max(place, 0);
    [...this.listTarget.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    const option = this.listTarget.children[this.at];
    if (option) this.inputTarget.setAttribute("aria-activedescendant", option.id);
    else this.inputTarget.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** Add what the server finds below what the page has; the line one is on stays where it is. */
  private ask(asked: string): void {
    this.closed();
    if (asked.length < 2 && !/^\d/.test(asked)) return;
    this.planned = window.setTimeout(() => void this.fetch(asked), PAUSE_MS);
  }

  private searching(asked: string): Entry {
    const href = `/search/?${new URLSearchParams({ q: asked })}`;
    return { key: "", label: this.searchValue.replace("…", asked), place: "", cap: "", folded: "", href };
  }

  private async fetch(asked: string): Promise<void> {
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.urlValue}?${new URLSearchParams({ q: asked })}`, { signal: this.asking.signal });
      // Whoever is signed out meanwhile gets the sign-in page, which is not what was asked for.
      if (!answer.ok || answer.redirected) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("a");
      this.show([...this.shown.slice(0, -1), ...[...found].map(ofLink), this.searching(asked)]);
    } catch {
      // The line is down, or something else is asked by now: what the page knows stays.
    }
  }
}

function gather(page: Document): Entry[] {
  const entries = new Map<string, Entry>();
  const places = PLACES.flatMap((place) => [...page.querySelectorAll(place)]);
  for (const element of places.flatMap((place) => [...place.querySelectorAll<HTMLElement>(ACTS)])) {
    if (element instanceof HTMLButtonElement && element.disabled) continue;
    // Neither what is put away nor what only opens something on this page.
    if (element.closest("dialog, [hidden]") || element.matches(`summary, ${OPENERS}`)) continue;
    // A line of a closed menu is offered; a button that is not for this screen is not.
    if (!element.matches(".menu-item, .nav-link") && !element.checkVisibility({ visibilityProperty: true })) continue;
    const entry = ofElement(element);
    if (entry.label && !entries.has(entry.key)) entries.set(entry.key, entry);
  }
  return [...entries.values()];
}

function ofElement(element: HTMLElement): Entry {
  const menu = element.closest("details.menu")?.querySelector("summary");
  const place = menu ? menu.ariaLabel ?? wordsOf(menu) : nameOf(element.closest("[aria-label]:not(a, button), [aria-labelledby]"));
  const label = element.ariaLabel ?? wordsOf(element);
  const href = element instanceof HTMLAnchorElement && !element.hasAttribute("hx-get") ? element.pathname + element.search : "";
  const cap = element.dataset.hotkey?.toUpperCase().replace(/\+/g, " ") ?? "";
  // A menu may be called after what it holds at the moment: what a button sends is the steadier name.
  const sent = element instanceof HTMLButtonElement && element.name ? `${element.name}=${element.value}` : `${place}: ${label}`;
  return { key: href || sent, label, place, cap, folded: fold(`${label} ${place}`), element };
}

function ofLink(link: HTMLAnchorElement): Entry {
  const label = link.querySelector("b")?.textContent ?? "";
  const place = link.querySelector("span")?.textContent ?? "";
  return { key: "", label, place, cap: "", folded: "", href: link.getAttribute("href") ?? "" };
}

function nameOf(place: Element | null): string {
  const label = document.getElementById(place?.getAttribute("aria-labelledby") ?? "");
  return label ? wordsOf(label) : place?.ariaLabel ?? "";
}

/** The words of a button without its icon, its count and its key. */
function wordsOf(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const aside of copy.querySelectorAll("[aria-hidden=true], kbd, svg, .count, .visually-hidden")) aside.remove();
  // What stands at the end of a line in a menu: a moment, that somebody is away.
  for (const told of copy.querySelectorAll(".told, .tiny, .num")) told.prepend(" · ");
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

function drawn(entry: Entry, index: number): HTMLElement {
  const option = document.createElement("li");
  option.id = `palette-${index}`;
  option.setAttribute("role", "option");
  option.className = "palette-line";
  const label = Object.assign(document.createElement("span"), { className: "clip", textContent: entry.label });
  const place = Object.assign(document.createElement("span"), { className: "tiny muted clip push", textContent: entry.place });
  option.append(label, place);
  if (entry.cap) option.append(Object.assign(document.createElement("kbd"), { textContent: entry.cap, ariaHidden: "true" }));
  return option;
}

/** Before anything is asked: what was used last, then all there is. */
function first(entries: Entry[], used: string[]): Entry[] {
  const last = used.flatMap((key) => entries.find((entry) => entry.key === key) ?? []);
  return [...last, ...entries.filter((entry) => !last.includes(entry))].slice(0, SHOWN);
}

function best(entries: Entry[], asked: string, used: string[]): Entry[] {
  const words = fold(asked).split(/\s+/);
  const scored = entries.map((entry, index) => {
    const fit = words.map((word) => fitOf(word, entry));
    const bonus = used.includes(entry.key) ? 15 : 0;
    return { entry, index, score: Math.min(...fit) ? fit.reduce((sum, one) => sum + one, bonus) : 0 };
  });
  const fitting = scored.filter((one) => one.score > 0).sort((a, b) => b.score - a.score || a.index - b.index);
  return fitting.slice(0, SHOWN).map((one) => one.entry);
}

/** How well a word fits: at the beginning of the label, of a word, anywhere, or as some of its letters in order. */
function fitOf(word: string, entry: Entry): number {
  const at = entry.folded.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) return /[^\p{L}\p{N}]/u.test(entry.folded[at - 1] ?? "") ? 80 : 40;
  if (word.length < 3) return 0;
  let from = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = entry.folded.indexOf(letter, from + 1);
    if (next < 0) return 0;
    gaps += from < 0 ? 0 : next - from - 1;
    from = next;
  }
  return gaps <= word.length * 2 ? 20 - Math.min(gaps, 15) : 0;
}

// Only acts and pages are remembered, never whom one looked at.
const MEMORY = "palette:recent";

function recent(): string[] {
  try {
    return JSON.parse(localStorage.getItem(MEMORY) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function remember(key: string): void {
  const keys = [key, ...recent().filter((other) => other !== key)].slice(0, REMEMBERED);
  try {
    localStorage.setItem(MEMORY, JSON.stringify(keys));
  } catch {
    // Without room for it the palette works as before.
  }
}
