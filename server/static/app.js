// What script adds to pages that work without it: suggestions, paired passages, copying, keys. No dependency, no request
// but to this server.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Suggestions while typing: a combobox with a listbox (WAI-ARIA 1.2).
let boxes = 0;
for (const input of all('.find input[type="search"]')) {
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = `suggest-${++boxes}`;
  list.role = "listbox";
  list.ariaLabel = input.labels[0]?.textContent ?? "";
  list.hidden = true;
  input.parentElement.append(list);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);
  let chosen = -1;
  let running;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    const options = [...list.children];
    chosen = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, i) => (option.ariaSelected = String(i === chosen)));
    if (chosen >= 0) {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (found) => {
    const kept = list.children[chosen]?.dataset.href; // an answer that comes late leaves the choice as it was
    list.replaceChildren(
      ...found.map((hit, i) => {
        const option = document.createElement("li");
        Object.assign(option, { id: `${list.id}-${i}`, role: "option", ariaSelected: "false" });
        option.dataset.href = hit.href;
        const name = document.createElement("bdi");
        name.textContent = hit.why ? `${hit.label} (${hit.why})` : hit.label;
        const kind = document.createElement("span");
        kind.className = `meta kind c-${hit.cls}`;
        kind.textContent = hit.type;
        option.append(name, kind);
        return option;
      }),
    );
    list.hidden = !found.length;
    input.ariaExpanded = String(found.length > 0);
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    const again = found.findIndex((hit) => hit.href === kept);
    if (again >= 0) choose(again);
  };
  input.addEventListener("input", async () => {
    running?.abort();
    const text = input.value.trim();
    if (!text) return close();
    running = new AbortController();
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(text)}`, { signal: running.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.href);
    }
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
}

// "/" goes to the search box; WCAG 2.1.4 wants a way to turn single keys off: the footer has it.
const keys = document.querySelector("#keys-on");
if (keys) {
  keys.closest("label").hidden = false;
  keys.checked = localStorage.getItem("keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || !keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    document.querySelector(".find input")?.focus();
  });
}

// On an article: a passage and what it says light up together.
const tied = all("[data-p]");
for (const one of tied) {
  const numbers = one.dataset.p.split(" ");
  const light = (on) => {
    for (const other of tied) {
      if (other.dataset.p.split(" ").some((n) => numbers.includes(n))) other.classList.toggle("lit", on);
    }
  };
  one.addEventListener("mouseenter", () => light(true));
  one.addEventListener("mouseleave", () => light(false));
  one.addEventListener("focusin", () => light(true));
  one.addEventListener("focusout", () => light(false));
}

// Escape folds the quotes that were opened last around the focus, and leaves the focus on their marker.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.(".evidence[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// Copy buttons are there only where they work.
if (navigator.clipboard) {
  for (const button of all("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.dataset.copy ?? document.getElementById(button.dataset.copyFrom)?.textContent ?? "";
      await navigator.clipboard.writeText(text);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1500);
    });
  }
}

// The SPARQL page's plain field (the editor, where there is one, takes its place): Ctrl+Enter runs, terms go in where the
// cursor is, the caret goes to the error.
const query = document.querySelector("#query");
if (query) {
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) query.form.requestSubmit();
  });
  const line = Number(query.dataset.line);
  if (line) {
    const before = query.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    const place = before + Math.max(0, Number(query.dataset.column || 1) - 1);
    query.focus();
    query.setSelectionRange(place, place);
  }
  for (const code of all("code.insert")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "insert";
    button.textContent = code.textContent;
    button.addEventListener("click", () => {
      if (!query.dispatchEvent(new CustomEvent("term", { detail: code.textContent, cancelable: true }))) return;
      query.setRangeText(code.textContent, query.selectionStart, query.selectionEnd, "end");
      query.focus();
    });
    code.replaceWith(button);
  }
}
