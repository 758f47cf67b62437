import { Controller } from "@hotwired/stimulus";
import * as bell from "../bell";
import { htmx } from "../htmx";

const TOGETHER_MS = 60;
const CHOOSING_MS = 250;
// What one has just done oneself is shown at once, however large the team.
const OWN_ACT_MS = 3000;

let actedAt = -OWN_ACT_MS;

document.addEventListener("htmx:beforeRequest", (event) => {
  const { requestConfig } = (event as CustomEvent<{ requestConfig: { verb: string } }>).detail;
  if (requestConfig.verb !== "get") actedAt = performance.now();
});

/** Whether what changes now may well be what this person has just done. */
export function hasJustActed(): boolean {
  return performance.now() - actedAt < OWN_ACT_MS;
}

/** Fetches its element again when the bell rings for its topic. */
export default class extends Controller<HTMLElement> {
  static override values = { topics: String, url: String };
  declare readonly topicsValue: string;
  declare readonly urlValue: string;
  private stops: (() => void)[] = [];
  private planned?: number;
  private busy = false;
  private missed = false;

  override connect(): void {
    this.listen();
  }

  override disconnect(): void {
    clearTimeout(this.planned);
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  /** What was fetched may live on under another name: a customer who was merged. */
  topicsValueChanged(): void {
    if (this.stops.length) this.listen();
  }

  private listen(): void {
    for (const stop of this.stops) stop();
    const topics = this.topicsValue.split(" ").filter(Boolean);
    this.stops = topics.map((topic) => bell.listen(topic, (_, spread) => this.plan(spread)));
  }

  // Several rings of one moment are one fetch; in a large team not everybody fetches in the same moment.
  private plan(spread = 0): void {
    const wait = hasJustActed() ? 0 : Math.random() * spread;
    if (wait > 0 && this.planned) return;
    clearTimeout(this.planned);
    this.planned = window.setTimeout(() => void this.fetch(), TOGETHER_MS + wait);
  }

  /** A list that grew by scrolling asks for all that it shows, so that nothing slips away under the reader. */
  private address(): string {
    const last = [...this.element.querySelectorAll<HTMLElement>("[data-key]")].pop();
    if (!last) return this.urlValue;
    return `${this.urlValue}${this.urlValue.includes("?") ? "&" : "?"}through=${last.dataset.key}`;
  }

  async fetch(): Promise<void> {
    clearTimeout(this.planned);
    this.planned = undefined;
    // A menu in which somebody is choosing stays where it is; what is new comes when it is shut.
    if (this.element.querySelector("details.menu[open]:focus-within")) {
      this.planned = window.setTimeout(() => void this.fetch(), CHOOSING_MS);
      return;
    }
    if (this.busy) {
      this.missed = true;
      return;
    }
    this.busy = true;
    try {
      await htmx.ajax("GET", this.address(), { target: this.element, swap: "morph:outerHTML", source: this.element });
    } catch {
      // The line is down: the bell says "fetch again" when it is back.
    } finally {
      this.busy = false;
    }
    if (this.missed) {
      this.missed = false;
      this.plan();
    }
  }
}
