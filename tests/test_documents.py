"""What the PDF writer must get right whatever the bytes."""

import zlib

import pikepdf
import pytest

from tzcld.documents import _end_clearly


@pytest.mark.parametrize("squeeze", [False, True])
def test_a_stream_that_would_end_by_a_carriage_return_keeps_its_data(squeeze):
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, b"")
    # Bytes after the checksum are ignored by every reader: a sure way to a compressed stream that ends so.
    raw = zlib.compress(b"BT ET") + b"\r" if squeeze else b"BT ET\r"
    stream.write(raw, filter=pikepdf.Name.FlateDecode if squeeze else None)
    before = stream.read_bytes()
    _end_clearly(stream)
    assert stream.read_raw_bytes().endswith(b">")
    assert stream.read_bytes() == before


def test_other_streams_are_left_as_they_are():
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, b"BT ET")
    _end_clearly(stream)
    assert stream.read_raw_bytes() == b"BT ET"
