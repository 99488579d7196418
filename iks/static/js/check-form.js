/* The check form, made faster: every change is saved at once, the fields under an answer are fetched when it is
   chosen, single keys answer. Without this script the form does the same with its save button.
   All words come from data attributes of the form, so that the page's language decides. */

const form = document.querySelector("#check-form[data-autosave]");
const TYPING_PAUSE = 1500;
const LONGEST_WAIT = 60000;
const KEYS = { j: "ok", n: "finding", t: "not_applicable", p: "not_assessable" };

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const points = () => findAll("[data-point]", form);
const pointOf = (element) => element.closest("[data-point]");
// The form has buttons called "action", which hide the property of that name.
const address = () => form.getAttribute("action");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* --- What the page says about saving ------------------------------------------------------- */

function showState(state, text) {
  const box = find("[data-save-state]");
  const words = find("[data-save-text]", box);
  box.dataset.saveState = state;
  if (words.textContent !== text) words.textContent = text;
}

function showAlert(text, url) {
  const box = find("[data-alert]");
  const link = find("[data-alert-link]", box);
  box.hidden = !text;
  find("[data-alert-text]", box).textContent = text || "";
  link.hidden = !url;
  if (url) link.href = url;
}

function showProgress(answer) {
  const { answered, expected, not_applicable: notApplicable, next_open: nextOpen } = answer;
  const words = form.dataset;
  find('[data-stand="answered"]').textContent = answered;
  find('[data-stand="expected"]').textContent = expected;
  find('[data-stand="not_applicable"]').textContent =
    notApplicable === 1 ? words.textOne : fill(words.textMany, { n: notApplicable });
  const bar = find(".iks-sticky progress");
  bar.max = expected;
  bar.value = answered;
  find("[data-next-open]").href = `#${nextOpen || "abschliessen"}`;
  find("[data-next-words]").textContent = nextOpen ? words.textNext : words.textNone;
  find("[data-next-id]").textContent = nextOpen || words.textFinish;
}

/* --- What is still open --------------------------------------------------------------------- */

function markOpenPoints(known = {}) {
  for (const [id, { missing }] of Object.entries(known)) {
    const point = document.getElementById(id);
    if (!point) continue;
    point.dataset.missing = missing.length;
    if (missing.length === 0) {
      point.classList.remove("iks-point--error");
      findAll(".kern-error", point).forEach((error) => error.remove());
    }
  }
  for (const chip of findAll("[data-open]", form)) {
    chip.hidden = !isOpen(document.getElementById(chip.dataset.open));
  }
  const list = find("[data-open-points]", form);
  list.hidden = findAll("li", list).every((entry) => entry.hidden);
}

const answerOf = (point) => find(".iks-answer input:checked", point)?.value;
const isOpen = (point) => !answerOf(point) || Number(point.dataset.missing) > 0;

/* --- Saving: one point after the other, never two at a time --------------------------------- */

const waiting = new Set(); // ids of points with a change that is not on its way yet
let sending = null; // the id on its way
let stopped = false; // after a conflict nothing may be overwritten
let failures = 0;
let askForToken = false;
let typingTimer;
let retryTimer;
let afterwards; // what waits for the queue to be empty

function changed(id) {
  waiting.add(id);
  clearTimeout(typingTimer);
  return work();
}

function bodyFor(id) {
  const fields = new FormData(form);
  const body = new URLSearchParams({ action: "save" });
  for (const [name, value] of fields) {
    if (name === "csrf_token" || name === "version" || name.startsWith(`${id}.`)) body.append(name, value);
  }
  return body;
}

async function work() {
  if (sending || stopped || waiting.size === 0) return;
  clearTimeout(retryTimer);
  sending = waiting.values().next().value;
  waiting.delete(sending);
  showState("saving", form.dataset.textSaving);
  try {
    if (askForToken) await renewToken();
    const response = await fetch(address(), {
      method: "POST",
      body: bodyFor(sending),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    });
    await understand(response);
  } catch {
    tryAgainLater(form.dataset.textOffline);
  } finally {
    sending = null;
  }
  if (failures === 0 && !stopped) waiting.size > 0 ? work() : finished();
}

