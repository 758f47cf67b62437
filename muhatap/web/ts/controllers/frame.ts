import { Controller } from "@hotwired/stimulus";

// The frame is as high as its mail up to here; a mail that is longer, or grows with its frame, scrolls inside.
const MOST_PX = 4000;

/** Puts a message's own layout into a frame that can run nothing, once it is asked for, and fits it to its content. */
export default class extends Controller<HTMLDetailsElement> {
  static override targets = ["place"];
  static override values = { url: String, title: String };
  declare readonly placeTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly titleValue: string;
  private size?: ResizeObserver;

  override connect(): void {
    const frame = this.placeTarget.querySelector("iframe");
    if (frame?.contentDocument?.readyState === "complete") this.fit(frame);
    else this.load();
  }

  override disconnect(): void {
    this.size?.disconnect();
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
    // Of our origin, so that it can be measured. Never add `allow-scripts`: the two together are no sandbox at all.
    frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.referrerPolicy = "no-referrer";
    frame.title = this.titleValue;
    frame.src = url;
    frame.addEventListener("load", () => this.fit(frame));
    this.placeTarget.replaceChildren(frame);
  }

  /** Follow the height of the mail: pictures that load, folds that open and a window that narrows all change it. */
  private fit(frame: HTMLIFrameElement): void {
    const mail = frame.contentDocument?.querySelector<HTMLElement>(".mail");
    this.size?.disconnect();
    if (!mail) return;
    // In the next picture, for a height that changes while it is being observed is an error.
    this.size = new ResizeObserver(() => requestAnimationFrame(() => {
      if (mail.offsetHeight) frame.style.blockSize = `${Math.min(Math.ceil(mail.getBoundingClientRect().height), MOST_PX)}px`;
    }));
    this.size.observe(mail);
  }
}
