import { Controller } from "@hotwired/stimulus";

/** A form that is sent once: a second click while it is under way does nothing. (The server checks its token anyway.) */
export default class extends Controller<HTMLFormElement> {
  private sending = false;

  guard(event: Event): void {
    if (this.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.sending = true;
    window.setTimeout(() => (this.sending = false), 4000);
  }

  done(): void {
    this.sending = false;
  }
}
