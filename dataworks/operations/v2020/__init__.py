"""The operations of API version 2020-05-18."""
