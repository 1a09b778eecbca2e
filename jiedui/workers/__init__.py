"""People, households, dated class, skills, intentions."""
