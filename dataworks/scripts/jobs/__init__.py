"""Specifications of Data Integration jobs of the new studio (API 2024-05-18): build, read, change, check."""