async function understand(response) {
  if (response.status === 409) return stopForConflict(await response.json());
  // A redirect leads to the sign-in page; a refused token means that somebody signed in anew.
  if ([401, 403].includes(response.status) || response.type === "opaqueredirect") return sessionOver();
  if (response.status >= 500 || response.status === 429) return tryAgainLater(form.dataset.textOffline);
  if (!response.ok) return refused();
  const answer = await response.json();
  find('[name="version"]', form).value = answer.version;
  failures = 0;
  showAlert("");
  showProgress(answer);
  markOpenPoints(answer.points);
  showState("saved", fill(form.dataset.textSaved, { time: answer.saved_at }));
}

function keepForLater() {
  failures += 1;
  waiting.add(sending);
  showState("failed", form.dataset.textUnsaved);
}

function tryAgainLater(text) {
  keepForLater();
  showState("failed", text);
  retryTimer = setTimeout(work, Math.min(1000 * 2 ** failures, LONGEST_WAIT));
}

function sessionOver() {
  askForToken = true;
  keepForLater();
  showAlert(form.dataset.textSession);
}

function refused() {
  keepForLater();
  showAlert(form.dataset.textRefused);
}

function stopForConflict({ conflict_url: url }) {
  stopped = true;
  keepForLater();
  showAlert(form.dataset.textConflict, url);
}

