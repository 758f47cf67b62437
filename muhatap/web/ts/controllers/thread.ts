import { Controller } from "@hotwired/stimulus";
import { htmx } from "../htmx";

const NEAR_PX = 120;
const SETTLED_MS = 500;

/** While somebody looks further back: how much of the thread stands below the upper edge of what they read. */
let below = 0;

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

  /** Earlier messages come in above: what one reads stays where it is, and nothing is announced as new. */
  async lookBack(event: MouseEvent): Promise<void> {
    const conversation = this.element.closest("#conversation");
    if (!conversation || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const link = event.currentTarget as HTMLAnchorElement;
    below = this.element.scrollHeight - this.element.scrollTop;
    try {
      // Drawn anew as a whole: put in one by one, old messages would be announced as new ones.
      await htmx.ajax("GET", link.href, { target: conversation, swap: "outerHTML" });
      document.querySelector<HTMLElement>("#conversation .talk")?.focus({ preventScroll: true });
    } catch {
      // The line is down: a sentence says so, and the button is still there.
    }
    // The thread that has taken this one's place has found its place by now.
    window.setTimeout(() => (below = 0), SETTLED_MS);
  }

  private toEnd(): void {
    this.element.scrollTop = this.element.scrollHeight - below;
  }

  private isNearEnd(grown: number): boolean {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR_PX + grown;
  }
}
