import { Controller } from "@hotwired/stimulus";
import { WORKER } from "../installed";

type State = "none" | "denied" | "off" | "on" | "failed";

/** Asks the browser for pushes and tells the desk the address it gives; a form carries it, so that all else is a page. */
export default class extends Controller<HTMLElement> {
  static override targets = ["state", "form", "button"];
  static override values = { key: String, known: String };
  declare readonly stateTargets: HTMLElement[];
  declare readonly formTarget: HTMLFormElement;
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly keyValue: string;
  declare readonly knownValue: string;

  override async connect(): Promise<void> {
    this.show(await this.state());
  }

  async turnOn(): Promise<void> {
    this.buttonTarget.disabled = true;
    if ((await Notification.requestPermission()) !== "granted") return this.show("denied");
    try {
      await navigator.serviceWorker.register(WORKER);
      const { pushManager } = await navigator.serviceWorker.ready;
      // One of another desk's key, or an ended one, is of no use any more.
      await (await pushManager.getSubscription())?.unsubscribe();
      this.send(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.keyValue }));
    } catch {
      this.show("failed");
    }
  }

  /** The desk forgets the device by the form that this comes with; the browser forgets the address. */
  turnOff(): void {
    void subscribed().then((subscription) => subscription?.unsubscribe());
  }

  private send(subscription: PushSubscription): void {
    const { endpoint, keys } = subscription.toJSON();
    const fields: Record<string, string> = { endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "", name: browserName() };
    for (const [name, value] of Object.entries(fields)) (this.formTarget.elements.namedItem(name) as HTMLInputElement).value = value;
    this.formTarget.submit();
  }

  private async state(): Promise<State> {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "none";
    if (Notification.permission === "denied") return "denied";
    const endpoint = (await subscribed())?.endpoint;
    return endpoint && this.knownValue.split(" ").includes(await digest(endpoint)) ? "on" : "off";
  }

  private show(state: State): void {
    for (const sentence of this.stateTargets) sentence.hidden = sentence.dataset.state !== state;
    this.formTarget.hidden = state !== "off" && state !== "failed";
    this.buttonTarget.disabled = false;
  }
}

async function subscribed(): Promise<PushSubscription | null | undefined> {
  return (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription();
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Enough to tell one's devices apart: "Chrome, Android". */
function browserName(): string {
  const agent = navigator.userAgent;
  const browser = ["Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? "";
  const system = ["iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux"].find((name) => agent.includes(name)) ?? "";
  const said: Record<string, string> = { Edg: "Edge", OPR: "Opera", SamsungBrowser: "Samsung Internet", "Mac OS X": "macOS" };
  return [browser, system].filter(Boolean).map((word) => said[word] ?? word).join(", ");
}
