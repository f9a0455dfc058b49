"""The measures, each with its error: one module each, two photos in, figures by zone out."""
