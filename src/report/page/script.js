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
    items: all(".item", card).map((item) => ({ item, text: item.textContent.toLowerCase(), words: item.dataset.words.split(" "), isRow: item.tagName === "TR" })),
  }));
  const total = cards.reduce((sum, { items }) => sum + items.filter(({ isRow }) => isRow).length, 0);

  const apply = () => {
    const query = field.q.value.trim().toLowerCase(), verdict = field.verdict.value, data = field.data.value;
    let theorems = 0, claims = 0;
    cards.forEach(({ card, row, title, items }) => {
      let shown = 0;
      items.forEach(({ item, text, words, isRow }) => {
        const fits = (title.includes(query) || text.includes(query)) && (!verdict || words.includes(verdict)) && (!data || item.dataset.data === data);
        item.hidden = !fits;
        if (fits && isRow) shown += 1;
      });
      card.hidden = row.hidden = shown === 0;
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
