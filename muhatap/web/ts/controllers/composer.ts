import { Controller } from "@hotwired/stimulus";
import { fold } from "../fold";
import { detailOf, htmx } from "../htmx";
import { type Draft, Keeper, type Said, type Stored, type Words } from "../keeper";
import type { RichText } from "../rich-text";

const NOTED_MS = 300;
const HELD_MS = 1000;
// A conversation that was just opened is read first.
const CALM_MS = 150;

interface Colleague { name: string; title: string }

type Kind = "reply" | "note";

/** What stands in one of the two places while the other is on the page. */
interface Place { text: string; html: string; files: Stored[]; fresh: File[]; other?: Draft }

function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act);
  else act();
}

/** The place where one writes: rich text over a plain textarea, files, recipients, drafts that survive everything. */
export default class extends Controller<HTMLFormElement> {
  static override targets = [
    "text", "html", "editor", "tool", "file", "files", "send", "problem", "progress", "saved", "kind", "inline", "address", "whom", "firstTime", "link",
    "revision", "seen", "ended", "elsewhere", "otherWords", "otherWhen", "news", "mentions",
  ];
  static override values = {
    owner: String, key: String, replyPlace: String, notePlace: String, drafts: Object, again: Boolean, limit: Number, longestPaste: Number,
    names: Array, tooLarge: String, tooLong: String, failed: String, remove: String, firstTime: String, participants: String,
  };
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly htmlTarget: HTMLInputElement;
  declare readonly editorTarget: HTMLElement;
  declare readonly toolTargets: HTMLButtonElement[];
  declare readonly fileTarget: HTMLInputElement;
  declare readonly filesTarget: HTMLElement;
  declare readonly sendTargets: HTMLButtonElement[];
  declare readonly problemTarget: HTMLElement;
  declare readonly progressTarget: HTMLProgressElement;
  declare readonly savedTarget: HTMLElement;
  declare readonly kindTargets: HTMLInputElement[];
  declare readonly inlineTarget: HTMLInputElement;
  declare readonly addressTargets: HTMLInputElement[];
  declare readonly whomTarget: HTMLElement;
  declare readonly hasWhomTarget: boolean;
  declare readonly firstTimeTarget: HTMLElement;
  declare readonly hasFirstTimeTarget: boolean;
  declare readonly linkTarget: HTMLElement;
  declare readonly revisionTarget: HTMLInputElement;
  declare readonly seenTarget: HTMLInputElement;
  declare readonly hasSeenTarget: boolean;
  declare readonly endedTarget: HTMLElement;
  declare readonly elsewhereTarget: HTMLElement;
  declare readonly otherWordsTarget: HTMLElement;
  declare readonly otherWhenTarget: HTMLElement;
  declare readonly newsTarget: HTMLElement;
  declare readonly hasNewsTarget: boolean;
  declare readonly mentionsTarget: HTMLElement;
  declare readonly hasMentionsTarget: boolean;
  declare readonly namesValue: Colleague[];
  declare readonly ownerValue: string;
  declare readonly keyValue: string;
  declare readonly replyPlaceValue: string;
  declare readonly notePlaceValue: string;
  declare readonly draftsValue: Partial<Record<Kind, Draft>>;
  declare readonly againValue: boolean;
  declare readonly limitValue: number;
  declare readonly longestPasteValue: number;
  declare readonly tooLargeValue: string;
  declare readonly tooLongValue: string;
  declare readonly failedValue: string;
  declare readonly removeValue: string;
  declare readonly firstTimeValue: string;
  declare readonly participantsValue: string;
  private rich?: RichText;
  private loading?: Promise<void>;
  private kind: Kind = "reply";
  private readonly places = new Map<Kind, Place>();
  private readonly keepers = new Map<Kind, Keeper>();
  // A pasted picture is one file, however often the text is saved.
  private readonly pictures = new Map<string, File>();
  private noting?: number;
  private calm?: number;
  private sending = false;
  private blank = true;
  private heldAt = -Infinity;
  private readonly leaving = (): void => this.keepers.forEach((keeper) => keeper.leave());
  private readonly hiding = (): void => {
    if (document.visibilityState === "hidden") this.keepers.forEach((keeper) => void keeper.flush());
  };
  private readonly returned = (): void => this.keepers.forEach((keeper) => void keeper.flush());

