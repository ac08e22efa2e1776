"""Convening by mail: the rule of notice, what left, to which seats."""
