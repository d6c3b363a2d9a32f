"""HTML or plain text -> blocks, and which of them are the article."""
