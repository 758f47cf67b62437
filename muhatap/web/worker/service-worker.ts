// What runs beside the pages: it shows pushes, opens what they tell of, and keeps one page for the moments without a
// line. Nothing personal is kept here: pages always come from the desk, or not at all.

export {};
declare const self: ServiceWorkerGlobalScope;
// Written in front of this script by `web/installing.py`.
declare const KEPT: { name: string; files: string[]; pages: Record<string, string> };

interface Words { title: string; body?: string; url?: string; tag?: string; count?: number }
// Newer than the types that TypeScript brings.
type Routes = (rules: { condition: unknown; source: string }[]) => Promise<void>;

type Change = ExtendableEvent & { oldSubscription?: PushSubscription | null; newSubscription?: PushSubscription | null };

const RENEWAL = "/settings/notices/devices/renewal/";
const LANGUAGE = "/kept-language";
const OURS = "muhatap-";

self.addEventListener("install", (event) => {
  // All else goes past the worker without waking it: what the page fetches by itself, and the bell's stream.
  const routes = (event as ExtendableEvent & { addRoutes?: Routes }).addRoutes;
  const passed = { not: { or: [{ requestMode: "navigate" }, { urlPattern: { pathname: "/static/*" } }] } };
  if (routes) event.waitUntil(routes.call(event, [{ condition: passed, source: "network" }]).catch(() => undefined));
  event.waitUntil(caches.open(KEPT.name).then((kept) => kept.addAll([...KEPT.files, ...Object.values(KEPT.pages)])));
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOld(), self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(answer(event));
  else if (KEPT.files.includes(new URL(event.request.url).pathname)) event.respondWith(keptOr(event.request));
});

self.addEventListener("push", (event) => {
  const words = read(event.data);
  const shown = { body: words.body, tag: words.tag, renotify: Boolean(words.tag), data: words.url, icon: "/static/web/icons/icon-192.png", badge: "/static/web/icons/badge-96.png" };
  event.waitUntil(Promise.all([self.registration.showNotification(words.title, shown), count(words.count)]));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  (event as ExtendableEvent).waitUntil(renew(event as Change));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data ?? "/")));
});

async function answer(event: FetchEvent): Promise<Response> {
  try {
    const fresh = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
    event.waitUntil(rememberLanguage(fresh.headers.get("Content-Language")));
    return fresh;
  } catch {
    return offline();
  }
}

async function offline(): Promise<Response> {
  const kept = await caches.open(KEPT.name);
  const language = (await (await kept.match(LANGUAGE))?.text()) ?? "";
  const page = KEPT.pages[language] ?? Object.values(KEPT.pages)[0] ?? "";
  return (await kept.match(page)) ?? Response.error();
}

async function keptOr(request: Request): Promise<Response> {
  return (await (await caches.open(KEPT.name)).match(request)) ?? fetch(request);
}

let language: string | null = null;

/** So that the page without a line speaks as the last one did. */
async function rememberLanguage(said: string | null): Promise<void> {
  if (!said || said === language) return;
  language = said;
  await (await caches.open(KEPT.name)).put(LANGUAGE, new Response(said));
}

async function forgetOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== KEPT.name).map((name) => caches.delete(name)));
}

/** A browser that shows nothing for a push takes the permission away: there are always some words. */
function read(data: PushMessageData | null): Words {
  try {
    const words = data?.json() as Words | undefined;
    if (words?.title) return words;
  } catch {
    // Not ours, or cut off.
  }
  return { title: "Muhatap", url: "/" };
}

/** The browser has another address for our pushes, or none any more: ask it for one, and tell the desk. */
async function renew({ oldSubscription, newSubscription }: Change): Promise<void> {
  const desk = await fetch(RENEWAL);
  // Nobody is signed in here any more, so nobody is to be told anything.
  if (!desk.ok || desk.redirected) return;
  const { key, token } = (await desk.json()) as { key: string; token: string };
  const fresh = newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = fresh.toJSON();
  const told = { old: oldSubscription?.endpoint ?? "", endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
  const answer = await fetch(RENEWAL, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(told) });
  // Meanwhile this device was let go from another one.
  if (answer.status === 409) await fresh.unsubscribe();
}

async function count(unread: number | undefined): Promise<void> {
  if (unread !== undefined) await self.navigator.setAppBadge?.(unread).catch(() => undefined);
}

/** Show the conversation where it is open already, or in a window that shows none, so that nothing half written goes. */
async function open(path: string): Promise<void> {
  const target = new URL(path, self.location.origin);
  if (target.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const placeOf = (window: WindowClient): string => new URL(window.url).pathname;
  const there = windows.find((window) => placeOf(window) === target.pathname);
  if (there) return void (await there.focus());
  const free = windows.find((window) => !placeOf(window).startsWith("/conversations/"));
  const turned = await free?.navigate(target.href).catch(() => null);
  if (turned) return void (await turned.focus());
  await self.clients.openWindow(target.href);
}
