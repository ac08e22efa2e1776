"""Dashboards: figures turned into sentences, drawings and a queue. No page here reads a person but the team's queue."""
