// The editor of the SPARQL page: takes the place of the form's text field, which keeps the query for the form.
// It lives in a shadow root, because there its styles need no inline style element, which our policy forbids.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const KEYWORDS = (
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH BIND VALUES SERVICE EXISTS ASK CONSTRUCT DESCRIBE PREFIX BASE " +
  "LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT AS IN NOT LANG LANGMATCHES STR CONTAINS STRSTARTS REGEX YEAR " +
  "MONTH DATATYPE BOUND COALESCE IF CONCAT LCASE UCASE STRLEN SUBSTR REPLACE ISIRI ISLITERAL GROUP ORDER BY HAVING ASC DESC"
).split(" ");

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.modifier], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.variableName, tags.definition(tags.variableName)], color: "var(--person)" },
  { tag: [tags.string, tags.literal, tags.number, tags.bool], color: "var(--ground)" },
  { tag: [tags.namespace, tags.typeName, tags.propertyName, tags.name, tags.atom], color: "var(--body)" },
  { tag: [tags.url, tags.link], color: "var(--firm)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name)], color: "var(--work)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "4px", fontSize: "0.9375rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", maxHeight: "70vh" },
  ".cm-content, .cm-gutter": { minHeight: "17rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--marker)",
  },
  ".cm-gutters": { backgroundColor: "var(--faint)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--faint) 60%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--marker)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--edge)", fontFamily: "var(--sans)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", fontFamily: "var(--sans)", opacity: "0.85" },
  ".cm-completionInfo": { maxWidth: "24rem", padding: "0.4rem 0.6rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--alarm)" },
});

/** The namespace declarations that the text lacks for the prefix of `name`, as a change at its beginning. */
function declaring(state, name, prefixes) {
  const prefix = name.slice(0, name.indexOf(":"));
  const text = state.doc.toString();
  const declared = new RegExp(`prefix\\s+${prefix}:`, "i").test(text);
  return prefixes[prefix] && !declared ? [{ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` }] : [];
}

/** What can be completed: prefixes, and the classes and properties that this graph uses. */
function options(terms) {
  const apply = (view, completion, from, to) => {
    const added = declaring(view.state, completion.label, terms.prefixes);
    const shift = added.length ? added[0].insert.length : 0;
    view.dispatch({
      changes: [...added, { from, to, insert: completion.label }],
      selection: { anchor: from + shift + completion.label.length },
      userEvent: "input.complete",
    });
  };
  const made = (type) => (term) => ({
    label: term.name, detail: term.label, info: term.about || undefined, type, apply, boost: Math.min(60, Math.log2(1 + term.count) * 3),
  });
  return {
    classes: terms.classes.map(made("class")),
    properties: terms.properties.map(made("property")),
    prefixes: Object.entries(terms.prefixes).map(([prefix, iri]) => ({ label: `${prefix}:`, detail: iri, type: "namespace" })),
    declarations: Object.entries(terms.prefixes).map(([prefix, iri]) => ({ label: `${prefix}: <${iri}>`, type: "namespace" })),
    keywords: KEYWORDS.map((label) => ({ label, type: "keyword", boost: -20 })),
  };
}

/** Completions at the cursor. Terms are found by their labels, too: "visited" gives cg:visited. */
function source(all) {
  return (context) => {
    const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (/comment|string/i.test(inside)) return null;
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const declaration = /\bprefix\s+([\w-]*:?)$/i.exec(before);
    if (declaration) return { from: context.pos - declaration[1].length, options: all.declarations };
    const variable = /[?$]\w*$/.exec(before);
    if (variable) {
      const names = [...new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? [])].filter((name) => name !== variable[0]);
      return { from: context.pos - variable[0].length, options: names.map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    const word = context.matchBefore(/[\w-]*:?[\w-]*/);
    if (!context.explicit && (!word || word.from === word.to)) return null;
    const type = /(?:\ba|rdf:type)\s+[\w:-]*$/.test(before);
    const terms = type ? all.classes : [...all.properties, ...all.classes];
    return {
      from: word ? word.from : context.pos,
      options: word?.text.includes(":") ? terms : [...terms, ...all.prefixes, ...(type ? [] : all.keywords)],
      validFor: /^[\w-]*:?[\w-]*$/,
    };
  };
}

/** The problem that the server has found, marked at its place. */
function problem(state, field) {
  const at = Number(field.dataset.line);
  if (!at || at > state.doc.lines) return [];
  const line = state.doc.line(at);
  const from = Math.min(line.to, line.from + Math.max(0, Number(field.dataset.column || 1) - 1));
  const word = /^(?:[\w:.-]+|\S)/.exec(line.text.slice(from - line.from));
  return [{ from, to: Math.min(line.to, from + (word ? word[0].length : 1)), severity: "error", message: field.dataset.message ?? "" }];
}

/** Text typed over a selection: left to the browser, it would leave inline styles behind, which our policy forbids. */
function overwrite(event, view) {
  if (event.inputType !== "insertText" || !event.data || event.isComposing || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

async function enhance(field) {
  const answer = await fetch(field.dataset.terms);
  const all = options(answer.ok ? await answer.json() : { prefixes: {}, classes: [], properties: [] });
  const run = () => (field.form.requestSubmit(), true);
  const host = document.createElement("div");
  host.className = "code";
  const root = host.attachShadow({ mode: "open" });
  const state = EditorState.create({
    doc: field.value,
    extensions: [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
      lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(), indentOnInput(), bracketMatching(),
      closeBrackets(), autocompletion({ override: [source(all)], icons: false }), lintGutter(), sparql(), syntaxHighlighting(colours), look,
      keymap.of([{ key: "Enter", run: acceptCompletion }, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
      EditorView.lineWrapping,
      EditorView.domEventHandlers({ beforeinput: overwrite }),
      EditorView.contentAttributes.of({ "aria-label": field.labels[0]?.firstChild?.textContent.trim() ?? "SPARQL" }),
      EditorView.updateListener.of((update) => update.docChanged && (field.value = update.state.doc.toString())),
    ],
  });
  field.before(host);
  const view = new EditorView({ state, parent: root, root });
  field.hidden = true;
  field.labels[0]?.addEventListener("click", () => view.focus());
  field.addEventListener("term", (event) => {
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.detail), { changes: declaring(view.state, event.detail, Object.fromEntries(all.prefixes.map((p) => [p.label.slice(0, -1), p.detail]))) });
    view.focus();
  });
  const found = problem(view.state, field);
  if (found.length) {
    view.dispatch(setDiagnostics(view.state, found));
    view.dispatch({ selection: { anchor: found[0].from }, scrollIntoView: true });
    view.focus();
  }
  host.dataset.ready = "";
}

const field = document.querySelector("textarea#query");
if (field) enhance(field);
