import { Controller } from "@hotwired/stimulus";

/** Puts a message's own layout into a frame that can run nothing and is nobody, once it is asked for. */
export default class extends Controller<HTMLDetailsElement> {
  static override targets = ["place"];
  static override values = { url: String, title: String };
  declare readonly placeTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly titleValue: string;

  override connect(): void {
    this.load();
  }

  load(): void {
    if (this.element.open && !this.placeTarget.firstChild) this.show(this.urlValue);
  }

  /** Load the pictures that lie on other servers: they learn that the mail was read. */
  images(event: Event): void {
    this.show(`${this.urlValue}?images=1`);
    (event.currentTarget as HTMLElement).hidden = true;
  }

  private show(url: string): void {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    frame.referrerPolicy = "no-referrer";
    frame.title = this.titleValue;
    frame.src = url;
    this.placeTarget.replaceChildren(frame);
  }
}
