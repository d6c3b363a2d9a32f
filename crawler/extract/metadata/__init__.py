"""What a page says of itself: title, people, dates, language, origin."""
