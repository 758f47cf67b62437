import { Controller } from "@hotwired/stimulus";

/** Opens and closes the panes that lie over the page on smaller screens. */
export default class extends Controller<HTMLElement> {
  private opener?: HTMLElement;

  toggle(event: Event & { params: { name: string } }): void {
    const open = this.element.dataset.open;
    this.opener = event.currentTarget as HTMLElement;
    if (open === event.params.name) return this.close();
    this.element.dataset.open = event.params.name;
    this.opener.setAttribute("aria-expanded", "true");
    this.element.querySelector<HTMLElement>(`[data-drawer="${event.params.name}"]`)?.querySelector<HTMLElement>("a, button, input")?.focus();
  }

  close(): void {
    if (!this.element.dataset.open) return;
    delete this.element.dataset.open;
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener?.focus();
  }
}
