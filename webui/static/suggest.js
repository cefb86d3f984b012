/* Completes what is typed into the search field: a combobox after the ARIA practices guide. Without it the field is a plain one. */
"use strict";
(() => {
  const field = document.getElementById("q");
  if (!field || !field.dataset.suggest || !window.fetch) return;
  const SHORTEST = 3, PAUSE = 150; // letters; milliseconds without a key
  const list = document.createElement("ul");
  list.id = "vorschlaege";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel);
  list.hidden = true;
  field.parentElement.after(list);
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  Object.entries(states).forEach(([name, value]) => field.setAttribute(name, value));
  let timer = 0, running = null, typed = "", chosen = -1;

  const close = () => {
    clearTimeout(timer);
    if (running) running.abort();
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const mark = (number) => {
    chosen = number;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    field.value = number < 0 ? typed : list.children[number].dataset.text;
    if (number < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[number].id);
  };

  const show = ([, texts, counts]) => {
    list.replaceChildren(...texts.map((text, at) => {
      const option = document.createElement("li");
      option.id = "vorschlag-" + (at + 1);
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const added = document.createElement("b"); // what choosing would add stands out, not what is there already
      const same = text.toLowerCase().startsWith(typed.toLowerCase()) ? typed.length : 0;
      added.textContent = text.slice(same);
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = counts[at];
      option.dataset.text = text;
      option.append(text.slice(0, same), added, " ", count);
      return option;
    }));
    chosen = -1;
    list.hidden = texts.length === 0;
    field.setAttribute("aria-expanded", String(texts.length > 0));
  };

  const ask = async () => {
    running = new AbortController();
    try {
      const answer = await fetch(field.dataset.suggest + (field.dataset.suggest.includes("?") ? "&q=" : "?q=") + encodeURIComponent(typed), { signal: running.signal });
      if (answer.ok && document.activeElement === field) show(await answer.json());
    } catch { /* no suggestions is no fault: the search works as it stands */ }
  };

  field.addEventListener("input", () => {
    close();
    typed = field.value;
    if (typed.trim().length >= SHORTEST) timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") mark(chosen + 1 < count ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") mark(chosen < 0 ? count - 1 : chosen - 1);
    else if (event.key === "Escape") { field.value = typed; close(); }
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    field.value = option.dataset.text;
    field.form.requestSubmit();
  });
})();
