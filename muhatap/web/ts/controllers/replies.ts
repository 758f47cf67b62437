import { Controller } from "@hotwired/stimulus";
import { fold } from "../fold";
import { htmx } from "../htmx";

const GAP = /\{\{\s*([\p{L}\p{N}_.]{1,60})\s*\}\}/gu;
const MARKED = "gap";
// What fits is looked for when the page is calm.
const CALM_MS = 600;

interface Inserted { id: number; wording: number; without?: number[]; done?: boolean }
interface Step { place: number; words: string }
interface Moved { kind: string; begun?: string }

/** Saved replies behind a slash: searched, chosen by keyboard or mouse, put in with their values; gaps and acts are shown. */
export default class extends Controller<HTMLElement> {
  static override targets = ["along", "list", "option", "preview", "none", "count", "gaps", "gapNames", "steps", "stepList", "suggested", "chip"];
  static override values = { url: String, suggestedUrl: String, actUrl: String, remove: String, one: String, many: String };
  declare readonly alongTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly optionTargets: HTMLElement[];
  declare readonly previewTargets: HTMLElement[];
  declare readonly noneTarget: HTMLElement;
  declare readonly hasNoneTarget: boolean;
  declare readonly countTarget: HTMLElement;
  declare readonly gapsTarget: HTMLElement;
  declare readonly gapNamesTarget: HTMLElement;
  declare readonly stepsTarget: HTMLElement;
  declare readonly stepListTarget: HTMLElement;
  declare readonly suggestedTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly suggestedUrlValue: string;
  declare readonly actUrlValue: string;
  declare readonly removeValue: string;
  declare readonly oneValue: string;
  declare readonly manyValue: string;
  private loading?: Promise<void>;
  private calm?: number;
  private kind = "reply";
  private begun?: string;
  // Escape leaves this slash alone; the next one opens the list again.
  private left = false;
  private bySlash = false;
  private readonly steps = new Map<number, Step[]>();

  override connect(): void {
    this.kind = this.form?.dataset.kind ?? "reply";
    this.calm = window.setTimeout(() => void this.suggest(), CALM_MS);
    window.requestAnimationFrame(() => this.mark());
  }

  override disconnect(): void {
    clearTimeout(this.calm);
    CSS.highlights?.delete(MARKED);
  }

  private get form(): HTMLFormElement | null {
    return this.element.closest("form");
  }

  // The list -------------------------------------------------------------------------------------------------

  /** The cursor has moved: where a slash was begun, the list follows what is typed after it. */
  follow({ detail }: CustomEvent<Moved>): void {
    this.kind = detail.kind;
    if (detail.begun === undefined) {
      this.left = false;
      this.close();
    } else if (!this.left && detail.begun !== this.begun) {
      this.begun = detail.begun;
      void this.open();
    }
  }

  /** The slash was written by the button: whoever leaves the list does not want it either. */
  summoned(): void {
    this.bySlash = true;
  }

  turned({ detail }: CustomEvent<{ kind: string }>): void {
    this.kind = detail.kind;
    this.showSteps();
  }

