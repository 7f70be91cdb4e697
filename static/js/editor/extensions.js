// What a text may hold, as Tiptap's extensions: the same list as app/documents/schema.json, and
// nothing of Tiptap's own attributes that the list does not name.
import { Mark, mergeAttributes } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Code } from '@tiptap/extension-code';
import { CodeBlock } from '@tiptap/extension-code-block';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { HorizontalRule } from '@tiptap/extension-horizontal-rule';
import { Image } from '@tiptap/extension-image';
import { Italic } from '@tiptap/extension-italic';
import { Link } from '@tiptap/extension-link';
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Strike } from '@tiptap/extension-strike';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { Underline } from '@tiptap/extension-underline';
import { Dropcursor, Gapcursor } from '@tiptap/extensions';

const BELOW = 2; // a text's first heading is an h3 on our pages, as render.py writes it
const FILE = /^\/files\/[1-9][0-9]{0,17}$/;
const SAFE = /^(https?:\/\/[^\s@\\]+|mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9][0-9().-]+|\/(?![/\\]).*|#[\w-]+)$/i;
export const isSafe = (url) => SAFE.test(url) && (!/^http/i.test(url) || URL.canParse(url));

const only = (...names) => ({
  addAttributes() {
    const all = this.parent?.() ?? {};
    return Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name]]));
  },
});

const OurHeading = Heading.configure({ levels: [1, 2, 3, 4] }).extend({
  parseHTML: () => [
    { tag: '[data-level]', priority: 60, getAttrs: (node) => ({ level: Number(node.dataset.level) }) },
    ...[1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: Math.min(n, 4) } })),
  ],
  renderHTML: ({ node, HTMLAttributes }) => [`h${node.attrs.level + BELOW}`, mergeAttributes(HTMLAttributes, { 'data-level': node.attrs.level }), 0],
});

const OurLink = Link.extend({
  ...only('href'),
  renderHTML: ({ HTMLAttributes: { href } }) => ['a', { href: isSafe(href ?? '') ? href : '', rel: 'noopener noreferrer' }, 0],
}).configure({ openOnClick: false, defaultProtocol: 'https', isAllowedUri: (url) => isSafe(url) });

const OurImage = Image.extend({
  ...only('src', 'alt'),
  parseHTML: () => [{ tag: 'img[src]', getAttrs: (node) => FILE.test(node.getAttribute('src')) && null }],
});

// Comments, lessons and citations hang on it. Only the server makes one; here it moves with its words.
const Passage = Mark.create({
  name: 'passage',
  inclusive: false,
  excludes: '',
  addAttributes: () => ({ id: { default: null, parseHTML: (node) => node.dataset.passage } }),
  parseHTML: () => [{ tag: 'span[data-passage]' }],
  renderHTML: ({ mark }) => ['span', { 'data-passage': mark.attrs.id }, 0],
});

export function extensions({ taskLabel }) {
  return [
    Document, Text, Paragraph, OurHeading, Blockquote, BulletList, ListItem, OrderedList.extend(only('start')), ListKeymap,
    TaskList, TaskItem.configure({ nested: true, a11y: { checkboxLabel: (node) => taskLabel(node.textContent) } }),
    Table.configure({ resizable: false }), TableRow, TableHeader.extend(only('colspan', 'rowspan')), TableCell.extend(only('colspan', 'rowspan')),
    CodeBlock, HardBreak, HorizontalRule, OurImage, Gapcursor, Dropcursor.configure({ color: false, class: 'editor__drop' }),
    Passage, OurLink, Bold, Italic, Underline, Strike, Code,
  ];
}
