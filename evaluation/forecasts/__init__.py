"""When everybody who waits today will have had a proposal: a forecast, its assumptions, and what came true."""
