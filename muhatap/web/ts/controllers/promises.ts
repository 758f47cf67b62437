import { Controller } from "@hotwired/stimulus";
import { Asking } from "../asking";

const PAUSE_MS = 400;

interface Said { text: string; due?: string; is_none?: boolean }
interface Typed { kind: string; read: () => string }

/** What the draft promises, as chips below it; what its writer says of each goes along with the message. */
export default class extends Controller<HTMLElement> {
  static override targets = ["along", "chips"];
  static override values = { url: String };
  declare readonly alongTarget: HTMLInputElement;
  declare readonly chipsTarget: HTMLElement;
  declare readonly urlValue: string;
  private waiting?: number;
  private readonly asking = new Asking();
  private typed: Typed = { kind: "reply", read: () => "" };

  override disconnect(): void {
    clearTimeout(this.waiting);
    this.asking.stop();
  }

  soon({ detail }: CustomEvent<Typed>): void {
    this.typed = detail;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  due(event: Event & { params: { text: string; due?: string } }): void {
    const due = event.params.due ?? (event.currentTarget as HTMLInputElement).value;
    if (due) this.say({ text: event.params.text, due });
  }

  none({ params }: { params: { text: string } }): void {
    this.say({ text: params.text, is_none: true });
  }

  mean({ params }: { params: { text: string } }): void {
    this.say({ text: params.text });
  }

  /** Keep what was said of a promise; said plainly, it is one as it was found. */
  private say(one: Said): void {
    const others = this.said().filter((each) => each.text !== one.text);
    if (one.due || one.is_none) others.push(one);
    this.alongTarget.value = others.length ? JSON.stringify({ promises: others }) : "";
    // One goes on writing, or sends.
    this.element.closest("form")?.querySelector<HTMLElement>(".ProseMirror")?.focus();
    void this.ask();
  }

  private said(): Said[] {
    try {
      return (JSON.parse(this.alongTarget.value) as { promises?: Said[] }).promises ?? [];
    } catch {
      return [];
    }
  }

  private async ask(): Promise<void> {
    this.asking.stop();
    const text = this.typed.read();
    if (!text.trim()) {
      // Another message begins.
      this.alongTarget.value = "";
      return this.show("");
    }
    // What is sent is read again by the server: without the chips nothing is lost.
    const drawn = await this.asking.ask(this.urlValue, { text, kind: this.typed.kind, along: this.alongTarget.value });
    if (drawn !== undefined) this.show(drawn);
  }

  private show(drawn: string): void {
    this.chipsTarget.innerHTML = drawn;
    this.chipsTarget.hidden = !drawn.trim();
  }
}
