// What a change replaces, adds and removes; and the request to go ahead.

const ABSENT = () => el("span", { class: "quiet" }, say("nothing"));

const valueOf = (value, kind) => {
  if (value === undefined || value === null) return cell(ABSENT(), "value");
  return cell(el(kind === "gone" ? "del" : "ins", { class: kind }, shown(value)), "value");
};

const placeOf = (each) => {
  if (each.setting !== undefined) return name(label(each.setting));
  const inside = each.inside ? ` ${say("inside")} ${each.inside}` : "";
  const was = each.was ? ` (${say("was")} ${each.was})` : "";
  return name(`${each.pointer || each.argument}${inside}${was}`);
};

/** A table with the value before and after, for each place. */
const differences = (rows) => {
  const title = say("differences", count(rows.length));
  const heads = ["place", "before", "after"].map((each) => say(each));
  const lines = rows.map((each) => row([el("th", { role: "rowheader", scope: "row" }, placeOf(each)), valueOf(each.before, "gone"), valueOf(each.after, "new")]));
  return el("section", {}, heading(title), scrolling(title, rows.length, table(title, heads, "2fr 3fr 3fr", lines)));
};

/** Tables that come and go. */
const comings = (facts) => {
  const line = (kind, sign) => (each) => el("li", {}, el(kind === "new" ? "ins" : "del", { class: kind }, sign, name(each)));
  const lines = [...list(facts.added).map(line("new", "+ ")), ...list(facts.removed).map(line("gone", "− "))];
  return el("section", {}, heading(say("tables_change", count(list(facts.added).length), count(list(facts.removed).length))), el("ul", {}, ...lines));
};

/** The tasks of a plan, and what is done to each. */
const tasksOf = (rows) => {
  const title = say("tasks", count(rows.length));
  const lines = rows.map((each) => row([el("th", { role: "rowheader", scope: "row" }, name(each.task_id), each.name ? " " : null, each.name ? name(each.name) : null), cell(name(each.state)), cell(name(list(each.steps).join(", ")))]));
  const heads = [say("task"), say("state"), say("steps")];
  return el("section", {}, heading(title), scrolling(title, rows.length, table(title, heads, "3fr 2fr 3fr", lines)));
};

/** What the page asks the host to send in the user's name: only our own words, the tool and the confirmation are in it. */
const request = (facts, tool) => {
  const called = /^[a-z0-9_]{1,64}$/.test(tool ?? "") ? tool : say("this_call");
  if (/^[\w.-]{1,200}$/.test(facts.confirmation ?? "")) return say("agree", called, facts.confirmation);
  return facts.outcome === "preview" ? say("apply", called) : null;
};

/** A button that asks for the call that follows; nothing is called from here, and only the user can press it. */
const asking = (facts, tool) => {
  const text = request(facts, tool);
  if (!text || !canAsk()) return null;
  const made = el("button", { type: "button" }, say(facts.confirmation ? "go_ahead" : "go_on"));
  const said = el("p", { role: "status", class: "quiet" }, say("only_asks"));
  made.addEventListener("click", (event) => {
    if (!event.isTrusted || made.disabled) return;
    made.disabled = true;
    ask("ui/message", { role: "user", content: [{ type: "text", text }] }).then(
      (answer) => {
        made.disabled = !answer?.isError;
        said.textContent = say(answer?.isError ? "not_asked" : "asked");
      },
      () => {
        made.disabled = false;
        said.textContent = say("not_asked");
      }
    );
  });
  return el("p", {}, made, said);
};
