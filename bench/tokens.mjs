// Counts tokens: a JSON list of texts on stdin, a JSON list of numbers on stdout.
import { text } from "node:stream/consumers";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map((each) => countTokens(each))));
