"""The service at its limits: whatever its OpenAPI allows, an index that changes, more connections than it takes."""
