// The editor, a bundle of its own: loaded only where one writes.
import { Editor, type JSONContent } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import { closeHistory } from "@tiptap/pm/history";
import { EditorState } from "@tiptap/pm/state";
import StarterKit from "@tiptap/starter-kit";
import { cleanPasted } from "./paste";

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;
const PICTURE_LIMIT = 5_000_000;
const BEGUN_REPLY = /(?:^|\s)\/((?:[\p{L}\p{N}][\p{L}\p{N}'-]*(?: [\p{L}\p{N}'-]*){0,3})?)$/u;
// A value that nobody knows, as it is written: to be filled in before anything is sent.
const GAP = /\{\{\s*[\p{L}\p{N}_.]{1,60}\s*\}\}/gu;

interface Options {
  place: HTMLElement;
  label: string;
  placeholder: string;
  content: string;
  /** How many characters a paste may have. */
  longest: number;
  changed: () => void;
  files: (files: File[]) => void;
  tooLong: () => void;
  tools: () => void;
  /** Keys that are somebody else's at the moment; true means taken. */
  key: (event: KeyboardEvent) => boolean;
}

export class RichText {
  private readonly editor: Editor;
  private placeholder: string;

  constructor(options: Options) {
    this.placeholder = options.placeholder;
    this.editor = new Editor({
      element: options.place,
      content: options.content,
      // The style sheet has these rules; a style element made by script would need a hole in the content policy.
      injectCSS: false,
      extensions: [
        StarterKit.configure({
          heading: false, code: false, codeBlock: false, horizontalRule: false, strike: false, underline: false,
          link: { openOnClick: false, autolink: true, defaultProtocol: "https", protocols: ["mailto", "tel"] },
        }),
        Image.configure({ inline: true, allowBase64: true }),
        Placeholder.configure({ placeholder: () => this.placeholder }),
      ],
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": options.label, spellcheck: "true" },
        handlePaste: (_, event) => this.isTooLong(event.clipboardData, options) || this.take(event.clipboardData, options.files),
        handleKeyDown: (_, event) => options.key(event),
        transformPastedHTML: cleanPasted,
        handleDrop: (_, event) => this.take(event.dataTransfer, options.files),
      },
      onUpdate: options.changed,
      onTransaction: options.tools,
    });
  }

  /** Say so and take nothing: a text of megabytes would hold up the page, and no customer reads it. */
  private isTooLong(data: DataTransfer | null, options: Options): boolean {
    const text = data?.getData("text/plain").length ?? 0;
    const html = data?.getData("text/html").replace(/src="data:[^"]*"/g, "").length ?? 0;
    // What an office program writes around a text is ten times the text.
    if (text <= options.longest && (text || html) && html <= options.longest * (text ? 25 : 2)) return false;
    if (!text && !html) return false;
    options.tooLong();
    return true;
  }

  /** Pictures go into the text where the cursor is, other files below it. */
  private take(data: DataTransfer | null, files: (files: File[]) => void): boolean {
    const given = [...(data?.files ?? [])];
    // Text copied from an office program comes with a picture of itself.
    if (given.length === 0 || data?.types.includes("text/html")) return false;
    const pictures = given.filter((file) => PICTURE.test(file.type) && file.size <= PICTURE_LIMIT);
    const others = given.filter((file) => !pictures.includes(file));
    for (const picture of pictures) void this.insert(picture);
    if (others.length) files(others);
    return true;
  }

  private async insert(picture: File): Promise<void> {
    const address = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(reader.result as string));
      reader.readAsDataURL(picture);
    });
    this.editor.chain().focus().setImage({ src: address, alt: picture.name }).run();
  }

  toggle(mark: string): void {
    const chain = this.editor.chain().focus();
    if (mark === "bold") chain.toggleBold().run();
    else if (mark === "italic") chain.toggleItalic().run();
    else if (mark === "bulletList") chain.toggleBulletList().run();
    else if (mark === "orderedList") chain.toggleOrderedList().run();
    else if (mark === "blockquote") chain.toggleBlockquote().run();
  }

  link(address: string): void {
    const chain = this.editor.chain().focus().extendMarkRange("link");
    if (!address) chain.unsetLink().run();
    else if (this.editor.state.selection.empty && !this.editor.isActive("link")) {
      chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run();
    } else chain.setLink({ href: address }).run();
  }

  /** Show another text. Undo does not lead back into the former one. */
  set(html: string): void {
    this.editor.commands.setContent(html, { emitUpdate: false });
    const { doc, plugins } = this.editor.state;
    this.editor.view.updateState(EditorState.create({ doc, plugins }));
  }

  /** Show a picture from where it is kept now. */
  readdress(from: string, to: string): void {
    const { tr, doc } = this.editor.state;
    doc.descendants((node, at) => {
      if (node.type.name === "image" && node.attrs.src === from) tr.setNodeMarkup(at, undefined, { ...node.attrs, src: to });
    });
    if (tr.docChanged) this.editor.view.dispatch(tr.setMeta("addToHistory", false).setMeta("preventUpdate", true));
  }

  /** What stands between an @ and the cursor, where that may be the beginning of a name. */
  begunName(): string | undefined {
    const { empty, $from } = this.editor.state.selection;
    if (!empty) return undefined;
    return /(?:^|[\s(])@([\p{L}'.-]*(?: [\p{L}'.-]*){0,2})$/u.exec($from.parent.textBetween(0, $from.parentOffset, "\n", "\n"))?.[1];
  }

  /** Write a colleague's whole name in place of its beginning. */
  call(name: string): void {
    const begun = this.begunName();
    const { from } = this.editor.state.selection;
    const at = begun === undefined ? from : from - begun.length - 1;
    this.editor.chain().focus().insertContentAt({ from: at, to: from }, [
      { type: "text", text: `@${name}`, marks: [{ type: "bold" }] }, { type: "text", text: " " },
    ]).unsetBold().run();
  }

  /** What stands between a slash and the cursor, where the slash begins a line or follows a space. */
  begunReply(): string | undefined {
    const { empty, $from } = this.editor.state.selection;
    if (!empty) return undefined;
    return BEGUN_REPLY.exec($from.parent.textBetween(0, $from.parentOffset, "\n", "\n"))?.[1];
  }

  /** Write the slash that begins a saved reply. */
  slash(): void {
    const { $from } = this.editor.state.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, "\n", "\n");
    this.editor.chain().focus().insertContent(/(^|\s)$/.test(before) ? "/" : " /").run();
  }

  /** Take the slash away again, with what was searched by it. */
  unslash(): void {
    const begun = this.begunReply();
    const { from } = this.editor.state.selection;
    if (begun !== undefined) this.editor.chain().focus().deleteRange({ from: from - begun.length - 1, to: from }).run();
  }

  /** Put a saved reply in, in the place of the slash that asked for it; then choose its first gap. One undo takes it back. `whole`: in the place of all. */
  put(html: string, whole = false): void {
    if (whole) {
      // What was typed a moment before is a step of its own.
      this.editor.view.dispatch(closeHistory(this.editor.state.tr));
      this.editor.chain().focus().selectAll().insertContent(html).run();
      this.nextGap(0);
      return;
    }
    const begun = this.begunReply();
    const { from, to } = this.editor.state.selection;
    const isBefore = from <= 1 && begun === undefined && !this.editor.isEmpty && !this.editor.isFocused;
    const at = begun === undefined ? from : from - begun.length - 1;
    if (isBefore) this.editor.chain().focus("end").insertContent(html).run();
    else this.editor.chain().focus().deleteRange({ from: at, to }).insertContent(html).run();
    this.nextGap(at);
  }

  /** Choose the first gap after a place, so that what is typed takes its place. Says whether there is one. */
  nextGap(after = this.editor.state.selection.to): boolean {
    let found: { from: number; to: number } | undefined;
    this.editor.state.doc.descendants((node, at) => {
      if (found || !node.isTextblock) return !found;
      for (const gap of node.textBetween(0, node.content.size, undefined, "\n").matchAll(GAP)) {
        const from = at + 1 + gap.index;
        if (!found && from >= after) found = { from, to: from + gap[0].length };
      }
      return false;
    });
    if (found) this.editor.chain().focus().setTextSelection(found).scrollIntoView().run();
    return found !== undefined;
  }

  /** Put one text in the place of another, where it first stands within a paragraph; undo takes it back. */
  replace(text: string, better: string): void {
    let found = -1;
    this.editor.state.doc.descendants((node, at) => {
      if (found >= 0 || !node.isTextblock) return found < 0;
      const within = node.textBetween(0, node.content.size, undefined, "\n").indexOf(text);
      if (within >= 0) found = at + 1 + within;
      return false;
    });
    if (found >= 0) this.editor.chain().focus().insertContentAt({ from: found, to: found + text.length }, { type: "text", text: better }).run();
  }

  /** Tell a screen reader what is offered beside the text. */
  describe(attributes: Record<string, string>): void {
    for (const name of ["aria-controls", "aria-autocomplete", "aria-activedescendant"]) {
      if (attributes[name]) this.editor.view.dom.setAttribute(name, attributes[name]);
      else this.editor.view.dom.removeAttribute(name);
    }
  }

  linkAddress(): string {
    return String(this.editor.getAttributes("link").href ?? "");
  }

  has(mark: string): boolean {
    return this.editor.isActive(mark);
  }

  setPlaceholder(words: string): void {
    this.placeholder = words;
    this.editor.view.dispatch(this.editor.state.tr.setMeta("placeholder", words));
  }

  isEmpty(): boolean {
    return this.editor.isEmpty;
  }

  text(): string {
    return plain(this.editor.getJSON());
  }

  html(): string {
    return this.editor.getHTML();
  }

  /** Go on where the cursor was. */
  back(): void {
    this.editor.commands.focus();
  }

  focus(): void {
    this.editor.commands.focus("end");
  }

  destroy(): void {
    this.editor.destroy();
  }
}

/** What one would have typed without any formatting: "- " before items, "> " before quotes, the address after a link. */
function plain(node: JSONContent): string {
  const parts = (node.content ?? []).map(plain);
  switch (node.type) {
    case "text": return linked(node);
    case "hardBreak": return "\n";
    case "bulletList": return parts.map((part) => hanging("- ", part)).join("\n");
    case "orderedList": return parts.map((part, index) => hanging(`${Number(node.attrs?.start ?? 1) + index}. `, part)).join("\n");
    case "listItem": return parts.join("\n");
    case "blockquote": return parts.join("\n\n").replace(/^/gm, "> ");
    case "doc": return parts.join("\n\n");
    default: return parts.join("");
  }
}

function linked(node: JSONContent): string {
  const text = node.text ?? "";
  const address = String(node.marks?.find((mark) => mark.type === "link")?.attrs?.href ?? "");
  return address && !address.includes(text) ? `${text} (${address})` : text;
}

function hanging(mark: string, text: string): string {
  return mark + text.replaceAll("\n", "\n" + " ".repeat(mark.length));
}
