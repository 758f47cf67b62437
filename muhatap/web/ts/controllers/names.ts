import { Controller } from "@hotwired/stimulus";

/** Puts the name of a value into the text where one writes. */
export default class extends Controller<HTMLElement> {
  private last?: HTMLTextAreaElement;

  override connect(): void {
    this.element.addEventListener("focusin", this.note);
  }

  override disconnect(): void {
    this.element.removeEventListener("focusin", this.note);
  }

  hold(event: Event): void {
    event.preventDefault();
  }

  put({ params }: { params: { text: string } }): void {
    const field = this.last ?? this.element.querySelector("textarea");
    if (!field) return;
    field.focus();
    field.setRangeText(params.text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private readonly note = ({ target }: Event): void => {
    if (target instanceof HTMLTextAreaElement) this.last = target;
  };
}
