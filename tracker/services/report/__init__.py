"""One recovery as two pages for a doctor: what is chosen, put into words once, written twice."""