  override connect(): void {
    this.kind = this.chosen();
    this.settle("reply", this.replyPlaceValue);
    if (this.notePlaceValue) this.settle("note", this.notePlaceValue);
    this.show();
    // The editor is loaded when the page is calm or the person turns to it, whichever comes first.
    if (this.place.html) void this.load();
    else this.calm = window.setTimeout(() => whenIdle(() => void this.load()), CALM_MS);
    if (this.againValue && this.hasNewsTarget) {
      this.heldAt = performance.now();
      this.newsTarget.querySelector("button")?.focus();
    }
    window.addEventListener("pagehide", this.leaving);
    window.addEventListener("online", this.returned);
    document.addEventListener("visibilitychange", this.hiding);
  }

  override disconnect(): void {
    window.removeEventListener("pagehide", this.leaving);
    window.removeEventListener("online", this.returned);
    document.removeEventListener("visibilitychange", this.hiding);
    clearTimeout(this.noting);
    clearTimeout(this.calm);
    this.keepers.forEach((keeper) => keeper.part());
    this.rich?.destroy();
    this.rich = undefined;
  }

  /** Put into a place what the server has of it, or what this browser kept because the server never got it. */
  private settle(kind: Kind, address: string): void {
    const draft = this.draftsValue[kind];
    const place: Place = { text: draft?.text ?? "", html: draft?.html ?? "", files: draft?.files ?? [], fresh: [] };
    this.places.set(kind, place);
    const keeper = new Keeper(address, `draft:${this.ownerValue}:${this.keyValue}:${kind}`, draft?.revision ?? 0, () => this.words(kind), (said) => this.hear(kind, said));
    this.keepers.set(kind, keeper);
    const local = keeper.left();
    if (this.againValue && kind === this.kind) {
      keeper.typed();
    } else if (local && local.text !== place.text) {
      if (draft?.isLive && local.revision !== draft.revision) place.other = { ...draft };
      else window.setTimeout(() => void keeper.flush());
      place.text = local.text;
      place.html = local.html;
      keeper.typed();
    }
  }

  private get place(): Place {
    return this.places.get(this.kind) as Place;
  }

  private get keeper(): Keeper {
    return this.keepers.get(this.kind) as Keeper;
  }

  private chosen(): Kind {
    return this.kindTargets.find((one) => one.checked)?.value === "note" ? "note" : "reply";
  }

  /** Show the present place: its words, files and state. */
  private show(): void {
    const { text, html, other } = this.place;
    this.textTarget.value = text;
    this.htmlTarget.value = html;
    this.rich?.set(html || asHtml(text));
    this.blank = !text && !html;
    this.revisionTarget.value = String(this.keeper.revision);
    this.showFiles();
    this.showOther(other);
    const isSaved = this.draftsValue[this.kind]?.isLive && !this.keeper.isBehind;
    this.savedTarget.textContent = isSaved ? (this.savedTarget.dataset.saved ?? "") : "";
  }

  load(): Promise<void> {
    return (this.loading ??= this.start());
  }

  private async start(): Promise<void> {
    const { RichText } = await import("../rich-text");
    if (!this.element.isConnected) return;
    const typed = this.textTarget.value;
    const focused = document.activeElement === this.textTarget;
    const { text, html } = this.place;
    this.rich = new RichText({
      place: this.editorTarget,
      label: this.textTarget.getAttribute("aria-label") ?? "",
      placeholder: this.textTarget.placeholder,
      content: html && text === typed ? html : asHtml(typed),
      longest: this.longestPasteValue,
      changed: () => this.typed(),
      files: (files) => this.add(files),
      tooLong: () => this.say(this.tooLongValue),
      tools: () => {
        this.showTools();
        this.offer();
        this.dispatch("moved", { detail: { kind: this.kind, begun: this.rich?.begunReply() } });
      },
      // What sends must not break the line, nor write over what is chosen.
      key: (event) => isSending(event) || this.choosing(event) || this.isTaken(event) || this.toGap(event),
    });
    this.textTarget.hidden = true;
    this.element.dataset.rich = "";
    if (focused) this.rich.focus();
    this.showTools();
  }

