// One request of htmx, sent with progress where there is a file, and again with a fresh token where the old one is stale.
import { copied } from "./say.js";

export async function send(url, request, form) {
  const carry = () => (form?.hasAttribute("data-upload") ? upload(url, request, form) : fetch(url, request));
  const answer = await carry();
  if (answer.headers.get("X-Csrf") !== "stale") return answer;
  const renewed = await renew(request);
  if (renewed === "out") return new Response("", { status: 401 });
  return renewed ? carry() : answer;
}

// Whether there is a fresh token; "out": nobody is signed in any more.
export async function renew(request) {
  const { person } = document.body.dataset;
  const answer = await fetch(`/session/token${person ? "?signed_in=1" : ""}`, { headers: { Accept: "application/json" }, signal: request.signal });
  if (!answer.ok) return answer.status === 401 ? "out" : false;
  const { token } = await answer.json();
  request.headers["X-CSRFToken"] = token;
  if (request.body instanceof FormData || request.body instanceof URLSearchParams) request.body.set("csrf_token", token);
  const { body } = document;
  const headers = JSON.parse(body.getAttribute("hx-headers:inherited"));
  body.setAttribute("hx-headers:inherited", JSON.stringify({ ...headers, "X-CSRFToken": token }));
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
  return true;
}

// fetch() cannot tell how much has gone out; XMLHttpRequest can.
function upload(url, request, form) {
  const line = copied(form.querySelector("[data-going]"));
  form.append(line);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(request.method, url);
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded, total }) => show(line, loaded / total);
    xhr.onload = () => resolve(answerOf(xhr));
    xhr.onerror = () => reject(new TypeError("network"));
    xhr.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.signal?.addEventListener("abort", () => xhr.abort());
    xhr.send(request.body);
  }).finally(() => line.remove());
}

function show(line, part) {
  const percent = Math.round(part * 100) || 0;
  line.querySelector("progress").value = percent;
  line.querySelector("[data-percent]").textContent = `${percent} %`;
}

function answerOf(xhr) {
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const [name, ...value] = line.split(":");
    if (name) headers.append(name, value.join(":").trim());
  }
  return new Response([204, 205, 304].includes(xhr.status) ? null : xhr.responseText, { status: xhr.status, headers });
}

// Gives up after so long, whatever the line does, while the answer is read too. AbortSignal.timeout()
// is not enough: where a compressed answer breaks off, Node never ends its reading, aborted or not.
export function within(ms, act) {
  const ends = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      ends.abort();
      reject(new DOMException('no answer', 'TimeoutError'));
    }, ms);
    act(ends.signal).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
