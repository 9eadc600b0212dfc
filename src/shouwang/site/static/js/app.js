// What pages gain from script; each of them is readable and usable without it.
"use strict";

(function () {
  const root = document.documentElement;
  const typing = (target) => target.matches("input, select, textarea, [contenteditable]");

  function remember(name, value) {
    try {
      localStorage.setItem("shouwang." + name, JSON.stringify(value));
    } catch (error) {
      console.warn("The choice lasts only for this page: storage is refused.", error.name);
    }
  }

  function recall(name) {
    try {
      return JSON.parse(localStorage.getItem("shouwang." + name));
    } catch (error) {
      return null;
    }
  }

  function setCookie(name, value) {
    const year = 365 * 24 * 60 * 60;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
  }

  // Theme and size of type: an attribute now, a cookie for the next page.
  const switches = {
    theme() {
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      const now = root.dataset.theme || (dark ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
      setCookie("shouwang_theme", root.dataset.theme);
      document.dispatchEvent(new CustomEvent("shouwang:theme"));
    },
    type() {
      if (root.dataset.type === "large") delete root.dataset.type;
      else root.dataset.type = "large";
      setCookie("shouwang_type", root.dataset.type || "normal");
    },
  };

  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
    return Boolean(dialog && dialog.open);
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    if (at("[data-switch]")) switches[at("[data-switch]").dataset.switch]();
    if (at("[data-dialog]") && openDialog(at("[data-dialog]").dataset.dialog)) event.preventDefault();
    if (at("[data-close]")) {
      at("dialog").close();
      event.preventDefault();
    }
    if (at("[data-dismiss]")) at(".toast").remove();
    if (at("[data-density-switch]")) switchDensity(at("[data-table]"));
    document.querySelectorAll("details.popup[open]").forEach((popup) => {
      if (!popup.contains(event.target)) popup.open = false;
    });
  });

  // Tables: density, columns, selection.
  function showDensity(block, dense) {
    block.dataset.density = dense ? "dense" : "normal";
    const button = block.querySelector("[data-density-switch]");
    if (button) button.setAttribute("aria-pressed", String(dense));
  }

  function switchDensity(block) {
    const dense = block.dataset.density !== "dense";
    remember("density", dense);
    document.querySelectorAll("[data-table]").forEach((one) => showDensity(one, dense));
  }

  function showColumns(block) {
    block.querySelectorAll("input[data-column]").forEach((box) => {
      block.querySelectorAll(`th[data-column="${box.dataset.column}"], td[data-column="${box.dataset.column}"]`)
        .forEach((cell) => cell.classList.toggle("is-hidden", !box.checked));
    });
  }

  function showSelection(block) {
    const boxes = [...block.querySelectorAll('input[name="picked"]')];
    const picked = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
    const bulk = block.querySelector("[data-bulk]");
    if (!bulk) return;
    bulk.classList.toggle("is-open", picked.length > 0);
    bulk.querySelector("[data-picked-count]").textContent = String(picked.length);
    const all = block.querySelector("[data-pick-all]");
    all.checked = picked.length > 0 && picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }

  document.addEventListener("change", (event) => {
    const block = event.target.closest("[data-table]");
    if (!block) return;
    if (event.target.matches("input[data-column]")) {
      showColumns(block);
      const hidden = [...block.querySelectorAll("input[data-column]:not(:checked)")];
      remember("columns." + block.dataset.table, hidden.map((box) => box.dataset.column));
    }
    if (event.target.matches("[data-pick-all]")) {
      block.querySelectorAll('input[name="picked"]').forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    showSelection(block);
  });

  function prepare(part) {
    // closed on a phone, beside the text where there is room
    if (matchMedia("(min-width: 1024px)").matches) {
      for (const one of part.querySelectorAll("details[data-open-wide]")) one.open = true;
    }
    const blocks = [...part.querySelectorAll("[data-table]")];
    if (part.matches && part.matches("[data-table]")) blocks.push(part);
    blocks.forEach((block) => {
      const hidden = recall("columns." + block.dataset.table);
      if (hidden) {
        block.querySelectorAll("input[data-column]").forEach((box) => {
          box.checked = !hidden.includes(box.dataset.column);
        });
        showColumns(block);
      }
      showDensity(block, recall("density") === true);
      showSelection(block);
    });
    const problem = part.querySelector("[data-focus]");
    if (problem) problem.focus();
  }

  // Keys: / search, ? help, j and k rows, Enter opens, x ticks.
  function moveRow(step) {
    const rows = [...document.querySelectorAll("[data-table] tbody tr")];
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.hasAttribute("data-current"));
    const next = Math.min(rows.length - 1, Math.max(0, now + step));
    if (now >= 0) rows[now].removeAttribute("data-current");
    rows[next].setAttribute("data-current", "");
    rows[next].scrollIntoView({ block: "nearest" });
    const link = rows[next].querySelector("a");
    if (link) link.focus({ preventScroll: true });
  }

  const keys = {
    "/": () => {
      const field = document.querySelector('[data-shortcut="search"], .filters input');
      if (field) field.focus();
      return Boolean(field);
    },
    "?": () => openDialog("keys"),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    x: () => {
      const box = document.querySelector('tr[data-current] input[name="picked"]');
      if (box) box.click();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = Object.prototype.hasOwnProperty.call(keys, event.key) && keys[event.key];
    if (act && act() !== false) event.preventDefault();
  });

  // htmx sends the same token as the forms of the page do.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('input[name="csrfmiddlewaretoken"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
  // htmx also reports the page itself once, which is prepared below
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) prepare(event.detail.elt);
  });

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => prepare(document));
  } else {
    prepare(document);
  }
})();
