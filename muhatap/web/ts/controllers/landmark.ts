import { Controller } from "@hotwired/stimulus";

/** On a phone the list is a screen of its own: while the thread is out of sight, the list is what the page is about.
 *
 * Whoever goes by landmarks, or skips to the content, gets there. The thread is it wherever it is to be seen.
 */
export default class extends Controller<HTMLElement> {
  private readonly narrow = window.matchMedia("(max-width: 46rem)");
  private readonly screens = new MutationObserver(() => this.say());
  private readonly say = (): void => {
    const isAlone = !document.querySelector("#main")?.checkVisibility();
    if (isAlone) this.element.setAttribute("role", "main");
    else this.element.removeAttribute("role");
    document.querySelector(".skip")?.setAttribute("href", isAlone ? `#${this.element.id}` : "#main");
  };

  override connect(): void {
    const shell = this.element.closest(".shell");
    if (shell) this.screens.observe(shell, { attributeFilter: ["class"] });
    this.narrow.addEventListener("change", this.say);
    this.say();
  }

  override disconnect(): void {
    this.screens.disconnect();
    this.narrow.removeEventListener("change", this.say);
  }
}
