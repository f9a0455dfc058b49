"""Parts of the records within one transaction: what a kind of record can be asked, and told."""
