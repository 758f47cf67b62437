// A swap that changes only what differs, so that scroll, focus, open folds and loaded frames survive a refetch.
import { Idiomorph } from "idiomorph";
import { htmx } from "./htmx";

function keepsItself(node: Node): boolean {
  return node instanceof Element && node.hasAttribute("data-keep");
}

/** What the person did to the page since (opened a fold, chose a row) is theirs, not the server's. */
function belongsToPerson(attribute: string, node: Element): boolean {
  if (attribute === "open") return node instanceof HTMLDetailsElement || node instanceof HTMLDialogElement;
  return node.matches("[data-person~='" + attribute + "']");
}

const callbacks = {
  beforeNodeMorphed: (old: Node) => !keepsItself(old),
  beforeNodeRemoved: (old: Node) => !keepsItself(old),
  beforeAttributeUpdated: (name: string, node: Element) => !belongsToPerson(name, node),
};

/** Bring an element in line with a fresh drawing of it, which may not be in the page yet. */
export function bringUpToDate(old: Element, fresh: Element): void {
  Idiomorph.morph(old, fresh, { morphStyle: "outerHTML", callbacks });
  htmx.process(old);
}

/** Put another conversation in place of the one that is open.
 *
 * htmx would tell of each of its thousand elements twice that it goes. Only what listens or waits elsewhere needs that.
 */
function changed(work: Element, fragment: DocumentFragment): Element[] {
  for (const waiting of work.querySelectorAll("[hx-trigger]")) htmx.remove(waiting);
  const fresh = [...fragment.children];
  work.replaceChildren(...fragment.childNodes);
  return fresh;
}

htmx.defineExtension("morph", {
  isInlineSwap: (style: string) => style.startsWith("morph"),
  handleSwap: (style: string, target: Element, fragment: DocumentFragment) => {
    if (style === "innerHTML" && target.id === "work") return changed(target, fragment);
    if (!style.startsWith("morph")) return false;
    return Idiomorph.morph(target, fragment.children, {
      morphStyle: style === "morph:innerHTML" ? "innerHTML" : "outerHTML",
      callbacks,
    });
  },
});
