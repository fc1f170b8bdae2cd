// Elements, and texts in them: every text goes through textContent, so none of it can be markup.

const given = JSON.parse(document.getElementById("given").textContent);
const root = document.documentElement;
let language = given.language;

/** A sentence of the page, with values in its placeholders. */
const say = (name, ...values) => {
  let next = 0;
  return given.words[name][language].replace(/\{(\d*)\}/g, (_, place) => values[place === "" ? next++ : Number(place)]);
};

/** The label of a field, or the field itself with spaces. */
const label = (field) => (given.labels[field] ? given.labels[field][language] : visible(field).replaceAll("_", " "));

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0]/gu;

/** The text with characters that can't be seen, or that turn others around, as JSON writes them. */
const visible = (value) => {
  const text = String(value);
  return PLAIN.test(text) ? text : text.replace(INVISIBLE, (letter) => (letter === "\n" || letter === "\t" ? letter : escaped(letter)));
};

const PLAIN = /^[ -~]*$/;
const escaped = (letter) => letter.split("").map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

const NAMES_OF_SVG = new Set(["svg", "line", "polyline", "circle", "text"]);

/** An element: attributes are ours, children are elements, or values that are shown as text. */
const el = (name, attributes = {}, ...children) => {
  const made = NAMES_OF_SVG.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  for (const child of children) if (child !== null && child !== undefined) made.append(child instanceof Node ? child : visible(child));
  return made;
};

/** A name that somebody chose: right-to-left letters in it do not turn what is around it. */
const name = (value) => el("bdi", {}, value);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value) => (Array.isArray(value) ? value : []);
const count = (number) => Number(number).toLocaleString(language === "zh" ? "zh-CN" : "en-US");
const heading = (text) => el("h2", {}, text);
const bullets = (items, kind = "") => el("ul", kind ? { class: kind } : {}, ...items.map((item) => el("li", {}, shown(item))));

const LONG = 400;

/** A value as text; of a long one the start, and all of it on demand. */
const shown = (value) => {
  if (value instanceof Node) return value;
  const text = typeof value === "string" ? value : isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
  if (text.length <= LONG) return name(text);
  return el("details", {}, el("summary", {}, `${text.slice(0, LONG / 2)}... `, el("span", { class: "quiet" }, say("characters", count(text.length)))), el("pre", {}, text));
};

const CHUNK = 50;

/** Rows in groups, of which a browser lays out only those that can be seen. */
const bodies = (rows) => {
  const made = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    made.push(el("tbody", { role: "rowgroup" }, ...rows.slice(start, start + CHUNK)));
  }
  return made;
};

const row = (cells) => el("tr", { role: "row" }, ...cells);
const cell = (value, kind = "") => el("td", { role: "cell", ...(kind && { class: kind }) }, value);

/** A table; its roles are written out, since browsers drop them where cells are laid out as a grid. */
const table = (title, heads, columns, rows) => {
  const top = el("thead", { role: "rowgroup" }, row(heads.map((head) => el("th", { role: "columnheader", scope: "col" }, head))));
  const made = el("table", { role: "table", "aria-label": title }, top, ...bodies(rows));
  made.style.setProperty("--columns", columns);
  return made;
};

const MANY = 20;

/** The element, in a frame that scrolls by keyboard too if it has many rows. */
const scrolling = (title, rows, made) => (rows > MANY ? el("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": title }, made) : made);
