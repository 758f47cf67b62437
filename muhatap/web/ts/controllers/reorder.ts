import { Controller } from "@hotwired/stimulus";
import { htmx } from "../htmx";

/** A list put in order by dragging; the buttons beside each row do the same for keyboards and fingers. */
export default class extends Controller<HTMLElement> {
  static override targets = ["row", "handle"];
  static override values = { url: String };
  declare readonly rowTargets: HTMLElement[];
  declare readonly urlValue: string;

  private moving: HTMLElement | null = null;
  private before = "";

  handleTargetConnected(handle: HTMLElement): void {
    handle.addEventListener("pointerdown", this.take);
  }

  handleTargetDisconnected(handle: HTMLElement): void {
    handle.removeEventListener("pointerdown", this.take);
  }

  private readonly take = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    this.moving = handle.closest<HTMLElement>("[data-rule]");
    if (!this.moving || event.button !== 0) return;
    event.preventDefault();
    this.before = this.order();
    this.moving.classList.add("is-moving");
    // Not on the handle: a row that changes its place would let go of the pointer.
    document.addEventListener("pointermove", this.move);
    document.addEventListener("pointerup", this.drop);
    document.addEventListener("pointercancel", this.drop);
  };

  private readonly move = (event: PointerEvent): void => {
    const over = this.rowTargets.find((row) => {
      const place = row.getBoundingClientRect();
      return event.clientY > place.top && event.clientY < place.bottom;
    });
    if (!over || !this.moving || over === this.moving) return;
    const isBelow = this.rowTargets.indexOf(over) > this.rowTargets.indexOf(this.moving);
    over[isBelow ? "after" : "before"](this.moving);
  };

  override disconnect(): void {
    this.letGo();
  }

  private letGo(): void {
    document.removeEventListener("pointermove", this.move);
    document.removeEventListener("pointerup", this.drop);
    document.removeEventListener("pointercancel", this.drop);
  }

  private readonly drop = (): void => {
    this.letGo();
    this.moving?.classList.remove("is-moving");
    this.moving = null;
    if (this.order() !== this.before) void this.keep();
  };

  private order(): string {
    return this.rowTargets.map((row) => row.dataset.rule).join();
  }

  private keep(): Promise<void> {
    const context = { target: this.element, swap: "morph:outerHTML", select: `#${this.element.id}` };
    return htmx.ajax("post", this.urlValue, { ...context, values: { order: this.order() } });
  }
}
