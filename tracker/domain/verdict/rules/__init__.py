"""What a diary shows, rule by rule: each looks back only, and none of them knows of another."""
