"""Spreadsheets coming in: read at arm's length, columns recognised, values understood. Knows no territory.

- `reader`  opens one file in a process of its own, with limits; nothing of the site is loaded there
- `reading` asks it, from the site: rows of text, or one French sentence
- `values`  what a cell may hold: dates, choices, numbers, e-mail addresses…
- `columns` the columns of a kind of import, guessed from the labels of the file
- `template` the workbook that people fill in
"""
