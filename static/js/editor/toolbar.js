// The toolbar: what each button does, which are pressed, and one tab stop for all of them.
import { askLink } from './link.js';

const table = (name) => ({ run: (chain) => chain[name](), when: (editor) => editor.isActive('table') });
const mark = (name) => ({ run: (chain) => chain.toggleMark(name), pressed: (editor) => editor.isActive(name) });
const level = (n) => ({ run: (chain) => chain.toggleHeading({ level: n }), pressed: (editor) => editor.isActive('heading', { level: n }) });

const ACTS = {
  'heading-1': level(1), 'heading-2': level(2), 'heading-3': level(3),
  bold: mark('bold'), italic: mark('italic'), underline: mark('underline'), strike: mark('strike'),
  bullet: { run: (chain) => chain.toggleBulletList(), pressed: (editor) => editor.isActive('bulletList') },
  numbered: { run: (chain) => chain.toggleOrderedList(), pressed: (editor) => editor.isActive('orderedList') },
  tasks: { run: (chain) => chain.toggleTaskList(), pressed: (editor) => editor.isActive('taskList') },
  quote: { run: (chain) => chain.toggleBlockquote(), pressed: (editor) => editor.isActive('blockquote') },
  rule: { run: (chain) => chain.setHorizontalRule() },
  table: { run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), off: (editor) => editor.isActive('table') },
  'row-add': table('addRowAfter'), 'row-delete': table('deleteRow'), 'column-add': table('addColumnAfter'),
  'column-delete': table('deleteColumn'), 'header-row': table('toggleHeaderRow'), 'table-delete': table('deleteTable'),
  undo: { run: (chain) => chain.undo() }, redo: { run: (chain) => chain.redo() },
};

export function toolbar(section, editor, { pickImage, comment }) {
  const bar = section.querySelector('[role=toolbar]');
  const buttons = [...bar.querySelectorAll('button[data-do]')];
  const own = { link: () => askLink(section, editor), image: pickImage, comment };

  function act(name) {
    if (own[name]) return own[name]();
    ACTS[name].run(editor.chain().focus()).run();
  }

  function refresh() {
    for (const button of buttons) {
      const { pressed, when, off } = ACTS[button.dataset.do] ?? {};
      if (pressed || button.dataset.do === 'link') button.setAttribute('aria-pressed', String((pressed ?? (() => editor.isActive('link')))(editor)));
      if (when) button.hidden = !when(editor);
      if (off) button.hidden = off(editor);
    }
    if (!stop() || stop().hidden) point(buttons.find((button) => !button.hidden));
  }

  const stop = () => buttons.find((button) => button.tabIndex === 0);
  const point = (button) => buttons.forEach((other) => { other.tabIndex = other === button ? 0 : -1; });

  function move(event) {
    const shown = buttons.filter((button) => !button.hidden);
    const at = shown.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = shown[(to + shown.length) % shown.length];
    point(next);
    next.focus();
  }

  bar.addEventListener('click', ({ target }) => {
    const button = target.closest('button[data-do]');
    if (button) (point(button), act(button.dataset.do));
  });
  bar.addEventListener('mousedown', (event) => event.target.closest('button') && event.preventDefault()); // the selection stays
  bar.addEventListener('keydown', move);
  editor.on('transaction', refresh);
  refresh();
  bar.hidden = false;
  return { act };
}