  async focus(event?: Event & { params?: { kind?: string } }): Promise<void> {
    const kind = event?.params?.kind;
    // In a narrow window one either reads or writes; what is typed next is meant for the words, not for single keys.
    this.element.closest("main")?.setAttribute("data-writing", "");
    const choice = this.kindTargets.find((one) => one.value === kind);
    if (choice) {
      choice.checked = true;
      this.turn();
    }
    await this.load();
    this.rich?.focus();
  }

  /** Reply or internal note: each has words and files of its own; what else is shown follows from the tab by CSS. */
  turn(): void {
    const kind = this.chosen();
    this.element.dataset.kind = kind;
    const words = this.textTarget.dataset[kind === "note" ? "notePlaceholder" : "replyPlaceholder"];
    if (words) this.textTarget.placeholder = words;
    if (kind !== this.kind) {
      this.remember();
      void this.keeper.flush();
      this.kind = kind;
      this.say("");
      this.show();
    }
    if (words) this.rich?.setPlaceholder(words);
    this.dispatch("turned", { detail: { kind } });
  }

  /** Take the words from the page into their place. */
  private remember(): void {
    const place = this.place;
    place.text = this.rich ? this.rich.text() : this.textTarget.value;
    place.html = this.rich ? (this.rich.isEmpty() ? "" : this.rich.html()) : "";
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

  /** Write something better in place of what stands there, if it still stands there. */
  replace({ detail: { text, better } }: CustomEvent<{ text: string; better: string }>): void {
    if (this.rich) return this.rich.replace(text, better);
    this.textTarget.value = this.textTarget.value.replace(text, () => better);
    this.typed();
  }

  private showTools(): void {
    for (const tool of this.toolTargets) {
      const mark = tool.dataset.composerMarkParam ?? "";
      tool.setAttribute("aria-pressed", String(this.rich?.has(mark) ?? false));
    }
  }

  // Colleagues -------------------------------------------------------------------------------------------------

  /** Offer the colleagues whose names begin as what stands after an @ in a note. */
  private offer(): void {
    if (!this.hasMentionsTarget) return;
    const begun = this.kind === "note" ? this.rich?.begunName() : undefined;
    const wanted = begun === undefined ? [] : this.namesValue.filter(({ name }) => ` ${fold(name)}`.includes(` ${fold(begun)}`)).slice(0, 6);
    const options = wanted.length === 1 && wanted[0]?.name === begun ? [] : wanted;
    this.mentionsTarget.hidden = options.length === 0;
    this.mentionsTarget.replaceChildren(...options.map(({ name, title }, index) => this.option(name, title, index)));
    this.point(options.length ? 0 : -1);
  }

  private option(name: string, title: string, index: number): HTMLElement {
    const option = document.createElement("li");
    Object.assign(option, { id: `mention-${index}`, role: "option" });
    option.dataset.name = name;
    const words = document.createElement("span");
    words.className = "tiny muted";
    words.textContent = title;
    option.append(name, " ", words);
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.rich?.call(name);
    });
    return option;
  }

  private point(at: number): void {
    const options = [...this.mentionsTarget.children];
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    options[at]?.scrollIntoView({ block: "nearest" });
    this.rich?.describe(at < 0 ? {} : { "aria-controls": "mentions", "aria-autocomplete": "list", "aria-activedescendant": `mention-${at}` });
  }

  /** Keys while names are offered: arrows choose, Enter and Tab take, Escape leaves. */
  private choosing(event: KeyboardEvent): boolean {
    if (!this.hasMentionsTarget || this.mentionsTarget.hidden || event.ctrlKey || event.metaKey) return false;
    const options = [...this.mentionsTarget.children] as HTMLElement[];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.code === "ArrowDown") this.point((at + 1) % options.length);
    else if (event.code === "ArrowUp") this.point((at - 1 + options.length) % options.length);
    else if (event.code === "Enter" || event.code === "Tab") this.rich?.call(options[at]?.dataset.name ?? "");
    else if (event.code === "Escape") this.mentionsTarget.hidden = true;
    else return false;
    event.stopPropagation();
    return true;
  }

  // Saved replies ----------------------------------------------------------------------------------------------

  /** Offer a key to what stands beside the words. */
  private isTaken(event: KeyboardEvent): boolean {
    return this.dispatch("key", { detail: { event }, cancelable: true }).defaultPrevented;
  }

  /** Tab leads from gap to gap; after the last one it leaves the words as everywhere. */
  private toGap(event: KeyboardEvent): boolean {
    return event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && (this.rich?.nextGap() ?? false);
  }

  gap(): void {
    if (!this.rich?.nextGap()) this.rich?.nextGap(0);
  }

  /** Begin a saved reply as if the slash had been typed. */
  async summon(): Promise<void> {
    await this.load();
    this.rich?.slash();
    this.dispatch("summoned");
  }

  unslash(): void {
    this.rich?.unslash();
  }

  async put({ detail }: CustomEvent<{ html: string; whole?: boolean }>): Promise<void> {
    await this.load();
    this.rich?.put(detail.html, detail.whole);
  }

  describe({ detail }: CustomEvent<Record<string, string>>): void {
    this.rich?.describe(detail);
  }

  /** Write a note to whoever shared a draft. */
  async comment({ params }: { params: { name: string } }): Promise<void> {
    await this.focus({ params: { kind: "note" } } as Event & { params: { kind: string } });
    this.rich?.call(params.name);
  }

  /** Drop or share the draft as it stands here now: first the server gets it, then the word. */
  async act(event: Event & { params: { url: string; method?: string } }): Promise<void> {
    const source = event.currentTarget as HTMLElement;
    const { url, method } = event.params;
    // The tab may have been turned since the button was drawn.
    const address = method === "DELETE" ? (this.kind === "note" ? this.notePlaceValue : this.replyPlaceValue) : url;
    await this.keeper.flush();
    await htmx.ajax("POST", address, { target: this.element, swap: "outerHTML", source, values: method ? { _method: method } : {} });
  }

  attach(): void {
    if (this.hasNewsTarget) this.newsTarget.remove();
    this.fileTarget.click();
  }

  // Recipients -------------------------------------------------------------------------------------------------

  /** Say whom it goes to when the fields are folded, and mark those who have not been part of this before. */
  whom(): void {
    this.typed();
    const typed = this.addressTargets.map((field) => field.value.trim()).filter(Boolean).join(", ");
    if (this.hasWhomTarget) this.whomTarget.textContent = typed;
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
    const place = this.place;
    const before = [...place.files, ...place.fresh].reduce((sum, file) => sum + file.size, 0);
    const grown = files.reduce((sum, file) => sum + file.size, before);
    if (grown > this.limitValue) {
      this.say(this.tooLargeValue);
    } else {
      this.say("");
      for (const file of files) {
        if (![...place.files, ...place.fresh].some((known) => known.name === file.name && known.size === file.size)) place.fresh.push(file);
      }
      this.typed();
      void this.keeper.flush();
    }
    this.showFiles();
  }

  private showFiles(): void {
    const { files, fresh } = this.place;
    const transfer = new DataTransfer();
    for (const file of fresh) transfer.items.add(file);
    this.fileTarget.files = transfer.files;
    const chips = files.map((file) => this.chip(file, () => (this.place.files = files.filter((one) => one !== file)), file));
    const more = fresh.map((file) => this.chip(file, () => (this.place.fresh = fresh.filter((one) => one !== file))));
    this.filesTarget.replaceChildren(...chips, ...more);
    this.filesTarget.hidden = !this.filesTarget.querySelector("li:not([hidden])");
  }

  private chip(file: { name: string; size: number }, takeOff: () => void, stored?: Stored): HTMLElement {
    const item = document.createElement("li");
    item.className = "tag";
    // A picture in the text is taken off by deleting it there.
    item.hidden = Boolean(stored?.cid);
    item.append(`${file.name} · ${sizeOf(file.size)}`);
    if (stored) {
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name: "kept", value: stored.uid });
      item.append(kept);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "chip-remove";
    remove.setAttribute("aria-label", `${this.removeValue}: ${file.name}`);
    remove.textContent = "×";
    remove.addEventListener("click", () => {
      takeOff();
      this.showFiles();
      this.typed();
    });
    item.append(remove);
    return item;
  }

  // Sending ----------------------------------------------------------------------------------------------------

  keys(event: KeyboardEvent): void {
    if (isSending(event)) {
      event.preventDefault();
      // A second press out of habit must not send past what is only just shown.
      if (performance.now() - this.heldAt < HELD_MS) return;
      this.element.requestSubmit(this.sendTargets.find((one) => one.checkVisibility()));
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
    parameters.set("revision", String(this.keeper.revision));
    parameters.delete("inline");
    for (const picture of pictures) parameters.append("inline", picture);
  }

  /** Pictures leave the text and go as files, which it names by `cid:` as mail does. */
  private written(): { text: string; html: string; pictures: File[] } {
    if (!this.rich) return { text: this.textTarget.value, html: this.textTarget.value === this.place.text ? this.named(this.place.html).html : "", pictures: [] };
    if (this.rich.isEmpty()) return { text: "", html: "", pictures: [] };
    return { text: this.rich.text(), ...this.named(this.rich.html()) };
  }

  private named(html: string): { html: string; pictures: File[] } {
    if (!html.includes("<img")) return { html, pictures: [] };
    const body = new DOMParser().parseFromString(html, "text/html").body;
    const pictures: File[] = [];
    for (const image of body.querySelectorAll("img")) {
      const address = image.getAttribute("src") ?? "";
      const stored = this.place.files.find((file) => file.cid && address.includes(`/${file.uid}/`));
      if (stored) image.setAttribute("src", `cid:${stored.cid}`);
      if (!address.startsWith("data:")) continue;
      const picture = this.pictures.get(address) ?? asFile(address);
      this.pictures.set(address, picture);
      pictures.push(picture);
      image.setAttribute("src", `cid:${nameOf(picture)}`);
    }
    return { html: body.innerHTML, pictures };
  }

  begin(event: Event): void {
    if (detailOf(event).elt !== this.element) return;
    this.sending = true;
    // Whatever becomes of the sending, the words are in this browser until the server says that it has them.
    this.remember();
    this.keeper.note();
    for (const button of this.sendTargets) button.setAttribute("aria-disabled", "true");
    this.say("");
  }

  progress(event: Event): void {
    const { elt, loaded, total, lengthComputable } = detailOf(event);
    if (elt !== this.element || !lengthComputable || !total || this.place.fresh.length === 0) return;
    this.progressTarget.hidden = false;
    this.progressTarget.value = (loaded ?? 0) / total;
  }

  end(event: Event): void {
    const { elt, successful, xhr } = detailOf(event);
    if (successful && xhr.getResponseHeader("X-Draft-Ended")) this.keeper.forget();
    if (elt !== this.element) return;
    this.sending = false;
    for (const button of this.sendTargets) button.removeAttribute("aria-disabled");
    this.progressTarget.hidden = true;
    if (successful && xhr.getResponseHeader("X-Message-Taken")) {
      this.keeper.forget();
      if (xhr.getResponseHeader("X-Go-Next")) goNext();
    }
    // Answered with this form again: the new one goes on keeping.
    else if ([409, 422].includes(xhr.status)) this.keeper.stop();
    else if (!successful && xhr.status === 0) this.say(this.failedValue);
    if (!successful) this.keeper.typed();
  }

  private say(sentence: string): void {
    this.problemTarget.textContent = sentence;
    this.problemTarget.hidden = !sentence;
  }

  // Drafts -----------------------------------------------------------------------------------------------------

  typed(): void {
    this.savedTarget.textContent = "";
    if (this.blank) this.beginWriting();
    this.keeper.typed();
    clearTimeout(this.noting);
    const keeper = this.keeper;
    this.noting = window.setTimeout(() => !this.sending && keeper.jot(), NOTED_MS);
    this.dispatch("typed", { detail: { kind: this.kind, read: () => this.rich?.text() ?? this.textTarget.value } });
  }

  /** What stands in the thread when the first letter is written has been seen. */
  private beginWriting(): void {
    this.blank = false;
    if (!this.hasSeenTarget || this.hasNewsTarget) return;
    const shown = [...document.querySelectorAll("#conversation .msg[id]")].map((message) => Number(message.id.replace("message-", "")));
    this.seenTarget.value = String(Math.max(Number(this.seenTarget.value), ...shown));
  }

  private words(kind: Kind): Words {
    const place = this.places.get(kind) as Place;
    const fields = Object.fromEntries(
      [...new FormData(this.element)].filter(([name, value]) => typeof value === "string" && FIELDS.has(name)),
    ) as Record<string, string>;
    const { html, pictures } = kind === this.kind ? this.written() : this.named(place.html);
    const text = kind !== this.kind ? place.text : this.rich ? this.rich.text() : this.textTarget.value;
    return { text, html, pictures, fields, files: place.files, fresh: [...place.fresh] };
  }

  private hear(kind: Kind, said: Said): void {
    const place = this.places.get(kind) as Place;
    this.endedTarget.hidden = said.state !== "ended";
    if (said.state === "saved") {
      place.files = said.files;
      place.fresh = place.fresh.filter((file) => !said.uploaded.includes(file));
      if (place.other?.revision !== OWN) place.other = undefined;
      for (const [address, picture] of this.pictures) {
        const stored = said.files.find((file) => file.cid === nameOf(picture));
        if (stored && kind === this.kind) this.rich?.readdress(address, `/attachments/${stored.uid}/`);
      }
    }
    if (said.state === "elsewhere") place.other = said.other;
    if (kind !== this.kind || !this.element.isConnected) return;
    if (said.state === "saved") {
      this.revisionTarget.value = String(this.keeper.revision);
      if (said.uploaded.length || said.files.length !== this.filesTarget.childElementCount) this.showFiles();
    }
    if (said.state === "refused") this.say(said.problem);
    this.savedTarget.textContent = this.savedTarget.dataset[said.state] ?? "";
    this.showOther(place.other);
  }

  endSession(): void {
    this.keeper.jot();
    this.endedTarget.hidden = false;
  }

  private showOther(other?: Draft): void {
    this.elsewhereTarget.hidden = !other;
    if (!other) return;
    this.otherWordsTarget.textContent = other.text;
    this.otherWhenTarget.textContent = other.at;
    // Sent or dropped there: nothing that one could take.
    this.elsewhereTarget.toggleAttribute("data-gone", !other.isLive);
  }

  /** What stands here is the draft from now on. */
  keepMine(): void {
    const { other } = this.place;
    if (!other) return;
    if (other.revision !== OWN) this.keeper.revision = other.revision;
    this.place.other = undefined;
    this.showOther();
    this.keeper.typed();
    void this.keeper.flush();
    this.rich?.focus();
  }

  /** Change places with the text of the other tab: it comes here, and this one stays reachable. */
  takeOther(): void {
    const { other } = this.place;
    if (!other) return;
    this.remember();
    const place = this.place;
    const mine: Draft = { ...other, revision: OWN, text: place.text, html: place.html, files: place.files, at: "" };
    if (other.revision !== OWN) this.keeper.revision = other.revision;
    Object.assign(place, { text: other.text, html: other.html, files: other.files, other: mine });
    this.show();
    this.rich?.focus();
  }

  /** The new messages were read: go on writing. */
  edit(): void {
    // Whoever answers has seen what was shown: the next press is meant.
    this.heldAt = -Infinity;
    if (this.hasNewsTarget) this.newsTarget.remove();
    void this.load().then(() => this.rich?.focus());
  }
}

// Of a text that stood here before the other took its place: the server knows nothing of it.
const OWN = -1;
const FIELDS = new Set(["csrfmiddlewaretoken", "key", "seen", "to", "cc", "bcc", "subject", "channel"]);

function isSending(event: KeyboardEvent): boolean {
  return event.code === "Enter" && (event.ctrlKey || event.metaKey);
}

/** Open the row below the present one, or above the last. */
function goNext(): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>("#list .row")];
  const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
  (rows[at + 1] ?? rows[at - 1])?.click();
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

function nameOf(picture: File): string {
  return picture.name.replace(/\.\w+$/, "");
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
