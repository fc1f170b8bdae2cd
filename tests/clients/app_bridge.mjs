// The host's side of MCP Apps from the official package, for the page of a test: what it hears is in `heard`.
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

const frame = document.getElementById("frame");
const capabilities = { message: { text: {} }, openLinks: {}, serverTools: {} };
const bridge = new AppBridge(null, { name: "test", version: "1" }, capabilities, { hostContext: { theme: "light", locale: "en" } });
const heard = { sizes: [], messages: [], calls: 0 };
const initialized = new Promise((done) => (bridge.oninitialized = done));
bridge.onsizechange = (size) => heard.sizes.push(size);
bridge.oncalltool = async () => (heard.calls++, { content: [] });
bridge.onmessage = async (message) => (heard.messages.push(message), {});

window.bridge = bridge;
window.heard = heard;
window.show = async (address) => {
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.src = address;
  await initialized;
};
