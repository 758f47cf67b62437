import { Controller } from "@hotwired/stimulus";
import { Asking } from "../asking";

const PAUSE_MS = 600;

/** A word beside the reply: asked for in a pause of the writing where it has an address, put into the reply with one click. */
export default class extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  private waiting?: number;
  private readonly asking = new Asking();

  override disconnect(): void {
    clearTimeout(this.waiting);
    this.asking.stop();
  }

  /** To colleagues nothing is asked twice. */
  soon({ detail }: CustomEvent<{ kind: string; read: () => string }>): void {
    clearTimeout(this.waiting);
    if (detail.kind === "note") return this.show("");
    this.waiting = window.setTimeout(() => void this.ask(detail.read()), PAUSE_MS);
  }

  say(event: Event & { params: { text: string } }): void {
    const words = document.createElement("p");
    words.textContent = event.params.text;
    this.dispatch("put", { detail: { html: words.outerHTML } });
    (event.currentTarget as HTMLElement).closest("li, p")?.remove();
    if (!this.element.textContent?.trim()) this.element.hidden = true;
  }

  private async ask(text: string): Promise<void> {
    this.asking.stop();
    if (!text.trim()) return this.show("");
    const drawn = await this.asking.ask(this.urlValue, { text });
    if (drawn !== undefined) this.show(drawn);
  }

  private show(drawn: string): void {
    this.element.innerHTML = drawn;
    this.element.hidden = !drawn.trim();
  }
}
