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

/** Takes requests until stdin ends; `fits` says whether structured content is what a tool's output schema promises. */
export async function converse(protocol, user, client, fits = async () => null) {
  tell({ protocol });
  for await (const line of createInterface({ input: process.stdin })) {
    tell(await cameOf(JSON.parse(line), user, client, fits));
  }
  await client.close();
}

async function cameOf(request, user, client, fits) {
  user.asked = [];
  user.answer = request.answer;
  try {
    if (!request.tool) return { tools: (await client.listTools()).tools };
    if (request.structured) return { fits: await fits(request.tool, request.structured) };
    const result = await client.callTool({ name: request.tool, arguments: request.arguments });
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
