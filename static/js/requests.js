// What htmx tells of its requests, and whether a person or a nudge (regions.js) asked for one.
export const on = (name, act) => document.addEventListener(`htmx:${name}`, (event) => event.detail.ctx && act(event.detail.ctx, event));
export const nudged = (ctx) => ctx.sourceEvent?.type === 'nudge';
