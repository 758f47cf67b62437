import { Controller } from "@hotwired/stimulus";

/** The rows that are chosen for an act on many: by box, by a range with Shift, by x, or all that the view holds. */
export default class extends Controller<HTMLElement> {
  static override targets = ["box", "bar", "count", "all", "offer", "every", "into"];
  static override values = { countUrl: String, some: String, every: String };
  declare readonly boxTargets: HTMLInputElement[];
  declare readonly barTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly allTarget: HTMLInputElement;
  declare readonly offerTarget: HTMLElement;
  declare readonly everyTarget: HTMLElement;
  declare readonly intoTargets: HTMLButtonElement[];
  declare readonly hasBarTarget: boolean;
  declare readonly countUrlValue: string;
  declare readonly someValue: string;
  declare readonly everyValue: string;
  private chosen = new Set<string>();
  private anchor?: HTMLInputElement;
  private isEvery = false;
  private isBegun = false;

  boxTargetConnected(box: HTMLInputElement): void {
    box.checked = this.isEvery || this.chosen.has(box.value);
  }

  /** What left the list is not acted on unseen; a row that is only drawn anew comes back in the same breath. */
  boxTargetDisconnected(box: HTMLInputElement): void {
    if (!this.chosen.has(box.value)) return;
    window.setTimeout(() => {
      if (this.boxTargets.some((other) => other.value === box.value)) return;
      this.chosen.delete(box.value);
      this.update();
    });
  }

  toggle(event: MouseEvent): void {
    const box = event.currentTarget as HTMLInputElement;
    const range = event.shiftKey && this.anchor?.isConnected ? this.between(this.anchor, box) : [box];
    this.set(range, box.checked);
    this.anchor = box;
  }

  /** Choose the row that has the focus, or else the open one; again, and it is left out. */
  toggleRow(): void {
    const box = this.current;
    if (!box) return;
    this.set([box], !box.checked);
    this.anchor = box;
  }

  extendDown(): void {
    this.extend(1);
  }

  extendUp(): void {
    this.extend(-1);
  }

  toggleAll(): void {
    this.isEvery = false;
    this.set(this.boxTargets, this.allTarget.checked);
  }

  /** Show the boxes where there is no pointer to rest on a row. */
  begin(): void {
    if (this.isAny || this.isBegun) return this.clear();
    this.isBegun = true;
    this.update();
  }

  every(): void {
    this.isEvery = true;
    for (const box of this.boxTargets) box.checked = true;
    this.update();
  }

  clear(): void {
    if (!this.isAny && !this.isBegun) return;
    this.isEvery = this.isBegun = false;
    this.chosen.clear();
    for (const box of this.boxTargets) box.checked = false;
    this.update();
  }

  /** Escape lets go of the rows, unless a menu is open and wants it. */
  escape(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector("details.menu[open], dialog[open]")) return;
    this.clear();
  }

  /** A key for an act means the row that has the focus, where that is not the open one. */
  pressed({ detail }: CustomEvent<{ key: string }>): void {
    if (this.isAny || !this.hasBarTarget || !this.barTarget.querySelector(`[data-hotkey="${detail.key}"]`)) return;
    const row = document.activeElement?.closest("#list li .row:not([aria-current])");
    const box = row?.parentElement?.querySelector<HTMLInputElement>("[data-selection-target=box]");
    if (box) this.set([box], true);
  }

  fill(event: Event): void {
    const { parameters } = (event as CustomEvent<{ parameters: FormData }>).detail;
    parameters.set("ids", this.isEvery ? "" : [...this.chosen].join(","));
    parameters.set("all", this.isEvery ? "1" : "");
  }

  private get isAny(): boolean {
    return this.isEvery || this.chosen.size > 0;
  }

  private get current(): HTMLInputElement | undefined {
    const item = document.activeElement?.closest("#list li") ?? this.element.querySelector(".row[aria-current]")?.closest("li");
    return this.boxTargets.find((box) => item?.contains(box));
  }

  private extend(step: number): void {
    const at = this.current;
    const to = at && this.boxTargets[this.boxTargets.indexOf(at) + step];
    this.set([at, to].filter((box) => box !== undefined), true);
    const row = to?.closest("li")?.querySelector<HTMLElement>(".row");
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  private between(from: HTMLInputElement, to: HTMLInputElement): HTMLInputElement[] {
    const [first = 0, last = 0] = [this.boxTargets.indexOf(from), this.boxTargets.indexOf(to)].sort((a, b) => a - b);
    return this.boxTargets.slice(first, last + 1);
  }

  private set(boxes: HTMLInputElement[], isChosen: boolean): void {
    // Taking one row out of "all of this view" leaves the rows that one sees.
    if (this.isEvery) {
      this.isEvery = false;
      for (const box of this.boxTargets) this.chosen.add(box.value);
    }
    for (const box of boxes) {
      box.checked = isChosen;
      if (isChosen) this.chosen.add(box.value);
      else this.chosen.delete(box.value);
    }
    this.update();
  }

  private update(): void {
    const shown = this.boxTargets.length;
    const isAllShown = shown > 0 && this.boxTargets.every((box) => box.checked);
    this.element.classList.toggle("is-choosing", this.isAny || this.isBegun);
    this.barTarget.hidden = !this.isAny;
    // An open menu, even one out of sight, would keep the keys to itself.
    if (!this.isAny) for (const menu of this.barTarget.querySelectorAll("details")) menu.open = false;
    this.allTarget.checked = isAllShown;
    this.allTarget.indeterminate = this.isAny && !isAllShown;
    this.countTarget.textContent = this.isEvery ? this.everyValue : this.someValue.replace("0", String(this.chosen.size));
    // Two are merged into the one that began first.
    const numbers = [...this.chosen].map(Number);
    for (const button of this.intoTargets) {
      button.disabled = this.isEvery || numbers.length < 2;
      button.value = `merge:into:${Math.min(...numbers)}`;
    }
    this.offer(isAllShown && !this.isEvery && this.element.querySelector("#more") !== null);
  }

  /** When all that is shown is chosen and the view holds more, offer the rest, too. */
  private offer(isOffered: boolean): void {
    if (this.offerTarget.hidden === !isOffered) return;
    this.offerTarget.hidden = !isOffered;
    if (isOffered) void this.count();
  }

  private async count(): Promise<void> {
    try {
      const answer = await fetch(this.countUrlValue);
      if (answer.ok && !answer.redirected) this.everyTarget.textContent = (await answer.text()).trim();
    } catch {
      // Without the number the button says what it does all the same.
    }
  }
}
