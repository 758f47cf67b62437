import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";

/** The bar under the thumb: its sheets, and on a phone the turn from reading to writing and back. */
export default class extends Controller<HTMLElement> {
  static override targets = ["sheet"];
  declare readonly sheetTargets: HTMLElement[];
  private readonly swapped = (event: Event): void => {
    const { target, xhr, requestConfig } = detailOf(event);
    if (target.id !== "composer" || requestConfig.verb !== "post") return;
    // What was taken back is there to go on with; what was refused (409, 422) has something to say.
    if (/\/undo\/$/.test(requestConfig.path)) this.main?.setAttribute("data-writing", "");
    else if (xhr.status < 300) this.read();
  };

  override connect(): void {
    document.body.addEventListener("htmx:afterSwap", this.swapped);
  }

  override disconnect(): void {
    document.body.removeEventListener("htmx:afterSwap", this.swapped);
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
