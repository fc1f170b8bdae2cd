// A driver of the SDKs for Node: node sdk_node.mjs HOST:PORT pop-core GET|POST, or openapi-client|openapi-core [v2].
// A request and its answer are a line of JSON each, as in sdk_lines.py.

import { createInterface } from "node:readline";

const [address, library, mode] = process.argv.slice(2);
const version = "2020-05-18";

async function popCore(action, parameters, secret) {
  const { default: Core } = await import("@alicloud/pop-core");
  const client = new Core.RPCClient({
    accessKeyId: "emulator",
    accessKeySecret: secret,
    endpoint: `http://${address}`,
    apiVersion: version,
  });
  return client.request(action, parameters, { method: mode, timeout: 60000 });
}

async function openApi(action, parameters, secret) {
  const isCore = library === "openapi-core";
  const loaded = await import(`@alicloud/${library}`);
  const $ = isCore ? (loaded.$OpenApiUtil ?? loaded.default.$OpenApiUtil) : (loaded.Config ? loaded : loaded.default);
  const Client = typeof loaded.default === "function" ? loaded.default : loaded.default.default;
  const config = new $.Config({
    accessKeyId: "emulator",
    accessKeySecret: secret,
    endpoint: address,
    protocol: "HTTP",
    ...(mode ? { signatureAlgorithm: mode } : {}),
  });
  const params = new $.Params({
    action,
    version,
    protocol: "HTTP",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const query = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const { RuntimeOptions } = await runtime(isCore);
  const request = new $.OpenApiRequest({ query });
  return (await new Client(config).callApi(params, request, new RuntimeOptions({ readTimeout: 60000 }))).body;
}

async function runtime(isCore) {
  const loaded = await import(isCore ? "@darabonba/typescript" : "@alicloud/tea-util");
  return loaded.RuntimeOptions ? loaded : loaded.default;
}

const call = library === "pop-core" ? popCore : openApi;
for await (const line of createInterface({ input: process.stdin })) {
  const { action, parameters, secret } = JSON.parse(line);
  let said;
  try {
    said = { body: await call(action, parameters, secret) };
  } catch (error) {
    said = { kind: error.name ?? "Error", text: `${error.code ?? ""} ${error.message} ${JSON.stringify(error.data ?? {})}` };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
