import { Controller } from "@hotwired/stimulus";
import { letterOf } from "../fold";
import { openMenu } from "./menu";

const TOGETHER_MS = 1500;

/** Presses the element marked `data-hotkey="e"` when its key is pressed; `"g m"` is one key after the other.
 *
 * Letters are compared as they are typed (`event.key`), never by place, so Turkish Q, Turkish F and Latin keyboards all
 * say what is printed on them; `ı` and `i` are the same. Ctrl and Alt together are AltGr there and mean nothing here.
 */
export default class extends Controller<HTMLElement> {
  static override values = { off: Boolean };
  declare readonly offValue: boolean;
  private begun = "";
  private begunAt = 0;

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const letter = letterOf(event.key);
    if (event.ctrlKey || event.metaKey) {
      if (letter === "k" && !event.shiftKey) this.run("ctrl+k", event);
      return;
    }
    if (this.offValue || isTyping(event.target) || isElsewhere()) return;
    // Punctuation is never needed; where it can be typed, a question mark asks for the list of keys as elsewhere.
    if (event.key === "?") this.run("y", event);
    else if (/^[a-z]$/.test(letter)) this.letter(event.shiftKey ? `shift+${letter}` : letter, event);
  }

  private letter(key: string, event: KeyboardEvent): void {
    const begun = performance.now() - this.begunAt < TOGETHER_MS ? this.begun : "";
    this.begun = "";
    if (begun && this.run(`${begun} ${key}`, event)) return;
    if (this.run(key, event)) return;
    if (document.querySelector(`[data-hotkey^="${key} "]`)) {
      this.begun = key;
      this.begunAt = performance.now();
      event.preventDefault();
    }
  }

  private run(key: string, event: KeyboardEvent): boolean {
    // Whoever keeps a list may put the row that has the focus in place of the open conversation.
    this.dispatch("press", { detail: { key } });
    const fitting = [...document.querySelectorAll<HTMLElement>(`[data-hotkey="${key}"]`)].filter(isThere);
    // Of several offers to undo, the last is meant.
    const element = key === "z" ? fitting.pop() : fitting.shift();
    if (!element) return false;
    event.preventDefault();
    if (element instanceof HTMLInputElement && element.type === "search") {
      element.focus();
      element.select();
    } else if (element.parentElement instanceof HTMLDetailsElement && element.closest(".menu")) {
      openMenu(element.parentElement);
    } else {
      element.click();
    }
    return true;
  }
}

function isThere(element: HTMLElement): boolean {
  if (element instanceof HTMLButtonElement && element.disabled) return false;
  // Said to work unseen, but not in a bar that is put away.
  if (element.dataset.hotkeyHidden !== undefined) return !element.parentElement?.closest("[hidden]");
  return element.checkVisibility({ visibilityProperty: true });
}

/** In a field every key is a letter of the text; a box to tick takes none. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit)$/.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/** A dialog or an open menu has its own keys. */
function isElsewhere(): boolean {
  return document.querySelector("dialog[open], details.menu[open]") !== null;
}
