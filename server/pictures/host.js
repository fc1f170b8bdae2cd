// The conversation with the host, in JSON-RPC 2.0 over postMessage; a page without a host shows what it was given.

const host = window.parent === window ? null : window.parent;
const waiting = new Map();
let asked = 0, capabilities = {}, context = {}, toolName = null, toolTitle = given.title, ready = false, over = false, ended = false;

const send = (message) => host && !over && host.postMessage({ jsonrpc: "2.0", ...message }, "*");
const notify = (method, params = {}) => send({ method, params });
const ask = (method, params) =>
  new Promise((resolve, reject) => {
    waiting.set(++asked, { resolve, reject });
    send({ id: asked, method, params });
  });
const canAsk = () => ready && !over && Boolean(capabilities.message);

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Take over what the host says about itself; it may say only what has changed. */
const adapt = (news) => {
  context = { ...context, ...news };
  const theme = context.theme === "dark" || context.theme === "light" ? context.theme : dark.matches ? "dark" : "light";
  root.dataset.theme = theme;
  root.style.colorScheme = theme;
  for (const [variable, value] of Object.entries(news.styles?.variables ?? {})) {
    if (variable.startsWith("--") && typeof value === "string") root.style.setProperty(variable, value);
  }
  toolName = context.toolInfo?.tool?.name ?? null;
  toolTitle = context.toolInfo?.tool?.title ?? given.title;
  speak(given.language === "zh" || String(context.locale ?? "").toLowerCase().startsWith("zh") ? "zh" : "en");
};

const speak = (wanted) => {
  const changed = language !== wanted;
  language = wanted;
  root.lang = wanted === "zh" ? "zh-CN" : "en";
  if (changed) again();
};

// A result stays, whatever a host says of its call after it.
const heard = {
  "ui/notifications/tool-input": () => ended || tell("waiting"),
  "ui/notifications/tool-result": (params) => {
    ended = true;
    draw(params);
  },
  "ui/notifications/tool-cancelled": (params) => ended || tell("cancelled", params.reason ?? ""),
  "ui/notifications/host-context-changed": (params) => adapt(params),
};

const answers = {
  ping: () => ({}),
  "ui/resource-teardown": () => ({}),
};

const receive = (event) => {
  const message = event.data;
  if (event.source !== host || !isObject(message) || message.jsonrpc !== "2.0" || over) return;
  if (message.method === undefined) {
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) one?.reject(message.error);
    else one?.resolve(message.result);
  } else if (message.id === undefined) {
    if (Object.hasOwn(heard, message.method)) heard[message.method](isObject(message.params) ? message.params : {});
  } else if (Object.hasOwn(answers, message.method)) {
    send({ id: message.id, result: answers[message.method]() });
    if (message.method === "ui/resource-teardown") end();
  } else {
    send({ id: message.id, error: { code: -32601, message: "Method not found" } });
  }
};

let width = 0, height = 0, due = false;

/** Tell the host how large the page is, at most once a frame. */
const resized = () => {
  if (due || over) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    const before = root.style.height;
    root.style.height = "max-content";
    const tall = Math.ceil(root.getBoundingClientRect().height), wide = Math.ceil(innerWidth);
    root.style.height = before;
    if (tall === height && wide === width) return;
    notify("ui/notifications/size-changed", { width: (width = wide), height: (height = tall) });
  });
};

const observer = new ResizeObserver(resized);

const end = () => {
  over = true;
  observer.disconnect();
  for (const button of document.querySelectorAll("button")) button.disabled = true;
};

const start = (answer) => {
  capabilities = answer.hostCapabilities ?? {};
  ready = true;
  adapt(answer.hostContext ?? {});
  notify("ui/notifications/initialized");
  observer.observe(root);
  observer.observe(document.body);
};

adapt({});
dark.addEventListener("change", () => adapt({}));
if (given.result) draw(given.result);
else tell(host ? "waiting" : "no_host");
if (host) {
  addEventListener("message", receive);
  ask("ui/initialize", {
    protocolVersion: "2026-01-26",
    appInfo: { name: given.name, version: given.version },
    appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
  }).then(start, (error) => tell("no_handshake", error?.message ?? ""));
}
