// One update on its way to the server, and what became of it: one of
// {seq} · {gap: its state} · {out} signed out · {refused: code, sentence} for good · {later: ms}.
import { version } from '../../../app/documents/schema.json';
import { renew, within } from '../send.js';

const PATIENCE = 35000; // longer than the server's own
const UPDATE = 256 * 1024; // more goes as a resync

const bytesOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

export async function post(row, { resync = false, keepalive = false } = {}) {
  const asked = new URLSearchParams({ tab: row.tab, batch: row.n, schema_version: version, person: row.person });
  if (resync || row.bytes.length > UPDATE) asked.set('resync', '1');
  const url = `/documents/${row.document}/updates?${asked}`;
  const request = { headers: headers(), keepalive, method: 'POST', body: row.bytes };
  return within(PATIENCE, (signal) => sent(url, { ...request, signal })).catch(() => ({ later: 0 }));
}

async function sent(url, request) {
  let answer = await fetch(url, request);
  const renewed = answer.headers.get('X-Csrf') === 'stale' && (await renew(request));
  if (renewed === 'out') return { out: true };
  if (renewed) answer = await fetch(url, request);
  return outcome(answer);
}

export function headers() {
  const { 'X-CSRFToken': token } = JSON.parse(document.body.getAttribute('hx-headers:inherited'));
  return { 'X-CSRFToken': token, 'Content-Type': 'application/octet-stream', Accept: 'application/json' };
}

async function outcome(answer) {
  const told = await answer.json().catch(() => ({}));
  if (answer.ok && 'seq' in told) return { seq: told.seq };
  if (answer.status === 401) return { out: true };
  if (told.error === 'gap') return { gap: bytesOf(told.state) };
  const final = told.error || answer.status === 403 || answer.status === 404;
  if (final && answer.status < 500) return { refused: told.error ?? String(answer.status), sentence: told.sentence };
  return { later: Number(answer.headers.get('Retry-After')) * 1000 };
}
