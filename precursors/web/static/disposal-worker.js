// Shows the steps of an order, as they were last seen, where there is no connection. Only that page and what it is
// made of are kept, the newest copy of each; whoever signs out is asked for again by the registry, never by this.
"use strict";
const CACHE = "disposal-steps-1";
const STEPS = /^\/disposal\/[^/]+\/steps$/;

const wanted = (request) => {
  const { origin, pathname } = new URL(request.url);
  return request.method === "GET" && origin === location.origin && (STEPS.test(pathname) || pathname.startsWith("/static/"));
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!wanted(request) || request.headers.get("X-Fresh")) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    try {
      const answer = await fetch(request);
      if (answer.ok && !answer.redirected) await cache.put(request, answer.clone());
      return answer;
    } catch (fault) {
      const kept = await cache.match(request, { ignoreVary: true });
      if (kept) return kept;
      throw fault;
    }
  })());
});
