// Drives the page of verdicts as a reader does, inside a headless browser: .ci/page puts it behind the page's own script, and reads what it leaves in
// <output id="driven">.
"use strict";
(async () => {
  const faults = [];
  const holds = (what, is) => { if (!is) faults.push(what); };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const later = () => new Promise((resolve) => setTimeout(resolve, 50));
  const shown = (selector) => all(selector).filter((part) => !part.closest("[hidden]"));
  const count = () => document.getElementById("count").textContent;
  const set = async (name, value) => {
    const field = document.getElementById("filter").elements[name];
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await later();
  };
  const cards = all(".card").length, rows = all("tr.item").length;
  try {
    holds("there is something to filter", cards > 1 && rows > cards);
    holds("the filter is shown by the script", shown("#filter").length === 1);
    holds("all is shown at first", count().startsWith(`${cards} of ${cards} theorems, ${rows} of ${rows} claims`));
    holds("nothing is wider than the window", document.documentElement.scrollWidth <= innerWidth);

    await set("q", "  LEMMA_08");
    holds("a name filters cards", shown(".card").length >= 1 && shown(".card").length < cards && shown("#lemma_08_kernel_change").length === 1);
    holds("and the matrix alike", shown(".matrix tbody tr").length === shown(".card").length);
    holds("and is in the address", location.hash.includes("LEMMA_08"));
    await set("q", "inequality_");
    holds("what is said of a claim is shown with its row", shown("tr.item").length > 0 && shown("div.item").length === shown("tr.item").length);
    await set("q", "no such theorem");
    holds("nothing is found where nothing is", shown(".card").length === 0 && count().startsWith("0 of"));
    await set("q", "");
    await set("verdict", "control");
    holds("controls alone", shown("tr.item").length > 0 && shown("tr.item").every((row) => row.id.includes("--control-")));
    await set("verdict", "untestable-here");
    holds("untestable claims alone", shown("tr.item").length > 0 && shown("tr.item").every((row) => row.dataset.words.split(" ").includes("untestable-here")));
    await set("verdict", "");
    const data = document.getElementById("data").options[1].value;
    await set("data", data);
    holds("one data set alone", shown("[data-data]").every((part) => part.dataset.data === data));
    holds("which the count says", count().startsWith(`${shown(".card").length} of ${cards} theorems, ${shown("tr.item").length} of ${rows} `));

    document.querySelector("button[type=reset]").click();
    await later();
    holds("clearing shows all", shown("tr.item").length === rows && location.hash === "");
    location.hash = "q=theorem&verdict=supported";
    await later();
    holds("an address filters", document.getElementById("query").value === "theorem" && shown("tr.item").length < rows);
    const row = all("tr.item")[rows - 1];
    location.hash = row.id;
    await later();
    holds("an address leads to a claim, opens all around it and clears what hides it", row.checkVisibility() && !row.closest("details:not([open])"));
    document.getElementById("close").click();
    holds("all is closed", all("details[open]").length === 0);
    document.getElementById("open").click();
    holds("all is open", all("details:not([open])").length === 0);
    holds("all figures have a size", all("figure svg").every((svg) => svg.getBoundingClientRect().width > 100));
    holds("no formula failed", all("math").length > 0 && all("merror").length === 0);
    holds("nothing is wider than the window when open", document.documentElement.scrollWidth <= innerWidth);
    const reached = all("a[href], button, input, select, summary, [tabindex='0']").filter((part) => part.checkVisibility());
    holds("the keyboard reaches what can be used", reached.every((part) => { part.focus(); return document.activeElement === part; }));
    holds("what is reached has a name", reached.every((part) => part.getAttribute("aria-label") || part.labels?.length || part.textContent.trim() || part.tagName === "PRE" || part.hasAttribute("aria-labelledby")));
    holds("nothing was fetched", performance.getEntriesByType("resource").length === 0);
  } catch (error) {
    faults.push(String(error));
  }
  const output = document.createElement("output");
  output.id = "driven";
  output.textContent = faults.length ? `FAULTS: ${faults.join("; ")}` : `${cards} cards and ${rows} claims and controls: all holds`;
  document.body.append(output);
})();
