// Measured values over time, as lines and as a table.

const WIDE = 720, TALL = 150, LEFT = 56, TOP = 16, DIGIT = 8;
const instant = (text) => Date.parse(`${String(text).replace(" ", "T")}Z`);
const clock = (time) => new Date(time).toISOString().slice(5, 16).replace("T", " ");

const isSeries = (each) => list(each.values).length > 0 && each.every_seconds > 0 && !Number.isNaN(instant(each.since));

/** The metrics of an answer, each with its runs of points; between two runs nothing was measured. */
const measured = (facts) => {
  const found = new Map();
  for (const each of list(facts.series).filter(isSeries)) {
    if (!found.has(each.metric)) found.set(each.metric, { metric: each.metric, unit: each.unit, step: 0, runs: [] });
    const one = found.get(each.metric), start = instant(each.since);
    one.step = each.every_seconds * 1000;
    one.runs.push(...runsOf(each.values, start, one.step));
  }
  return [...found.values()].filter((each) => each.runs.length);
};

/** The points, in runs between values that are none: those are not drawn as zero. */
const runsOf = (values, start, step) => {
  const runs = [[]];
  values.forEach((value, place) => {
    if (Number.isFinite(value)) runs.at(-1).push({ time: start + place * step, value });
    else runs.push([]);
  });
  return runs.filter((run) => run.length);
};

const near = (value) => count(Math.round(value * 10) / 10);

/** A line for each run; a single value is a dot. */
const lines = (runs, kind, x, y) =>
  runs.map((run) =>
    run.length === 1
      ? el("circle", { class: `dot ${kind}`, r: "2.5", cx: x(run[0].time), cy: y(run[0].value) })
      : el("polyline", { class: `series ${kind}`, points: run.map((point) => `${x(point.time)},${y(point.value)}`).join(" ") })
  );

const KINDS = ["first", "second"];

/** The numbers of events, each at its place; those that would cover each other are at one, as "1-3". */
const numbersOf = (events, x) => {
  const groups = [];
  for (const event of [...events].sort((one, other) => one.time - other.time)) {
    const place = x(event.time), last = groups.at(-1);
    if (last && place - last.end < DIGIT * 2.5) Object.assign(last, { end: place, numbers: [...last.numbers, event.number] });
    else groups.push({ start: place, end: place, numbers: [event.number] });
  }
  return groups.map(({ start, end, numbers }) => {
    const first = Math.min(...numbers), last = Math.max(...numbers);
    return el("text", { class: "event-number", x: (start + end) / 2, y: TOP - 5, "text-anchor": "middle" }, first === last ? first : `${first}-${last}`);
  });
};

/** One picture of one or two series of the same unit. */
const chart = (series, period, events) => {
  const values = series.flatMap((each) => each.runs.flat().map((point) => point.value));
  const highest = Math.max(1, ...values), lowest = Math.min(0, ...values);
  const levels = [lowest, (lowest + highest) / 2, highest];
  const left = Math.max(LEFT, ...levels.map((value) => near(value).length * DIGIT + DIGIT));
  const x = (time) => +(left + ((time - period.since) / (period.until - period.since || 1)) * (WIDE - left - 8)).toFixed(1);
  const y = (value) => +(TOP + ((highest - value) / (highest - lowest)) * (TALL - TOP - 20)).toFixed(1);
  const unit = series[0].unit ? ` (${series[0].unit})` : "";
  const grid = levels.flatMap((value) => [
    el("line", { class: "grid", x1: left, x2: WIDE - 8, y1: y(value), y2: y(value) }),
    el("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, near(value)),
  ]);
  const marks = events.map((event) => el("line", { class: "event", x1: x(event.time), x2: x(event.time), y1: TOP - 4, y2: TALL - 20 }));
  const ends = [
    el("text", { x: left, y: TALL - 4 }, clock(period.since)),
    el("text", { x: WIDE - 8, y: TALL - 4, "text-anchor": "end" }, `${clock(period.until)} UTC`),
  ];
  const drawn = series.flatMap((each, place) => lines(each.runs, KINDS[place], x, y));
  const said = series.map((each) => `${each.metric}${unit}`).join(", ");
  const legend = el("p", {}, ...series.flatMap((each, place) => [el("span", { class: `key ${KINDS[place]}`, "aria-hidden": "true" }), name(`${each.metric}${unit}`), " "]));
  return el("figure", { style: "margin:8px 0" }, legend, el("svg", { role: "img", "aria-label": say("line_of", visible(said), near(highest)), viewBox: `0 0 ${WIDE} ${TALL}` }, ...grid, ...marks, ...numbersOf(events, x), ...drawn, ...ends));
};

/** The same values as a table, for readers of screens and for exact numbers. */
const asTable = (series, events) => {
  const times = new Map();
  series.forEach((each, place) => each.runs.flat().forEach((point) => times.set(point.time, { ...times.get(point.time), [place]: point.value })));
  const step = Math.max(...series.map((each) => each.step));
  const rows = [...times].sort(([one], [other]) => one - other).map(([time, values]) => {
    const during = events.filter((event) => event.time >= time && event.time < time + step).map((event) => event.number).join(", ");
    return row([el("th", { role: "rowheader", scope: "row" }, clock(time)), ...series.map((_, place) => cell(values[place] === undefined ? "–" : count(values[place]))), cell(during)]);
  });
  const title = say("values");
  const heads = [say("time"), ...series.map((each) => (each.unit ? `${each.metric} (${each.unit})` : each.metric)), say("events")];
  const made = table(title, heads, `2fr ${"2fr ".repeat(series.length)}1fr`, rows);
  return el("details", {}, el("summary", {}, say("as_table")), scrolling(title, rows.length, made));
};

/** The metrics of a task: what they say, lines over time, what happened meanwhile. */
const metrics = (facts) => {
  const series = measured(facts);
  const period = { since: instant(facts.since), until: instant(facts.until) };
  const events = list(facts.events).filter((each) => each.at).map((each, place) => ({ ...each, time: instant(each.at), number: place + 1 }));
  const seen = events.filter((event) => event.time >= period.since && event.time <= period.until);
  const units = [...new Set(series.map((each) => each.unit))];
  const charts = units.flatMap((unit) => inTwos(series.filter((each) => each.unit === unit))).map((each) => chart(each, period, seen));
  const happened = events.length ? [heading(say("events")), el("ol", {}, ...events.map((event) => el("li", {}, `${clock(event.time)} `, name(event.what))))] : [];
  return el("section", {}, heading(say("metrics")), ...charts, ...happened, series.length ? asTable(series, seen) : null);
};

const inTwos = (series) => (series.length > 2 ? [series.slice(0, 2), ...inTwos(series.slice(2))] : [series]);
