import { Controller } from "@hotwired/stimulus";
import { chime } from "../sound";

/** A button to hear the sound of a notice with; says so when the browser stays silent. */
export default class extends Controller<HTMLElement> {
  static override targets = ["silent"];
  declare readonly silentTarget: HTMLElement;

  async play(): Promise<void> {
    this.silentTarget.hidden = await chime();
  }
}
