"""Paths of folders in DataStudio: one place has Chinese, English and internal names, and a path may mix them.

A path is ROOT/FLOW/ENGINE/FOLDER/...; names of flows and folders are the user's, and have one spelling.
"""

from collections.abc import Mapping
from functools import lru_cache

ROOTS: Mapping[str, tuple[str, ...]] = {
    "bizroot": ("Business Flow", "业务流程"),
    "manualbizroot": ("Manual Business Flow", "手动业务流程"),
}
SYNC = "folderDi"
ENGINES: Mapping[str, tuple[str, ...]] = {
    SYNC: ("Data Integration", "DataIntegration", "数据集成"),
    "folderMaxCompute": ("MaxCompute",),
    "folderGeneral": ("General", "通用"),
    "folderUserDefined": ("UserDefined", "自定义"),
    "folderJdbc": ("Jdbc", "数据库"),
    "folderEMR": ("EMR",),
    "folderCDH": ("CDH",),
    "folderFlink": ("Flink",),
    "folderHologres": ("Hologres",),
    "folderADB": ("ADB", "AnalyticDB for PostgreSQL"),
    "folderADBMysql": ("ADBMYSQL",),
    "folderAlgm": ("Algorithm", "算法"),
    "folderErd": ("数据模型",),
    "folderService": ("DataService", "数据服务"),
    "folderProcess": ("数据开发",),
    "folderTable": ("表",),
    "folderFunction": ("函数",),
    "folderResource": ("资源",),
}
"""Internal names, with their other names.

Sources: aliyun/dataworks-spec (ModelTreeRoot.java, FolderUtils.java, FolderType.java),
aliyun/terraform-provider-alicloud (alicloud/resource_alicloud_data_works_folder.go), and dcbandtss/dw-cli
(docs/dw-cli-封装注意事项.md), where the service took them.
"""

ROOT_AT, ENGINE_AT = 0, 2
_NAMES = {
    at: {name: internal for internal, names in table.items() for name in (internal, *names)}
    for at, table in ((ROOT_AT, ROOTS), (ENGINE_AT, ENGINES))
}


@lru_cache(4096)
def place_of(path: str) -> str:
    """Return the one spelling of a place, to compare paths: internal names, and no further slashes."""
    parts = [part for part in path.strip().split("/") if part]
    return "/".join(_NAMES.get(at, {}).get(part, part) for at, part in enumerate(parts))


def engine_of(path: str) -> str | None:
    """Return the internal name of the engine that a path leads to; ``None``: it leads to none."""
    parts = place_of(path).split("/")
    return parts[ENGINE_AT] if len(parts) > ENGINE_AT and parts[ENGINE_AT] in ENGINES else None


def same_place(one: str, other: str) -> bool:
    """Return whether two paths lead to the same folder."""
    return place_of(one) == place_of(other)
