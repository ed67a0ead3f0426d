"""The `kg` command, a module a group of subcommands."""
