"""The places where people are reached, one module per platform."""
