"""A realistic source: the database of a small shop, with difficult column types and keys."""

from emulator.world.state import Column, Table


def table(key: str, *columns: str) -> Table:
    """Make a table from its key (comma-separated column names, may be empty) and columns as ``name type # comment``."""
    return Table(tuple(Column.declared(column) for column in columns), tuple(filter(None, key.split(","))))


WAREHOUSE = {
    "orders": table(
        "", "id bigint", "customer_id bigint", "status string", "total decimal(12,2)", "placed_at datetime"
    ),
    "shop_orders": Table(
        tuple(
            Column.declared(column)
            for column in (
                "id bigint # order number",
                "customer_id bigint",
                "status string",
                "total decimal(12,2)",
                "placed_at datetime",
                "pt string # day of the load",
            )
        ),
        partitions=("pt",),
    ),
}
"""Tables of MaxCompute, as destinations of batch tasks; one has partitions."""

SHOP = {
    "customers": table(
        "id",
        "id bigint unsigned",
        "email varchar(255) # unique",
        "name varchar(100)",
        "birthday date",
        "newsletter tinyint(1)",
        "preferences json",
        "created_at timestamp",
    ),
    "orders": table(
        "id",
        "id bigint unsigned",
        "customer_id bigint unsigned",
        "status enum('new','paid','shipped','cancelled')",
        "total decimal(12,2)",
        "note text",
        "placed_at datetime",
        "updated_at timestamp",
    ),
    "order_items": table(
        "order_id,line",
        "order_id bigint unsigned",
        "line smallint unsigned",
        "product_id int unsigned",
        "quantity int unsigned",
        "unit_price decimal(10,2)",
    ),
    "refunds": table(
        "",
        "order_id bigint unsigned",
        "amount decimal(12,2)",
        "reason varchar(500)",
        "refunded_at datetime",
    ),
    "products": table(
        "id",
        "id int unsigned",
        "sku char(12)",
        "title varchar(200)",
        "description mediumtext",
        "price decimal(10,2) unsigned # gross, in EUR",
        "weight_kg float",
        "rating tinyint unsigned",
        "attributes json",
        "picture mediumblob",
        "active tinyint(1)",
    ),
}
