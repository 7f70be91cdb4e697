// Search by keyboard: arrows go from the field through what was found, and back.
const links = () => [...document.querySelectorAll('[data-results] .result__title a')];

document.addEventListener('keydown', (event) => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const field = document.getElementById('search-q');
  const all = [field, ...links()];
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  const next = all[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
