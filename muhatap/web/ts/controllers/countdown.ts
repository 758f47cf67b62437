import { Controller } from "@hotwired/stimulus";

/** Shows the seconds left until a moment, then hides itself. */
export default class extends Controller<HTMLElement> {
  static override targets = ["seconds"];
  static override values = { left: Number };
  declare readonly secondsTarget: HTMLElement;
  declare readonly leftValue: number;
  private timer?: number;
  private until = 0;

  override connect(): void {
    // The server says how long is left, so a wrong clock of this computer changes nothing.
    this.until = performance.now() + this.leftValue * 1000;
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 250);
  }

  override disconnect(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const left = Math.ceil((this.until - performance.now()) / 1000);
    if (left > 0) this.secondsTarget.textContent = String(left);
    else this.element.hidden = true;
  }
}
