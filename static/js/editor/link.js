// The dialog that asks where a link leads.
import { isSafe } from './extensions.js';

const whole = (typed) => {
  const url = typed.trim();
  if (!url || isSafe(url)) return url;
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(url)) return `mailto:${url}`;
  return /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(url) ? url : `https://${url}`;
};

export function askLink(section, editor) {
  const dialog = section.querySelector('[data-dialog=link]');
  const field = dialog.querySelector('input');
  const wrong = dialog.querySelector('[data-wrong]');
  const { from, to, empty } = editor.state.selection;
  field.value = editor.getAttributes('link').href ?? '';
  dialog.querySelector('[data-remove]').hidden = !field.value;
  wrong.hidden = true;
  field.removeAttribute('aria-invalid');

  function set(href) {
    const chain = editor.chain().focus().setTextSelection({ from, to });
    if (!href) chain.extendMarkRange('link').unsetLink().run();
    else if (empty && !editor.isActive('link')) chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain.extendMarkRange('link').setLink({ href }).run();
  }

  dialog.querySelector('form').onsubmit = (event) => {
    if (event.submitter?.value !== 'yes') return;
    const url = whole(field.value);
    if (url && isSafe(url)) return void set(url);
    event.preventDefault();
    wrong.hidden = false;
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  };
  dialog.onclose = () => {
    if (dialog.returnValue === 'remove') set('');
    else if (dialog.returnValue !== 'yes') editor.commands.focus();
    dialog.returnValue = '';
  };
  dialog.showModal();
  field.select();
}
