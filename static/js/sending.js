// Forms on their way to the server: one at a time, and what is said when it fails. See send.js for the wire.
import "./focus.js";
import { isAside } from "./forms.js";
import { signedOut } from "./notice.js";
import { nudged, on } from "./requests.js";
import { say, unsay } from "./say.js";
import { send } from "./send.js";

const busy = new WeakSet();

const formOf = (ctx) => ctx.request?.form ?? ctx.sourceElement?.closest?.("form");

function setBusy(form, on, submitter) {
  if (on) {
    busy.add(form);
    form.setAttribute("aria-busy", "true");
    submitter?.classList.add("is-busy");
    return;
  }
  busy.delete(form);
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
}

// The server knows a repeat by its `once`; this only spares people the doubt.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.method === "dialog") return;
  if (busy.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  setBusy(form, true, submitter);
  // A plain form leaves the page; where it does not (a download, a lost line) it must work again.
  if (!form.hasAttribute("hx-post")) setTimeout(() => setBusy(form, false), 8000);
}, true);

addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.forms) setBusy(form, false);
});

on("config:request", (ctx) => {
  const form = formOf(ctx);
  if (form?.hasAttribute("data-upload")) ctx.request.timeout = 0; // a slow line may take minutes
  ctx.fetch = (url, request) => send(url, request, form);
});

on("finally:request", (ctx) => {
  const form = formOf(ctx);
  if (form) setBusy(form, false);
});

// An answer that is an error and not the form itself stays out of the page: it is said instead.
on("after:request", (ctx, event) => {
  if (nudged(ctx)) return;
  const { status } = ctx.response;
  if (status < 400) return unsay("offline", "failed", "refused");
  if (isAside(ctx)) {
    event.preventDefault();
    return status === 401 ? signedOut(true) : undefined; // the next word tries again
  }
  const sentence = sentenceOf(ctx.text);
  if (sentence === null && (status === 422 || status === 409)) return;
  event.preventDefault();
  if (status === 401) signedOut(true);
  else if (status >= 500) say("failed", { again: again(ctx), sentence: status === 503 && sentence });
  else say("refused", { sentence });
});

on("error", (ctx, { detail: { error } }) => {
  if (nudged(ctx) || ctx.response || isAside(ctx)) return;
  if (error?.name === "AbortError" && ctx.request.signal.reason !== "timeout") return;
  say("offline", { again: again(ctx) });
});

// null: the text is the form itself, not the error of templates/shared/_error.html.
function sentenceOf(text) {
  const page = new DOMParser().parseFromString(text ?? "", "text/html");
  return page.querySelector("[data-sentence]")?.textContent.trim() ?? null;
}

function again(ctx) {
  const form = formOf(ctx);
  const { submitter } = ctx.request;
  return () => {
    if (form?.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : undefined);
    else ctx.sourceElement.click?.();
  };
}
