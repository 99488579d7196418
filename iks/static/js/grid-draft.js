/* A part of a draft is saved while it is written, and the rules are said at the fields at once. Without this script the
   button saves, and the page says the same afterwards.
   Sent: the whole form. Answered as JSON: 200 {seen, saved_at, errors: {field: sentence}, asks_otherwise, stand};
   409 {message, is_conflict}: somebody else saved this part, nothing is overwritten; 401 or a redirect: signed out. */

const PAUSE = 1200;
const LONGEST_WAIT = 60000;
const form = document.querySelector("#draft-form[data-autosave]");
const find = (selector, root = document) => root.querySelector(selector);

let isChanged = false; // something is typed that is not on its way yet
let isSending = false;
let isStuck = false; // only the server's own page helps
let isLeaving = false;
let failures = 0;
let timer;

function say(text, kind = "") {
  const box = find("[data-draft-saved]");
  box.dataset.kind = kind;
  if (box.textContent !== text) box.textContent = text;
}

function warn(text) {
  find("[data-draft-alert]").hidden = !text;
  find("[data-draft-alert-text]").textContent = text;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save() {
  clearTimeout(timer);
  if (!isChanged || isSending || isStuck) return;
  isSending = true;
  isChanged = false;
  say(form.dataset.textSaving);
  try {
    await understand(await sendWithToken());
  } catch {
    tryAgain();
  } finally {
    isSending = false;
  }
  if (isChanged && !failures) later(PAUSE);
}

const send = () =>
  fetch(form.getAttribute("action"), {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
    redirect: "manual",
    keepalive: true,
  });

/* After signing in again in another window a fresh page carries the new token. */
async function sendWithToken() {
  const answer = await send();
  if (answer.status !== 400) return answer;
  const page = await fetch(form.getAttribute("action"), { redirect: "manual" });
  const fresh = find('#draft-form [name="csrf_token"]', new DOMParser().parseFromString(await page.text(), "text/html"));
  if (!fresh) return answer;
  find('[name="csrf_token"]', form).value = fresh.value;
  return send();
}

async function understand(answer) {
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    tryAgain();
    return warn(form.dataset.textSession);
  }
  if (answer.status >= 500 || answer.status === 429) return tryAgain();
  const told = await answer.json();
  if (!answer.ok) {
    isStuck = true;
    isChanged = true;
    say(form.dataset.textFailed, "failed");
    return warn(told.message);
  }
  failures = 0;
  warn("");
  find('[name="seen"]', form).value = told.seen;
  find("[data-draft-stand]").textContent = told.stand;
  const replace = find("[data-draft-replace]");
  if (replace) replace.hidden = !told.asks_otherwise;
  showErrors(told.errors);
  if (!isChanged) say(form.dataset.textSaved.replace("{time}", told.saved_at), "saved");
}

function tryAgain() {
  isChanged = true;
  failures += 1;
  say(form.dataset.textOffline, "failed");
  later(Math.min(1000 * 2 ** failures, LONGEST_WAIT));
}

/* The sentences of the rules, each at its field; what is settled goes. */
function showErrors(errors) {
  for (const old of form.querySelectorAll(".kern-error")) {
    const id = old.id.slice(0, -2);
    if (!errors[id]) clear(id, old);
  }
  for (const [id, sentence] of Object.entries(errors)) {
    const field = document.getElementById(id);
    const shown = document.getElementById(`${id}-e`);
    if (shown) find(".kern-body", shown).textContent = sentence;
    else if (field) show(field, id, sentence);
  }
}

function show(field, id, sentence) {
  const [line, sign, words] = ["p", "span", "span"].map((tag) => document.createElement(tag));
  line.id = `${id}-e`;
  line.className = "kern-error";
  sign.className = "kern-icon kern-icon--danger kern-icon--default";
  sign.setAttribute("aria-hidden", "true");
  words.className = "kern-body";
  words.textContent = sentence;
  line.append(sign, words);
  const place = field.matches("fieldset") ? find("legend", field) : field.closest("fieldset.kern-fieldset, .kern-form-input");
  if (field.matches("fieldset")) place.after(line);
  else place.append(line);
  const named = field.type === "radio" ? field.closest("fieldset") : field;
  named.setAttribute("aria-describedby", `${named.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  if (named === field) field.setAttribute("aria-invalid", "true");
}

function clear(id, line) {
  line.remove();
  for (const named of form.querySelectorAll(`[aria-describedby~="${CSS.escape(id)}-e"]`)) {
    const rest = named.getAttribute("aria-describedby").split(" ").filter((one) => one !== `${id}-e`);
    if (rest.length) named.setAttribute("aria-describedby", rest.join(" "));
    else named.removeAttribute("aria-describedby");
    named.removeAttribute("aria-invalid");
  }
}

function onInput() {
  isChanged = true;
  say(form.dataset.textTyping);
  if (!isStuck) later(PAUSE);
}

if (form) {
  form.addEventListener("input", onInput);
  form.addEventListener("change", () => {
    isChanged = true;
    save();
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });
  addEventListener("beforeunload", (event) => {
    save();
    if (!isLeaving && (isStuck || failures)) event.preventDefault();
  });
  addEventListener("pageshow", () => (isLeaving = false));
  addEventListener("online", save);
  addEventListener("focus", save);
}
