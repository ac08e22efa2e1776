"""The criteria of eligibility on the pages: forms and words. Rows are in `ppde.models`, verbs in `ppde.operations`."""
