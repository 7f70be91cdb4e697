// An agenda's items are dragged to another place or day. What a drop does is what the buttons do: the
// item's own form is sent. Loaded when somebody comes near an agenda that they plan.
let dragged = null;
const marks = ['agenda__item--after', 'agenda--first'];

function unmark() {
  for (const mark of marks) document.querySelectorAll(`.${mark}`).forEach((node) => node.classList.remove(mark));
}

const agendaOf = (node) => node?.closest?.('[data-agenda]');
const upper = (node) => node.getBoundingClientRect().top;

// The last item that begins above the pointer: behind it the dragged one would stand.
function before(list, y) {
  const items = [...list.querySelectorAll('[data-item]')].filter((item) => !dragged.contains(item));
  return items.filter((item) => upper(item) + Math.min(item.offsetHeight, 40) / 2 < y).at(-1);
}

function over(event) {
  const list = dragged && event.target.closest('[data-day]');
  if (!list || agendaOf(list) !== agendaOf(dragged)) return null;
  return { list, after: list.dataset.day ? before(list, event.clientY) : undefined };
}

function send({ list, after }) {
  const form = dragged.querySelector(`form[action="${dragged.dataset.place}"]`);
  const values = list.dataset.day ? { step: '', day: list.dataset.day, after: after?.dataset.item ?? 0 } : { step: 'aside', day: '' };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name] ?? form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name }));
    field.value = value;
  }
  form.requestSubmit();
}

document.addEventListener('dragstart', (event) => {
  dragged = event.target.closest?.('[data-item]');
  if (!dragged) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', dragged.querySelector('.agenda__title').textContent);
  dragged.classList.add('agenda__item--dragged');
});

document.addEventListener('dragover', (event) => {
  const place = over(event);
  unmark();
  if (!place) return;
  event.preventDefault();
  place.after ? place.after.classList.add(marks[0]) : place.list.classList.add(marks[1]);
});

document.addEventListener('drop', (event) => {
  const place = over(event);
  if (!place) return;
  event.preventDefault();
  send(place);
});

document.addEventListener('dragend', () => {
  unmark();
  dragged?.classList.remove('agenda__item--dragged');
  dragged = null;
});
