import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../htmx";
import { follow, type Person } from "../others";

const BEAT_MS = 15_000;
// First the conversation is there to read; who goes on at once has not read it.
const CALM_MS = 200;
const TYPING_AGAIN_MS = 5_000;
// The name of this page among the open pages of one person.
const PAGE = Math.random().toString(36).slice(2);

/** Says that this page shows a conversation, and shows who else has it before them. */
export default class extends Controller<HTMLElement> {
  static override values = { url: String, others: String, number: String };
  declare readonly urlValue: string;
  declare readonly othersValue: string;
  declare readonly numberValue: string;
  private stop?: () => void;
  private beat?: number;
  private coming?: number;
  private typedAt = -Infinity;
  private readonly turned = (): void => (document.visibilityState === "visible" ? this.come() : this.go());
  private readonly leaving = (): void => this.go();

  override connect(): void {
    const following = follow(this.othersValue, () => [this.numberValue], (people) => this.show(people[this.numberValue] ?? []));
    this.stop = following.stop;
    document.addEventListener("visibilitychange", this.turned);
    window.addEventListener("pagehide", this.leaving);
    window.addEventListener("pageshow", this.turned);
    this.coming = window.setTimeout(this.turned, CALM_MS);
  }

  override disconnect(): void {
    clearTimeout(this.coming);
    this.stop?.();
    document.removeEventListener("visibilitychange", this.turned);
    window.removeEventListener("pagehide", this.leaving);
    window.removeEventListener("pageshow", this.turned);
    this.go();
  }

  typing(): void {
    if (performance.now() - this.typedAt < TYPING_AGAIN_MS) return;
    this.typedAt = performance.now();
    this.say("typing");
  }

  private come(): void {
    clearInterval(this.beat);
    this.say("reading");
    this.beat = window.setInterval(() => this.say(performance.now() - this.typedAt < TYPING_AGAIN_MS ? "typing" : "reading"), BEAT_MS);
  }

  private go(): void {
    if (this.beat === undefined) return;
    clearInterval(this.beat);
    this.beat = undefined;
    navigator.sendBeacon(this.urlValue, this.body("gone"));
  }

  private say(doing: string): void {
    void fetch(this.urlValue, { method: "POST", body: this.body(doing), redirect: "manual" }).catch(() => undefined);
  }

  private body(doing: string): FormData {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", csrfToken());
    body.set("page", PAGE);
    body.set("doing", doing);
    return body;
  }

  private show(people: Person[]): void {
    const words = people.map((person) => person.says).join(" · ");
    // A live region that is set to the same words again would be read again.
    if (this.element.textContent !== words) this.element.textContent = words;
    this.element.toggleAttribute("data-typing", people.some((person) => person.isTyping));
  }
}
