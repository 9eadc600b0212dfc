// Signing on the glass, and asking only what the answers before make necessary.
// Without script the paper is photographed and questions that do not apply are left empty.
"use strict";

(function () {
  const WIDTH = 600;
  const HEIGHT = 200;
  const LONGEST = 20000;
  const NEAR = 3; // pixels of the pad: a finger at rest adds no points

  function pointOf(pad, event) {
    const box = pad.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      within(((event.clientX - box.left) * WIDTH) / box.width, WIDTH),
      within(((event.clientY - box.top) * HEIGHT) / box.height, HEIGHT),
    ];
  }

  function makePad(pad) {
    const field = document.getElementById(pad.dataset.sign);
    const path = pad.querySelector("path");
    let last = null;
    path.setAttribute("d", field.value);

    function add(letter, [x, y]) {
      if (field.value.length > LONGEST - 12) return;
      field.value += `${letter}${x} ${y}`;
      path.setAttribute("d", field.value);
      last = [x, y];
    }

    pad.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      add("M", pointOf(pad, event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (!last) return;
      const [x, y] = pointOf(pad, event);
      if (Math.abs(x - last[0]) + Math.abs(y - last[1]) >= NEAR) add("L", [x, y]);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      pad.addEventListener(end, () => {
        last = null;
        pad.dispatchEvent(new CustomEvent("sign", { bubbles: true }));
      });
    }
    for (const button of document.querySelectorAll(`[data-sign-clear="${field.id}"]`)) {
      button.addEventListener("click", () => {
        field.value = "";
        path.setAttribute("d", "");
        pad.dispatchEvent(new CustomEvent("sign", { bubbles: true }));
      });
    }
  }

  // The answer to a question as the form has it now: the known value counts when it is confirmed.
  function answerOf(form, key) {
    const same = form.querySelector(`[name="k_${key}"]:checked`);
    const row = form.querySelector(`[data-question="${key}"]`);
    if (!row || row.hidden) return null;
    if (same && same.value === "same") return row.dataset.known || null;
    const field = form.querySelector(`[name="q_${key}"]:checked, [name="q_${key}"]:not([type="radio"])`);
    return field && field.value !== "" ? field.value : null;
  }

  function meets(answer, want) {
    if (answer === null) return false;
    if (Array.isArray(want)) return want.some((one) => String(one) === answer);
    if (typeof want === "object") return Number(answer) >= want.least;
    return String(want) === answer;
  }

  function askAnew(form) {
    for (const row of form.querySelectorAll("[data-asked]")) {
      const conditions = Object.entries(JSON.parse(row.dataset.asked));
      row.hidden = !conditions.every(([key, want]) => meets(answerOf(form, key), want));
    }
  }

  for (const pad of document.querySelectorAll("[data-sign]")) makePad(pad);
  const sheet = document.getElementById("visit-sheet");
  if (sheet) {
    sheet.addEventListener("change", () => askAnew(sheet));
    askAnew(sheet);
  }
})();
