/* The fields an answer opens: fetched when it is chosen, kept when it changes, preset by the pattern. */

import { address, answerOf, find, findAll, form, showAlert } from "./page.js";

const OPENS = ["finding", "not_assessable"];

/* What another answer does not need stays in the page, so nothing typed is lost, but is not sent. */
export function showPanel(point) {
  const answer = answerOf(point);
  const panels = findAll("[data-panel] > [data-for]", point);
  panels.forEach((panel) => (panel.disabled = panel.dataset.for !== answer));
  if (OPENS.includes(answer) && !panels.some((panel) => panel.dataset.for === answer)) fetchPanel(point, answer);
}

/* An answer that became "trifft nicht zu" is asked for a reason once the server misses it. */
export function openReasons(known) {
  for (const [id, { missing }] of Object.entries(known)) {
    const point = document.getElementById(id);
    const isAsked = missing.includes("reason") && answerOf(point) === "not_applicable";
    if (isAsked && !find('[data-for="not_applicable"]', point)) fetchPanel(point, "not_applicable");
  }
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
export function presetFrom(pattern) {
  const { kind, severity } = pattern.dataset;
  if (!kind || !severity) return;
  const panel = pattern.closest("[data-for]");
  const words = [choose(panel, "kind", kind), choose(panel, "severity", severity)];
  find("[data-preset-words]", panel).textContent = words.join(", ");
  find("[data-preset]", panel).hidden = false;
}

function choose(panel, field, value) {
  const radio = find(`input[name$=".${field}"][value="${value}"]`, panel);
  radio.checked = true;
  return find(`label[for="${radio.id}"]`, panel).textContent.toLowerCase();
}

/* Amount in a month times months, shown at once. */
export function showSum(field) {
  const panel = field.closest("[data-for]");
  const [amount, months] = ["amount", "months"].map((name) => read(find(`input[name$=".${name}"]`, panel).value));
  const euro = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" });
  const sum = amount * months;
  find("[data-sum]", panel).textContent = sum > 0 ? euro.format(sum) : "–";
}

/* German figures: 1.234,50; a point before three digits separates thousands, else it is a decimal point. */
function read(text) {
  const figure = text
    .replace(/[\s€]/g, "")
    .replace(/\.(?=\d{3}(\D|$))/g, "")
    .replace(",", ".");
  return /^\d+(\.\d{1,2})?$/.test(figure) ? Number(figure) : NaN;
}
