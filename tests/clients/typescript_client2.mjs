// The client of the TypeScript SDK 2.4, in either era of the protocol.

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { User, converse } from "./conversation.mjs";

const [era, kind, ...target] = process.argv.slice(2);
const user = new User();
const transport =
  kind === "http"
    ? new StreamableHTTPClientTransport(new URL(target[0]))
    : new StdioClientTransport({ command: target[0], args: target.slice(1) });

const options = { capabilities: { elicitation: {} }, versionNegotiation: { mode: era } };
const client = new Client({ name: "story", version: "1" }, options);
client.setRequestHandler("elicitation/create", async (request) => user.reply(request));
await client.connect(transport);
await converse(client.getNegotiatedProtocolVersion(), user, client);
