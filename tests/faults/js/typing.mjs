// Somebody at an editor: y-tiptap's own binding and the product's schema, without a screen.
import { getSchema } from '@tiptap/core';
import { joinBackward, lift, splitBlock, toggleMark, wrapIn } from '@tiptap/pm/commands';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from '@tiptap/pm/schema-list';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { addColumnAfter, addRowAfter, deleteRow } from '@tiptap/pm/tables';
import { ySyncPlugin, ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { extensions } from '../../../static/js/editor/extensions.js';

const schema = getSchema(extensions({ taskLabel: (words) => words }));
const { nodes, marks } = schema;
const SIGNS = ['é', '😀', '字', 'Ωμέγα', 'ß', '👩‍👩‍👧', 'x', 'word', 'e\u0301', 'שלום'];

// No caret stands inside of a sign: 😀 is two of JavaScript's characters.
function whole(doc, at) {
  const { parent, parentOffset } = doc.resolve(at);
  const inside = parent.isTextblock && /^[\uDC00-\uDFFF]/.test(parent.textBetween(parentOffset, Math.min(parentOffset + 1, parent.content.size), '', '|'));
  return doc.resolve(inside ? at - 1 : at);
}

// What prosemirror-view is to the binding: a state, and who is told of each change of it.
export class Screen {
  constructor(doc, stumbles) {
    this.stumbles = stumbles;
    const fragment = doc.getXmlFragment('default');
    const plugin = ySyncPlugin(fragment);
    this.undoing = new Y.UndoManager(fragment, { trackedOrigins: new Set([ySyncPluginKey]), captureTimeout: 0 });
    this.state = EditorState.create({ schema, plugins: [plugin] });
    this.plugin = plugin.spec.view(this);
    this.count = 0;
  }

  hasFocus() { return false; }

  // At times the binding cannot show what came: y-tiptap 3.0.9 throws where the caret was.
  dispatch(tr) {
    const { isChangeOrigin, isUndoRedoOperation } = tr.getMeta(ySyncPluginKey) ?? {};
    if (isChangeOrigin && !isUndoRedoOperation && !this.repairs && this.plugin && this.stumbles()) throw new RangeError('Position 528 out of range');
    this.state = this.state.apply(tr);
    this.plugin?.update(this);
  }

  again() {
    this.repairs = true;
    ySyncPluginKey.getState(this.state).binding._forceRerender();
    this.repairs = false;
  }

  get words() { return this.state.doc.textBetween(0, this.state.doc.content.size, '\n', (leaf) => (leaf.type === nodes.hardBreak ? '\n' : '')); }

  select(dice, long = 0) {
    const { doc } = this.state;
    const from = dice.below(doc.content.size + 1);
    const to = Math.min(doc.content.size, from + dice.below(long + 1));
    const found = TextSelection.between(whole(doc, from), whole(doc, to));
    if (found.$from.parent.inlineContent) this.dispatch(this.state.tr.setSelection(found));
  }

  do(command) { return command(this.state, (tr) => this.dispatch(tr)); }

  type(dice, name) {
    this.select(dice);
    this.count += 1;
    this.dispatch(this.state.tr.insertText(`${dice.pick(SIGNS)}<${name}.${this.count}>`));
  }

  // A word of its own, and none inside of another, so that a lost and a doubled one are seen.
  add(dice, name) {
    const { doc } = this.state;
    const borders = [...doc.textBetween(0, doc.content.size, '\n', '|').matchAll(/>|$/g)].map(({ index }) => index + 2);
    this.count += 1;
    const at = Math.min(dice.pick(borders), doc.content.size - 1);
    this.dispatch(this.state.tr.insertText(`${dice.pick(SIGNS)}<${name}.${this.count}>`, at));
  }

  act(dice, name) {
    const roll = dice.next();
    if (roll < 0.5) return this.type(dice, name);
    const [, long, act] = ACTS.find(([upto]) => roll < upto);
    this.select(dice, long);
    return act(this, dice);
  }
}

const table = () => {
  const cell = (type) => nodes[type].createAndFill();
  const row = (type) => nodes.tableRow.create(null, [cell(type), cell(type)]);
  return nodes.table.create(null, [row('tableHeader'), row('tableCell')]);
};
const by = (command) => (screen) => screen.do(command);
const ACTS = [
  [0.6, 0, by(splitBlock)],
  [0.7, 8, (screen) => screen.dispatch(screen.state.tr.deleteSelection())],
  [0.73, 40, (screen) => screen.dispatch(screen.state.tr.deleteSelection())],
  [0.79, 12, (screen, dice) => screen.do(toggleMark(marks[dice.pick(['bold', 'italic', 'strike', 'code', 'underline'])]))],
  [0.81, 12, by(toggleMark(marks.link, { href: 'https://example.org/é' }))],
  [0.84, 0, (screen, dice) => screen.dispatch(screen.state.tr.setBlockType(screen.state.selection.from, undefined, nodes.heading, { level: 1 + dice.below(4) }))],
  [0.87, 20, (screen, dice) => screen.do(wrapInList(nodes[dice.pick(['bulletList', 'orderedList', 'taskList'])]))],
  [0.89, 0, by(splitListItem(nodes.listItem))],
  [0.9, 0, by(sinkListItem(nodes.listItem))],
  [0.91, 10, by(liftListItem(nodes.listItem))],
  [0.92, 0, by(wrapIn(nodes.blockquote))],
  [0.93, 0, by(lift)],
  [0.94, 0, by(joinBackward)],
  [0.955, 0, (screen) => screen.dispatch(screen.state.tr.replaceSelectionWith(table()))],
  [0.965, 0, (screen, dice) => screen.do(dice.pick([addRowAfter, addColumnAfter, deleteRow]))],
  [0.98, 0, (screen) => screen.dispatch(screen.state.tr.replaceSelectionWith(nodes.hardBreak.create()))],
  [1.01, 0, (screen) => screen.undoing.undo()],
];
