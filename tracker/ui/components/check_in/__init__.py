"""The questions of one entry of the diary, step by step."""
