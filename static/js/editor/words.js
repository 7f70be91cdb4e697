// Unsent updates without an editor: the words in them, and what the server needs to take them.
import * as Y from 'yjs';
import { within } from '../send.js';
import { bytesOf } from './inbox.js';

const PATIENCE = 30000; // ms

// The words that were written, in the order of writing; what was deleted is not in an update.
export function wordsOf(updates) {
  const pieces = updates.flatMap((bytes) => Y.decodeUpdate(bytes).structs)
    .map(({ content }) => (content?.str !== undefined ? content.str : content?.type ? '\n' : ''));
  return pieces.join('').replace(/\n+/g, '\n').trim();
}

// The server's text with these rows: all that it lacks of them, as one update.
export async function healed(rows) {
  const url = `/documents/${rows[0].document}/updates?after=-1`;
  const told = await within(PATIENCE, async (signal) => (await fetch(url, { headers: { Accept: 'application/json' }, signal })).json());
  const doc = new Y.Doc();
  if (told.state) Y.applyUpdate(doc, bytesOf(told.state));
  for (const { update } of told.updates) Y.applyUpdate(doc, bytesOf(update));
  const known = Y.encodeStateVector(doc);
  for (const { bytes } of rows) Y.applyUpdate(doc, bytes);
  return Y.encodeStateAsUpdate(doc, known);
}
