import { Controller } from "@hotwired/stimulus";

/** Clicks the element marked `data-hotkey="e"` when its key is pressed; off while typing.
 *
 * Letters are compared by `event.key` as plain a–z, the rest by `event.code`: on Turkish Q "/" and "?" need Shift and
 * Ctrl+Alt is AltGr, so neither is used. Ctrl+K is the one shortcut with a modifier.
 */
export default class extends Controller {
  press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) {
      if (event.code === "KeyK" && !event.altKey && !event.shiftKey) this.run("ctrl+k", event);
      return;
    }
    if (event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (/^[a-z]$/.test(event.key)) this.run(event.key, event);
  }

  private run(key: string, event: KeyboardEvent): void {
    const element = [...document.querySelectorAll<HTMLElement>(`[data-hotkey="${key}"]`)].find((one) => one.checkVisibility() || one.dataset.hotkeyHidden !== undefined);
    if (!element) return;
    event.preventDefault();
    if (element instanceof HTMLInputElement && element.type === "search") {
      element.focus();
      element.select();
    } else {
      element.click();
    }
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
