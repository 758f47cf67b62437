import { Controller } from "@hotwired/stimulus";

/** A short message that leaves by itself, unless the person is on it. */
export default class extends Controller<HTMLElement> {
  static override values = { seconds: { type: Number, default: 6 }, alone: Boolean };
  declare readonly secondsValue: number;
  declare readonly aloneValue: boolean;
  private leaving?: number;

  override connect(): void {
    if (this.aloneValue) this.replaceTheLast();
    this.wait();
  }

  override disconnect(): void {
    clearTimeout(this.leaving);
  }

  wait(): void {
    this.leaving = window.setTimeout(() => this.element.remove(), this.secondsValue * 1000);
  }

  stay(): void {
    clearTimeout(this.leaving);
  }

  dismiss(): void {
    this.element.remove();
  }

  /** Whoever works through one conversation after the other sees what was done last, not a pile. */
  private replaceTheLast(): void {
    for (const other of document.querySelectorAll(".toast[data-toast-alone-value]")) if (other !== this.element) other.remove();
  }
}
