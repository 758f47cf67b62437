import { Controller } from "@hotwired/stimulus";

const NEAR_PX = 120;

/** Keeps the newest message in sight: at first, and when one arrives while the reader is at the end. */
export default class extends Controller<HTMLElement> {
  static override targets = ["message", "first", "announcer"];
  declare readonly messageTargets: HTMLElement[];
  declare readonly firstTarget: HTMLElement;
  declare readonly hasFirstTarget: boolean;
  declare readonly announcerTarget: HTMLElement;
  declare readonly hasAnnouncerTarget: boolean;
  private ready = false;

  override connect(): void {
    this.toEnd();
    // Fonts and pictures change heights for a moment after the swap.
    requestAnimationFrame(() => {
      this.toEnd();
      this.ready = true;
    });
  }

  messageTargetConnected(message: HTMLElement): void {
    if (!this.ready) return;
    if (this.isNearEnd(message.offsetHeight) || message.dataset.mine !== undefined) this.toEnd();
    if (this.hasAnnouncerTarget && message.dataset.announce) this.announcerTarget.textContent = message.dataset.announce;
  }

  private toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  private isNearEnd(grown: number): boolean {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR_PX + grown;
  }
}
