// Comments from within the editor: the words that are chosen, and which words have a thread. The form
// is the page's own (static/js/comments).
import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { quoted } from '../comments/words.js';

const SETTLING = 5000; // ms for the chosen words to be on the server

// Of the chosen words, or of the paragraph that the caret is in.
function choice({ doc, selection: { from, to, empty, $from } }) {
  const flat = (start, stop) => doc.textBetween(start, stop, '\n', ({ type }) => (type.name === 'hardBreak' ? '\n' : ''));
  const [start, stop] = empty ? [$from.start(), $from.end()] : [from, to];
  const [before, within] = [flat(0, start), flat(start, stop)];
  const gap = within.length - within.trimStart().length;
  const at = before.length + gap;
  return within.trim() ? quoted(flat(0, doc.content.size), at, at + within.trim().length) : {};
}

export async function comment(section, editor, outbox) {
  const detail = { document: Number(section.dataset.document), words: choice(editor.state) };
  await outbox.settled(SETTLING);
  document.dispatchEvent(new CustomEvent('tandem:comment', { detail }));
}

const open = () => new Set([...document.querySelectorAll('[data-thread]:not(.thread--solved)')].map((thread) => thread.dataset.about));

// The words of threads that stand beside the text are marked; other passages are nobody's business.
function marks(doc, keys) {
  const found = [];
  doc.descendants((node, at) => {
    const passage = node.isText && node.marks.some(({ type, attrs }) => type.name === 'passage' && keys.has(attrs.id));
    if (passage) found.push(Decoration.inline(at, at + node.nodeSize, { class: 'passage' }));
  });
  return DecorationSet.create(doc, found);
}

export const passages = Extension.create({
  name: 'passages',
  addProseMirrorPlugins() {
    const { editor } = this;
    const again = () => editor.view.dispatch(editor.state.tr.setMeta('passages', true).setMeta('addToHistory', false));
    return [new Plugin({
      state: {
        init: (_config, { doc }) => marks(doc, open()),
        apply: (tr, before) => (tr.docChanged || tr.getMeta('passages') ? marks(tr.doc, open()) : before),
      },
      props: { decorations(state) { return this.getState(state); } },
      view: () => {
        document.addEventListener('htmx:after:swap', again);
        return { destroy: () => document.removeEventListener('htmx:after:swap', again) };
      },
    })];
  },
});
