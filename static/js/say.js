// Notices that scripts say. Their words are translated templates in shared/_words.html and documents/_unsent.html.

export const copied = (template) => template.content.firstElementChild.cloneNode(true);
export const copy = (name) => copied(document.getElementById(name));

export function unsay(...names) {
  for (const name of names) document.querySelector(`#notices [data-say="${name}"]`)?.remove();
}

export function say(name, { sentence, again } = {}) {
  unsay(name);
  const notice = copy(`say-${name}`);
  if (sentence) notice.querySelector("p").textContent = sentence;
  const button = notice.querySelector("[data-again]");
  if (button && !again) button.closest("p").remove();
  else button?.addEventListener("click", () => (notice.remove(), again()));
  document.getElementById("notices").append(notice);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-dismiss]");
  if (!button) return;
  button.closest("[data-say], [data-toast]")?.remove();
  if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
});
