"""The tasks of the demo."""

from typing import Any

COMMON = {
    "project_id": "10000",
    "source": "mysql_shop",
    "resource_group": "S_res_group_280749521950784_1623033752022",
    "folder": "Business Flow/shop/Data Integration",
}

TASKS: tuple[dict[str, Any], ...] = (
    {
        "task_name": "shop_to_maxcompute",
        "tables": ["shop.customers", "shop.orders", "shop.order_items"],
        "destination_type": "maxcompute",
        "destination": "odps_shop",
    },
    {
        "task_name": "orders_to_kafka",
        "tables": ["shop.orders", "shop.refunds"],
        "destination_type": "kafka",
        "destination": "kafka_shop",
    },
    {
        "task_name": "catalogue_to_hologres",
        "tables": ["shop.products", "shop.customers"],
        "destination_type": "hologres",
        "destination": "holo_shop",
    },
)
