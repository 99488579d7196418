/* Saving: one point after the other, never two at a time; each answer of the server brings the version for the next.
   Sent: action=save, csrf_token, version and the fields of one point. Answered as JSON:
   200 {version, saved_at, answered, expected, not_applicable, next_open, points: {L08: {missing: [...]}}}
   422 the same and {errors: {"L08.amount": sentence}}: these fields stayed as they were, all others are saved
   409 {conflict_url}: the sheet was changed elsewhere, nothing may be overwritten; {message}: it is handed in
   401: signed out; 400: the token belongs to an earlier session; other 4xx {message}: not accepted; 5xx: later. */

import { address, clearErrors, fill, find, findAll, form, markOpenPoints } from "./page.js";
import { showAlert, showErrors, showProgress, showState } from "./page.js";
import { openReasons } from "./panels.js";

const TYPING_PAUSE = 1500;
// Whoever types without a pause is saved all the same, so that nothing typed gets older than five seconds.
const LONGEST_TYPING = 3000;
const LONGEST_WAIT = 60000;

const waiting = new Set(); // ids of points whose change is not on its way yet
const rejected = new Set(); // ids of points with an entry that the server did not take
let sending = null; // the id on its way
let typed = null; // the id of the point whose text is being typed
let trouble = null; // null | "offline" | "session" | "refused" | "conflict"
let failures = 0;
let typingSince; // when the text began that is not on its way yet
let typingTimer;
let retryTimer;
let afterwards; // what waits until everything is saved

/* Something of this point has changed. */
export function changed(id) {
  if (typed === id) {
    typed = null;
    clearTimeout(typingTimer);
  }
  waiting.add(id);
  work();
}

/* Text of this point is being typed: saved when the typing pauses. */
export function typing(id) {
  if (trouble !== "conflict") showState("typing", form.dataset.textTyping);
  if (typed !== id) {
    flush();
    typingSince = Date.now();
  }
  typed = id;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(flush, Math.min(TYPING_PAUSE, Math.max(typingSince + LONGEST_TYPING - Date.now(), 0)));
}

/* Do not wait for the end of a pause. */
export function flush() {
  if (typed) changed(typed);
}

export const isBusy = () => Boolean(sending) || waiting.size > 0;
// What is on its way arrives even when the page goes; what waits behind it, or was not taken, does not.
export const wouldBeLost = () => waiting.size > 0 || rejected.size > 0;
// After a conflict and a refused entry only the server's own page helps.
export const isStuck = () => trouble === "conflict" || trouble === "refused";

export function whenSaved(act) {
  afterwards = act;
  work();
}

export async function work() {
  if (sending || trouble === "conflict" || waiting.size === 0) return;
  clearTimeout(retryTimer);
  [sending] = waiting;
  waiting.delete(sending);
  showState("saving", form.dataset.textSaving);
  try {
    await understand(await sendWithToken(sending));
  } catch {
    tryAgainLater();
  } finally {
    sending = null;
  }
  if (trouble) return;
  if (waiting.size > 0) work();
  else finished();
}

/* After signing in again in another tab the token in this page is no longer valid; a fresh page carries the new one. */
async function sendWithToken(id) {
  const response = await send(id);
  return response.status === 400 && (await renewToken()) ? send(id) : response;
}

function send(id) {
  const body = new URLSearchParams({ action: "save" });
  for (const [name, value] of new FormData(form)) {
    if (name === "csrf_token" || name === "version" || name.startsWith(`${id}.`)) body.append(name, value);
  }
  return fetch(address(), {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
    keepalive: true,
  });
}

async function understand(response) {
  // A redirect leads to the sign-in page.
  if (response.status === 401 || response.type === "opaqueredirect") return hold("session", form.dataset.textSession);
  if (response.status === 409) {
    const { conflict_url: isConflict, message } = await response.json();
    if (!isConflict) return hold("refused", message);
    return hold("conflict", form.dataset.textConflict, { isConflict });
  }
  if (response.status >= 500 || response.status === 429) return tryAgainLater();
  const answer = await response.json().catch(() => ({}));
  if (response.ok || answer.errors) return saved(answer);
  return hold("refused", answer.message || form.dataset.textRefused);
}

function saved(answer) {
  find('[name="version"]', form).value = answer.version;
  trouble = null;
  failures = 0;
  showAlert("");
  showProgress(answer);
  clearErrors(document.getElementById(sending));
  markOpenPoints(answer.points);
  openReasons(answer.points);
  if (answer.errors) {
    rejected.add(sending);
    showErrors(answer.errors);
    showState("failed", form.dataset.textField);
    return;
  }
  rejected.delete(sending);
  if (rejected.size > 0) showState("failed", form.dataset.textField);
  else if (typed) showState("typing", form.dataset.textTyping);
  else showState("saved", fill(form.dataset.textSaved, { time: answer.saved_at }));
}

function hold(kind, text, options) {
  trouble = kind;
  afterwards = undefined;
  waiting.add(sending);
  showState("failed", form.dataset.textUnsaved);
  showAlert(text, options);
}

function tryAgainLater() {
  trouble = "offline";
  afterwards = undefined;
  waiting.add(sending);
  failures += 1;
  showState("failed", form.dataset.textOffline);
  retryTimer = setTimeout(work, Math.min(1000 * 2 ** failures, LONGEST_WAIT));
}

async function renewToken() {
  const response = await fetch(address(), { credentials: "same-origin", redirect: "manual" });
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = find('#check-form [name="csrf_token"]', page)?.value;
  const fields = findAll('[name="csrf_token"]');
  const isNew = Boolean(fresh) && fields.some((field) => field.value !== fresh);
  if (isNew) fields.forEach((field) => (field.value = fresh));
  return isNew;
}

function finished() {
  const act = afterwards;
  afterwards = undefined;
  act?.();
}
