// The filter of the page. A claim is shown if its row or its theorem's title holds the text, and verdict and data are those asked for; a theorem is shown if one
// of its claims is. The state is in the address, as #q=...&verdict=...&data=..., so that a view can be sent to somebody.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.getElementById("filter");
  const field = { q: document.getElementById("query"), verdict: document.getElementById("verdict"), data: document.getElementById("data") };
  const cards = all(".card").map((card) => ({
    card,
    row: document.querySelector(`.matrix tr[data-theorem="${card.id}"]`),
    title: (card.id + " " + card.querySelector("h3").textContent).toLowerCase(),
    rows: all("tr.item", card).map((row) => ({ row, text: row.textContent.toLowerCase(), words: row.dataset.words.split(" ") })),
    reasons: all("div.item", card).map((part) => ({ part, row: document.getElementById(part.dataset.of) })),
  }));
  const total = cards.reduce((sum, { rows }) => sum + rows.length, 0);

  const apply = () => {
    const query = field.q.value.trim().toLowerCase(), verdict = field.verdict.value, data = field.data.value;
    let theorems = 0, claims = 0;
    cards.forEach(({ card, row: line, title, rows, reasons }) => {
      let shown = 0;
      rows.forEach(({ row, text, words }) => {
        const fits = (title.includes(query) || text.includes(query)) && (!verdict || words.includes(verdict)) && (!data || row.dataset.data === data);
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      // What is said of a claim elsewhere is shown with its row.
      reasons.forEach(({ part, row }) => { part.hidden = row.hidden; });
      card.hidden = line.hidden = shown === 0;
      if (shown) theorems += 1;
      claims += shown;
    });
    all("[data-data]:not(.item)").forEach((part) => { part.hidden = Boolean(data) && part.dataset.data !== data; });
    document.getElementById("count").textContent =
      `${theorems} of ${cards.length} theorems, ${claims} of ${total} claims and controls. What is open is printed.`;
  };

  // An address is a filter, or the place of a card, of what was found, or of a claim.
  const follow = () => {
    const address = decodeURIComponent(location.hash.slice(1));
    if (address.includes("=")) {
      const asked = new URLSearchParams(location.hash.slice(1));
      Object.entries(field).forEach(([name, input]) => { input.value = asked.get(name) || ""; });
      apply();
      return;
    }
    const target = address && document.getElementById(address);
    if (!target) return;
    if (target.closest("[hidden]")) { form.reset(); apply(); }
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    target.scrollIntoView();
  };

  const changed = () => {
    const set = Object.entries(field).filter(([, input]) => input.value).map(([name, input]) => [name, input.value]);
    history.replaceState(null, "", set.length ? "#" + new URLSearchParams(set) : location.pathname + location.search);
    apply();
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  const open = (state) => () => all("details").forEach((part) => { part.open = state; });
  document.getElementById("open").addEventListener("click", open(true));
  document.getElementById("close").addEventListener("click", open(false));
  addEventListener("hashchange", follow);
  form.hidden = false;
  apply();
  follow();
})();
