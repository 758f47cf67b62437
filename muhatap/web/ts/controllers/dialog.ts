import { Controller } from "@hotwired/stimulus";

/** Opens the <dialog> inside its element; a click on the backdrop closes it. */
export default class extends Controller {
  static override targets = ["box"];
  declare readonly boxTarget: HTMLDialogElement;

  open(event: Event): void {
    event.preventDefault();
    this.boxTarget.showModal();
  }

  close(): void {
    this.boxTarget.close();
  }

  backdrop(event: MouseEvent): void {
    if (event.target === this.boxTarget) this.boxTarget.close();
  }
}
