import { Controller } from "@hotwired/stimulus";
import { fold } from "../fold";

/** A search field with what it found below: the arrows go from one to the next, Enter in the field to the first. */
export default class extends Controller<HTMLElement> {
  static override targets = ["find"];
  declare readonly findTarget: HTMLInputElement;

  /** Shows only what has the typed letters in it, where all there is to pick from is on the page already. */
  narrow(): void {
    const typed = fold(this.findTarget.value).trim();
    for (const pick of this.element.querySelectorAll<HTMLElement>(".candidate")) {
      pick.hidden = !fold(pick.textContent ?? "").includes(typed);
    }
    for (const group of this.element.querySelectorAll<HTMLElement>(".candidates")) {
      const section = group.closest("section") ?? group;
      section.hidden = !group.querySelector(".candidate:not([hidden])");
    }
  }

  /** Enter in the field goes to what was found; it sends nothing. */
  hold(event: Event): void {
    event.preventDefault();
  }

  keys(event: KeyboardEvent): void {
    const picks = [...this.element.querySelectorAll<HTMLElement>(".candidate:not([hidden])")];
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
