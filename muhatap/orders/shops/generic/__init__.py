"""Any shop: it sends its orders as signed JSON, or somebody hands them in as a table (CSV). See README.md."""
