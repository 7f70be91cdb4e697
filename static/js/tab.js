// Which tab this is: 128 random bits for each page load, never stored, sent with every request.
const bytes = crypto.getRandomValues(new Uint8Array(16));
export const tab = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

document.addEventListener('htmx:config:request', ({ detail }) => {
  detail.ctx.request.headers['X-Tab'] = tab;
});
