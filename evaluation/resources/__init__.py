"""What became of the levers asked and of the trainings followed: counts, never a name."""
