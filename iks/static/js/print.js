/* A link to the printer, where a script can open it; without script the browser's own menu does the same. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
