import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";

/** The list of conversations: marks the open one; moves with j and k, opens with o, d and b, comes back with u. */
export default class extends Controller<HTMLElement> {
  static override targets = ["row"];
  declare readonly rowTargets: HTMLAnchorElement[];
  /** Where the open row stands or, once it has left the list, stood: moving goes on from there. */
  private place = 0;

  private readonly swapped = (event: Event): void => {
    if (detailOf(event).target.id === "work") this.mark();
  };

  override connect(): void {
    document.body.addEventListener("htmx:afterSettle", this.swapped);
    this.mark();
  }

  override disconnect(): void {
    document.body.removeEventListener("htmx:afterSettle", this.swapped);
  }

  rowTargetConnected(): void {
    this.mark();
  }

  rowTargetDisconnected(): void {
    this.remember();
  }

  next(): void {
    this.show(this.beside(1));
  }

  previous(): void {
    this.show(this.beside(-1));
  }

  open(): void {
    (this.rowTargets[this.focused] ?? this.rowTargets[this.opened])?.click();
  }

  openNext(): void {
    this.openAt(this.from(this.opened, 1));
  }

  openPrevious(): void {
    this.openAt(this.from(this.opened, -1));
  }

  /** On a phone the list is a screen of its own; elsewhere it is beside, and only wants the focus. */
  back(): void {
    if (this.element.checkVisibility()) this.show(this.rowTargets[this.opened >= 0 ? this.opened : this.within(this.place)]);
    else document.querySelector<HTMLAnchorElement>("#conversation .thread-head a.only-screen-phone")?.click();
  }

  /** The open conversation is the one whose address the browser shows. */
  private mark(): void {
    for (const row of this.rowTargets) {
      if (new URL(row.href).pathname === window.location.pathname) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    this.remember();
  }

  private remember(): void {
    if (this.opened >= 0) this.place = this.opened;
  }

  private get focused(): number {
    const item = document.activeElement?.closest("li");
    return item ? this.rowTargets.findIndex((row) => item.contains(row)) : -1;
  }

  private get opened(): number {
    return this.rowTargets.findIndex((row) => row.hasAttribute("aria-current"));
  }

  private beside(step: number): HTMLAnchorElement | undefined {
    return this.rowTargets[this.from(this.focused >= 0 ? this.focused : this.opened, step)];
  }

  /** The place one step from a row; from a row that has left (-1), the next is the one that took its place. */
  private from(at: number, step: number): number {
    return this.within(at >= 0 ? at + step : this.place + Math.min(step, 0));
  }

  private within(place: number): number {
    return Math.min(Math.max(place, 0), this.rowTargets.length - 1);
  }

  private openAt(place: number): void {
    const row = this.rowTargets[place];
    if (!row || row.hasAttribute("aria-current")) return;
    this.show(row);
    row.click();
  }

  private show(row?: HTMLAnchorElement): void {
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }
}
