// Where the focus goes when an answer takes away what held it: never to the top of the page.
import { nudged, on } from "./requests.js";

const CONTROL = "input:not([type=hidden], [type=radio]), input[type=radio]:checked, select, textarea";
const FORM = "form[data-open]";

const left = new WeakMap(); // a request → what had the focus when it left: its way up, and whether it was in a form
const openers = new Map(); // the id of what was swapped → the address of the link that opened a form in it

// From the inside out; of a list also the neighbours, for where one is removed.
function way(node) {
  const ids = [];
  for (let at = node; at && at !== document.body; at = at.parentElement) {
    const near = at.matches("li, article, tr") ? [at.nextElementSibling, at.previousElementSibling] : [];
    ids.push(...[at, ...near].map((one) => one?.id).filter(Boolean));
  }
  return ids;
}

on("before:request", (ctx) => {
  const held = document.activeElement;
  if (nudged(ctx) || !held || held === document.body) return;
  const link = held.matches("a[hx-get]") ? held.getAttribute("hx-get") : null; // the swap may make another link of it
  left.set(ctx, { ids: way(held), link, inForm: held.closest(FORM) !== null });
});

// What was given the focus when what held it was gone: nobody is at work in it before they move on.
let landed = null;
let find = null; // what it is after another swap, which may have made something else of its node
export const isLanding = (node) => node === landed;

function land(finder, options) {
  const node = finder();
  const closed = node?.closest("details:not([open])");
  const place = closed && closed !== node ? closed.querySelector("summary") : node;
  if (!place) return;
  [landed, find] = [place, finder];
  if (place.tabIndex < 0 && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus(options);
}

const anew = (node) => () => (node?.isConnected ? node : document.getElementById(node?.id));

// The server does not know of the focus, nor of the tabindex: a morph takes both away.
function stay() {
  const still = document.activeElement === document.body || isLanding(document.activeElement);
  if (landed && still) land(find, { preventScroll: true });
}

const elsewhere = ({ target }) => {
  if (target !== landed && !(landed?.contains(target) && target.tabIndex < 0)) landed = null;
};
document.addEventListener("focusin", elsewhere);
document.addEventListener("pointerdown", elsewhere);

function opened(ctx, place) {
  return ctx.request.method === "GET" ? place?.querySelector(FORM)?.querySelector(CONTROL) : null;
}

// Finds the link anew each time: by its address, in what has the target's id by then.
function opener(target, before) {
  const address = before.inForm && openers.get(target?.id);
  const link = `#${CSS.escape(target?.id)} a[hx-get="${CSS.escape(address || "")}"]`;
  return address && document.querySelector(link) ? () => document.querySelector(link) : null;
}

// To the first field that is wrong; else to the form that opened, back to what opened it, or to what is nearest.
on("after:swap", (ctx) => {
  if (nudged(ctx)) return stay();
  const target = ctx.target?.isConnected ? ctx.target : document.getElementById(ctx.target?.id);
  if (ctx.response?.status >= 400) {
    const wrong = target?.querySelector('[aria-invalid="true"], [data-invalid]') ?? target?.querySelector(".problem");
    return wrong?.focus();
  }
  const before = left.get(ctx);
  const lost = document.activeElement === document.body || !document.activeElement;
  if (lost && before) {
    const same = before.ids.map((id) => document.getElementById(id)).find((node) => node && target?.contains(node));
    const place = same ?? target;
    const field = opened(ctx, place);
    if (field) field.focus();
    else land(opener(target, before) ?? anew(place), { preventScroll: place === target });
  }
  if (!target?.querySelector(FORM)) openers.delete(target?.id);
  else if (before?.link) openers.set(target.id, before.link);
});

// The links of the summary of errors go to the control itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('.problem a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
});
