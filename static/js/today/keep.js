// The page as it is now, and the files that it is made of, kept for this person on this device.
const KEPT = 'tandem-today-';
const name = `${KEPT}${document.body.dataset.person}`;

export async function forgetOthers() {
  if (!globalThis.caches) return;
  for (const other of await caches.keys()) {
    if (other.startsWith(KEPT) && other !== name) await caches.delete(other);
  }
}

// Whether the server answered: a page may also come out of what was kept.
export async function keep() {
  if (!globalThis.caches || !navigator.serviceWorker) return true;
  await navigator.serviceWorker.register('/today-worker.js', { scope: '/' }).catch(() => null);
  const parts = [...document.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]')];
  const urls = [location.pathname, ...parts.map((part) => part.href || part.src)];
  const box = await caches.open(name);
  for (const url of urls) {
    const answer = await fetch(url, { headers: { Accept: 'text/html,*/*' } }).catch(() => null);
    if (!answer) return false;
    if (answer.ok && !answer.redirected) await box.put(url, answer);
  }
  return true;
}
