/* A file that was chosen stays chosen when its form comes back with a question. Without this script the browser
   forgets it, and the person chooses it once more; everything else works the same. */

async function send(form, button, files) {
  // A button named "action" hides the property of the form.
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form, button) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("main")) throw new Error("no page");
  document.title = page.title;
  document.body.replaceWith(page.body);
  history.pushState(null, "", answer.url);
  const field = document.querySelector("form[data-keep-file] input[type=file]");
  if (field) field.files = files;
  const first = document.querySelector("[autofocus]") ?? document.querySelector("main");
  first.focus();
  first.scrollIntoView();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-keep-file]");
  const files = form?.querySelector("input[type=file]").files;
  if (!files?.length || form.dataset.sent) return;
  event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  // Where the network fails, the browser sends the form itself and says what is wrong.
  send(form, event.submitter, files).catch(() => form.requestSubmit(event.submitter));
});

addEventListener("popstate", () => location.reload());
