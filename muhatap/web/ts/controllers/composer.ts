import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";
import type { RichText } from "../rich-text";

const DRAFT_MS = 400;

/** The place where one writes: rich text over a plain textarea, files, recipients, a draft that survives a reload. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ["text", "html", "editor", "tool", "file", "files", "send", "problem", "progress", "saved", "fold", "kind", "token"];
  static override values = { key: String, limit: Number, tooLarge: String, failed: String, remove: String, link: String };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly htmlTarget: HTMLInputElement;
  declare readonly editorTarget: HTMLElement;
  declare readonly toolTargets: HTMLButtonElement[];
  declare readonly fileTarget: HTMLInputElement;
  declare readonly filesTarget: HTMLElement;
  declare readonly sendTarget: HTMLButtonElement;
  declare readonly problemTarget: HTMLElement;
  declare readonly progressTarget: HTMLProgressElement;
  declare readonly savedTarget: HTMLElement;
  declare readonly hasSavedTarget: boolean;
  declare readonly kindTargets: HTMLInputElement[];
  declare readonly keyValue: string;
  declare readonly limitValue: number;
  declare readonly tooLargeValue: string;
  declare readonly failedValue: string;
  declare readonly removeValue: string;
  declare readonly linkValue: string;
  private rich?: RichText;
  private loading?: Promise<void>;
  private files: File[] = [];
  private saving?: number;
  private sending = false;

  override connect(): void {
    const draft = this.draft();
    if (draft && !this.textTarget.value) this.textTarget.value = draft.text;
    // The editor is loaded when the page is calm or the person turns to it, whichever comes first.
    if (draft?.html) void this.load();
    else if ("requestIdleCallback" in window) requestIdleCallback(() => void this.load());
    else setTimeout(() => void this.load(), 300);
  }

  override disconnect(): void {
    this.rich?.destroy();
    this.rich = undefined;
  }

  load(): Promise<void> {
    return (this.loading ??= this.start());
  }

  private async start(): Promise<void> {
    const { RichText } = await import("../rich-text");
    if (!this.element.isConnected) return;
    const typed = this.textTarget.value;
    const focused = document.activeElement === this.textTarget;
    const draft = this.draft();
    this.rich = new RichText({
      place: this.editorTarget,
      label: this.textTarget.getAttribute("aria-label") ?? "",
      placeholder: this.textTarget.placeholder,
      content: draft?.html && draft.text === typed ? draft.html : asHtml(typed),
      changed: () => this.keep(),
      files: (files) => this.add(files),
      tools: () => this.showTools(),
    });
    this.textTarget.hidden = true;
    this.element.dataset.rich = "";
    if (focused) this.rich.focus();
    this.showTools();
  }

  async focus(event?: Event & { params?: { kind?: string } }): Promise<void> {
    const kind = event?.params?.kind;
    const choice = this.kindTargets.find((one) => one.value === kind);
    if (choice) {
      choice.checked = true;
      this.turn();
    }
    await this.load();
    this.rich?.focus();
  }

  /** Reply or internal note: what is shown follows from the chosen tab by CSS; the words of the button here. */
  turn(): void {
    const kind = this.kindTargets.find((one) => one.checked)?.value ?? "reply";
    this.element.dataset.kind = kind;
    const words = this.textTarget.dataset[kind === "note" ? "notePlaceholder" : "replyPlaceholder"];
    if (words) {
      this.textTarget.placeholder = words;
      this.rich?.setPlaceholder(words);
    }
  }

  format(event: Event & { params: { mark: string } }): void {
    event.preventDefault();
    if (event.params.mark === "link") {
      const address = window.prompt(this.linkValue, this.rich?.linkAddress() || "https://");
      if (address !== null) this.rich?.link(address);
    } else {
      this.rich?.toggle(event.params.mark);
    }
  }

  private showTools(): void {
    for (const tool of this.toolTargets) {
      const mark = tool.dataset.composerMarkParam ?? "";
      tool.setAttribute("aria-pressed", String(this.rich?.has(mark) ?? false));
    }
  }

  // Files ------------------------------------------------------------------------------------------------------

  choose(): void {
    this.add([...(this.fileTarget.files ?? [])]);
  }

  drop(event: DragEvent): void {
    if (!event.dataTransfer?.files.length || event.defaultPrevented) return;
    event.preventDefault();
    this.add([...event.dataTransfer.files]);
  }

  over(event: DragEvent): void {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  }

  private add(files: File[]): void {
    const before = this.files.reduce((sum, file) => sum + file.size, 0);
    const grown = files.reduce((sum, file) => sum + file.size, before);
    if (grown > this.limitValue) {
      this.say(this.tooLargeValue);
    } else {
      this.say("");
      for (const file of files) {
        if (!this.files.some((known) => known.name === file.name && known.size === file.size)) this.files.push(file);
      }
    }
    this.showFiles();
  }

  private showFiles(): void {
    const transfer = new DataTransfer();
    for (const file of this.files) transfer.items.add(file);
    this.fileTarget.files = transfer.files;
    this.filesTarget.replaceChildren(...this.files.map((file) => this.chip(file)));
    this.filesTarget.hidden = this.files.length === 0;
  }

  private chip(file: File): HTMLElement {
    const item = document.createElement("li");
    item.className = "tag";
    item.append(`${file.name} · ${sizeOf(file.size)}`);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "chip-remove";
    remove.setAttribute("aria-label", `${this.removeValue}: ${file.name}`);
    remove.textContent = "×";
    remove.addEventListener("click", () => {
      this.files = this.files.filter((one) => one !== file);
      this.showFiles();
    });
    item.append(remove);
    return item;
  }

  // Sending ----------------------------------------------------------------------------------------------------

  keys(event: KeyboardEvent): void {
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.element.requestSubmit(this.sendTarget);
    }
    if (event.code === "Escape") (document.activeElement as HTMLElement | null)?.blur();
  }

  submit(event: Event): void {
    if (this.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.fill();
  }

  private fill(): void {
    if (!this.rich) return;
    this.textTarget.value = this.rich.text();
    this.htmlTarget.value = this.rich.isEmpty() ? "" : this.rich.html();
  }

  begin(event: Event): void {
    if (detailOf(event).elt !== this.element) return;
    this.sending = true;
    this.sendTarget.setAttribute("aria-disabled", "true");
    this.say("");
  }

  progress(event: Event): void {
    const { elt, loaded, total, lengthComputable } = detailOf(event);
    if (elt !== this.element || !lengthComputable || !total || this.files.length === 0) return;
    this.progressTarget.hidden = false;
    this.progressTarget.value = (loaded ?? 0) / total;
  }

  end(event: Event): void {
    const { elt, successful, xhr } = detailOf(event);
    if (elt !== this.element) return;
    this.sending = false;
    this.sendTarget.removeAttribute("aria-disabled");
    this.progressTarget.hidden = true;
    // On success the answer holds a fresh composer; only a taken message clears the draft.
    if (successful && xhr.getResponseHeader("X-Message-Taken")) {
      clearTimeout(this.saving);
      localStorage.removeItem(this.storageKey());
    } else if (!successful && xhr.status === 0) {
      this.say(this.failedValue);
    }
  }

  private say(sentence: string): void {
    this.problemTarget.textContent = sentence;
    this.problemTarget.hidden = !sentence;
  }

  // The draft --------------------------------------------------------------------------------------------------

  keep(): void {
    clearTimeout(this.saving);
    if (this.hasSavedTarget) this.savedTarget.hidden = true;
    this.saving = window.setTimeout(() => this.save(), DRAFT_MS);
  }

  private save(): void {
    if (!this.element.isConnected || this.sending) return;
    const text = this.rich ? this.rich.text() : this.textTarget.value;
    const empty = this.rich ? this.rich.isEmpty() : !text.trim();
    try {
      if (empty) localStorage.removeItem(this.storageKey());
      else localStorage.setItem(this.storageKey(), JSON.stringify({ text, html: this.rich?.html() ?? "" }));
      if (this.hasSavedTarget) this.savedTarget.hidden = empty;
    } catch {
      // A full or forbidden storage: what is typed is still on the page.
    }
  }

  private draft(): { text: string; html: string } | null {
    try {
      return JSON.parse(localStorage.getItem(this.storageKey()) ?? "null") as { text: string; html: string } | null;
    } catch {
      return null;
    }
  }

  private storageKey(): string {
    return `draft:${this.keyValue}`;
  }
}

function asHtml(text: string): string {
  const place = document.createElement("div");
  for (const block of text.split(/\n{2,}/)) {
    const paragraph = document.createElement("p");
    block.split("\n").forEach((line, index) => {
      if (index) paragraph.append(document.createElement("br"));
      paragraph.append(line);
    });
    place.append(paragraph);
  }
  return place.innerHTML;
}

function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 }).format(value);
}
