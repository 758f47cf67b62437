// The desk as an installed app: its service worker shows pushes and keeps a page for the moments without a line.

export const WORKER = "/service-worker.js";

// Only on the pages of the signed-in; browsers without one, or on a plain http address, do without.
if (document.querySelector(".shell") && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void navigator.serviceWorker.register(WORKER).catch(() => undefined));
}
