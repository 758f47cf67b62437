import { Controller } from "@hotwired/stimulus";

/** A small box that asks for the address of a link. Enter takes it, Escape or a click elsewhere leaves all as it was. */
export default class extends Controller<HTMLElement> {
  static override targets = ["address", "problem", "remove"];
  declare readonly addressTarget: HTMLInputElement;
  declare readonly problemTarget: HTMLElement;
  declare readonly removeTarget: HTMLButtonElement;

  open({ detail }: CustomEvent<{ address: string }>): void {
    this.element.hidden = false;
    this.addressTarget.value = detail.address;
    this.removeTarget.hidden = !detail.address;
    this.complain(false);
    this.addressTarget.select();
    this.addressTarget.focus();
  }

  keys(event: KeyboardEvent): void {
    // What is pressed here is not for the form around it, which would send the reply.
    event.stopPropagation();
    if (event.code === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.addressTarget) this.take(event);
  }

  take(event: Event): void {
    event.preventDefault();
    const typed = this.addressTarget.value.trim();
    const address = addressOf(typed);
    this.complain(address === null);
    if (address === null) this.addressTarget.focus();
    else this.give(address);
  }

  remove(): void {
    this.give("");
  }

  close(): void {
    this.element.hidden = true;
    this.dispatch("closed");
  }

  outside(event: Event): void {
    if (!this.element.hidden && !this.element.contains(event.target as Node)) this.element.hidden = true;
  }

  private give(address: string): void {
    this.element.hidden = true;
    this.dispatch("given", { detail: { address } });
  }

  private complain(isWrong: boolean): void {
    this.problemTarget.hidden = !isWrong;
    this.addressTarget.setAttribute("aria-invalid", String(isWrong));
  }
}

/** The whole address for what people type: a bare host gets https, an e-mail address mailto. Null if it is neither. */
function addressOf(typed: string): string | null {
  if (!typed) return "";
  if (/\s/.test(typed)) return null;
  if (/^(https?:\/\/|mailto:|tel:)./i.test(typed)) return typed;
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(typed)) return `mailto:${typed}`;
  return /^[^@/:.]+(\.[^@/:.]+)+(:\d+)?([/?#].*)?$/.test(typed) ? `https://${typed}` : null;
}
