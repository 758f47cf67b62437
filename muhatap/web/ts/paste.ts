// What comes from the clipboard, made plain: Word's lists are lists again, a table becomes lines, the rest loses its looks.

const OFFICE = /urn:schemas-microsoft-com|class="?Mso|mso-|<table/i;
const TAG = /<[a-z][^>]*>/gi;
const STYLES = /<style[\s\S]*?<\/style>/gi;
const MARKED = /mso-list:\s*\w+\s+level(\d+)/i;
const NUMBERED = /^\(?(\d+|[a-zçğıöşü]{1,4})[.)]/i;

/** Return HTML that the editor understands as it was meant. What the editor itself copied stays as it is. */
export function cleanPasted(html: string): string {
  if (html.includes("data-pm-slice")) return html;
  // The content policy lets no looks in from outside, not even where nobody sees them: they are read as plain data.
  const bare = html.replace(STYLES, "").replace(TAG, (tag) => tag.replace(/(\s)style\s*=/i, "$1data-style="));
  const body = new DOMParser().parseFromString(bare, "text/html").body;
  for (const picture of body.querySelectorAll("img")) {
    // A file of the other computer or a picture of another server would show nothing to the customer.
    if (!/^(data:image\/|\/attachments\/)/.test(picture.getAttribute("src") ?? "")) picture.remove();
  }
  if (OFFICE.test(html)) {
    dropMarkers(body);
    dropNoise(body);
    gatherLists(body);
    layOutTables(body);
    dropEmpty(body);
  }
  keepWeight(body);
  return body.innerHTML;
}

/** What was bold or slanted only by its looks is said by its element. */
function keepWeight(body: HTMLElement): void {
  for (const one of body.querySelectorAll<HTMLElement>("[data-style]")) {
    const looks = one.dataset.style ?? "";
    one.removeAttribute("data-style");
    if (/^(B|STRONG)$/.test(one.tagName) && /(^|;)\s*font-weight:\s*(normal|[1-5]00)/i.test(looks)) one.replaceWith(...one.childNodes);
    else if (one.tagName === "SPAN") {
      if (/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(looks)) wrap(one, "strong");
      if (/font-style:\s*italic/i.test(looks)) wrap(one, "em");
    }
  }
}

function wrap(one: HTMLElement, name: string): void {
  const around = document.createElement(name);
  around.append(...one.childNodes);
  one.append(around);
}

/** Word writes bullets and numbers as text, inside `<![if !supportLists]>` or a span to be ignored. Note the kind, drop the text. */
function dropMarkers(body: HTMLElement): void {
  for (const paragraph of body.querySelectorAll<HTMLElement>("[data-style*='mso-list']")) {
    const level = MARKED.exec(paragraph.getAttribute("data-style") ?? "");
    if (!level) continue;
    const marker = [...paragraph.querySelectorAll("[data-style*='mso-list']")].find((one) => /ignore/i.test(one.getAttribute("data-style") ?? ""));
    const words = marker?.textContent ?? textBetween(paragraph, true);
    marker?.remove();
    textBetween(paragraph, false);
    paragraph.dataset.level = level[1] ?? "1";
    paragraph.dataset.list = NUMBERED.test(words.trim()) ? "ol" : "ul";
  }
}

/** Return the text between the two conditional comments of a paragraph, or take it out. */
function textBetween(paragraph: HTMLElement, keep: boolean): string {
  const nodes = [...paragraph.childNodes];
  const from = nodes.findIndex((node) => node.nodeType === Node.COMMENT_NODE && /supportLists/.test(node.nodeValue ?? ""));
  const to = nodes.findIndex((node, at) => at > from && node.nodeType === Node.COMMENT_NODE && /endif/.test(node.nodeValue ?? ""));
  if (from < 0 || to < 0) return "";
  const between = nodes.slice(from + 1, to);
  if (!keep) for (const node of between) (node as ChildNode).remove();
  return between.map((node) => node.textContent ?? "").join("");
}

function dropNoise(body: HTMLElement): void {
  for (const one of body.querySelectorAll("style, script, meta, link, title, xml")) one.remove();
  const all = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (all.nextNode()) comments.push(all.currentNode);
  for (const comment of comments) (comment as ChildNode).remove();
  for (const one of body.querySelectorAll("*")) if (one.tagName.includes(":")) one.replaceWith(...one.childNodes);
}

function gatherLists(body: HTMLElement): void {
  let open: HTMLElement[] = [];
  let before: Element | null = null;
  for (const paragraph of [...body.querySelectorAll<HTMLElement>("[data-level]")]) {
    const level = Number(paragraph.dataset.level);
    if (before !== paragraph.previousElementSibling || !before) open = [];
    open = open.slice(0, level);
    if (open.length === level && open[level - 1]?.tagName.toLowerCase() !== paragraph.dataset.list) open = open.slice(0, level - 1);
    while (open.length < level) {
      const list = document.createElement(paragraph.dataset.list ?? "ul");
      const parent = open[open.length - 1];
      if (parent) (parent.lastElementChild ?? parent.appendChild(document.createElement("li"))).append(list);
      else paragraph.before(list);
      open.push(list);
    }
    const item = document.createElement("li");
    const words = document.createElement("p");
    words.append(...paragraph.childNodes);
    item.append(words);
    open[level - 1]?.append(item);
    paragraph.remove();
    before = open[0] ?? null;
  }
}

/** One line a row, cells with a bar between: what mail shows the same everywhere. */
function layOutTables(body: HTMLElement): void {
  for (const table of body.querySelectorAll("table")) {
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim()));
    const filled = lines.filter((cells) => cells.some(Boolean));
    const paragraph = document.createElement("p");
    filled.forEach((cells, index) => {
      if (index) paragraph.append(document.createElement("br"));
      paragraph.append(cells.join(" | "));
    });
    table.replaceWith(paragraph);
  }
}

function dropEmpty(body: HTMLElement): void {
  for (const paragraph of body.querySelectorAll("p")) {
    if (!(paragraph.textContent ?? "").replace(/\u00a0/g, " ").trim() && !paragraph.querySelector("img")) paragraph.remove();
  }
}
