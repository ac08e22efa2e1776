"""What activities need and what persons wish: the skills of an activity, the activities a person would like."""
