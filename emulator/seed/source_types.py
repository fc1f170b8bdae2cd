"""What the API calls the types of data sources; products, and jobs, have other names for some."""

_OTHERS = {"maxcompute": "odps", "hologres": "holo", "oceanbase": "apsaradb_for_oceanbase", "oss-hdfs": "oss_hdfs"}
_CODES = {
    code: code
    for code in (
        *"mysql odps holo kafka oss loghub datahub oracle postgresql sqlserver polardb drds mongodb hive".split(),
        *"clickhouse doris starrocks redshift analyticdb_for_mysql analyticdb_for_postgresql".split(),
        *_OTHERS.values(),
    )
} | _OTHERS


def code_of(kind: str) -> str:
    """Return the API's code of a type, such as ``odps`` for MaxCompute; what is not known stays as it is."""
    return _CODES.get(kind.lower(), kind)
