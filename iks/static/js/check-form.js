/* The check form, made faster: every change is saved at once, the fields under an answer come when it is chosen,
   single keys answer. Without this script the form does the same with its save button. */

import { find, findAll, form, markOpenPoints, pointOf, points } from "./check/page.js";
import { changed, flush, isBusy, isStuck, typing, whenSaved, work, wouldBeLost } from "./check/saving.js";
import { presetFrom, showPanel, showSum } from "./check/panels.js";
import { startKeys } from "./check/keys.js";

let isLeaving = false; // the form itself is being sent

const isText = (field) => field.matches("textarea, input[type=text]");

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
  if (!point || !isText(target)) return;
  if (/\.(amount|months)$/.test(target.name)) showSum(target);
  typing(point.dataset.point);
}

/* A page that is sent carries the newest version: what is still on its way arrives first. */
function onSubmit(event) {
  flush();
  isLeaving = isStuck() || !isBusy();
  if (isLeaving) return;
  event.preventDefault();
  const button = event.submitter;
  whenSaved(() => form.requestSubmit(button));
}

/* Enter in a line of text would press the first button of the form. */
function onEnter(event) {
  if (event.key !== "Enter" || !event.target.matches("input[type=text]")) return;
  event.preventDefault();
  flush();
}

function onLeave(event) {
  flush();
  if (!isLeaving && wouldBeLost()) event.preventDefault();
}

/* Whoever is quick answers before this script is there. */
function saveWhatIsThere() {
  const isNew = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  const fields = findAll("[data-point] :is(input, textarea)", form).filter(isNew);
  new Set(fields.map((field) => pointOf(field).dataset.point)).forEach(changed);
}

function start() {
  find("[data-save-button]").hidden = true;
  points().forEach(showPanel);
  startKeys();
  form.addEventListener("change", onChange);
  form.addEventListener("input", onInput);
  form.addEventListener("keydown", onEnter);
  form.addEventListener("submit", onSubmit);
  window.addEventListener("beforeunload", onLeave);
  window.addEventListener("pagehide", flush);
  window.addEventListener("pageshow", () => (isLeaving = false));
  window.addEventListener("online", work);
  // Back from another tab, where somebody signed in again.
  window.addEventListener("focus", work);
  saveWhatIsThere();
}

if (form) start();
