// Where each source table goes.

/** The tables of an answer: all of them if the host passed them on, else the first ones, which the answer has. */
const tablesOf = (facts, more) => {
  if (more.tables) return list(more.tables).map(([source, destination, key, columns]) => ({ source, destination, key, columns }));
  return list(facts.tables?.items).map((each) => ({
    source: each.source, destination: each.destination, key: list(each.primary_key), columns: each.column_count, known: list(each.columns),
  }));
};

const keyOf = (each) => {
  if (list(each.key).length) return cell(name(each.key.join(", ")));
  return cell(each.key === "source" ? el("span", { class: "quiet" }, say("as_source")) : el("span", { class: "mark" }, say("no_key")));
};

const columnsOf = (each) => {
  if (!list(each.known).length) return cell(each.columns ? count(each.columns) : "");
  return cell(el("details", {}, el("summary", {}, count(each.columns)), el("ul", {}, ...each.known.map((column) => el("li", {}, name(column))))));
};

const mappingRow = (each, shared) =>
  row([
    el("th", { role: "rowheader", scope: "row" }, name(each.source)),
    cell(el("span", {}, "→ ", name(each.destination), ...(shared.get(each.destination) > 1 ? [" ", el("span", { class: "mark" }, say("shared"))] : []))),
    keyOf(each),
    columnsOf(each),
  ]);

const databaseOf = (each) => {
  const text = String(each.source ?? "");
  return text.includes(".") ? text.slice(0, text.indexOf(".")) : "";
};

/** The rows by database, each folded if there are several databases with many tables. */
const folded = (rows, every, open) => {
  const groups = grouped(rows);
  const shared = new Map();
  for (const each of every) shared.set(each.destination, (shared.get(each.destination) ?? 0) + 1);
  const heads = ["source", "destination", "key", "columns"].map((each) => say(each));
  return [...groups].map(([database, members]) => {
    const title = say("tables_of", database ? visible(database) : "-", count(members.length));
    const lacking = members.filter((each) => each.key !== "source" && !list(each.key).length).length;
    const made = table(title, heads, "3fr 3fr 2fr 1fr", members.map((each) => mappingRow(each, shared)));
    const summary = el("summary", {}, title, ...(lacking ? [" ", el("span", { class: "mark" }, say("without_key", count(lacking)))] : []));
    return el("details", open || groups.size === 1 ? { open: "" } : {}, summary, scrolling(title, members.length, made));
  });
};

const grouped = (rows) => {
  const groups = new Map();
  for (const each of rows) {
    const database = databaseOf(each);
    if (!groups.has(database)) groups.set(database, []);
    groups.get(database).push(each);
  }
  return groups;
};

/** The picture of a mapping, with a field that searches in it if there are many tables. */
const mapping = (facts, more) => {
  const every = tablesOf(facts, more);
  const total = facts.tables?.count ?? every.length;
  const place = el("div", {});
  const found = el("p", { role: "status", class: "quiet" });
  const draw = (text) => {
    const wanted = text.trim().toLowerCase();
    const rows = wanted ? every.filter((each) => `${each.source}\n${each.destination}\n${list(each.key).join(",")}`.toLowerCase().includes(wanted)) : every;
    place.replaceChildren(...folded(rows, every, wanted !== "" || every.length <= MANY));
    found.textContent = wanted ? say("found", count(rows.length), count(every.length)) : every.length < total ? say("first_ones", count(every.length), count(total)) : "";
  };
  draw("");
  const field = el("input", { type: "search" });
  let due = 0;
  field.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(() => draw(field.value), 80);
  });
  const search = every.length > MANY / 2 ? el("label", {}, say("search"), " ", field) : null;
  return el("section", {}, heading(say("mapping", count(total))), search, found, place);
};
