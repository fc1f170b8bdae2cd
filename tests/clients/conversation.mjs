// What the scripts of both TypeScript clients share: requests come as lines of JSON on stdin, and for each one goes
// what the client made of it, as a line on stdout.

import { createInterface } from "node:readline";

/** Answers the server's questions as the story says, and remembers them. */
export class User {
  answer = {};
  asked = [];

  reply({ params }) {
    this.asked.push({ message: params.message, schema: params.requestedSchema });
    return this.answer;
  }
}

const inShort = (client) => (params, options) => client.callTool(params, options);

/**
 * Takes requests until stdin ends; `fits` says whether structured content is what a tool's output schema promises,
 * and `call` is how a tool is called with options.
 */
export async function converse(protocol, user, client, fits = async () => null, call = inShort(client)) {
  tell({ protocol });
  for await (const line of createInterface({ input: process.stdin })) {
    tell(await cameOf(JSON.parse(line), user, client, fits, call));
  }
  await client.close();
}

/** A request with `patience` is cancelled after so many milliseconds. */
async function cameOf(request, user, client, fits, call) {
  user.asked = [];
  user.answer = request.answer;
  try {
    if (!request.tool) return { tools: (await client.listTools()).tools };
    if (request.structured) return { fits: await fits(request.tool, request.structured) };
    const options = request.patience ? { signal: AbortSignal.timeout(request.patience) } : {};
    const result = await call({ name: request.tool, arguments: request.arguments }, options);
    return {
      failed: result.isError ?? false,
      text: result.content.map((block) => block.text).join("\n"),
      structured: result.structuredContent ?? null,
      fits: await fits(request.tool, result.structuredContent),
      asked: user.asked,
    };
  } catch (error) {
    return { thrown: String(error), asked: user.asked };
  }
}

function tell(facts) {
  process.stdout.write(JSON.stringify(facts) + "\n");
}
