// Pictures, picked, pasted or dropped: sent as files of the text, then shown from there.
const KINDS = ['image/png', 'image/jpeg'];
const pictures = (list) => [...(list ?? [])].filter(({ type }) => KINDS.includes(type));

export function images(section, host, text) {
  const input = section.querySelector('[data-pick]');
  const note = section.querySelector('[data-sending]');
  let editor;

  async function send(file, alt) {
    const body = new FormData();
    body.set('file', file, file.name || 'picture.png');
    body.set('alt', alt);
    const { 'Content-Type': _, ...headers } = host.headers();
    const request = { method: 'POST', body, headers };
    const go = () => fetch(`/documents/${text}/images`, request);
    let answer = await go();
    if (answer.headers.get('X-Csrf') === 'stale' && (await host.renew(request)) === true) answer = await go();
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 401) host.signedOut(true);
    if (!answer.ok) throw new Error(told.sentence ?? '');
    return told.src;
  }

  async function insert(files, at) {
    for (const file of files) {
      const alt = await describe(file);
      if (alt === null) continue;
      note.hidden = false;
      try {
        const src = await send(file, alt);
        const chain = editor.chain().focus();
        if (at !== undefined) chain.insertContentAt(Math.min(at, editor.state.doc.content.size), { type: 'image', attrs: { src, alt } }).run();
        else chain.setImage({ src, alt }).run();
      } catch (error) {
        host.say('refused', { sentence: error.message || section.dataset.pictureFailed });
      } finally {
        note.hidden = true;
      }
    }
  }

  // What the picture shows, for who cannot see it. null: rather not.
  function describe(file) {
    const dialog = section.querySelector('[data-dialog=image]');
    const shown = dialog.querySelector('img');
    const field = dialog.querySelector('input');
    shown.src = URL.createObjectURL(file);
    field.value = '';
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.onclose = () => {
        URL.revokeObjectURL(shown.src);
        resolve(dialog.returnValue === 'yes' ? field.value.trim() : null);
        dialog.returnValue = '';
      };
    });
  }

  input.addEventListener('change', () => {
    const files = pictures(input.files);
    if (!files.length && input.files.length) host.say('refused', { sentence: section.dataset.pictureFailed });
    insert(files);
    input.value = '';
  });

  return {
    pick: () => input.click(),
    bind: (made) => { editor = made; },
    // Word puts a picture of its words beside them: where there are words, they are meant.
    paste(_view, { clipboardData: data }) {
      const files = pictures(data?.files);
      const html = data?.getData('text/html') ?? '';
      if (!files.length || data.getData('text/plain').trim() || /<(p|td|li|h\d)\b/i.test(html)) return false;
      insert(files);
      return true;
    },
    drop(view, event, _slice, moved) {
      const files = moved ? [] : pictures(event.dataTransfer?.files);
      if (!files.length) return false;
      event.preventDefault();
      insert(files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
      return true;
    },
  };
}
