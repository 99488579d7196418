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

/* A message that stays until it is settled; without text it goes. After a conflict a button sends the whole form,
   and the server answers with both versions. */
export function showAlert(text, { isConflict = false } = {}) {
  const box = find("[data-alert]");
  box.hidden = !text;
  find("[data-alert-text]", box).textContent = text || "";
  find("[data-alert-button]", box).hidden = !isConflict;
}

/* The sentences of fields that could not be saved, each at its field. */
export function showErrors(errors) {
  for (const [name, sentence] of Object.entries(errors)) {
    const field = find(`[name="${name}"]`, form);
    if (!field) continue;
    const error = errorLine(`${field.id}-e`, sentence);
    const place = field.closest(".iks-sum") || field.closest(".kern-form-input, fieldset");
    field.setAttribute("aria-invalid", "true");
    field.dataset.described ??= field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${error.id} ${field.dataset.described}`.trim());
    place.insertAdjacentElement("afterend", error);
  }
}

function errorLine(id, sentence) {
  const [line, sign, words] = ["p", "span", "span"].map((tag) => document.createElement(tag));
  line.id = id;
  line.className = "kern-error";
  sign.className = "kern-icon kern-icon--danger kern-icon--default";
  sign.setAttribute("aria-hidden", "true");
  words.className = "kern-body";
  words.textContent = sentence;
  line.append(sign, words);
  return line;
}

export function clearErrors(point) {
  findAll(".kern-error", point).forEach((error) => error.remove());
  for (const field of findAll("[aria-invalid]", point)) {
    field.removeAttribute("aria-invalid");
    if (field.dataset.described === undefined) continue;
    if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
    else field.removeAttribute("aria-describedby");
  }
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
  }
  for (const chip of findAll("[data-open]", form)) {
    chip.hidden = !isOpen(document.getElementById(chip.dataset.open));
  }
  const list = find("[data-open-points]", form);
  list.hidden = findAll("li", list).every((entry) => entry.hidden);
}
