/* Single keys: J, N, T, P answer the point that has the focus, O goes to the next open one. Switchable off, because
   speech input and tremor press keys by accident (WCAG 2.1.4); the choice is kept with the account. */

import { address, find, findAll, form, isOpen, pointOf, points } from "./page.js";

const ANSWERS = { j: "ok", n: "finding", t: "not_applicable", p: "not_assessable" };

const isOn = () => form.dataset.keys === "on";

export function startKeys() {
  for (const [key, value] of Object.entries(ANSWERS)) {
    findAll(`.iks-answer input[value="${value}"] + label`, form).forEach((label) => label.append(hint(key)));
  }
  const toggle = find("[data-keys-toggle]");
  switchKeys(toggle.value === "off");
  toggle.addEventListener("click", (event) => {
    event.preventDefault();
    remember(toggle.value);
    switchKeys(toggle.value === "on");
  });
  document.addEventListener("keydown", onKey);
}

function hint(key) {
  const box = document.createElement("kbd");
  box.className = "iks-key";
  box.setAttribute("aria-hidden", "true");
  box.textContent = key.toUpperCase();
  return box;
}

function switchKeys(on) {
  const toggle = find("[data-keys-toggle]");
  form.dataset.keys = on ? "on" : "off";
  toggle.value = on ? "off" : "on";
  toggle.textContent = on ? toggle.dataset.textOn : toggle.dataset.textOff;
  for (const [key, value] of Object.entries(ANSWERS)) {
    for (const radio of findAll(`.iks-answer input[value="${value}"]`, form)) {
      if (on) radio.setAttribute("aria-keyshortcuts", key);
      else radio.removeAttribute("aria-keyshortcuts");
    }
  }
}

/* Without an answer the choice holds on this page only. */
function remember(choice) {
  const body = new URLSearchParams({ csrf_token: find('[name="csrf_token"]', form).value, single_keys: choice });
  const headers = { Accept: "application/json" };
  fetch(`${address()}/keys`, { method: "POST", body, headers, credentials: "same-origin", keepalive: true }).catch(() => {});
}

/* In text and in the fields under an answer the keys are only letters. */
function onKey(event) {
  const { target } = event;
  const isWriting = target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  const isCombined = event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat;
  if (!isOn() || isWriting || isCombined) return;
  const key = event.key.toLowerCase();
  const point = pointOf(target);
  if (key === "o") goToNextOpen(point);
  else if (point && key in ANSWERS && !target.closest("[data-panel]")) choose(point, ANSWERS[key]);
  else return;
  event.preventDefault();
}

function choose(point, value) {
  const radio = find(`.iks-answer input[value="${value}"]`, point);
  radio.focus();
  if (!radio.checked) radio.click();
}

/* The confirmation of the list stands before the first point and is open as long as it has a button. */
function goToNextOpen(from) {
  const confirm = find('button[value="confirm-list"]', form);
  const all = [...(confirm ? [confirm] : []), ...points()];
  const after = all.indexOf(from) + 1;
  const next = [...all.slice(after), ...all.slice(0, after)].find((place) => place === confirm || isOpen(place));
  const place = next || document.getElementById("abschliessen");
  place.scrollIntoView({ block: "start", behavior: "instant" });
  focusOf(next, confirm).focus({ preventScroll: true });
}

function focusOf(next, confirm) {
  if (!next) return find('button[value="finish"]', form);
  if (next === confirm) return confirm;
  return find(".iks-answer input:checked", next) || find(".iks-answer input", next);
}
