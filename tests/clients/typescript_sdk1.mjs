// The client of the TypeScript SDK 1.32, which most hosts embed. It checks structured content, that of failures too.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema, LATEST_PROTOCOL_VERSION } from "@modelcontextprotocol/sdk/types.js";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv";
import { User, converse } from "./conversation.mjs";

const [, kind, ...target] = process.argv.slice(2);
const user = new User();
const transport =
  kind === "http"
    ? new StreamableHTTPClientTransport(new URL(target[0]))
    : new StdioClientTransport({ command: target[0], args: target.slice(1) });

const client = new Client({ name: "story", version: "1" }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, async (request) => user.reply(request));
await client.connect(transport);

// The client checks what a call answers by itself; this says it once more, whatever becomes of that.
const validator = new AjvJsonSchemaValidator();
const { tools } = await client.listTools();
const checks = new Map(tools.map((tool) => [tool.name, validator.getValidator(tool.outputSchema)]));
const fits = async (tool, structured) => checks.get(tool)(structured).valid;
const call = (params, options) => client.callTool(params, undefined, options);
await converse(transport.protocolVersion ?? LATEST_PROTOCOL_VERSION, user, client, fits, call);
