import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";

/** The list of conversations: marks the open one and moves with j and k. */
export default class extends Controller<HTMLElement> {
  static override targets = ["row"];
  declare readonly rowTargets: HTMLAnchorElement[];

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

  /** The open conversation is the one whose address the browser shows. */
  private mark(): void {
    for (const row of this.rowTargets) {
      if (new URL(row.href).pathname === window.location.pathname) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  next(): void {
    this.move(1);
  }

  previous(): void {
    this.move(-1);
  }

  private move(step: number): void {
    const focused = this.rowTargets.indexOf(document.activeElement as HTMLAnchorElement);
    const open = this.rowTargets.findIndex((row) => row.hasAttribute("aria-current"));
    const from = focused >= 0 ? focused : open;
    const row = this.rowTargets[Math.min(Math.max(from + step, 0), this.rowTargets.length - 1)];
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }
}
