// What is pasted from Word and from web pages, before Tiptap reads it: lists that Word writes as
// paragraphs become lists, weights and slants that others write as styles become marks.
const LIST = /mso-list:\s*l\d+\s+level(\d+)/i;
const NUMBER = /^\s*(\d+|[a-z]{1,3}|[ivx]+)[.)]/i;
const OURS = /^\/files\/[1-9]\d*$/;
const DROPPED = 'script, style, meta, link, title, xml, noscript, iframe, object, embed, svg, button, input:not([type=checkbox]), select, textarea, nav, [hidden], [aria-hidden=true]';

// Our policy forbids inline styles, in a parsed document too: they are read as data.
const unstyled = (html) => html.replace(/<style[\s\S]*?<\/style>/gi, '')
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='));

export function cleaned(html) {
  const safe = unstyled(html);
  const { body } = new DOMParser().parseFromString(safe, 'text/html');
  if (body.querySelector('[data-pm-slice]')) return safe; // our own words, copied here
  comments(body);
  for (const node of body.querySelectorAll('[data-style]')) if (/mso-list:\s*ignore/i.test(node.dataset.style)) node.dataset.sign = '';
  body.querySelectorAll(DROPPED).forEach((node) => node.remove());
  lists(body);
  body.querySelectorAll('[data-sign]').forEach((node) => node.remove());
  for (const node of body.querySelectorAll('b, i, span, font, o\\:p, strong, em')) marks(node);
  for (const image of body.querySelectorAll('img')) if (!OURS.test(image.getAttribute('src') ?? '')) image.remove();
  for (const node of body.querySelectorAll('p, div')) if (!node.textContent.trim() && !node.querySelector('img, br, table')) node.remove();
  return body.innerHTML;
}

function comments(body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  found.forEach((comment) => comment.remove());
}

// Google writes <b style="font-weight:normal"> around all, and <span style="font-weight:700"> for bold.
function marks(node) {
  const said = (name) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, 'i').exec(node.dataset.style ?? '')?.[1].trim() ?? '';
  const [fontWeight, fontStyle, line] = [said('font-weight'), said('font-style'), said('text-decoration(?:-line)?')];
  const heavy = fontWeight === 'bold' || Number(fontWeight) >= 600;
  const wanted = {
    strong: fontWeight ? heavy : /^(B|STRONG)$/.test(node.tagName),
    em: fontStyle ? fontStyle === 'italic' : /^(I|EM)$/.test(node.tagName),
    u: /underline/.test(line) && !node.closest('a'),
    s: /line-through/.test(line),
  };
  let inner = [...node.childNodes];
  for (const [tag, yes] of Object.entries(wanted)) {
    if (!yes) continue;
    const mark = document.createElement(tag);
    mark.append(...inner);
    inner = [mark];
  }
  node.replaceWith(...inner);
}

function lists(body) {
  const open = []; // the lists we are in, by level
  let last = null;
  for (const line of [...body.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
    const level = Number(LIST.exec(line.dataset.style ?? '')?.[1] ?? 0);
    if (!level) continue;
    if (last === null || line.previousElementSibling !== last) open.length = 0;
    const sign = line.querySelector('[data-sign]')?.textContent ?? '';
    const tag = NUMBER.test(sign) ? 'ol' : 'ul';
    open.length = Math.min(open.length, level);
    if (open.at(-1) && open.length === level && open.at(-1).localName !== tag) open.length -= 1;
    while (open.length < level) open.push(begin(open.at(-1), tag, line));
    const item = document.createElement('li');
    const words = document.createElement('p');
    line.querySelectorAll('[data-sign]').forEach((node) => node.remove());
    words.append(...line.childNodes);
    item.append(words);
    open.at(-1).append(item);
    last = open[0];
    line.remove();
  }
}

function begin(outer, tag, line) {
  const list = document.createElement(tag);
  if (!outer) line.before(list);
  else (outer.lastElementChild ?? outer.appendChild(document.createElement('li'))).append(list);
  return list;
}
