"use strict";

// A button that prints the page; without script the browser's own command does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
