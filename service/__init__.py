"""The doors for other programs: HTTP, Dify, chat clients, MCP. Everything they say comes from `assistant`."""
