import { Controller } from "@hotwired/stimulus";
import { detailOf } from "../htmx";
import type { RichText } from "../rich-text";

const DRAFT_MS = 400;

/** The place where one writes: rich text over a plain textarea, files, recipients, a draft that survives a reload. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ["text", "html", "editor", "tool", "file", "files", "send", "problem", "progress", "saved", "kind", "inline", "address", "whom", "firstTime", "link"];
  static override values = { key: String, limit: Number, tooLarge: String, failed: String, remove: String, firstTime: String, participants: String };
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
  declare readonly inlineTarget: HTMLInputElement;
  declare readonly addressTargets: HTMLInputElement[];
  declare readonly whomTarget: HTMLElement;
  declare readonly firstTimeTarget: HTMLElement;
  declare readonly hasFirstTimeTarget: boolean;
  declare readonly linkTarget: HTMLElement;
  declare readonly firstTimeValue: string;
  declare readonly participantsValue: string;
  declare readonly keyValue: string;
  declare readonly limitValue: number;
  declare readonly tooLargeValue: string;
  declare readonly failedValue: string;
  declare readonly removeValue: string;
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
      content: this.htmlTarget.value || (draft?.html && draft.text === typed ? draft.html : asHtml(typed)),
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
      this.dispatch("ask", { target: this.linkTarget, detail: { address: this.rich?.linkAddress() ?? "" } });
    } else {
      this.rich?.toggle(event.params.mark);
    }
  }

  link({ detail }: CustomEvent<{ address: string }>): void {
    this.rich?.link(detail.address);
  }

  /** To where one was writing, with what was chosen still chosen. */
  back(): void {
    this.rich?.back();
  }

  private showTools(): void {
    for (const tool of this.toolTargets) {
      const mark = tool.dataset.composerMarkParam ?? "";
      tool.setAttribute("aria-pressed", String(this.rich?.has(mark) ?? false));
    }
  }

  // Recipients -------------------------------------------------------------------------------------------------

  /** Say whom it goes to when the fields are folded, and mark those who have not been part of this before. */
  whom(): void {
    const typed = this.addressTargets.map((field) => field.value.trim()).filter(Boolean).join(", ");
    this.whomTarget.textContent = typed;
    const known = new Set(this.participantsValue.split(" "));
    const first = (typed.match(/[^\s<>,;"]+@[^\s<>,;"]+\.[^\s<>,;"]+/g) ?? []).filter((address) => !known.has(plain(address)));
    if (!this.hasFirstTimeTarget) return;
    this.firstTimeTarget.textContent = first.length ? `${first.join(", ")}: ${this.firstTimeValue}` : "";
    this.firstTimeTarget.hidden = first.length === 0;
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

  /** Without htmx the form goes as it stands, so its fields must hold what the editor shows. */
  submit(): void {
    const { text, html, pictures } = this.written();
    this.textTarget.value = text;
    this.htmlTarget.value = html;
    const transfer = new DataTransfer();
    for (const picture of pictures) transfer.items.add(picture);
    this.inlineTarget.files = transfer.files;
  }

  /** htmx has read the fields before `submit` could fill them: fill what it is about to send. */
  fillRequest(event: Event): void {
    if (detailOf(event).elt !== this.element) return;
    const { parameters } = (event as CustomEvent<{ parameters: FormData }>).detail;
    const { text, html, pictures } = this.written();
    parameters.set("text", text);
    parameters.set("html", html);
    parameters.delete("inline");
    for (const picture of pictures) parameters.append("inline", picture);
  }

  /** Pasted pictures leave the text and go as files, which it names by `cid:` as mail does. */
  private written(): { text: string; html: string; pictures: File[] } {
    if (!this.rich) return { text: this.textTarget.value, html: this.htmlTarget.value, pictures: [] };
    if (this.rich.isEmpty()) return { text: "", html: "", pictures: [] };
    const body = new DOMParser().parseFromString(this.rich.html(), "text/html").body;
    const pictures: File[] = [];
    for (const image of body.querySelectorAll<HTMLImageElement>("img[src^='data:']")) {
      const picture = asFile(image.src);
      pictures.push(picture);
      image.setAttribute("src", `cid:${picture.name.replace(/\.\w+$/, "")}`);
    }
    return { text: this.rich.text(), html: body.innerHTML, pictures };
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
      // Pictures are too large for the place where drafts are kept.
      const html = (this.rich?.html() ?? "").replace(/<img[^>]*>/g, "");
      if (empty) localStorage.removeItem(this.storageKey());
      else localStorage.setItem(this.storageKey(), JSON.stringify({ text, html }));
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

function asFile(dataAddress: string): File {
  const [head = "", data = ""] = dataAddress.split(",");
  const type = /data:([^;]+)/.exec(head)?.[1] ?? "image/png";
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return new File([bytes], `${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}.${type.replace("image/", "")}`, { type });
}

/** An address as the server compares it: lower case, without the part after a plus sign. */
function plain(address: string): string {
  const [local = "", domain = ""] = address.replaceAll("İ", "i").toLowerCase().split("@");
  return `${local.split("+")[0]}@${domain}`;
}

function sizeOf(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 }).format(value);
}
