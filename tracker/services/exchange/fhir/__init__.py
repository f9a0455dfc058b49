"""A person's records as a bundle of HL7 FHIR R4, and back: `forms` says what stands where."""
