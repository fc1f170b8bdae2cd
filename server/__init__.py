"""Hosts the tools: command line, settings, transports."""
