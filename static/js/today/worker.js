// The service worker of the day's page. It answers for a page that main.js kept, where the network does
// not; everything else goes its usual way. Signing out takes the kept pages away.
const KEPT = 'tandem-today-';
const PAGE = /^\/pairs\/[^/]+\/visits\/\d+\/today$/;
const LEAVING = ['/sign-out', '/sessions/ending'];
const PARTS = /^\/static\//;

const kept = async () => (await caches.keys()).filter((name) => name.startsWith(KEPT));

async function forget() {
  for (const name of await kept()) await caches.delete(name);
}

async function found(request) {
  for (const name of await kept()) {
    const answer = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (answer) return answer;
  }
  return Response.error();
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === 'POST' && LEAVING.includes(pathname)) event.waitUntil(forget());
  const mine = (request.mode === 'navigate' && PAGE.test(pathname)) || PARTS.test(pathname);
  if (request.method === 'GET' && mine) event.respondWith(fetch(request).catch(() => found(request)));
});
