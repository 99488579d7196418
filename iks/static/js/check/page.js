/* The form as the other parts see it: its points, its words and what it shows about saving.
   All words come from data attributes of the form, so that the page's language decides. */

export const form = document.querySelector("#check-form[data-autosave]");

export const find = (selector, root = document) => root.querySelector(selector);
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

// The form has buttons called "action", which hide the property of that name.
export const address = () => form.getAttribute("action");
export const points = () => findAll("[data-point]", form);
export const pointOf = (element) => element.closest("[data-point]");
export const answerOf = (point) => find(".iks-answer input:checked", point)?.value;
export const isOpen = (point) => !answerOf(point) || Number(point.dataset.missing) > 0;
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export function showState(state, text) {
  const box = find("[data-save-state]");
  const words = find("[data-save-text]", box);
  box.dataset.saveState = state;
  if (words.textContent !== text) words.textContent = text;
}

/* A message that stays until it is settled; without text it goes. */
export function showAlert(text, url) {
  const box = find("[data-alert]");
  const link = find("[data-alert-link]", box);
  box.hidden = !text;
  find("[data-alert-text]", box).textContent = text || "";
  link.hidden = !url;
  if (url) link.href = url;
}

export function showProgress({ answered, expected, not_applicable: notApplicable, next_open: nextOpen }) {
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

/* Takes back what the server no longer misses and lists the points that are still open. */
export function markOpenPoints(known = {}) {
  for (const [id, { missing }] of Object.entries(known)) {
    const point = document.getElementById(id);
    if (!point) continue;
    point.dataset.missing = missing.length;
    if (missing.length > 0) continue;
    point.classList.remove("iks-point--error");
    findAll(".kern-error", point).forEach((error) => error.remove());
  }
  for (const chip of findAll("[data-open]", form)) {
    chip.hidden = !isOpen(document.getElementById(chip.dataset.open));
  }
  const list = find("[data-open-points]", form);
  list.hidden = findAll("li", list).every((entry) => entry.hidden);
}
