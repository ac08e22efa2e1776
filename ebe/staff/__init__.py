"""The register of staff, once the file of somebody who left is erased."""
