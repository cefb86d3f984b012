/* Fetches the crawls anew while somebody watches: at most every 30 s, to be paused, and never away from under the focus. */
"use strict";
(() => {
  const button = document.getElementById("pause");
  if (!button || !window.fetch) return;
  const pause = Number(button.dataset.seconds) * 1000;
  let paused = window.matchMedia("print").matches;

  const show = () => { button.setAttribute("aria-pressed", String(paused)); };

  const renew = async () => {
    if (paused || document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("laufend"), old = document.getElementById("laufend");
      if (!fresh || paused) return;
      document.getElementById("stand").replaceWith(page.getElementById("stand"));
      old.querySelectorAll("details[open]").forEach((box) => { const same = fresh.querySelector("#" + CSS.escape(box.id)); if (same) same.open = true; });
      if (fresh.innerHTML === old.innerHTML) return;
      const active = old.contains(document.activeElement) ? document.activeElement.id : "";
      const scrolled = document.getElementById("alle-laeufe").scrollLeft;
      old.replaceWith(document.adoptNode(fresh));
      document.getElementById("alle-laeufe").scrollLeft = scrolled;
      if (active && document.getElementById(active)) document.getElementById(active).focus({ preventScroll: true });
    } catch { /* the server is away: the next try comes */ }
  };

  button.addEventListener("click", () => { paused = !paused; show(); });
  show();
  setInterval(renew, pause);
})();
