"""The lock: what opens it is chosen, tried and changed here. The screens, and commands, ask."""
