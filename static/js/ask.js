// Asks before a form with data-confirm is sent. Without scripts the form is sent at once.
import { copy } from "./say.js";

const agreed = new WeakSet();

window.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!form.dataset?.confirm || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form.dataset.confirm, submitter?.textContent.trim(), () => {
      agreed.add(form);
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    });
  },
  true,
);

function ask(sentence, yes, then) {
  const dialog = copy("ask");
  dialog.querySelector("[data-ask]").textContent = sentence;
  if (yes) dialog.querySelector("[data-yes]").textContent = yes;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") then();
  });
  dialog.showModal();
}
