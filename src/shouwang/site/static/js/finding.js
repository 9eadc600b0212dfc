// The search box: arrows move through what is offered, Enter opens it, Escape puts it away.
"use strict";

(function () {
  const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const optionsOf = (box) => [...listOf(box).querySelectorAll('[role="option"]')];

  function show(box, open) {
    const list = listOf(box);
    list.hidden = !open || !list.textContent.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) mark(box, null);
  }

  function mark(box, option) {
    optionsOf(box).forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function move(box, step) {
    const options = optionsOf(box);
    if (!options.length) return;
    const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = now + step;
    mark(box, next < 0 || next >= options.length ? null : options[next]);
  }

  function chosen(box) {
    return optionsOf(box).find((one) => one.getAttribute("aria-selected") === "true");
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("[data-finding] input[role=combobox]")) return;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      show(box, true);
      move(box, event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Escape") {
      show(box, false);
    } else if (event.key === "Enter" && chosen(box)) {
      event.preventDefault();
      location.assign(chosen(box).dataset.href);
    }
  });

  document.addEventListener("click", (event) => {
    const option = event.target.closest(".suggestions [data-href]");
    if (option) location.assign(option.dataset.href);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target.closest && event.detail.target.closest("[data-finding]");
    if (!box) return;
    const input = box.querySelector("input[role=combobox]");
    show(input, document.activeElement === input && Boolean(input.value.trim()));
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest && event.target.closest("[data-finding]");
    if (!form || form.contains(event.relatedTarget)) return;
    // a click on an option first takes the focus away
    setTimeout(() => show(form.querySelector("input[role=combobox]"), false), 200);
  });
})();
