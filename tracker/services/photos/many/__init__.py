"""Many photos at once: a crew measures them, whoever asked keeps them one by one."""
