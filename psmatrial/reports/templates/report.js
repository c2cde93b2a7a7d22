"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const named = (address) => {
    try {
      return document.getElementById(decodeURIComponent(address.slice(1)));
    } catch {
      return null;
    }
  };

  const open = () => {
    const target = named(location.hash);
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
    const wide = box.scrollWidth > box.clientWidth;
    if (wide) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    box.classList.toggle("wide-inside", wide);
  });
  addEventListener("resize", reachable);
  addEventListener("toggle", reachable, true);
  reachable();

  // Copying: a page opened from a disk may not be trusted with the clipboard, so the event of the copy command comes first.
  const said = document.body.appendChild(made("p", { className: "unseen", role: "status" }));
  const copy = async (plain, html) => {
    let done = false;
    const fill = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData("text/plain", plain);
      if (html) event.clipboardData.setData("text/html", html);
      done = true;
    };
    addEventListener("copy", fill, true);
    document.execCommand("copy");
    removeEventListener("copy", fill, true);
    if (!done && navigator.clipboard) await navigator.clipboard.writeText(plain).then(() => { done = true; }, () => {});
    return done;
  };
  const copier = (label, content) => {
    const button = made("button", { type: "button", textContent: label });
    button.addEventListener("click", async () => {
      const outcome = await copy(...content()) ? "Copied" : "Could not copy";
      button.textContent = said.textContent = outcome;
      setTimeout(() => { button.textContent = label; said.textContent = ""; }, 2000);
    });
    return button;
  };

  // The headings of the columns from left to right, with the group each stands in.
  const headings = (table) => {
    const [first, second] = table.tHead.rows;
    const below = second ? [...second.cells] : [];
    return [...first.cells].flatMap((cell) => (
      cell.scope === "colgroup" ? below.splice(0, cell.colSpan).map((one) => [one, text(cell)]) : [[cell, ""]]
    ));
  };
  const lines = (table) => [
    headings(table).map(([cell, group]) => `${group} ${text(cell)}`.trim()),
    ...[...table.tBodies[0].rows].map((row) => [...row.cells].map(text)),
  ];
  const escaped = (words) => made("i", { textContent: words }).innerHTML;
  const copied = (table) => {
    const rows = lines(table);
    const cells = (row, tag) => `<tr>${row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
    return [
      rows.map((row) => row.join("\t")).join("\n"),
      `<table>${rows.map((row, place) => cells(row, place ? "td" : "th")).join("")}</table>`,
    ];
  };
  all(".display > .scroll > table").forEach((table) => {
    const button = copier("Copy table", () => copied(table));
    button.setAttribute("aria-label", `Copy ${text(table.caption.querySelector("strong")).split(".")[0]}`);
    table.parentElement.after(made("div", { className: "tools" }, button));
  });

  const amount = (cell) => {
    if (cell.dataset.value) return Number(cell.dataset.value);
    const words = cell.textContent.replaceAll("\u2212", "-").replaceAll(",", "").replace("\u221e", "Infinity");
    const share = words.match(/^(\d+)(?:\/| of )(\d+)/);
    return share ? share[1] / share[2] : Number.parseFloat(words.replace(/^[<>\u2264\u2265+]/, ""));
  };
  const compare = (place, number, sign) => (one, other) => {
    const [a, b] = [one.cells[place], other.cells[place]];
    if (!number) return sign * a.textContent.localeCompare(b.textContent, "en", { numeric: true });
    const [x, y] = [amount(a), amount(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  };
  all("table[data-sortable]").forEach((table) => {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = headings(table).map(([head]) => head);
    heads.forEach((head, place) => {
      const button = made("button", { type: "button", title: "Sort" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") || "none"];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (next !== "none") head.setAttribute("aria-sort", next);
        const sign = { none: 0, ascending: 1, descending: -1 }[next];
        body.append(...(sign ? [...original].sort(compare(place, head.classList.contains("number"), sign)) : original));
      });
    });
  });

  // A number opens beside itself; where the browser cannot do that, its link leads to the same text further down.
  const panel = made("div", { className: "panel", tabIndex: -1 });
  const links = all('a[href^="#n-"]');
  if (panel.showPopover) {
    panel.popover = "auto";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-labelledby", "panel-title");
    document.body.append(panel);
    links.forEach((link) => link.setAttribute("aria-haspopup", "dialog"));
  }
  let from = null;
  const filled = (link) => {
    const number = named(link.hash);
    const table = number.closest(".behind");
    const summary = number.previousElementSibling;
    const fold = made("div", { className: "opened" }, number.cloneNode(true));
    fold.firstChild.removeAttribute("id");
    const back = fold.querySelector(".back a");
    const rests = fold.querySelector(".back a[href^='#m-']");
    const compared = fold.querySelector(".back a[href^='#o-']");
    back.href = link.hash;
    back.textContent = "Open further down";
    if (rests) {
      const [formula, ...more] = [...named(rests.hash).querySelectorAll("dl > div")].map((fact) => fact.cloneNode(true));
      fold.querySelector("dl").prepend(formula);
      fold.querySelector("dl").append(...more);
      rests.remove();
    }
    if (compared) {
      const answers = named(compared.hash).querySelector("table").cloneNode(true);
      const own = [...answers.rows].find((row) => `, ${row.cells[0].textContent}` === summary.lastChild.data);
      if (own) answers.tBodies[0].prepend(own);
      fold.querySelector(".back").before(answers);
      compared.remove();
    }
    const close = made("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => panel.hidePopover());
    const [heading, method] = [summary.firstChild.data.replace(/: $/, ""), summary.lastChild.data];
    const title = made("h2", { id: "panel-title", className: "panel-title", textContent: `${heading}${method}` });
    const value = made("p", { className: "number-value", textContent: text(summary.querySelector("b")) });
    const where = made("p", { className: "place", textContent: text(table.querySelector("h3")) });
    const grid = table.querySelector(".grid");
    const sentence = text(fold.querySelector(".sentence"));
    const exact = text(fold.querySelector("code"));
    const buttons = made("div", { className: "tools" }, copier("Copy the sentence", () => [sentence]), copier("Copy its name", () => [exact]));
    panel.replaceChildren(made("div", { className: "top" }, title, close), where, value, ...(grid ? [grid.cloneNode(true)] : []), fold);
    fold.querySelector(".sentence").after(buttons);
  };
  const beside = (link) => {
    panel.removeAttribute("style");
    if (matchMedia("(max-width: 40rem)").matches) return;
    const box = link.getBoundingClientRect();
    const [width, height] = [panel.offsetWidth, panel.offsetHeight];
    const root = document.documentElement;
    const left = Math.max(8, Math.min(box.left, root.clientWidth - width - 8));
    const below = box.bottom + 6;
    const fits = below + height <= root.clientHeight - 8;
    const top = fits ? below : Math.max(8, box.top - height - 6 >= 8 ? box.top - height - 6 : root.clientHeight - height - 8);
    panel.style.left = `${left + scrollX}px`;
    panel.style.top = `${top + scrollY}px`;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#n-"]');
    if (!link || !panel.popover || event.ctrlKey || event.metaKey || event.shiftKey || !named(link.hash)) return;
    if (panel.contains(link)) {
      panel.hidePopover();
      if (location.hash === link.hash) open();
      return;
    }
    event.preventDefault();
    filled(link);
    if (panel.matches(":popover-open")) panel.hidePopover();
    if (from) from.removeAttribute("aria-expanded");
    from = link;
    panel.showPopover({ source: link });
    beside(link);
    panel.scrollTop = 0;
    panel.focus({ preventScroll: true });
    link.setAttribute("aria-expanded", "true");
  });
  panel.addEventListener("toggle", (event) => {
    if (event.newState === "closed") from.removeAttribute("aria-expanded");
  });
  addEventListener("resize", () => { if (panel.popover && panel.matches(":popover-open")) beside(from); });

  const places = new Map(all(".wide a").map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    entries.forEach((entry) => (entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target)));
    const first = all("main > section").find((section) => seen.has(section));
    places.forEach((link, id) => {
      if (first && first.id === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }, { rootMargin: "-10% 0px -60% 0px" });
  all("main > section").forEach((section) => watch.observe(section));
})();