/* After signing in again in another tab the page's token is no longer valid: read the new one from the page. */
async function renewToken() {
  const response = await fetch(address(), { credentials: "same-origin", redirect: "manual" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = find('#check-form [name="csrf_token"]', page);
  if (!token) return;
  findAll('[name="csrf_token"]').forEach((field) => (field.value = token.value));
  askForToken = false;
}

function finished() {
  const next = afterwards;
  afterwards = undefined;
  next?.();
}

/* --- Fields under an answer ------------------------------------------------------------------ */

/* What another answer does not need stays in the page, so nothing typed is lost, but is not sent. */
function showPanel(point) {
  const answer = answerOf(point);
  const panels = findAll("[data-panel] > [data-for]", point);
  panels.forEach((panel) => (panel.disabled = panel.dataset.for !== answer));
  const needed = answer === "finding" || answer === "not_assessable";
  return needed && !panels.some((panel) => panel.dataset.for === answer) ? fetchPanel(point, answer) : undefined;
}

async function fetchPanel(point, answer) {
  const url = `${address()}/points/${point.dataset.point}?answer=${answer}`;
  try {
    const response = await fetch(url, { credentials: "same-origin", redirect: "manual" });
    if (!response.ok) throw new Error(response.status);
    const html = await response.text();
    const box = find("[data-panel]", point);
    if (!find(`[data-for="${answer}"]`, box)) box.insertAdjacentHTML("beforeend", html);
    showPanel(point);
  } catch {
    showAlert(form.dataset.textPanel);
  }
}

/* The pattern brings kind and severity with it; both can still be changed. */
function presetFrom(pattern) {
  const panel = pattern.closest("[data-for]");
  const { kind, severity } = pattern.dataset;
  if (!kind || !severity) return;
  const chosen = [
    ["kind", kind],
    ["severity", severity],
  ].map(([field, value]) => {
    const radio = find(`input[name$=".${field}"][value="${value}"]`, panel);
    radio.checked = true;
    return find(`label[for="${radio.id}"]`, panel).textContent.toLowerCase();
  });
  find("[data-preset-words]", panel).textContent = chosen.join(", ");
  find("[data-preset]", panel).hidden = false;
}

function showSum(field) {
  const panel = field.closest("[data-for]");
  const read = (name) => {
    const text = find(`input[name$=".${name}"]`, panel).value.trim().replace(/\s|€/g, "");
    const plain = text.includes(",") ? text.replaceAll(".", "").replace(",", ".") : text.replace(/\.(?=\d{3}$)/, "");
    return /^\d+(\.\d{1,2})?$/.test(plain) ? Number(plain) : NaN;
  };
  const sum = read("amount") * read("months");
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
  find("[data-sum]", panel).textContent = sum > 0 ? format.format(sum) : "–";
}

/* --- Keys -------------------------------------------------------------------------------------- */

const keysOn = () => form.dataset.keys === "on";

function switchKeys(on) {
  form.dataset.keys = on ? "on" : "off";
  const toggle = find("[data-keys-toggle]");
  if (toggle) toggle.textContent = on ? toggle.dataset.textOn : toggle.dataset.textOff;
  for (const [key, value] of Object.entries(KEYS)) {
    findAll(`.iks-answer input[value="${value}"]`, form).forEach((radio) => {
      on ? radio.setAttribute("aria-keyshortcuts", key) : radio.removeAttribute("aria-keyshortcuts");
    });
  }
}

function hintKeys() {
  for (const [key, value] of Object.entries(KEYS)) {
    findAll(`.iks-answer input[value="${value}"] + label`, form).forEach((label) => {
      const hint = document.createElement("kbd");
      hint.className = "iks-key";
      hint.ariaHidden = "true";
      hint.textContent = key.toUpperCase();
      label.append(hint);
    });
  }
}

/* Keys belong to the answers of a point; in the fields below and in text they are letters. */
function onKey(event) {
  if (!keysOn() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  const target = event.target;
  if (target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "o") {
    event.preventDefault();
    return goToNextOpen(pointOf(target));
  }
  const point = pointOf(target);
  if (!point || !(key in KEYS) || target.closest("[data-panel]")) return;
  event.preventDefault();
  const radio = find(`.iks-answer input[value="${KEYS[key]}"]`, point);
  radio.focus();
  if (!radio.checked) radio.click();
}

function goToNextOpen(from) {
  const all = points();
  const start = all.indexOf(from) + 1;
  const next = [...all.slice(start), ...all.slice(0, start)].find(isOpen);
  const target = next ? find(".iks-answer input:checked", next) || find(".iks-answer input", next) : undefined;
  (next || document.getElementById("abschliessen")).scrollIntoView({ block: "start" });
  (target || find('button[value="finish"]', form)).focus({ preventScroll: true });
}

/* --- Events ------------------------------------------------------------------------------------- */

function onChange({ target }) {
  const point = pointOf(target);
  if (!point) return;
  if (target.name.endsWith(".answer")) {
    point.dataset.missing = 0;
    showPanel(point);
    markOpenPoints();
  }
  if (target.name.endsWith(".pattern")) presetFrom(target);
  changed(point.dataset.point);
}

function onInput({ target }) {
  const point = pointOf(target);
  if (!point || target.type === "radio" || target.type === "checkbox") return;
  if (/\.(amount|months)$/.test(target.name)) showSum(target);
  if (!stopped) showState("typing", form.dataset.textTyping);
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => changed(point.dataset.point), TYPING_PAUSE);
  pending = point.dataset.point;
}

let pending; // the point whose text is being typed

function flush() {
  if (!typingTimer || !pending) return;
  const id = pending;
  pending = undefined;
  changed(id);
}

/* A page that is sent must carry the newest version: what is on its way arrives first. */
function onSubmit(event) {
  flush();
  if (stopped || failures > 0 || (!sending && waiting.size === 0)) return leaving();
  event.preventDefault();
  const button = event.submitter;
  afterwards = () => form.requestSubmit(button);
}

let left = false;
const leaving = () => (left = true);

function start() {
  find("[data-save-button]").hidden = true;
  hintKeys();
  switchKeys(localStorage.getItem("iks.keys") !== "off");
  find("[data-keys-item]")?.removeAttribute("hidden");
  find("[data-keys-toggle]")?.addEventListener("click", () => {
    switchKeys(!keysOn());
    localStorage.setItem("iks.keys", form.dataset.keys);
  });
  points().forEach(showPanel);
  form.addEventListener("change", onChange);
  form.addEventListener("input", onInput);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("keydown", (event) => {
    // Enter in a line of text would press the first button of the form.
    if (event.key === "Enter" && event.target.matches("input[type=text]")) {
      event.preventDefault();
      flush();
    }
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("online", work);
  window.addEventListener("pagehide", flush);
  window.addEventListener("beforeunload", (event) => {
    flush();
    if (!left && (stopped || failures > 0 || waiting.size > 0)) event.preventDefault();
  });
}

if (form) start();
