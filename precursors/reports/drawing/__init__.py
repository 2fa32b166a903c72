"""How reports are drawn: layouts that are pure, and what each picture makes of the tables of its report."""
