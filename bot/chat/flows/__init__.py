"""The conversations, one file per noun; `all_flows` is their order of precedence."""
