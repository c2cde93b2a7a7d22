"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let box = target; box; box = box.parentElement) if (box.localName === "details") box.open = true;
    const inside = target && target.querySelector(":scope > details");
    if (inside) inside.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  if (location.hash) open();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open])");
    opened.forEach((box) => { box.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((box) => { box.open = false; }));

  const reachable = () => all(".scroll").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  addEventListener("resize", reachable);
  addEventListener("toggle", reachable, true);
  reachable();

  const amount = (cell) => {
    const text = cell.textContent.replaceAll("\u2212", "-").replaceAll(",", "").replace("\u221e", "Infinity");
    const share = text.match(/^(\d+)\/(\d+)/);
    return share ? share[1] / share[2] : Number.parseFloat(text.replace(/^[<>\u2264\u2265+]/, ""));
  };
  const compare = (place, number) => (one, other) => {
    const [a, b] = [one.cells[place], other.cells[place]];
    if (!number) return a.textContent.localeCompare(b.textContent, "en", { numeric: true });
    const [x, y] = [amount(a), amount(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x < y ? -1 : Number(x > y);
  };
  const sortable = (table) => {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = all("thead th:not([scope=colgroup])", table).sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left);
    heads.forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort || "none"];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        const rows = [...original];
        if (next !== "none") {
          head.ariaSort = next;
          rows.sort(compare(place, head.classList.contains("number")));
          if (next === "descending") rows.reverse();
        }
        body.append(...rows);
      });
    });
  };
  all("table[data-sortable]").forEach(sortable);

  const links = new Map(all(".wide a").map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    entries.forEach((entry) => (entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target)));
    const first = all("main > section").find((section) => seen.has(section));
    links.forEach((link, id) => {
      if (first && first.id === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }, { rootMargin: "-10% 0px -60% 0px" });
  all("main > section").forEach((section) => watch.observe(section));
})();
