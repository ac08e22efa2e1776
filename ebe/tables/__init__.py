"""Columns of the enterprises' lists: page, CSV, XLSX and ODS read the same."""