  key(event: CustomEvent<{ event: KeyboardEvent }>): void {
    const { event: pressed } = event.detail;
    if (this.listTarget.hidden || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    const shown = this.shown;
    const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (pressed.key === "Escape") this.leave();
    else if (shown.length === 0) return;
    else if (pressed.key === "ArrowDown") this.point(shown[(at + 1) % shown.length]);
    else if (pressed.key === "ArrowUp") this.point(shown[(at - 1 + shown.length) % shown.length]);
    else if (pressed.key === "Enter" || (pressed.key === "Tab" && !pressed.shiftKey)) this.choose(shown[at]);
    else return;
    pressed.stopPropagation();
    event.preventDefault();
  }

  /** A press with the mouse leaves the cursor where the reply goes. */
  hold(event: Event): void {
    event.preventDefault();
  }

  take(event: Event): void {
    this.choose(event.currentTarget as HTMLElement);
  }

  look(event: Event): void {
    this.point(event.currentTarget as HTMLElement, false);
  }

  takeChip(event: Event): void {
    this.insert(event.currentTarget as HTMLElement, this.suggestedTarget);
  }

  private async open(): Promise<void> {
    await (this.loading ??= this.load());
    if (this.begun === undefined || this.left || !this.element.isConnected) return;
    const wanted = fold(this.begun).split(/\s+/).filter(Boolean);
    const ranked = this.optionTargets.map((option) => ({ option, rank: rankOf(option, wanted) }));
    const found = ranked.filter(({ rank }) => rank > 0);
    // Several words that nothing has: it was no search.
    if (found.length === 0 && this.begun.includes(" ")) return this.close();
    if (wanted.length) ranked.sort((one, other) => other.rank - one.rank);
    else ranked.sort((one, other) => placeOf(one.option) - placeOf(other.option));
    for (const { option, rank } of ranked) option.hidden = rank === 0;
    ranked[0]?.option.parentElement?.append(...ranked.map(({ option }) => option));
    if (this.hasNoneTarget) this.noneTarget.hidden = found.length > 0 || this.optionTargets.length === 0;
    this.listTarget.hidden = false;
    this.countTarget.textContent = found.length === 1 ? this.oneValue : this.manyValue.replace("0", String(found.length));
    this.point(this.shown[0]);
  }

  private async load(): Promise<void> {
    try {
      const answer = await fetch(this.urlValue, { redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.listTarget.innerHTML = await answer.text();
      this.optionTargets.forEach((option, place) => (option.dataset.place = String(place)));
    } catch {
      // The line is down: one writes on, and the next slash asks again.
      this.loading = undefined;
    }
  }

  private get shown(): HTMLElement[] {
    return this.optionTargets.filter((option) => !option.hidden);
  }

  private point(option?: HTMLElement, scroll = true): void {
    for (const each of this.optionTargets) each.setAttribute("aria-selected", String(each === option));
    for (const each of this.previewTargets) if (this.listTarget.contains(each)) each.hidden = each.dataset.number !== option?.dataset.number;
    if (scroll) option?.scrollIntoView({ block: "nearest" });
    const described = option ? { "aria-controls": "saved-replies", "aria-autocomplete": "list", "aria-activedescendant": option.id } : {};
    this.dispatch("describe", { detail: described });
  }

  private leave(): void {
    this.left = true;
    const bySlash = this.bySlash;
    this.close();
    if (bySlash) this.dispatch("unslash");
  }

  private close(): void {
    this.begun = undefined;
    this.bySlash = false;
    if (this.listTarget.hidden) return;
    this.listTarget.hidden = true;
    this.countTarget.textContent = "";
    this.point();
  }

  private choose(option?: HTMLElement): void {
    if (option) this.insert(option, this.listTarget);
  }

  private insert(chosen: HTMLElement, within: HTMLElement): void {
    const number = Number(chosen.dataset.number);
    const preview = this.previewTargets.find((each) => within.contains(each) && each.dataset.number === chosen.dataset.number);
    const html = preview?.querySelector("template")?.innerHTML ?? "";
    const steps = [...(preview?.querySelectorAll<HTMLElement>(".reply-steps li") ?? [])];
    this.steps.set(number, steps.map((step) => ({ place: Number(step.dataset.place), words: step.textContent?.trim() ?? "" })));
    this.left = true;
    this.close();
    this.say([...this.inserted.filter((one) => one.id !== number), { id: number, wording: Number(chosen.dataset.wording) }]);
    this.dispatch("put", { detail: { html } });
    this.left = false;
    this.suggestedTarget.hidden = true;
  }

  // What goes along --------------------------------------------------------------------------------------------

  private get inserted(): Inserted[] {
    try {
      return (JSON.parse(this.alongTarget.value) as { replies?: Inserted[] }).replies ?? [];
    } catch {
      return [];
    }
  }

  private say(replies: Inserted[]): void {
    this.alongTarget.value = replies.length ? JSON.stringify({ replies }) : "";
    this.showSteps();
  }

  /** The acts of what was inserted, each to be left out; a note brings none. */
  private showSteps(): void {
    const open = this.inserted.flatMap((one) => (one.done ? [] : (this.steps.get(one.id) ?? []).filter(({ place }) => !one.without?.includes(place)).map((step) => ({ one, step }))));
    this.stepListTarget.replaceChildren(...open.map(({ one, step }) => this.chip(one, step)));
    this.stepsTarget.hidden = open.length === 0 || this.kind === "note";
  }

  private chip({ id }: Inserted, { place, words }: Step): HTMLElement {
    const item = document.createElement("li");
    item.className = "tag tile";
    item.append(words);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "chip-remove";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${this.removeValue}: ${words}`);
    remove.addEventListener("click", () => this.say(this.inserted.map((one) => (one.id === id ? { ...one, without: [...(one.without ?? []), place] } : one))));
    item.append(remove);
    return item;
  }

  /** Do what is shown without sending; the answer has its undo. */
  async actNow(): Promise<void> {
    for (const one of this.inserted.filter(({ id, done }) => !done && this.steps.get(id)?.length)) {
      await htmx.ajax("POST", this.actUrlValue, { target: document.querySelector<HTMLElement>("#conversation") ?? this.element, source: this.element, swap: "morph:outerHTML", values: { reply: String(one.id), without: (one.without ?? []).join(",") } });
    }
    this.say(this.inserted.map((one) => ({ ...one, done: true })));
  }

  // Gaps -------------------------------------------------------------------------------------------------------

  typed({ detail }: CustomEvent<{ kind: string; read: () => string }>): void {
    this.kind = detail.kind;
    const text = detail.read();
    const isEmpty = !text.trim();
    // Another message begins: what was inserted before is not in it.
    if (isEmpty && this.inserted.length) this.say([]);
    if (this.suggestedTarget.hasChildNodes()) this.suggestedTarget.hidden = !isEmpty;
    this.mark(text);
  }

  nextGap(): void {
    this.dispatch("next");
  }

  /** Mark in the text what is still written by name, and name it below. */
  private mark(text?: string): void {
    const editor = this.form?.querySelector(".ProseMirror");
    const words = text ?? editor?.textContent ?? this.form?.querySelector("textarea")?.value ?? "";
    const names = words.includes("{{") ? [...new Set([...words.matchAll(GAP)].map((found) => found[1] ?? ""))] : [];
    this.gapNamesTarget.textContent = names.join(", ");
    this.gapsTarget.hidden = names.length === 0;
    if (!CSS.highlights || !editor) return;
    if (names.length) CSS.highlights.set(MARKED, new Highlight(...rangesIn(editor)));
    else CSS.highlights.delete(MARKED);
  }

  // What fits --------------------------------------------------------------------------------------------------

  private async suggest(): Promise<void> {
    try {
      const answer = await fetch(this.suggestedUrlValue, { redirect: "manual" });
      if (answer.ok && this.element.isConnected) this.suggestedTarget.innerHTML = await answer.text();
    } catch {
      return;
    }
    const isWritten = Boolean(this.form?.querySelector(".ProseMirror")?.textContent?.trim() || this.form?.querySelector("textarea")?.value.trim());
    this.suggestedTarget.hidden = !this.suggestedTarget.hasChildNodes() || isWritten;
  }
}

/** How well a reply fits what is typed: 0 not at all; its shortcut before its name before its text. */
function rankOf(option: HTMLElement, wanted: string[]): number {
  if (wanted.length === 0) return 1;
  const words = ` ${option.dataset.words ?? ""}`;
  if (!wanted.every((word) => words.includes(word))) return 0;
  const typed = wanted.join("-");
  if (option.dataset.shortcut === typed) return 5;
  if (option.dataset.shortcut?.startsWith(typed)) return 4;
  const name = ` ${fold(option.querySelector(".reply-name")?.textContent ?? "")}`;
  if (wanted.every((word) => name.includes(` ${word}`))) return 3;
  return wanted.every((word) => words.includes(` ${word}`)) ? 2 : 1;
}

function placeOf(option: HTMLElement): number {
  return Number(option.dataset.place);
}

function rangesIn(editor: Element): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const found of (node.textContent ?? "").matchAll(GAP)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      ranges.push(range);
    }
  }
  return ranges;
}
