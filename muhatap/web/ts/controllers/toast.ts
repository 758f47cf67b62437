import { Controller } from "@hotwired/stimulus";

/** A short message that leaves by itself, unless the person is on it. */
export default class extends Controller<HTMLElement> {
  static override values = { seconds: { type: Number, default: 6 } };
  declare readonly secondsValue: number;
  private leaving?: number;

  override connect(): void {
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
}
