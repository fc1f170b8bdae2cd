// An answer as a whole: its pictures, and every other fact as a list.

const byId = (id) => document.getElementById(id);

/** The facts of an answer that no picture shows. */
const rest = (facts) => {
  const rows = Object.entries(facts).flatMap(([field, value]) => factsOf(label(field), value));
  return rows.length ? el("dl", {}, ...rows.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)])) : null;
};

const factsOf = (term, value) => {
  if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return [];
  if (isObject(value)) return Object.entries(value).flatMap(([field, inner]) => factsOf(`${term}: ${label(field)}`, inner));
  if (Array.isArray(value) && value.every(isFlat)) return [[term, asRows(term, value)]];
  if (Array.isArray(value)) return [[term, bullets(value.map((each) => (isObject(each) ? rest(each) : each)))]];
  return [[term, typeof value === "boolean" ? say(value ? "yes" : "no") : shown(value)]];
};

const isFlat = (value) => isObject(value) && Object.values(value).every((each) => each === null || typeof each !== "object");

/** Alike objects as a table. */
const asRows = (term, items) => {
  const fields = [...new Set(items.flatMap(Object.keys))];
  const rows = items.map((each) => row(fields.map((field) => cell(shown(each[field] ?? "")))));
  return scrolling(term, rows.length, table(term, fields.map(label), `repeat(${fields.length}, 1fr)`, rows));
};

const cautions = (items) => (list(items).length ? el("section", { class: "caution" }, heading(say("cautions")), bullets(items)) : null);

/** A plan that waits for consent. */
const planned = (facts, more) => {
  const { what, tasks, differences: rows, changes, cautions: warned, ...others } = facts.plan;
  return [
    list(tasks).length ? tasksOf(tasks) : null,
    list(changes).length ? el("section", {}, heading(say("changes")), bullets(changes)) : null,
    list(rows).length ? differences(rows) : null,
    rest(others),
    cautions(warned),
    asking(facts, more.tool),
  ];
};

/** An answer, by the parts that it has. */
const answered = (facts, more) => {
  const { summary, tables, cautions: warned, series, events, changes, added, removed, ...others } = facts;
  const settings = list(changes).length && isObject(changes[0]);
  const pictured = isObject(tables) || more.tables;
  return [
    summary ? el("p", {}, summary) : null,
    cautions(warned),
    pictured ? mapping(facts, more) : null,
    series ? metrics(facts) : null,
    settings ? differences(changes) : null,
    list(added).length || list(removed).length ? comings(facts) : null,
    asking(facts, more.tool),
    rest({ ...others, ...(pictured ? {} : { tables }), ...(settings ? {} : { changes }) }),
  ];
};

const texts = (result) => list(result.content).map((each) => each?.text ?? "").join("\n");

const failed = (result) => (isObject(result.structuredContent?.error) ? [rest(result.structuredContent.error)] : [el("pre", {}, texts(result))]);

const titleOf = (result, facts) => {
  if (result.isError) return say("failed");
  return facts?.plan?.what ?? facts?.task_name ?? facts?.name ?? facts?.task_id ?? toolTitle ?? say("answer");
};

let again = () => {};

/** The parts of a result that can be seen. */
const partsOf = (result, facts) => {
  const more = { tool: toolName, ...result._meta?.[given.picture] };
  if (result.isError) return failed(result);
  if (!facts) return [el("pre", {}, texts(result))];
  return isObject(facts.plan) ? planned(facts, more) : answered(facts, more);
};

/** The same; what is not as expected is shown as text, which says the same. */
const drawn = (result, facts) => {
  try {
    return partsOf(result, facts);
  } catch {
    return [el("pre", {}, texts(result))];
  }
};

/** Draw the result of a call. */
const draw = (result) => {
  again = () => draw(result);
  const facts = isObject(result.structuredContent) ? result.structuredContent : null;
  byId("title").textContent = visible(titleOf(result, facts));
  byId("status").textContent = isObject(facts?.plan) && !result.isError ? say("needs_consent") : "";
  byId("picture").replaceChildren(...drawn(result, facts).filter((part) => part));
};

/** Say something in place of a picture. */
const tell = (title, text = "") => {
  again = () => tell(title, text);
  byId("title").textContent = say(title);
  byId("status").textContent = visible(text);
  byId("picture").replaceChildren();
};
