/* Swaps search results in place: the same address is fetched, its results are cut out and put in. Without it all works by the buttons. */
"use strict";
(() => {
  document.querySelectorAll(".script-only").forEach((element) => { element.hidden = false; });

  // What is wider than a phone begins where most is to be seen: at home, or with the latest years.
  document.querySelectorAll("[data-begin]").forEach((box) => {
    box.scrollLeft = (box.scrollWidth - box.clientWidth) / (box.dataset.begin === "centre" ? 2 : 1);
  });

  document.addEventListener("click", async (event) => {
    const print = event.target.closest("[data-print]");
    if (print) window.print();
    const copy = event.target.closest("[data-copy]");
    if (!copy) return;
    const text = document.getElementById(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      copy.textContent = copy.dataset.done;
    } catch {
      window.getSelection().selectAllChildren(text); // not allowed: at least it is selected
    }
  });

  const form = document.getElementById("suche");
  if (!form || !window.fetch || !window.history.pushState) return;
  let running = null;
  let shown = location.pathname + location.search;

  const address = (submitter) => {
    const data = new FormData(form, submitter);
    const kept = [...data].filter(([, value]) => value !== "");
    const query = new URLSearchParams(kept).toString();
    return form.getAttribute("action").split("?")[0] + (query ? "?" + query : "");
  };

  const load = async (url, { push = true, focus = "" } = {}) => {
    if (running) running.abort();
    running = new AbortController();
    const old = document.getElementById("ergebnisse");
    old.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: running.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("ergebnisse");
      if (!fresh) { location.assign(url); return; }
      const active = focus || (old.contains(document.activeElement) ? document.activeElement.id : "");
      const open = [...old.querySelectorAll("details[open]")].map((element) => element.id);
      fresh.querySelectorAll(".script-only").forEach((element) => { element.hidden = false; });
      open.forEach((id) => { const box = id && fresh.querySelector("#" + CSS.escape(id)); if (box) box.open = true; });
      old.replaceWith(document.adoptNode(fresh));
      document.title = page.title;
      document.getElementById("status").textContent = page.getElementById("status").textContent;
      [".languages a", "link[rel=alternate]"].forEach((selector) => {
        const others = page.querySelectorAll(selector);
        document.querySelectorAll(selector).forEach((link, index) => { if (others[index]) link.href = others[index].getAttribute("href"); });
      });
      if (!push) document.getElementById("q").value = page.getElementById("q").value;
      if (push && url !== shown) history.pushState(null, "", url);
      shown = url;
      if (active) (document.getElementById(active) || document.querySelector(".chips a") || document.getElementById("treffer-titel")).focus();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    load(address(), { focus: event.submitter && event.submitter.id === "" ? "treffer-titel" : "" });
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    // Typing never searches: only what is ticked or chosen does.
    if (field.form === form && (field.type === "checkbox" || field.tagName === "SELECT")) load(address());
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#ergebnisse .chips a, #ergebnisse .bars a, #ergebnisse .pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const paging = Boolean(link.closest(".pager"));
    load(link.getAttribute("href"), { focus: paging ? "treffer-titel" : link.id });
    if (paging) document.getElementById("treffer").scrollIntoView();
  });
  window.addEventListener("popstate", () => {
    const url = location.pathname + location.search;
    if (url !== shown) load(url, { push: false });
  });
})();
