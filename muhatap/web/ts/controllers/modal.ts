import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";

/** A <dialog> that was fetched: it opens as soon as it is there, and leaves the page when it closes. */
export default class extends Controller<HTMLDialogElement> {
  private from: Element | null = null;

  override connect(): void {
    this.from = document.activeElement;
    this.element.showModal();
  }

  close(): void {
    this.element.close();
  }

  backdrop(event: MouseEvent): void {
    if (event.target === this.element) this.close();
  }

  /** What it asked for was done: a form of it was sent and taken. */
  done(event: Event): void {
    // What only shows what the form comes to has done nothing yet.
    if (event.target instanceof Element && event.target.hasAttribute("data-preview")) return;
    const { successful, requestConfig } = detailOf(event);
    if (successful && requestConfig.verb !== "get") this.close();
  }

  leave(): void {
    this.element.remove();
    // A line of a menu that has closed cannot take the focus back; what opened the menu can.
    const back = this.from?.closest("details")?.querySelector("summary") ?? this.from;
    if (back instanceof HTMLElement && back.isConnected) back.focus();
  }
}
