import { Controller } from "@hotwired/stimulus";

const PAUSE_MS = 60;

/** A box that offers how to go on: a combobox whose lines the server draws for what stands before the caret.
 *
 * Arrows walk the lines, Enter takes the one walked to and asks the question otherwise, Tab takes too, Escape closes.
 * What was taken stands in the box; an operator keeps it open for its value.
 */
export default class extends Controller<HTMLFormElement> {
  static override targets = ["input", "list", "count"];
  static override values = { url: String, one: String, many: String };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly oneValue: string;
  declare readonly manyValue: string;
  private at = -1;
  private offeredFor = "";
  private planned?: number;
  private asking?: AbortController;

  override disconnect(): void {
    this.close();
  }

  write(): void {
    this.stop();
    this.planned = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  keys(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.lines.length;
    if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) return this.write();
      this.point(event.key === "ArrowDown" ? (this.at + 1) % count : (this.at <= 0 ? count : this.at) - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && this.isOpen && this.at >= 0) {
      event.preventDefault();
      this.take(this.lines[this.at]);
    } else if (event.key === "Enter") {
      this.close();
    }
  }

  /** Keep the box in focus while a line is pressed. */
  hold(event: Event): void {
    event.preventDefault();
  }

  choose(event: Event): void {
    if (this.isOpen) this.take((event.target as Element).closest<HTMLElement>("[role=option]") ?? undefined);
  }

  leave(): void {
    this.close();
  }

  private get lines(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private get before(): string {
    const input = this.inputTarget;
    return input.value.slice(0, input.selectionStart ?? input.value.length);
  }

  private get isOpen(): boolean {
    // Lines for what stood there a moment ago are no offer any more.
    return this.listTarget.matches(":popover-open") && this.offeredFor === this.before;
  }

  private take(line?: HTMLElement): void {
    if (!line) return;
    const input = this.inputTarget;
    const rest = input.value.slice(input.selectionStart ?? input.value.length);
    const text = line.dataset.text ?? "";
    input.value = text + rest;
    input.setSelectionRange(text.length, text.length);
    this.close();
    if (line.dataset.goesOn !== undefined) this.write();
  }

  private async ask(): Promise<void> {
    const before = this.before;
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.urlValue}?${new URLSearchParams({ q: before })}`, { signal: this.asking.signal });
      // Whoever is signed out meanwhile gets the sign-in page, which is not what was asked for.
      if (!answer.ok || answer.redirected || document.activeElement !== this.inputTarget) return;
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[role=option]");
      this.offeredFor = before;
      this.show([...drawn]);
    } catch {
      // The line is down, or something else is asked by now: the box works without it.
    }
  }

  private show(lines: Element[]): void {
    this.listTarget.replaceChildren(...lines);
    this.listTarget.togglePopover(lines.length > 0);
    this.place();
    this.inputTarget.setAttribute("aria-expanded", String(lines.length > 0));
    this.countTarget.textContent = lines.length === 1 ? this.oneValue : lines.length ? this.manyValue.replace("0", String(lines.length)) : "";
    this.point(-1);
  }

  private point(place: number): void {
    this.at = place;
    const lines = this.lines;
    lines.forEach((line, index) => line.setAttribute("aria-selected", String(index === place)));
    const line = lines[place];
    if (line) this.inputTarget.setAttribute("aria-activedescendant", line.id);
    else this.inputTarget.removeAttribute("aria-activedescendant");
    line?.scrollIntoView({ block: "nearest" });
  }

  private place(): void {
    const box = this.inputTarget.getBoundingClientRect();
    this.listTarget.style.insetBlockStart = `${box.bottom}px`;
    this.listTarget.style.insetInlineStart = `${box.left}px`;
  }

  private stop(): void {
    clearTimeout(this.planned);
    this.asking?.abort();
  }

  private close(): void {
    this.stop();
    this.show([]);
  }
}
