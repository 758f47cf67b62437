import { Controller } from "@hotwired/stimulus";

/** A search field with what it found below: the arrows go from one to the next, Enter in the field to the first. */
export default class extends Controller<HTMLElement> {
  static override targets = ["find"];
  declare readonly findTarget: HTMLInputElement;

  keys(event: KeyboardEvent): void {
    const picks = [...this.element.querySelectorAll<HTMLElement>(".candidate")];
    const at = picks.indexOf(document.activeElement as HTMLElement);
    if (event.code === "ArrowDown" || (event.key === "Enter" && event.target === this.findTarget && picks.length > 0)) {
      picks[Math.min(at + 1, picks.length - 1)]?.focus();
    } else if (event.code === "ArrowUp" && at >= 0) {
      (picks[at - 1] ?? this.findTarget).focus();
    } else {
      return;
    }
    event.preventDefault();
  }
}
