// The words of a text on a page as the server counts them: its blocks joined by line ends. What is chosen
// is said in words, with those around it; equal words are told apart by their number.
const BLOCK = 'p, h1, h2, h3, h4, h5, h6, pre, label';
const ASIDE = 'del, summary, .visually-hidden, .compared__note'; // said beside the text, or no longer in it
const CONTEXT = 32;
const squeezed = (text) => text.replace(/\s+/g, ' ');

// The text, and where in it each text node begins.
function flat(prose) {
  const starts = new Map();
  let text = '';
  let block = null;
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeName === 'BR') text += '\n';
    if (node.nodeType !== 3 || node.parentElement.closest(ASIDE)) continue;
    const within = node.parentElement.closest(BLOCK);
    if (block && within !== block) text += '\n';
    block = within ?? block;
    starts.set(node, text.length);
    text += node.data;
  }
  return { text, starts };
}

function offsetOf({ starts, text }, range, end) {
  const [node, at] = end ? [range.endContainer, range.endOffset] : [range.startContainer, range.startOffset];
  if (starts.has(node)) return starts.get(node) + at;
  for (const [one, start] of starts) {
    if (range.comparePoint(one, 0) >= (end ? 1 : 0)) return start; // the first one after that point
  }
  return text.length;
}

// {quote, before, after, nth} of a range within a text's prose; null where no word is chosen.
export function chosen(prose, range) {
  const found = flat(prose);
  let [start, stop] = [offsetOf(found, range, false), offsetOf(found, range, true)];
  while (start < stop && /\s/.test(found.text[start])) start += 1;
  while (stop > start && /\s/.test(found.text[stop - 1])) stop -= 1;
  return start < stop ? quoted(found.text, start, stop) : null;
}

export function quoted(text, start, stop) {
  const quote = text.slice(start, stop);
  const before = [...text.slice(Math.max(0, start - 2 * CONTEXT), start)].slice(-CONTEXT).join('');
  const after = [...text.slice(stop, stop + 2 * CONTEXT)].slice(0, CONTEXT).join('');
  const [all, words] = [squeezed(text.slice(0, stop)), squeezed(quote)];
  let nth = -1;
  for (let at = all.indexOf(words); at >= 0; at = all.indexOf(words, at + 1)) nth += 1;
  return { quote, before, after, nth: Math.max(nth, 0) };
}
