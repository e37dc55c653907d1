"""The rules of care: small compiled functions that both engines share."""
