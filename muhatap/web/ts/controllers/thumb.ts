import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";

/** The bar under the thumb: its sheets, and on a phone the turn from reading to writing and back. */
export default class extends Controller<HTMLElement> {
  static override targets = ["sheet"];
  declare readonly sheetTargets: HTMLElement[];
  private readonly sent = (event: Event): void => {
    // What was sent leaves an empty composer behind; one with its words still in it has something to say.
    const composer = detailOf(event).target.id === "composer" ? document.querySelector<HTMLFormElement>("#composer") : null;
    if (composer && !composer.querySelector(".notice:not([hidden])") && !composer.querySelector("textarea")?.value) this.read();
  };

  override connect(): void {
    document.body.addEventListener("htmx:afterSwap", this.sent);
  }

  override disconnect(): void {
    document.body.removeEventListener("htmx:afterSwap", this.sent);
  }

  write(): void {
    this.main?.setAttribute("data-writing", "");
    // The same as its key does: the composer knows how to begin.
    this.main?.querySelector<HTMLElement>("[data-hotkey='r']")?.click();
  }

  read(): void {
    this.main?.removeAttribute("data-writing");
  }

  shut(): void {
    for (const sheet of this.sheetTargets) sheet.hidePopover();
  }

  private get main(): HTMLElement | null {
    return this.element.closest("main");
  }
}

// Safari leaves the page as high as it was when the keyboard comes up; Chromium makes it smaller by itself.
const seen = window.visualViewport;
seen?.addEventListener("resize", () => {
  const hidden = window.innerHeight - seen.height * seen.scale;
  document.documentElement.style.setProperty("--keyboard", hidden > 80 ? `${Math.round(hidden)}px` : "0px");
  if (hidden > 80) window.scrollTo(0, 0);
});
