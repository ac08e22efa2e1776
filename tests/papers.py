"""Papers, asked of the validator of PDF/UA that the reports are."""

import page


def accessible(pdf: bytes) -> None:
    """Fails with what a screen reader would not find."""
    found = page.validate_pdf_bytes(pdf, profile="ua1")
    assert found.is_compliant, [f"{f.rule_id} {f.message}" for f in found.failures]
