// The editor of one text: the rendered words become a Tiptap editor on a Yjs document, in place, and
// turn back with Done. Everything a page has anyway comes from the host (editing.js).
import { Editor, Extension } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { yCursorPlugin, ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { Awareness, caret, selection } from './awareness.js';
import { comment, passages } from './comment.js';
import { extensions } from './extensions.js';
import { images } from './images.js';
import { Inbox, REMOTE } from './inbox.js';
import { Outbox } from './outbox.js';
import { cleaned } from './paste.js';
import { askLink } from './link.js';
import { toolbar } from './toolbar.js';
import { healed, wordsOf } from './words.js';

export { healed, wordsOf };

const LONGEST = 1_500_000; // characters pasted at once: what the server takes as one update
const LEAVING = 5000; // ms for the last words to go out at Done

export async function open(section, host) {
  const text = Number(section.dataset.document);
  const doc = new Y.Doc();
  const awareness = new Awareness(doc, text, host);
  const status = section.querySelector('[data-status]');
  const label = section.dataset.title;
  const ends = new AbortController();
  let editor;

  const inbox = new Inbox({ text, doc, held: () => editor?.view.composing ?? false, lost, strayed });
  const outbox = new Outbox({ text, title: label, doc, host, changed: show, stored: (seq) => inbox.hear(seq), refused });
  const on = (name, act, target = document) => target.addEventListener(name, act, { signal: ends.signal });

  function show(state, left) {
    const before = status.dataset.state;
    status.dataset.state = state;
    status.textContent = section.dataset[state].replace('{n}', left);
    if (state === 'unsent' || before === 'unsent') host.announce(status.textContent);
  }

  // 401: signed out, and the words wait. 403, 404: not ours to write any more.
  function lost(code) {
    if (code === 401) host.signedOut(true);
    else if (code === 403 || code === 404) refused('gone', section.dataset.gone, outbox.waiting);
    else throw new Error(`read ${code}`);
  }

  function refused(code, sentence, rows) {
    outbox.ended = true;
    if (code === 'schema') return outdated();
    const words = editor && code !== 'gone' ? editor.getText({ blockSeparator: '\n\n' }) : wordsOfRows(rows);
    if (rows.length) {
      host.keepWords(label, words, sentence, () => rows.forEach(host.unsent.drop));
      for (const row of rows) host.unsent.put({ ...row, refused: true });
    } else host.say('refused', { sentence });
    close();
  }

  // Tandem is newer than this page: the words stay in the browser, and go out after a reload.
  function outdated() {
    outbox.show();
    host.say('reload', { again: () => host.unsent.write().then(() => location.reload()) });
  }

  // y-tiptap could not show a change (it looks for the caret where the text has ended): all is shown anew.
  function strayed(error) {
    console.warn('editor', error);
    try {
      if (editor) ySyncPluginKey.getState(editor.state).binding._forceRerender();
    } catch {
      close(); // nothing is typed into a text that is not the one of now; what was typed is on its way
    }
  }

  function fits(pasted) {
    const good = pasted.length <= LONGEST;
    if (!good) host.say('refused', { sentence: section.dataset.tooLong });
    return good;
  }

  const wordsOfRows = (rows) => wordsOf(rows.map(({ bytes }) => bytes));

  function close() {
    ends.abort();
    inbox.end();
    awareness.destroy();
    host.without(`document-${text}`);
    editor?.destroy();
    const { show: url, gone } = section.dataset;
    section.removeAttribute('data-editing');
    window.htmx.ajax('GET', url, { target: `#${section.id}`, swap: 'outerHTML' }).then(() => {
      if (section.isConnected) section.textContent = gone; // nor to be read
      document.getElementById(`${section.id}-edit`)?.focus();
    });
  }

  async function done() {
    section.setAttribute('aria-busy', 'true');
    await outbox.settled(LEAVING);
    section.removeAttribute('aria-busy');
    if (outbox.ended) return;
    if (outbox.left) return void host.announce(status.textContent); // it says what is not sent
    close();
  }

  await inbox.read();
  if (inbox.seq < 0) throw new Error('not read');
  const pictures = images(section, host, text);
  const carets = Extension.create({
    name: 'carets',
    addProseMirrorPlugins: () => [yCursorPlugin(awareness, { cursorBuilder: caret, selectionBuilder: selection })],
  });
  const keys = Extension.create({
    name: 'keys',
    addKeyboardShortcuts: () => ({
      'Mod-k': () => (askLink(section, editor), true),
      'Mod-Alt-m': () => (comment(section, editor, outbox), true),
      'Mod-s': () => true,
      'Mod-Enter': () => (done(), true),
      Escape: () => (section.querySelector('[data-done]').focus(), true),
    }),
  });
  const place = section.querySelector('[data-mount]');
  place.replaceChildren();
  editor = new Editor({
    element: place,
    injectCSS: false,
    extensions: [...extensions({ taskLabel: (words) => section.dataset.task.replace('{words}', () => words) }), Collaboration.configure({ document: doc, field: 'default' }), carets, passages, keys],
    editorProps: {
      attributes: { class: 'prose editor__text', role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, lang: section.dataset.lang || document.documentElement.lang },
      transformPastedHTML: (html) => (fits(html) ? cleaned(html) : ''),
      transformPastedText: (words) => (fits(words) ? words : ''),
      handlePaste: pictures.paste,
      handleDrop: pictures.drop,
    },
  });
  pictures.bind(editor);
  toolbar(section, editor, { pickImage: pictures.pick, comment: () => comment(section, editor, outbox) });
  doc.on('update', (bytes, origin) => origin === REMOTE || outbox.add(bytes));
  show('saved', 0);

  // ---- what comes from outside
  host.also(`document-${text}`);
  const again = () => inbox.read().catch(() => {});
  on('live:update', ({ detail }) => detail.document === text && inbox.hear(detail.seq, detail.update));
  on('live:presence', ({ detail }) => detail.document === text && awareness.hear(detail));
  on('live:live', () => (again(), outbox.wake()));
  on('live:again', again);
  on('live:nudge', again);
  on('compositionend', () => setTimeout(() => inbox.release(), 50), editor.view.dom);
  on('online', () => outbox.wake(), window);
  on('visibilitychange', () => document.hidden || (again(), outbox.wake()));
  on('focus', () => outbox.wake(), window);
  on('pagehide', () => awareness.send('gone'), window);
  on('beforeunload', (event) => outbox.left && !outbox.ended && event.preventDefault(), window);
  on('click', done, section.querySelector('[data-done]'));
  const there = await fetch(`/documents/${text}/carets`).catch(() => null);
  if (there?.ok) (await there.json()).forEach((record) => awareness.hear(record));
  awareness.send('writing');
  if (!ends.signal.aborted) editor.commands.focus('start');
  section.dataset.ready = 'yes';
}
