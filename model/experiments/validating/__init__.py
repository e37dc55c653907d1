"""The model beside answers that are known."""
