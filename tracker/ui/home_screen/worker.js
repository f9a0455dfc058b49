// Answers when the computer does not, with the one page that it holds. Nothing is kept.
const page = __PAGE__
const kind = { headers: { "Content-Type": "text/html; charset=utf-8" } }
self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()))
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return
  event.respondWith(fetch(event.request).catch(() => new Response(page, kind)))
})
