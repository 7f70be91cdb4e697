// Unsent words outlive a reload or a crash: kept in this tab's sessionStorage per person, page and form.
import { isAside } from "./forms.js";
import { on } from "./requests.js";
import { copy } from "./say.js";

const KEPT = "form[data-open], form[data-kept]";
const SKIP = 'input[type=hidden], input[type=password], input[type=file], [data-private], [autocomplete="one-time-code"]';
const timers = new WeakMap();
const prefix = () => `draft:${document.body.dataset.person}:`;
const keyOf = (form) => `${prefix()}${location.pathname}#${form.id}`;
const controls = (form) => [...form.elements].filter((e) => e.name && "value" in e && e.type !== "submit" && !e.matches(SKIP));

function valueOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked;
  if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
  return control.value;
}

function original(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.defaultChecked;
  if (!control.options) return control.defaultValue;
  const chosen = [...control.options].filter((option) => option.defaultSelected).map((option) => option.value);
  return control.multiple ? chosen : (chosen[0] ?? control.options[0]?.value);
}

const slot = (control) => (/checkbox|radio/.test(control.type) ? `${control.name}=${control.value}` : control.name);

function keep(form) {
  const words = {};
  for (const control of controls(form)) {
    const value = valueOf(control);
    if (String(value) !== String(original(control))) words[slot(control)] = value;
  }
  try {
    if (Object.keys(words).length) sessionStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), words }));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // A full or forbidden storage costs only the second chance.
  }
}

function drop(form) {
  clearTimeout(timers.get(form));
  sessionStorage.removeItem(keyOf(form));
  form.querySelector(".notice--draft")?.remove();
}

function put(form, words) {
  for (const control of controls(form)) {
    const value = words[slot(control)];
    if (value === undefined) continue;
    if (typeof value === "boolean") control.checked = value;
    else if (control.multiple) for (const option of control.options) option.selected = value.includes(option.value);
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  controls(form).find((control) => slot(control) in words)?.focus();
}

function offer(form) {
  const kept = form.id && JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");
  if (!kept || form.querySelector(".notice--draft")) return;
  if (controls(form).every((c) => !(slot(c) in kept.words) || String(valueOf(c)) === String(kept.words[slot(c)]))) return;
  const notice = copy("say-draft");
  const at = new Date(kept.at);
  notice.querySelector("[data-at]").textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  notice.querySelector("[data-at]").dateTime = at.toISOString();
  notice.querySelector("[data-put-back]").onclick = () => (notice.remove(), put(form, kept.words));
  notice.querySelector("[data-discard]").onclick = () => drop(form);
  form.prepend(notice);
}

const offerAll = (root) => {
  for (const form of root.querySelectorAll?.(KEPT) ?? []) offer(form);
};

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.id || !form.matches(KEPT)) return;
  form.querySelector(".notice--draft")?.remove();
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), 300));
});

window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll(KEPT)) if (timers.has(form)) keep(form);
});

on("after:request", (ctx) => {
  const form = ctx.request.form;
  if (form?.matches(KEPT) && ctx.response.status < 400 && !isAside(ctx)) (drop(form), timers.delete(form));
});

document.addEventListener("submit", ({ target: form, defaultPrevented }) => {
  if (form.hasAttribute("data-forget")) forget();
  else if (form.matches(KEPT) && !form.hasAttribute("hx-post") && !defaultPrevented) (drop(form), timers.delete(form));
});

function forget() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:")) sessionStorage.removeItem(key);
}

document.addEventListener("htmx:after:process", ({ target }) => offerAll(target));
