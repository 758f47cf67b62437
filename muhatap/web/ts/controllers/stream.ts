import { Controller } from "@hotwired/stimulus";
import * as bell from "../bell";

/** Opens the stream for the page and shows when the line is down. */
export default class extends Controller<HTMLElement> {
  static override targets = ["offline"];
  static override values = { url: String, token: String, since: String };
  declare readonly offlineTarget: HTMLElement;
  declare readonly hasOfflineTarget: boolean;
  declare readonly urlValue: string;
  declare readonly tokenValue: string;
  declare readonly sinceValue: string;
  private stop?: () => void;
  private patience?: number;

  override connect(): void {
    this.stop = bell.watch((state) => {
      this.element.dataset.line = state;
      this.show(state === "waiting");
    });
    bell.open(this.urlValue, this.tokenValue, this.sinceValue);
  }

  override disconnect(): void {
    this.stop?.();
  }

  private show(down: boolean): void {
    clearTimeout(this.patience);
    if (!this.hasOfflineTarget) return;
    if (!down) this.offlineTarget.hidden = true;
    // A restart of the server takes a moment; only a longer silence is worth a word.
    else this.patience = window.setTimeout(() => (this.offlineTarget.hidden = false), 3000);
  }
}
