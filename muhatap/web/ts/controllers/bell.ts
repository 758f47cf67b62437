import { Controller } from "@hotwired/stimulus";
import { htmx } from "../htmx";
import { chime } from "../sound";

const HEARD = "muhatap-heard";
const COUNT = /^\(\d+\+?\) /;

/** The count of unread notices on the bell, in the title and on the app's icon; the sound; and reading what one sees. */
export default class extends Controller<HTMLElement> {
  static override targets = ["menu", "announcer"];
  static override values = { count: Number, heard: Number, unread: Array, list: String, reading: String };
  declare readonly menuTarget: HTMLElement;
  declare readonly announcerTarget: HTMLElement;
  declare readonly countValue: number;
  declare readonly heardValue: number;
  declare readonly unreadValue: number[];
  declare readonly listValue: string;
  declare readonly readingValue: string;
  private isHere = false;
  private readonly look = (): void => this.readWhatIsSeen();
  private readonly titles = new MutationObserver(() => this.title());

  override connect(): void {
    this.isHere = true;
    remember(this.heardValue);
    this.title();
    const title = document.querySelector("title");
    if (title) this.titles.observe(title, { childList: true });
    for (const [place, name] of seeing) place.addEventListener(name, this.look);
    this.look();
    void this.tidy();
  }

  override disconnect(): void {
    this.isHere = false;
    this.titles.disconnect();
    for (const [place, name] of seeing) place.removeEventListener(name, this.look);
  }

  countValueChanged(): void {
    if (this.isHere) this.title();
  }

  unreadValueChanged(): void {
    if (!this.isHere) return;
    this.readWhatIsSeen();
    void this.tidy();
    if (this.menuTarget.matches(":popover-open")) void this.fill();
  }

  heardValueChanged(at: number): void {
    if (!this.isHere || !remember(at)) return;
    void chime();
    this.announcerTarget.textContent = "";
    this.announcerTarget.textContent = this.announcerTarget.dataset.said ?? "";
  }

  toggled(event: ToggleEvent): void {
    if (event.newState === "open") void this.fill().then(() => this.menuTarget.querySelector<HTMLElement>(".bell-line")?.focus());
  }

  private fill(): Promise<void> {
    const list = this.menuTarget.querySelector("#notices-list");
    return list ? htmx.ajax("GET", this.listValue, { target: list, swap: "morph:outerHTML", source: list }) : Promise.resolve();
  }

  private title(): void {
    const plain = document.title.replace(COUNT, "");
    const words = this.countValue > 99 ? "99+" : String(this.countValue);
    const wanted = this.countValue ? `(${words}) ${plain}` : plain;
    if (document.title !== wanted) document.title = wanted;
    for (const badge of document.querySelectorAll<HTMLElement>("[data-notice-count]")) {
      badge.textContent = words;
      badge.hidden = !this.countValue;
    }
    // On the icon of the installed app; elsewhere it is not there, or does nothing.
    void navigator.setAppBadge?.(this.countValue).catch(() => undefined);
  }

  /** What was read elsewhere leaves the system's own list on this device, too. Its tag begins with the conversation. */
  private async tidy(): Promise<void> {
    const shown = await (await navigator.serviceWorker?.getRegistration())?.getNotifications();
    for (const notification of shown ?? []) {
      const pk = Number.parseInt(notification.tag, 10);
      if (pk && !this.unreadValue.includes(pk)) notification.close();
    }
  }

  /** What arrives in the conversation before one's eyes is read already. */
  private readWhatIsSeen(): void {
    const shown = document.querySelector<HTMLElement>("#conversation")?.dataset.refetchTopicsValue?.match(/conversation:(\d+)/)?.[1];
    if (!shown || document.visibilityState !== "visible" || !document.hasFocus() || !this.unreadValue.includes(Number(shown))) return;
    void htmx.ajax("POST", this.readingValue, { target: this.element, swap: "morph:outerHTML", source: this.element, values: { conversation: shown } });
  }
}

const seeing: [EventTarget, string][] = [[document, "visibilitychange"], [window, "focus"], [document.body, "htmx:afterSettle"]];

/** Keep the moment of the last sound for all tabs of the browser; false when it was heard already. */
function remember(at: number): boolean {
  try {
    if (Number(localStorage.getItem(HEARD) ?? 0) >= at) return false;
    localStorage.setItem(HEARD, String(at));
  } catch {
    // Without storage each tab makes its own sound.
  }
  return true;
}
