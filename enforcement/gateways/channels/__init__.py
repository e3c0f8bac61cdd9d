"""Channels: each kind behind the port `enforcement.ports.channels`, made from the court's channels.toml."""
