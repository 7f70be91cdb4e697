// Where the focus goes when an answer takes away what held it: never to the top of the page.
const on = (name, act) => document.addEventListener(`htmx:${name}`, ({ detail: { ctx } }) => ctx && act(ctx));
const nudged = (ctx) => ctx.sourceEvent?.type?.startsWith("tandem:"); // nobody asked for it: regions.js sees to that
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

// A card or a section that has the focus because what held it is gone: nobody is at work in it.
let landed = null;
export const isLanding = (node) => node === landed;

function land(place, options) {
  landed = place;
  place.tabIndex = -1;
  place.focus(options);
}

const elsewhere = ({ target }) => {
  if (target !== landed && !(landed?.contains(target) && target.tabIndex < 0)) landed = null;
};
document.addEventListener("focusin", elsewhere);
document.addEventListener("pointerdown", elsewhere);

function focus(node, options) {
  const closed = node?.closest("details:not([open])");
  const place = closed && closed !== node ? closed.querySelector("summary") : node;
  if (place && place.tabIndex < 0 && !place.hasAttribute("tabindex")) land(place, options);
  else place?.focus(options);
}

function opened(ctx, place) {
  return ctx.request.method === "GET" ? place?.querySelector(FORM)?.querySelector(CONTROL) : null;
}

function opener(target, before) {
  const address = openers.get(target?.id);
  return before.inForm && address ? target.querySelector(`a[hx-get="${CSS.escape(address)}"]`) : null;
}

// To the first field that is wrong; else to the form that opened, back to what opened it, or to what is nearest.
on("after:swap", (ctx) => {
  // A morph takes the tabindex away, which the server does not know of, and the focus with it.
  if (landed?.isConnected && !landed.hasAttribute("tabindex")) land(landed, { preventScroll: true });
  if (nudged(ctx)) return;
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
    focus(opened(ctx, place) ?? opener(target, before) ?? place, { preventScroll: place === target });
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
