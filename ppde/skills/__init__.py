"""Skills: the hub's file read, the forms, the columns of the matrix."""
