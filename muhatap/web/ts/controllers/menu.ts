import { Controller } from "@hotwired/stimulus";

/** A <details> that behaves as a menu: closes on Escape, on a click elsewhere and after a choice; arrows move. */
export default class extends Controller<HTMLDetailsElement> {
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
    if (!this.element.open) return;
    if (event.code === "Escape") {
      this.element.open = false;
      this.element.querySelector("summary")?.focus();
      event.stopPropagation();
    }
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      this.move(event.code === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
  }

  shut(): void {
    this.element.open = false;
  }

  private move(step: number): void {
    const items = [...this.element.querySelectorAll<HTMLElement>(".menu-item, .menu-items input")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + step + items.length) % items.length]?.focus();
  }
}
