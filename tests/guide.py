"""The guide of those who run the product: its examples are tried as they stand."""

from tzcld.embedded.places import CHECKOUT

GUIDE = (CHECKOUT / "docs" / "exploitation.md").read_text()
