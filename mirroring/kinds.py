"""Kinds of data sources, as far as they decide how tables are read."""

MAXCOMPUTE = "odps"

WITHOUT_TABLES = frozenset(
    "kafka loghub datahub oss ftp sftp hdfs httpfile restapi metaq rocketmq rabbitmq redis memcache ocs opensearch "
    "graphdb tsdb prometheus pulsar".split()
)
"""Types of data sources that have topics, files or keys in place of tables. An unknown type is asked for its tables."""


def has_tables(kind: str) -> bool:
    """Return whether data sources of a type can have tables."""
    return kind.lower() not in WITHOUT_TABLES
