// Keeps the shell of the village door on the phone, so that it opens without a network. People
// and answers never pass through here: they lie sealed in the page's own store.
// SHELL and FILES stand above: this text changes whenever a file of the shell does.
const HOME = "/village/app/";

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((kept) => kept.addAll(fresh)).then(() => skipWaiting()));
});

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith("jiedui-village-") && name !== SHELL) await caches.delete(name);
  }
  await clients.claim();
}

addEventListener("activate", (event) => event.waitUntil(tidy()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  const home = mode === "navigate" && pathname === HOME;
  if (!home && !FILES.includes(pathname)) return;
  event.respondWith(
    caches.open(SHELL).then((kept) => kept.match(home ? HOME : pathname)).then((found) => found ?? fetch(event.request)),
  );
});
