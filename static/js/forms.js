// Whether a form holds what somebody is writing. A form that was sent and stays is clean again.
import { on } from './requests.js';

const typed = (field) => {
  if (field.type === 'hidden' || field.type === 'submit') return false;
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.type === 'file') return field.files.length > 0;
  if (field.options) return changed([...field.options]);
  return 'defaultValue' in field && field.value !== field.defaultValue;
};

// A list without a chosen option shows its first; that is nobody's choice.
function changed(options) {
  const marked = options.some((option) => option.defaultSelected);
  return options.some((option, i) => option.selected !== (marked ? option.defaultSelected : i === 0))
    && options.some((option) => option.selected);
}

export const isOpen = (form) => form.matches('[data-open]')
  || form.querySelector('[aria-invalid=true]') !== null
  || [...form.elements].some(typed);

// What is typed may be saved by itself on the way: the form is not sent by that.
export const isAside = (ctx) => ctx.sourceElement?.matches?.('[data-aside]') ?? false;

const state = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, `${value.name ?? value}`]));
const sent = new WeakMap();

on('before:request', (ctx) => {
  const { form, method } = ctx.request;
  if (form && method !== 'GET' && !isAside(ctx)) sent.set(ctx, state(form));
});

// Before the answer is put in: its morph changes hidden fields, and words typed since stay.
on('before:swap', (ctx) => {
  if (sent.has(ctx) && state(ctx.request.form) !== sent.get(ctx)) sent.delete(ctx);
});

on('after:swap', (ctx) => {
  const form = ctx.request?.form;
  if (sent.has(ctx) && ctx.response.status < 300 && form.isConnected) form.reset();
});
