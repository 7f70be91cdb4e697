// A toast stays 12 seconds and as long as the mouse or the focus is on it; three at most.
// Who works with the keyboard needs longer to come to its button: there it stays until it is closed.

const STAY = 12000;
const box = document.getElementById("toasts");

let keys = false;
addEventListener("keydown", () => (keys = true), true);
addEventListener("pointerdown", () => (keys = false), true);

function live(toast) {
  toast.addEventListener("htmx:after:request", ({ detail: { ctx } }) => ctx.response.status < 400 && toast.remove());
  if (keys && toast.querySelector("form")) return;
  let timer;
  const go = () => (timer = setTimeout(() => toast.remove(), STAY));
  const stop = () => clearTimeout(timer);
  const leave = () => !toast.matches(":hover, :focus-within") && go();
  toast.addEventListener("mouseenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("mouseleave", leave);
  toast.addEventListener("focusout", () => setTimeout(leave));
  go();
}

if (box)
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) if (node.matches?.("[data-toast]")) live(node);
    for (const old of [...box.children].slice(0, -3)) old.remove();
  }).observe(box, { childList: true });
