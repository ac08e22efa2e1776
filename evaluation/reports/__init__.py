"""Reports: asked for (operations), frozen (snapshot), built by a worker (building), then read three ways.

operations  ask, retry, cancel, sweep: the life of the row
snapshot    what is frozen: every figure and every table shown, already masked for the audience
territory   the contents of a « fiche territoire »;  hub: of a « rapport métropolitain »
blocks      the words of a snapshot: parts, sections, tables, drawings, method boxes
paper       the snapshot drawn: PDF and web page;  annex: the snapshot as a workbook
building    the job, in steps that a killed worker may leave at any moment
"""
