// What every swap of htmx should do on this desk.
import { detailOf } from "./htmx";

// A form answered with its mistakes (422) or held back because something came meanwhile (409) is an answer to show.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const detail = detailOf(event) as unknown as { xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean };
  if (detail.xhr.status === 422 || detail.xhr.status === 409) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// On a phone the thread is a screen of its own.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (detailOf(event).target.id !== "work") return;
  document.querySelector(".shell")?.classList.add("at-main");
  const title = document.querySelector<HTMLElement>("#work [data-page-title]")?.dataset.pageTitle;
  if (title) document.title = title;
});

// A fault says so in a sentence that the page already holds in the person's language.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => {
    if (detailOf(event).elt.hasAttribute("data-quiet")) return;
    const template = document.querySelector<HTMLTemplateElement>(name === "htmx:responseError" ? "#fault-server" : "#fault-line");
    const toasts = document.querySelector("#toasts");
    if (template && toasts && !toasts.querySelector(".wrong")) toasts.append(template.content.cloneNode(true));
  });
}

// A session that ended is noticed by whatever asks next. What asks by itself must not carry the page away while one writes.
document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = detailOf(event);
  const composer = document.querySelector("#composer");
  if (!composer || requestConfig.verb !== "get" || requestConfig.triggeringEvent || !xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault();
  composer.dispatchEvent(new CustomEvent("session:ended"));
});
