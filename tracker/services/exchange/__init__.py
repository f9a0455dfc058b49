"""What other systems read: a person's records as HL7 FHIR, and tables for research."""
